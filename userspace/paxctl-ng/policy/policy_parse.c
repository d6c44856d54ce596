// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses one policy file. Reports every error with file and line, so that one run is enough to
 * correct a file.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/rules.h"
#include "files/file_id.h"
#include "terminal/message.h"
#include "terminal/memory.h"

#define BLANKS " \t\r\v\f"

/* The state of the parser. @paths: a search tree of struct rule, by path. */
struct reader {
	struct policy_file *file;
	const char *home;
	unsigned int line;
	bool force;
	int status;
	void *paths;
};

__attribute__((format(printf, 2, 3))) static void fault(struct reader *reader, const char *format,
							...)
{
	char message[512], where[PATH_MAX + 16];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	snprintf(where, sizeof(where), "%s:%u", reader->file->name, reader->line);
	say(where, "%s", message);
	reader->status = -EINVAL;
}

static int compare(const void *a, const void *b)
{
	const struct rule *left = a, *right = b;

	return strcmp(left->path, right->path);
}

/* Terminates the first word of @text. Returns the text after the blanks that follow it. */
static char *cut_word(char *text)
{
	char *end = text + strcspn(text, BLANKS);

	if (!*end)
		return end;
	*end++ = '\0';
	return end + strspn(end, BLANKS);
}

/**
 * policy_name_is_good - check the name of a profile
 * @name: the name
 *
 * Return: true for letters, digits and ".+_-", not beginning with a dot.
 */
bool policy_name_is_good(const char *name)
{
	size_t i;

	for (i = 0; name[i]; i++) {
		if (!isalnum((unsigned char)name[i]) && !strchr(".+_-", name[i]))
			return false;
	}
	return i && i < 200 && *name != '.';
}

/**
 * policy_path_normalise - remove needless slashes from a path
 * @path: the path, which the function changes in place
 *
 * Return: NULL, or what is wrong with the path.
 */
const char *policy_path_normalise(char *path)
{
	char *from = path, *to = path;

	if (*path != '/')
		return "is no absolute path; begin it with a slash, or name the home that it is relative to with --home";
	if (strlen(path) >= PATH_MAX)
		return "is too long for a path";
	while (*from) {
		size_t len;

		while (*from == '/')
			from++;
		len = strcspn(from, "/");
		if (!len)
			return "names a directory; name the program in it, or a pattern such as /dir/*";
		if ((len == 1 && *from == '.') || (len == 2 && !memcmp(from, "..", 2)))
			return "has a component that is \".\" or \"..\"; leave it out";
		*to++ = '/';
		memmove(to, from, len);
		to += len;
		from += len;
	}
	*to = '\0';
	return NULL;
}

/* Reports a mark that the kernel refuses as an error, and a doubtful one as a warning. */
static void check_sense(struct reader *reader, const struct rule *rule, const char *text)
{
	struct paxflags_effective hard, soft;
	struct paxflags_value value;

	value.len = strlen(text);
	memcpy(value.bytes, text, value.len);
	paxflags_effective(NULL, &value, false, PAX_FLAGS_DEFAULT, &hard);
	paxflags_effective(NULL, &value, true, PAX_FLAGS_DEFAULT, &soft);
	if (hard.refused && !reader->force)
		fault(reader,
		      "the kernel refuses to run a file marked \"%s\": where P is off, E and M must be off too; write \"pem\", or insist with --force",
		      text);
	else if (soft.refused && !hard.refused)
		say(rule->path,
		    "warning: in soft mode the kernel refuses to run a file marked \"%s\"; write P in upper case too",
		    text);
}

/* Parses the conditions of a line: "required", "held", "unprivileged" and "recorded FILE-ID". */
static bool take_conditions(struct reader *reader, struct rule *rule, char **word, char **rest)
{
	while (!strcmp(*word, "required") || !strcmp(*word, "held") ||
	       !strcmp(*word, "unprivileged") || !strcmp(*word, "recorded")) {
		const char *condition = *word;

		*word = *rest;
		*rest = cut_word(*word);
		if (!strcmp(condition, "required")) {
			rule->required = true;
			continue;
		}
		if (!strcmp(condition, "held")) {
			rule->held = true;
			continue;
		}
		if (!strcmp(condition, "unprivileged")) {
			rule->unprivileged = true;
			continue;
		}
		if (!file_id_read(*word, &rule->id, &rule->time)) {
			fault(reader,
			      "\"%.80s\" names no file; it is MAJOR:MINOR:INODE@SECONDS.NANOSECONDS, as \"learn --elsewhere\" writes it",
			      *word);
			return false;
		}
		*word = *rest;
		*rest = cut_word(*word);
	}
	rule->remove = !strcmp(*word, "-");
	if (rule->remove &&
	    (rule->required || rule->held || rule->unprivileged || rule->id.known)) {
		fault(reader, "\"%s\" and \"-\" contradict each other; leave one of them out",
		      rule->required	 ? "required" :
		      rule->held	 ? "held" :
		      rule->unprivileged ? "unprivileged" :
					   "recorded");
		return false;
	}
	return true;
}

/**
 * policy_path_in_home - make a path absolute that is relative to a home
 * @path: the path; "~/" may precede a relative one
 * @home: the home, or NULL if none is known
 *
 * Return: the path, which the caller frees. Without a home it stays as it is.
 */
char *policy_path_in_home(const char *path, const char *home)
{
	char *absolute;

	if (!home || *path == '/' || !*path)
		return need_memory(strdup(path));
	if (!strncmp(path, "~/", 2))
		path += 2;
	absolute = format_text("%s/%s", home, path);
	return absolute;
}

/**
 * rule_write_conditions - write the conditions of a line, as a policy file has them
 * @rule: the line
 * @text: the result: the words, each with a blank behind it
 */
void rule_write_conditions(const struct rule *rule, char text[RULE_CONDITIONS_SIZE])
{
	char id[FILE_ID_TEXT_SIZE] = "";

	if (rule->id.known)
		file_id_write(&rule->id, &rule->time, id);
	snprintf(text, RULE_CONDITIONS_SIZE, "%s%s%s%s%s%s", rule->required ? "required " : "",
		 rule->held ? "held " : "", rule->id.known ? "recorded " : "", id,
		 rule->id.known ? " " : "", rule->unprivileged ? "unprivileged " : "");
}

static bool is_same(const struct rule *a, const struct rule *b)
{
	return a->remove == b->remove && a->letters.on == b->letters.on &&
	       a->letters.off == b->letters.off;
}

static bool has_same_conditions(const struct rule *a, const struct rule *b)
{
	return a->required == b->required && a->held == b->held &&
	       a->unprivileged == b->unprivileged && a->id.known == b->id.known &&
	       a->id.major == b->id.major && a->id.minor == b->id.minor && a->id.ino == b->id.ino &&
	       a->time.tv_sec == b->time.tv_sec && a->time.tv_nsec == b->time.tv_nsec;
}

/* Adds the rule, and takes ownership of its path. */
static void add_rule(struct reader *reader, const struct rule *rule)
{
	struct policy_file *file = reader->file;
	struct rule **old, *copy;

	old = tfind(rule, &reader->paths, compare);
	if (old) {
		bool same = is_same(*old, rule);

		/* Lists that were put together have lines twice. */
		if (!same || !has_same_conditions(*old, rule))
			fault(reader,
			      "%s %.200s, which line %u names already; leave one of them out",
			      same ? "repeats" : "contradicts what is said of", rule->path,
			      (*old)->line);
		free(rule->path);
		return;
	}
	file->rules = grow_array(file->rules, file->num, sizeof(*file->rules));
	file->rules[file->num++] = *rule;
	/* The tree needs a stable address, and the array can move. */
	copy = need_memory(malloc(sizeof(*copy)));
	*copy = *rule;
	if (!tsearch(copy, &reader->paths, compare))
		out_of_memory();
}

/* Parses "[CONDITION]... FLAGS PATH" or "- PATH". @word: the first word. */
static void take_rule(struct reader *reader, char *word, char *rest)
{
	struct rule rule = { .from = reader->file->name, .line = reader->line };
	const char *wrong;

	if (!take_conditions(reader, &rule, &word, &rest))
		return;
	if (!rule.remove && (!*word || paxflags_parse(word, strlen(word), &rule.letters))) {
		fault(reader,
		      "\"%.40s\" is no mark; a mark is letters of PEMRS (on) and pemrs (off), each once",
		      word);
		return;
	}
	if (!*rest) {
		fault(reader, "there is no path behind \"%.40s\"", word);
		return;
	}
	rule.path = policy_path_in_home(rest, reader->home);
	wrong = policy_path_normalise(rule.path);
	if (wrong) {
		fault(reader, "\"%.200s\" %s", rest, wrong);
		free(rule.path);
		return;
	}
	rule.glob = strpbrk(rule.path, "*?[");
	if (!rule.remove)
		check_sense(reader, &rule, word);
	add_rule(reader, &rule);
}

static void take_inherit(struct reader *reader, char *name)
{
	struct policy_file *file = reader->file;

	if (!policy_name_is_good(name)) {
		fault(reader,
		      "\"%.40s\" is no name of a profile; write its name without directory and .conf",
		      name);
		return;
	}
	if (file->num) {
		fault(reader,
		      "a profile is inherited before all lines of this file; move \"inherit\" to the top");
		return;
	}
	file->inherits = grow_array(file->inherits, file->num_inherits, sizeof(*file->inherits));
	name = strdup(name);
	if (!name)
		out_of_memory();
	file->inherits[file->num_inherits++] = (struct inherit){ name, reader->line };
}

/* Cuts off a comment, which begins after a blank: a "#" within a word is part of a path. */
static void cut_comment(char *text)
{
	char *at;

	for (at = text; *at; at++) {
		if (*at == '#' && at > text && strchr(BLANKS, at[-1])) {
			*at = '\0';
			return;
		}
	}
}

static void take_line(struct reader *reader, char *text, size_t len)
{
	char *word, *rest;

	reader->line++;
	if (strlen(text) != len) {
		fault(reader, "there is a NUL byte in it; this is no text file");
		return;
	}
	cut_comment(text);
	len = strlen(text);
	while (len && strchr(BLANKS "\n", text[len - 1]))
		text[--len] = '\0';
	word = text + strspn(text, BLANKS);
	if (!*word || *word == '#')
		return;
	rest = cut_word(word);
	if (!strcmp(word, "inherit"))
		take_inherit(reader, rest);
	else
		take_rule(reader, word, rest);
}

/**
 * policy_parse_from - parse a part of a policy file
 * @stream: its text
 * @name: the path of the file, for messages
 * @line: the number of lines before the text, for messages
 * @force: accept marks with which the kernel refuses to run a file
 * @home: the directory that relative paths start from, or NULL to refuse them
 * @file: the result; the caller frees it, also after an error
 *
 * Return: 0, or a negative errno. The function prints every error on stderr.
 */
int policy_parse_from(FILE *stream, const char *name, unsigned int line, bool force,
		      const char *home, struct policy_file *file)
{
	struct reader reader = { .file = file, .home = home, .line = line, .force = force };
	char *text = NULL;
	size_t size = 0;
	ssize_t len;

	*file = (struct policy_file){ .name = strdup(name) };
	if (!file->name)
		out_of_memory();
	while (errno = 0, (len = getline(&text, &size, stream)) >= 0)
		take_line(&reader, text, len);
	if (ferror(stream)) {
		reader.status = errno ? -errno : -EIO;
		say(name, "cannot read it: %s", strerror(-reader.status));
	}
	free(text);
	tdestroy(reader.paths, free);
	return reader.status;
}

/**
 * policy_parse - parse one policy file
 * @stream: its text
 * @name: its path, for messages
 * @force: accept marks with which the kernel refuses to run a file
 * @home: the directory that relative paths start from, or NULL to refuse them
 * @file: the result; the caller frees it, also after an error
 *
 * Return: 0, or a negative errno. The function prints every error on stderr.
 */
int policy_parse(FILE *stream, const char *name, bool force, const char *home,
		 struct policy_file *file)
{
	return policy_parse_from(stream, name, 0, force, home, file);
}

/**
 * policy_file_free - free the result of policy_parse()
 * @file: the file
 */
void policy_file_free(struct policy_file *file)
{
	size_t i;

	for (i = 0; i < file->num; i++)
		free(file->rules[i].path);
	for (i = 0; i < file->num_inherits; i++)
		free(file->inherits[i].name);
	free(file->rules);
	free(file->inherits);
	free(file->name);
	*file = (struct policy_file){ 0 };
}
