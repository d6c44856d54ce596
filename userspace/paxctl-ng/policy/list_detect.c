// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds out the format of a list. The first line that one of the formats can have decides.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "policy/lists.h"

#define BLANKS " \t\r\v\f"

static const char *const names[LIST_NUM] = {
	[LIST_POLICY] = "policy",     [LIST_PAXCTLD] = "paxctld", [LIST_PAXRAT] = "paxrat",
	[LIST_PAX_MARK] = "pax-mark", [LIST_SECADM] = "secadm",	  [LIST_SARA] = "sara",
};

/**
 * list_format_name - name a format
 * @format: the format
 *
 * Return: the name that --format takes.
 */
const char *list_format_name(enum list_format format)
{
	return names[format];
}

/**
 * list_format_find - look up a format
 * @name: its name; paxd is another name of policy
 * @format: the result
 *
 * Return: false if there is no format of that name.
 */
bool list_format_find(const char *name, enum list_format *format)
{
	if (!strcmp(name, "paxd"))
		name = names[LIST_POLICY];
	for (*format = 0; *format < LIST_NUM; (*format)++) {
		if (!strcmp(name, names[*format]))
			return true;
	}
	return false;
}

/* Whether a line of the text begins with @start, after blanks. */
static bool has_line(const char *text, const char *start)
{
	while (text) {
		text += strspn(text, BLANKS "\n");
		if (!strncmp(text, start, strlen(start)))
			return true;
		text = strchr(text, '\n');
	}
	return false;
}

/**
 * list_unread - recognise files that are no lists of a format that is read
 * @text: the text
 *
 * Return: what the file is, and the way out; or NULL.
 */
const char *list_unread(const char *text)
{
	if (!strncmp(text, "\177ELF", 4))
		return "a program, no list; \"import\" reads the mark in its headers, and those of a directory";
	if (has_line(text, "# file: ") && has_line(text, "user.pax.flags="))
		return "the output of getfattr; \"setfattr --restore=FILE\" writes its marks, and \"import DIR\" reads them from the files";
	if (has_line(text, "- PaX flags: "))
		return "the output of paxctl; \"import DIR\" reads the marks from the files themselves";
	if (has_line(text, "wxprot_enabled"))
		return "S.A.R.A.'s main.conf, which has settings, no programs; name wxprot.conf, and write the settings to /etc/pax/pax.conf";
	if (has_line(text, "PAGEEXEC_EXEMPT=") || has_line(text, "MPROTECT_EXEMPT="))
		return "the configuration of Gentoo's chpax, which is not read; write a line \"em PATH\" for each program of MPROTECT_EXEMPT, and \"pem PATH\" for each of PAGEEXEC_EXEMPT";
	if (has_line(text, "subject /") && strstr(text, "PAX_"))
		return "a policy of grsecurity's RBAC, which is not read; write a line \"em PATH\" for each subject with -PAX_MPROTECT";
	if (has_line(text, "hbsdcontrol "))
		return "a script with calls of hbsdcontrol, which is not read; write a line \"em PATH\" for each \"pax disable mprotect PATH\"";
	if (has_line(text, "<?xml"))
		return "XML, which is no format of a list that is read; see paxctl-ng-import(8)";
	return NULL;
}

/* Whether the line calls pax-mark: as a command, not as an argument or in a path. */
static bool calls_pax_mark(const char *line, size_t len)
{
	static const char word[] = "pax-mark";
	const char *end = line + len, *at = line;

	while (at < end && strchr(BLANKS, *at))
		at++;
	if (at == end || strchr("#/~\"", *at))
		return false;
	for (; at + strlen(word) < end; at++) {
		if (*at == '#' && at > line && strchr(BLANKS, at[-1]))
			return false;
		if (strncmp(at, word, strlen(word)) || !strchr(BLANKS, at[strlen(word)]))
			continue;
		if (at == line || strchr(BLANKS ";&|{(", at[-1]))
			return true;
	}
	return false;
}

static bool is_letters(const char *word, size_t len)
{
	struct paxflags_letters letters;

	return len && *word != '-' && !list_letters(word, len, &letters);
}

/* Whether the word is one of S.A.R.A.'s flags. */
static bool is_sara(const char *word)
{
	static const char *const flags[] = { "WXORX", "STACK",	  "HEAP",     "OTHER",
					     "MMAP",  "MPROTECT", "FULL",     "EMUTRAMP",
					     "NONE",  "COMPLAIN", "TRANSFER", "VERBOSE" };
	size_t i;

	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		size_t len = strlen(flags[i]);

		if (!strncasecmp(word, flags[i], len) && !isalnum((unsigned char)word[len]))
			return true;
	}
	return false;
}

/* Returns the end of the path at the beginning of @line: quoted, or up to a blank. */
static const char *skip_path(const char *line)
{
	if (*line == '"') {
		line += strcspn(line + 1, "\"\n") + 1;
		return *line == '"' ? line + 1 : line;
	}
	while (*line && *line != '\n' && !strchr(BLANKS, *line))
		line += line[0] == '\\' && line[1] && line[1] != '\n' ? 2 : 1;
	return line;
}

/* The format that has such a line, or LIST_NUM if several have, or none. */
static enum list_format detect_line(const char *line)
{
	static const char *const words[] = { "required", "held", "recorded", "inherit", "-" };
	const char *rest;
	size_t i, len;

	if (*line == '/' || *line == '~' || *line == '*' || *line == '"') {
		rest = skip_path(line);
		rest += strspn(rest, BLANKS);
		if (is_letters(rest, strcspn(rest, BLANKS "\n")))
			return LIST_PAXCTLD;
		return is_sara(rest) ? LIST_SARA : LIST_NUM;
	}
	len = strcspn(line, BLANKS "\n");
	rest = line + len + strspn(line + len, BLANKS);
	if (!strncmp(line, "secadm", 6) && strchr(BLANKS "\n{:=", line[6]))
		return LIST_SECADM;
	if (*rest == '\n' || !*rest)
		return LIST_NUM;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (len == strlen(words[i]) && !strncmp(line, words[i], len))
			return LIST_POLICY;
	}
	return is_letters(line, len) ? LIST_POLICY : LIST_NUM;
}

/* Returns what follows the comments and blanks at the beginning: those of a shell, and of C. */
static const char *skip_comments(const char *text)
{
	const char *end;

	for (;;) {
		text += strspn(text, BLANKS "\n");
		if (*text == '#') {
			text += strcspn(text, "\n");
			continue;
		}
		if (strncmp(text, "/*", 2))
			return text;
		end = strstr(text, "*/");
		/* A pattern of S.A.R.A. may begin like this. */
		if (!end)
			return text;
		text = end + 2;
	}
}

/**
 * list_detect - find out the format of a list
 * @text: the text
 *
 * Return: the format; LIST_POLICY if no line is that of another format.
 */
enum list_format list_detect(const char *text)
{
	const char *line, *end;
	enum list_format format;

	for (line = text; *line; line = *end ? end + 1 : end) {
		end = strchrnul(line, '\n');
		if (calls_pax_mark(line, end - line))
			return LIST_PAX_MARK;
	}
	line = skip_comments(text);
	if (*line == '{') {
		if (strstr(line, "\"flags\""))
			return LIST_PAXRAT;
		return strstr(line, "applications") || strstr(line, "secadm") ? LIST_SECADM :
										LIST_PAXRAT;
	}
	for (; *line; line = *end ? end + 1 : end) {
		end = strchrnul(line, '\n');
		line += strspn(line, BLANKS);
		if (!*line || *line == '\n' || *line == '#')
			continue;
		format = detect_line(line);
		if (format != LIST_NUM)
			return format;
	}
	return LIST_POLICY;
}
