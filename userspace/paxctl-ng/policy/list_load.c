// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads a list that an administrator names, in any format, as a part of a policy.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/lists.h"
#include "terminal/memory.h"
#include "terminal/message.h"

/* A longer file is no list of programs. */
#define MAX_TEXT (64u << 20)

/* The list that becomes rules. */
struct taker {
	struct policy_file *file;
	int status;
};

/**
 * list_read_text - read the text of a list
 * @name: the file; "-" is standard input
 * @text: the result, with a NUL behind it; the caller frees it
 * @len: its length
 *
 * Return: 0, or a negative errno after a message.
 */
int list_read_text(const char *name, char **text, size_t *len)
{
	bool is_stdin = !strcmp(name, "-");
	FILE *stream = is_stdin ? fdopen(dup(STDIN_FILENO), "r") : fopen(name, "re");
	size_t room = 0, got;
	int err = 0;

	*text = NULL;
	*len = 0;
	if (!stream) {
		err = -errno;
		say(name, "cannot read the policy: %s", strerror(-err));
		return err;
	}
	do {
		room = room ? 2 * room : 4096;
		*text = need_memory(realloc(*text, room));
		got = fread(*text + *len, 1, room - 1 - *len, stream);
		*len += got;
	} while (*len == room - 1 && room < MAX_TEXT);
	(*text)[*len] = '\0';
	if (ferror(stream)) {
		err = errno ? -errno : -EIO;
		say(name, "cannot read it: %s", strerror(-err));
	} else if (*len >= MAX_TEXT - 1) {
		err = -EFBIG;
		say(name, "it is too long for a list of programs; name another file");
	}
	fclose(stream);
	return err;
}

static void take(const struct list_entry *entry, void *context)
{
	struct taker *taker = context;
	struct policy_file *file = taker->file;
	struct rule rule = { .from = file->name, .line = entry->line };
	char where[PATH_MAX + 16];

	snprintf(where, sizeof(where), "%s:%u", file->name, entry->line);
	if (entry->wrong) {
		say(where, "%s", entry->left_out);
		taker->status = -EINVAL;
		return;
	}
	if (entry->note || entry->left_out)
		say(where, "warning: %s%s: %s", entry->path ? entry->path : "this",
		    entry->left_out ? " is left out" : "",
		    entry->left_out ? entry->left_out : entry->note);
	if (entry->left_out || !entry->path || !entry->mark ||
	    paxflags_parse(entry->mark, strlen(entry->mark), &rule.letters))
		return;
	rule.path = need_memory(strdup(entry->path));
	rule.glob = strpbrk(rule.path, "*?[");
	file->rules = grow_array(file->rules, file->num, sizeof(*file->rules));
	file->rules[file->num++] = rule;
}

/**
 * list_parse - parse a list of another tool
 * @list: the list
 * @format: its format; not LIST_POLICY
 */
void list_parse(const struct list *list, enum list_format format)
{
	switch (format) {
	case LIST_PAXCTLD:
		list_parse_paxctld(list);
		break;
	case LIST_PAXRAT:
		list_parse_paxrat(list);
		break;
	case LIST_PAX_MARK:
		list_parse_ebuild(list);
		break;
	case LIST_SECADM:
		list_parse_secadm(list);
		break;
	case LIST_SARA:
		list_parse_sara(list);
		break;
	default:
		break;
	}
}

/* Parses a policy file that was read already. */
static int parse_policy(char *text, size_t len, bool force, const char *home,
			struct policy_file *file)
{
	char *name = file->name;
	FILE *stream = len ? fmemopen(text, len, "r") : fopen("/dev/null", "re");
	int err;

	if (!stream)
		out_of_memory();
	err = policy_parse(stream, name, force, home, file);
	fclose(stream);
	free(name);
	return err;
}

/**
 * list_load - read a list, in any format
 * @name: the file; "-" is standard input
 * @force: accept marks with which the kernel refuses to run a file, in a policy file
 * @home: the directory that relative paths start from, or NULL
 * @file: the result; the caller frees it, also after an error
 *
 * Return: 0, or a negative errno. The function prints every error and every entry that is left out
 * on stderr.
 */
int list_load(const char *name, bool force, const char *home, struct policy_file *file)
{
	struct taker taker = { .file = file };
	struct list list = { .home = home, .take = take, .context = &taker };
	const char *unread;
	char *text;
	int err;

	*file = (struct policy_file){ 0 };
	file->name = need_memory(strdup(strcmp(name, "-") ? name : "standard input"));
	err = list_read_text(name, &text, &list.len);
	list.name = file->name;
	list.text = text;
	if (!err && text) {
		enum list_format format = list_detect(text);

		unread = list_unread(text);
		if (unread)
			say(file->name, "this is %s", unread);
		if (unread)
			err = -EINVAL;
		else if (format == LIST_POLICY || strlen(text) != list.len)
			err = parse_policy(text, list.len, force, home, file);
		else
			list_parse(&list, format);
	}
	free(text);
	return err ? err : taker.status;
}
