// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses the lists of which each line is a path and its flags: paxctld.conf, and S.A.R.A.'s
 * wxprot.conf.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "policy/lists.h"
#include "terminal/memory.h"

#define BLANKS " \t\r\v\f"

/* Takes the next line off @*text. Returns a copy without blanks at its end, or NULL. */
static char *next_line(const char **text)
{
	size_t len = strcspn(*text, "\n");
	char *line;

	if (!**text)
		return NULL;
	line = need_memory(strndup(*text, len));
	*text += len + ((*text)[len] == '\n');
	while (len && strchr(BLANKS, line[len - 1]))
		line[--len] = '\0';
	return line;
}

/*
 * Cuts the path off the beginning of @line: quoted, or a word, in which a backslash can stand
 * before any character if @escapes. Returns the rest, or NULL if a quote is missing.
 */
static char *cut_path(char *line, bool escapes, char **path)
{
	char *from = line, *to = line;
	bool quoted = *from == '"';

	from += quoted;
	*path = to;
	while (*from && (quoted ? *from != '"' : !strchr(BLANKS, *from))) {
		if (escapes && *from == '\\' && from[1])
			from++;
		*to++ = *from++;
	}
	if (quoted && *from++ != '"')
		return NULL;
	from += strspn(from, BLANKS);
	*to = '\0';
	return from;
}

static void take_paxctld(const struct list *list, unsigned int number, char *line)
{
	struct paxflags_letters letters;
	char *path, *rest, *literal;
	const char *wrong, *more;
	size_t len;

	rest = cut_path(line, false, &path);
	if (!rest) {
		list_wrong(list, number, "the closing quote is missing");
		return;
	}
	len = strcspn(rest, BLANKS);
	wrong = len ? list_letters(rest, len, &letters) : "there are no flags behind the path";
	if (wrong) {
		list_wrong(list, number, "%s; a line of paxctld.conf is PATH FLAGS [nonroot]",
			   wrong);
		return;
	}
	more = rest + len + strspn(rest + len, BLANKS);
	len = strcspn(more, BLANKS);
	if (len == strlen("nonroot") && !strncmp(more, "nonroot", len))
		more += len + strspn(more + len, BLANKS);
	if (*more && *more != '#') {
		list_wrong(list, number,
			   "\"%.80s\" follows the flags; quote a path that has blanks", more);
		return;
	}
	/* paxctld has no patterns. */
	literal = policy_path_literal(path);
	list_put(list, number, literal, letters, true, NULL);
	free(literal);
}

/**
 * list_parse_paxctld - parse a paxctld.conf
 * @list: the list
 *
 * EMUTRAMP is off if no letter E turns it on. The word nonroot has no meaning here: marks are
 * written to files of every owner.
 */
void list_parse_paxctld(const struct list *list)
{
	const char *text = list->text;
	unsigned int number = 0;
	char *line;

	while ((line = next_line(&text))) {
		char *start = line + strspn(line, BLANKS);

		number++;
		if (*start && *start != '#')
			take_paxctld(list, number, start);
		free(line);
	}
}

/* The flags of S.A.R.A. MPROTECT is the first four, of which each covers one kind of memory. */
#define SARA_WXORX 0x1u
#define SARA_STACK 0x2u
#define SARA_HEAP 0x4u
#define SARA_OTHER 0x8u
#define SARA_MPROTECT 0xfu
#define SARA_MMAP 0x10u
#define SARA_EMUTRAMP 0x20u
#define SARA_COMPLAIN 0x40u
#define SARA_TRANSFER 0x80u

static const struct {
	const char *name;
	unsigned int bits;
} sara_flags[] = {
	{ "WXORX", SARA_WXORX },
	{ "STACK", SARA_STACK },
	{ "HEAP", SARA_HEAP },
	{ "OTHER", SARA_OTHER },
	{ "MPROTECT", SARA_MPROTECT },
	{ "MMAP", SARA_MMAP },
	{ "FULL", SARA_MPROTECT | SARA_MMAP },
	{ "EMUTRAMP", SARA_EMUTRAMP },
	{ "EMUTRAMP_OR_MPROTECT", SARA_EMUTRAMP },
	{ "EMUTRAMP_OR_NONE", SARA_EMUTRAMP },
	{ "COMPLAIN", SARA_COMPLAIN },
	{ "TRANSFER", SARA_TRANSFER },
	/* Every denial is reported here. */
	{ "VERBOSE", 0 },
	{ "NONE", 0 },
};

#define NUM_SARA_FLAGS (sizeof(sara_flags) / sizeof(sara_flags[0]))

/* An entry of S.A.R.A.'s list. @path: as in the list. @prefix: all paths that begin with it. */
struct sara_entry {
	char *path;
	unsigned int line;
	unsigned int bits;
	bool prefix;
};

/* Reads a list of flags with commas between them. Returns false if a word is none. */
static bool read_sara_flags(const struct list *list, unsigned int number, char *text,
			    unsigned int *bits)
{
	char *word;
	size_t i;

	*bits = 0;
	while ((word = strsep(&text, ","))) {
		word += strspn(word, BLANKS);
		word[strcspn(word, BLANKS)] = '\0';
		for (i = 0; i < NUM_SARA_FLAGS && strcasecmp(word, sara_flags[i].name); i++)
			;
		if (i == NUM_SARA_FLAGS) {
			list_wrong(list, number,
				   "\"%.80s\" is no flag of S.A.R.A.; see wxprot.conf(5)", word);
			return false;
		}
		*bits |= sara_flags[i].bits;
	}
	return true;
}

/* Parses a line. Returns false if it has an error. */
static bool read_sara(const struct list *list, unsigned int number, char *line,
		      struct sara_entry *entry)
{
	char *path, *rest = cut_path(line, true, &path);
	size_t len;

	if (!rest) {
		list_wrong(list, number, "the closing quote is missing");
		return false;
	}
	rest[strcspn(rest, "#")] = '\0';
	if (!*rest) {
		list_wrong(list, number, "there are no flags behind the path");
		return false;
	}
	if (!read_sara_flags(list, number, rest, &entry->bits))
		return false;
	len = strlen(path);
	entry->prefix = len && path[len - 1] == '*';
	if (entry->prefix)
		path[len - 1] = '\0';
	entry->path = need_memory(strdup(path));
	entry->line = number;
	return true;
}

/* The most specific path counts there, and the last line here. */
static int by_precision(const void *a, const void *b)
{
	const struct sara_entry *left = a, *right = b;
	size_t left_len = strlen(left->path), right_len = strlen(right->path);
	int order = strcmp(left->path, right->path);

	if (left->prefix != right->prefix)
		return left->prefix ? -1 : 1;
	if (left_len != right_len)
		return left_len < right_len ? -1 : 1;
	if (order)
		return order;
	return left->line < right->line ? -1 : 1;
}

static const char *sara_note(const struct sara_entry *entry)
{
	if (entry->prefix)
		return "S.A.R.A. means every path that begins like this, the line only the files in this directory; add lines for directories below it";
	if (entry->bits & SARA_TRANSFER)
		return "TRANSFER has no counterpart: a child that executes a program has the mark of that program";
	if (entry->bits & SARA_MMAP)
		return "MMAP has no counterpart: executable mappings of files stay allowed";
	return NULL;
}

/* Why an entry has no line, or NULL. */
static const char *sara_left_out(const struct sara_entry *entry)
{
	unsigned int mprotect = entry->bits & SARA_MPROTECT;

	if (!*entry->path)
		return "flags for every program are no mark; softmode and mode in /etc/pax/pax.conf are for all";
	if (entry->bits & SARA_COMPLAIN)
		return "COMPLAIN has no counterpart: only all programs can be permissive, with mode = permissive";
	if (mprotect && mprotect != SARA_MPROTECT)
		return "it has only a part of MPROTECT, which here is one flag; if the program does not run with it, write \"em\"";
	return NULL;
}

static void put_sara(const struct list *list, const struct sara_entry *entry)
{
	struct paxflags_letters letters = { 0 };
	unsigned int mprotect = entry->bits & SARA_MPROTECT;
	char *literal, *pattern;
	const char *why;

	why = sara_left_out(entry);
	if (why) {
		list_leave(list, entry->line, *entry->path ? entry->path : "*", why);
		return;
	}
	*(mprotect ? &letters.on : &letters.off) |= PAX_MPROTECT;
	if (entry->bits & SARA_EMUTRAMP)
		letters.on |= PAX_EMUTRAMP;
	literal = policy_path_literal(entry->path);
	pattern = format_text("%s%s", literal, entry->prefix ? "*" : "");
	list_put(list, entry->line, pattern, letters, true, sara_note(entry));
	free(literal);
	free(pattern);
}

/**
 * list_parse_sara - parse S.A.R.A.'s wxprot.conf
 * @list: the list
 *
 * Flags that a line does not have are off. Of several lines for one path the first counts.
 */
void list_parse_sara(const struct list *list)
{
	struct sara_entry *entries = NULL, entry;
	const char *text = list->text;
	unsigned int number = 0;
	size_t i, num = 0;
	char *line;

	while ((line = next_line(&text))) {
		char *start = line + strspn(line, BLANKS);

		number++;
		if (*start && *start != '#' && read_sara(list, number, start, &entry)) {
			entries = grow_array(entries, num, sizeof(*entries));
			entries[num++] = entry;
		}
		free(line);
	}
	if (num)
		qsort(entries, num, sizeof(*entries), by_precision);
	for (i = 0; i < num; i++) {
		if (i && entries[i].prefix == entries[i - 1].prefix &&
		    !strcmp(entries[i].path, entries[i - 1].path)) {
			if (entries[i].bits != entries[i - 1].bits)
				list_leave(list, entries[i].line, entries[i].path,
					   "an earlier line has the same path, and counts");
			continue;
		}
		put_sara(list, &entries[i]);
	}
	for (i = 0; i < num; i++)
		free(entries[i].path);
	free(entries);
}
