// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses paxrat's list: a JSON object with a key for each path. Lines that begin with "#" are
 * comments.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/lists.h"
#include "terminal/memory.h"

/* Returns the number of the line at @at. */
static unsigned int line_at(const char *text, const char *at)
{
	unsigned int line = 1;

	while (text < at)
		line += *text++ == '\n';
	return line;
}

/* Returns the line of the last key @path. json-c keeps no positions. */
static unsigned int line_of(const char *text, const char *path)
{
	size_t len = strlen(path);
	const char *at, *last = text;

	for (at = text; (at = strchr(at, '"')); at++) {
		if (!strncmp(at + 1, path, len) && at[1 + len] == '"')
			last = at;
	}
	return line_at(text, last);
}

/* Replaces comments by blanks, which keeps the positions. */
static char *without_comments(const struct list *list)
{
	char *text = need_memory(strdup(list->text)), *line = text;

	while (*line) {
		size_t len = strcspn(line, "\n");

		if (line[strspn(line, " \t")] == '#')
			memset(line, ' ', len);
		line += len + (line[len] == '\n');
	}
	return text;
}

static void take_entry(const struct list *list, const char *text, const char *path,
		       struct json_object *entry)
{
	unsigned int line = line_of(text, path);
	struct paxflags_letters letters;
	struct json_object *flags;
	const char *wrong, *string;
	char *literal;

	if (!json_object_is_type(entry, json_type_object) ||
	    !json_object_object_get_ex(entry, "flags", &flags) ||
	    !json_object_is_type(flags, json_type_string)) {
		list_wrong(list, line, "\"%.200s\" has no \"flags\"; an entry is %s", path,
			   "\"PATH\": { \"flags\": \"LETTERS\" }");
		return;
	}
	string = json_object_get_string(flags);
	wrong = list_letters(string, json_object_get_string_len(flags), &letters);
	if (wrong) {
		list_wrong(list, line, "\"%.200s\": %s", path, wrong);
		return;
	}
	literal = policy_path_literal(path);
	list_put(list, line, literal, letters, false,
		 strpbrk(string, "xX") ? "x is for RANDEXEC, which no longer exists" : NULL);
	free(literal);
}

/**
 * list_parse_paxrat - parse paxrat's list
 * @list: the list
 *
 * paxrat writes the letters as they are. Of two entries for one path the last counts. "nonroot" and
 * "nodivert" have no meaning here: marks are written to files of every owner, and to the file that
 * is at the path.
 */
void list_parse_paxrat(const struct list *list)
{
	char *text = without_comments(list);
	struct json_tokener *tokener = need_memory(json_tokener_new());
	struct json_object *top;
	size_t end;

	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	top = json_tokener_parse_ex(tokener, text, strlen(text) + 1);
	end = json_tokener_get_parse_end(tokener);
	if (json_tokener_get_error(tokener) != json_tokener_success) {
		list_wrong(list, line_at(text, text + (end < list->len ? end : list->len)),
			   "this is no JSON: %s",
			   json_tokener_error_desc(json_tokener_get_error(tokener)));
	} else if (!json_object_is_type(top, json_type_object)) {
		list_wrong(list, 1, "paxrat's list is an object with a key for each path");
	} else {
		struct json_object_iterator at = json_object_iter_begin(top);
		struct json_object_iterator last = json_object_iter_end(top);

		for (; !json_object_iter_equal(&at, &last); json_object_iter_next(&at))
			take_entry(list, text, json_object_iter_peek_name(&at),
				   json_object_iter_peek_value(&at));
	}
	json_object_put(top);
	json_tokener_free(tokener);
	free(text);
}
