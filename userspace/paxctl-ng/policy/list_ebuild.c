// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses the calls of pax-mark in an ebuild of Gentoo. This is no shell: a word counts only if its
 * value follows from the text alone.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/lists.h"
#include "terminal/memory.h"

#define BLANKS " \t\r\v\f"
#define MAX_NAME 64
#define MAX_WORDS 256

/* A variable. @value: its text, as a policy has it. */
struct variable {
	char *name;
	char *value;
};

struct ebuild {
	const struct list *list;
	struct variable *variables;
	size_t num;
	unsigned int line;
};

/* A word that is being expanded. @unknown: what has no known value. */
struct expansion {
	char *text;
	size_t len;
	size_t room;
	bool in_image;
	char unknown[MAX_NAME];
};

/* The directories of an image, and of the root, in which an ebuild installs files. */
static const char *const image[] = { "D",	"ED",	    "ROOT",    "EROOT",
				     "SYSROOT", "ESYSROOT", "EPREFIX", NULL };

static void put_char(struct expansion *to, char c)
{
	if (to->len + 1 >= to->room) {
		to->room = to->room ? 2 * to->room : 64;
		to->text = need_memory(realloc(to->text, to->room));
	}
	to->text[to->len++] = c;
	to->text[to->len] = '\0';
}

static void put_text(struct expansion *to, const char *text)
{
	while (*text)
		put_char(to, *text++);
}

static void give_up(struct expansion *to, const char *what, size_t len)
{
	if (!*to->unknown)
		snprintf(to->unknown, sizeof(to->unknown), "%.*s", (int)(len < 60 ? len : 60),
			 what);
}

static struct variable *find_variable(struct ebuild *ebuild, const char *name, size_t len)
{
	size_t i;

	for (i = ebuild->num; i-- > 0;) {
		if (strlen(ebuild->variables[i].name) == len &&
		    !strncmp(ebuild->variables[i].name, name, len))
			return &ebuild->variables[i];
	}
	return NULL;
}

/* Sets a variable. A @value of NULL forgets it. */
static void set_variable(struct ebuild *ebuild, const char *name, size_t len, const char *value)
{
	struct variable *variable = find_variable(ebuild, name, len);

	if (!variable) {
		ebuild->variables =
			grow_array(ebuild->variables, ebuild->num, sizeof(*ebuild->variables));
		variable = &ebuild->variables[ebuild->num++];
		variable->name = need_memory(strndup(name, len));
		variable->value = NULL;
	}
	free(variable->value);
	variable->value = value ? need_memory(strdup(value)) : NULL;
}

/* Sets P, PN, PV, PR, PVR and PF from a file name like "nodejs-20.1.0-r1.ebuild". */
static void name_package(struct ebuild *ebuild)
{
	const char *slash = strrchr(ebuild->list->name, '/'), *at;
	char name[256], *end, *version = NULL, *revision;

	snprintf(name, sizeof(name), "%s", slash ? slash + 1 : ebuild->list->name);
	end = strstr(name, ".ebuild");
	if (!end || end[strlen(".ebuild")])
		return;
	*end = '\0';
	for (at = name; (at = strchr(at, '-')); at++) {
		if (isdigit((unsigned char)at[1])) {
			version = name + (at - name);
			break;
		}
	}
	if (!version)
		return;
	set_variable(ebuild, "PF", 2, name);
	set_variable(ebuild, "PVR", 3, version + 1);
	revision = strstr(version, "-r");
	set_variable(ebuild, "PR", 2, revision ? revision + 1 : "r0");
	if (revision)
		*revision = '\0';
	set_variable(ebuild, "P", 1, name);
	set_variable(ebuild, "PV", 2, version + 1);
	*version = '\0';
	set_variable(ebuild, "PN", 2, name);
}

static bool is_image(const char *name, size_t len)
{
	size_t i;

	for (i = 0; image[i]; i++) {
		if (strlen(image[i]) == len && !strncmp(name, image[i], len))
			return true;
	}
	return false;
}

/* Expands "$...". Returns the text behind it. */
static const char *expand_dollar(struct ebuild *ebuild, struct expansion *to, const char *at)
{
	static const char libdir[] = "$(get_libdir)";
	const struct variable *variable;
	bool braces = at[1] == '{';
	const char *name = at + 1 + braces, *end = name;

	if (!strncmp(at, libdir, strlen(libdir))) {
		/* lib64 or lib there; here it may be either. */
		put_text(to, "lib*");
		return at + strlen(libdir);
	}
	while (isalnum((unsigned char)*end) || *end == '_')
		end++;
	if (end == name || (braces && *end != '}' && strncmp(end, "%/}", 3))) {
		give_up(to, at, strcspn(at, BLANKS "\""));
		return at + 1;
	}
	variable = find_variable(ebuild, name, end - name);
	if (is_image(name, end - name) && !to->len) {
		to->in_image = true;
	} else if (variable && variable->value) {
		put_text(to, variable->value);
		if (braces && *end == '%' && to->len && to->text[to->len - 1] == '/')
			to->text[--to->len] = '\0';
	} else {
		give_up(to, name, end - name);
	}
	return braces ? end + strcspn(end, "}") + 1 : end;
}

/* Expands the quotes and variables of a word. Braces were expanded before. */
static void expand(struct ebuild *ebuild, struct expansion *to, const char *word)
{
	char quote = 0;

	put_text(to, "");
	while (*word) {
		if (quote != '\'' && *word == '$') {
			word = expand_dollar(ebuild, to, word);
			continue;
		}
		if (*word == quote) {
			quote = 0;
		} else if (!quote && (*word == '"' || *word == '\'')) {
			quote = *word;
		} else if (quote != '\'' && *word == '\\' && word[1]) {
			put_char(to, *++word);
		} else if (*word == '`') {
			give_up(to, word, strcspn(word, BLANKS));
		} else {
			/* A quoted character of a pattern stands for itself. */
			if (quote && strchr("*?[", *word))
				put_char(to, '\\');
			put_char(to, *word);
		}
		word++;
	}
	put_char(to, '\0');
	to->len--;
}

/*
 * Takes the character at @at if it is escaped, in quotes, or a quote itself, which @quote remembers.
 * Of an escaped one, @at moves on to its second character.
 */
static bool take_quoted(const char **at, char *quote)
{
	if (**at == '\\' && (*at)[1])
		++*at;
	else if (*quote)
		*quote = **at == *quote ? 0 : *quote;
	else if (**at == '"' || **at == '\'')
		*quote = **at;
	else
		return false;
	return true;
}

/* Returns the end of the word at @at: a blank or an operator outside of quotes and $(). */
static const char *word_end(const char *at)
{
	unsigned int depth = 0;
	char quote = 0;

	for (; *at && *at != '\n'; at++) {
		if (take_quoted(&at, &quote))
			continue;
		if (*at == '$' && at[1] == '(') {
			depth++;
			at++;
		} else if (depth) {
			depth -= *at == ')';
		} else if (strchr(BLANKS ";|&()<>", *at)) {
			break;
		}
	}
	return at;
}

/* Whether there is a "{...,...}" that the shell expands. Fills in its bounds. */
static bool find_braces(const char *word, const char **open, const char **close)
{
	const char *at, *comma = NULL;
	char quote = 0;

	*open = NULL;
	for (at = word; *at; at++) {
		if (take_quoted(&at, &quote))
			continue;
		if (*at == '$' && at[1] == '{') {
			at += strcspn(at, "}");
			if (!*at)
				return false;
		} else if (*at == '{') {
			*open = at;
			comma = NULL;
		} else if (*at == ',' && *open && !comma) {
			comma = at;
		} else if (*at == '}' && *open && comma) {
			*close = at;
			return true;
		}
	}
	return false;
}

static void take_file(struct ebuild *ebuild, const char *word, struct paxflags_letters letters)
{
	struct expansion to = { 0 };
	char *path, reason[160];

	expand(ebuild, &to, word);
	path = format_text("%s%s", to.in_image && *to.text != '/' ? "/" : "", to.text);
	if (*to.unknown) {
		snprintf(reason, sizeof(reason),
			 "the value of %s does not follow from the file; write the path yourself",
			 to.unknown);
		list_leave(ebuild->list, ebuild->line, word, reason);
	} else if (*path != '/') {
		list_leave(ebuild->list, ebuild->line, word,
			   "it is a file of the build, which is not installed");
	} else {
		list_put(ebuild->list, ebuild->line, path, letters, true, NULL);
	}
	free(path);
	free(to.text);
}

/* Expands the braces of a word, and takes each result. @words: how many are left. */
static void take_word(struct ebuild *ebuild, const char *word, struct paxflags_letters letters,
		      unsigned int *words)
{
	const char *open, *close, *from, *to;
	char *one;

	if (!find_braces(word, &open, &close)) {
		if (*words) {
			(*words)--;
			take_file(ebuild, word, letters);
		}
		return;
	}
	for (from = open + 1; from <= close && *words; from = to + 1) {
		for (to = from; to < close && *to != ','; to++)
			;
		one = format_text("%.*s%.*s%s", (int)(open - word), word, (int)(to - from), from,
				  close + 1);
		take_word(ebuild, one, letters, words);
		free(one);
	}
}

/* Takes the operands of pax-mark. Returns the end of the command. */
static const char *take_call(struct ebuild *ebuild, const char *at)
{
	unsigned int words = MAX_WORDS, num = 0;
	struct paxflags_letters letters = { 0 };
	const char *end, *wrong = NULL;
	char *word;

	for (;;) {
		at += strspn(at, BLANKS);
		if (!*at || strchr("\n;|&()#<>}", *at))
			break;
		end = word_end(at);
		word = need_memory(strndup(at, end - at));
		if (num++)
			take_word(ebuild, word, letters, &words);
		else
			wrong = list_letters(word, strlen(word), &letters);
		free(word);
		at = end;
		if (wrong) {
			list_leave(ebuild->list, ebuild->line, NULL, wrong);
			return at;
		}
	}
	return at;
}

/* Takes "NAME=VALUE", with or without "local". The value may follow from the text, or not. */
static void take_assignment(struct ebuild *ebuild, const char *at)
{
	static const char *const words[] = { "local ", "export ", "readonly ", "declare " };
	struct expansion value = { 0 };
	const char *end;
	char *word;
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strncmp(at, words[i], strlen(words[i])))
			at += strlen(words[i]);
	}
	end = at;
	while (isalnum((unsigned char)*end) || *end == '_')
		end++;
	if (end == at || end - at >= MAX_NAME || *end != '=' || end[1] == '(')
		return;
	word = need_memory(strndup(end + 1, word_end(end + 1) - (end + 1)));
	expand(ebuild, &value, word);
	/* The image is left out of a value, so it would be lost. */
	set_variable(ebuild, at, end - at,
		     *value.unknown || value.in_image || is_image(at, end - at) ? NULL :
										  value.text);
	free(word);
	free(value.text);
}

/* Takes a line of commands. */
static void take_line(struct ebuild *ebuild, const char *line)
{
	static const char name[] = "pax-mark";
	const char *at = line + strspn(line, BLANKS), *end;
	bool is_command = true;

	if (*at == '#')
		return;
	take_assignment(ebuild, at);
	while (*at) {
		at += strspn(at, BLANKS);
		if (strchr(";|&(){}", *at) && *at) {
			is_command = true;
			at++;
			continue;
		}
		if (*at == '#' || !*at)
			return;
		end = word_end(at);
		if (is_command && end - at == (ptrdiff_t)strlen(name) &&
		    !strncmp(at, name, strlen(name))) {
			at = take_call(ebuild, end);
			continue;
		}
		/* A command follows these words. */
		is_command =
			(end - at == 4 && (!strncmp(at, "then", 4) || !strncmp(at, "else", 4))) ||
			(end - at == 2 && (!strncmp(at, "do", 2) || !strncmp(at, "if", 2))) ||
			(end - at == 1 && *at == '!');
		at = end > at ? end : at + 1;
	}
}

/* Takes the next line off @*text, with those that a backslash continues. */
static char *next_line(const char **text, unsigned int *lines)
{
	struct expansion line = { 0 };

	*lines = 0;
	if (!**text)
		return NULL;
	put_text(&line, " ");
	for (; **text; (*text)++) {
		if (**text == '\n') {
			++*lines;
			break;
		}
		if ((*text)[0] == '\\' && (*text)[1] == '\n') {
			++*lines;
			++*text;
			put_char(&line, ' ');
			continue;
		}
		put_char(&line, **text);
	}
	*text += **text == '\n';
	return line.text;
}

/**
 * list_parse_ebuild - parse the calls of pax-mark in an ebuild
 * @list: the list; its name gives the name and the version of the package
 *
 * EMUTRAMP is off if no letter E turns it on.
 */
void list_parse_ebuild(const struct list *list)
{
	struct ebuild ebuild = { .list = list, .line = 1 };
	const char *text = list->text;
	unsigned int lines;
	char *line;
	size_t i;

	name_package(&ebuild);
	while ((line = next_line(&text, &lines))) {
		take_line(&ebuild, line);
		ebuild.line += lines;
		free(line);
	}
	for (i = 0; i < ebuild.num; i++) {
		free(ebuild.variables[i].name);
		free(ebuild.variables[i].value);
	}
	free(ebuild.variables);
}
