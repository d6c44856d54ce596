// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes a path for a policy file.
 */
#include <string.h>
#include <stdlib.h>

#include "policy/rules.h"
#include "terminal/memory.h"

/* Whether the component of @len bytes has a "#" that would begin a comment. */
static bool has_comment(const char *component, size_t len)
{
	size_t i;

	for (i = 1; i < len; i++) {
		if (component[i] == '#' && strchr(" \t\r\v\f", component[i - 1]))
			return true;
	}
	return false;
}

/**
 * policy_path_literal - write a path so that a policy file means exactly this path
 * @path: an absolute path
 *
 * The name of a program may have characters of patterns, or a "#" after a blank, which would begin
 * a comment. Otherwise a user who chooses the name of a program could make the policy mark other
 * programs.
 *
 * Return: the text, which the caller frees.
 */
char *policy_path_literal(const char *path)
{
	char *text = need_memory(malloc(3 * strlen(path) + 1)), *to = text;

	while (*path) {
		size_t i, len = strcspn(path, "/");
		bool comment = has_comment(path, len);
		bool pattern = comment || strcspn(path, "*?[") < len;

		for (i = 0; i < len; i++) {
			/* The brackets make the component a pattern. */
			if (comment && path[i] == '#') {
				memcpy(to, "[#]", 3);
				to += 3;
				continue;
			}
			if (pattern && strchr("*?[\\", path[i]))
				*to++ = '\\';
			*to++ = path[i];
		}
		path += len;
		if (*path)
			*to++ = *path++;
	}
	*to = '\0';
	return text;
}
