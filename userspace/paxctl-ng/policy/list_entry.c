// SPDX-License-Identifier: GPL-2.0-only
/*
 * Turns the letters and the path of an entry into a line of a policy, for all formats of lists.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/lists.h"
#include "terminal/memory.h"

#define BLANKS " \t\r\v\f"

/**
 * list_letters - read the letters of paxctl
 * @text: the letters, with an optional "-" before them; a later one counts
 * @len: their number
 * @letters: the result
 *
 * The letter z, which resets all of them, and x and X, which were for RANDEXEC, have no mark.
 *
 * Return: NULL, or what is wrong with them.
 */
const char *list_letters(const char *text, size_t len, struct paxflags_letters *letters)
{
	static const char on[] = PAX_LETTERS, off[] = PAX_LETTERS_OFF;
	size_t i, n;

	*letters = (struct paxflags_letters){ 0 };
	for (i = len && *text == '-'; i < len; i++) {
		for (n = 0; n < PAX_FLAGS_NUM; n++) {
			if (text[i] != on[n] && text[i] != off[n])
				continue;
			letters->on &= ~(1u << n);
			letters->off &= ~(1u << n);
			*(text[i] == on[n] ? &letters->on : &letters->off) |= 1u << n;
			break;
		}
		if (n == PAX_FLAGS_NUM && (!text[i] || !strchr("zxX", text[i])))
			return "its flags are not letters of PEMRS and pemrs";
	}
	return NULL;
}

/* Whether the kernel refuses to run a file with this mark. */
static bool is_refused(const char *mark)
{
	struct paxflags_effective effective;
	struct paxflags_value value = { .len = strlen(mark) };

	memcpy(value.bytes, mark, value.len);
	paxflags_effective(NULL, &value, false, PAX_FLAGS_DEFAULT, &effective);
	return effective.refused;
}

/* Returns what is wrong with the path, which a line of a policy cannot have, or NULL. */
static const char *check_path(char *path)
{
	const char *wrong, *at;

	for (at = path; *at; at++) {
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			return "has a control character, which a line of a policy cannot have";
		if (*at == '#' && at > path && strchr(BLANKS, at[-1]))
			return "has a \"#\" after a blank, which would begin a comment; write [#]";
	}
	wrong = policy_path_normalise(path);
	if (!wrong && strchr(BLANKS, path[strlen(path) - 1]))
		return "ends with a blank, which a line of a policy cannot";
	return wrong;
}

/**
 * list_put - pass on an entry that has a mark
 * @list: the list
 * @line: its line
 * @path: its path, or a pattern, as a policy file has it
 * @letters: the letters of its mark
 * @implied_e: the format turns EMUTRAMP off if no letter turns it on
 * @note: what of the entry has no counterpart here, or NULL
 *
 * Where P is off, the function turns EMUTRAMP off too unless a letter turns it on, since there is
 * nothing to emulate. Where E or M is on, it turns P on, since soft mode refuses them alone.
 */
void list_put(const struct list *list, unsigned int line, const char *path,
	      struct paxflags_letters letters, bool implied_e, const char *note)
{
	struct list_entry entry = { .line = line, .note = note };
	char mark[PAXFLAGS_TEXT_SIZE], *absolute = policy_path_in_home(path, list->home), *text;
	const char *wrong = check_path(absolute);

	if (wrong) {
		list_wrong(list, line, "\"%.200s\" %s", path, wrong);
		free(absolute);
		return;
	}
	if (!(letters.on & PAX_EMUTRAMP) && (implied_e || (letters.off & PAX_PAGEEXEC)))
		letters.off |= PAX_EMUTRAMP;
	if ((letters.on & (PAX_EMUTRAMP | PAX_MPROTECT)) && !(letters.off & PAX_PAGEEXEC))
		letters.on |= PAX_PAGEEXEC;
	paxflags_format(&letters, mark);
	entry.path = absolute;
	entry.mark = mark;
	if (!*mark) {
		entry.mark = NULL;
		entry.left_out = "it has no flags, and gives the file no mark";
	} else if (is_refused(mark)) {
		text = format_text("the kernel refuses to run a file marked \"%s\"; %s", mark,
				   "where P is off, E and M must be off too, as in \"pem\"");
		entry.mark = NULL;
		entry.left_out = text;
		list->take(&entry, list->context);
		free(text);
		free(absolute);
		return;
	}
	list->take(&entry, list->context);
	free(absolute);
}

/**
 * list_leave - pass on an entry that does not become a line of a policy
 * @list: the list
 * @line: its line
 * @path: its path, or NULL
 * @reason: why, and what to do
 */
void list_leave(const struct list *list, unsigned int line, const char *path, const char *reason)
{
	struct list_entry entry = { .path = path, .line = line, .left_out = reason };

	list->take(&entry, list->context);
}

/**
 * list_wrong - pass on an error in a list
 * @list: the list
 * @line: its line
 * @format: the error and the remedy, as for printf()
 */
void list_wrong(const struct list *list, unsigned int line, const char *format, ...)
{
	struct list_entry entry = { .line = line, .wrong = true };
	va_list args;
	char *text;

	va_start(args, format);
	text = format_text_args(format, args);
	va_end(args);
	entry.left_out = text;
	list->take(&entry, list->context);
	free(text);
}
