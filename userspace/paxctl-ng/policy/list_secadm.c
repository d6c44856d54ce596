// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses HardenedBSD's secadm.rules: the part of the relaxed JSON of libucl that rules need.
 *
 *	secadm { pax { path: "/bin/x", mprotect: false } pax { ... } }
 *	{ "applications": [ { "path": "/bin/x", "features": { "mprotect": false } } ] }
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "policy/lists.h"
#include "terminal/memory.h"

#define MAX_DEPTH 32
#define MAX_WORD 4096

enum token {
	TOKEN_END,
	TOKEN_WORD,
	TOKEN_MARK,
	TOKEN_ERROR,
};

/* A rule for a program. @line: that of its path. @unknown: a feature without counterpart. */
struct secadm_rule {
	char path[MAX_WORD];
	unsigned int line;
	struct paxflags_letters letters;
	char unknown[64];
};

/* The state. @word: the text of a TOKEN_WORD; @mark: the character of a TOKEN_MARK. */
struct secadm {
	const struct list *list;
	const char *at;
	unsigned int line;
	enum token token;
	char mark;
	char word[MAX_WORD];
	unsigned int depth;
};

static enum token fail(struct secadm *state, const char *why)
{
	if (state->token != TOKEN_ERROR)
		list_wrong(state->list, state->line, "%s", why);
	state->token = TOKEN_ERROR;
	return TOKEN_ERROR;
}

/* Skips blanks and comments. Returns false if a comment has no end. */
static bool skip_blanks(struct secadm *state)
{
	for (;;) {
		const char *at = state->at;

		if (*at == '\n') {
			state->line++;
			state->at++;
		} else if (strchr(" \t\r\v\f", *at) && *at) {
			state->at++;
		} else if (*at == '#' || !strncmp(at, "//", 2)) {
			state->at += strcspn(at, "\n");
		} else if (!strncmp(at, "/*", 2)) {
			const char *end = strstr(at + 2, "*/");

			if (!end)
				return false;
			for (; state->at < end; state->at++)
				state->line += *state->at == '\n';
			state->at += 2;
		} else {
			return true;
		}
	}
}

static enum token read_string(struct secadm *state)
{
	size_t len = 0;

	for (state->at++; *state->at != '"'; state->at++) {
		if (!*state->at || *state->at == '\n')
			return fail(state, "the closing quote is missing");
		if (*state->at == '\\') {
			state->at++;
			if (!*state->at || !strchr("\"\\/", *state->at))
				return fail(state, "only \\\", \\\\ and \\/ are read in a string");
		}
		if (len + 1 == MAX_WORD)
			return fail(state, "a string is too long");
		state->word[len++] = *state->at;
	}
	state->at++;
	state->word[len] = '\0';
	return TOKEN_WORD;
}

/* Reads the next token. */
static enum token next(struct secadm *state)
{
	size_t len;

	if (state->token == TOKEN_ERROR)
		return TOKEN_ERROR;
	if (!skip_blanks(state))
		return fail(state, "a comment has no end");
	if (!*state->at) {
		state->token = TOKEN_END;
	} else if (strchr("{}[],;:=", *state->at)) {
		state->mark = *state->at++;
		state->token = TOKEN_MARK;
	} else if (*state->at == '"') {
		state->token = read_string(state);
	} else {
		len = strcspn(state->at, " \t\r\v\f\n{}[],;:=\"#");
		if (!len || len >= MAX_WORD)
			return fail(state, "this is no word of libucl's syntax");
		memcpy(state->word, state->at, len);
		state->word[len] = '\0';
		state->at += len;
		state->token = TOKEN_WORD;
	}
	return state->token;
}

static bool is_mark(const struct secadm *state, const char *marks)
{
	return state->token == TOKEN_MARK && strchr(marks, state->mark);
}

/* Reads a boolean. Returns 1, 0, or -1 for another word. */
static int boolean(const char *word)
{
	static const char *const yes[] = { "true", "yes", "on" };
	static const char *const no[] = { "false", "no", "off" };
	size_t i;

	for (i = 0; i < 3; i++) {
		if (!strcasecmp(word, yes[i]))
			return 1;
		if (!strcasecmp(word, no[i]))
			return 0;
	}
	return -1;
}

/* Takes "KEY: VALUE" of a rule for a program. */
static void take_value(struct secadm *state, struct secadm_rule *rule, const char *key)
{
	unsigned int flag = !strcasecmp(key, "pageexec") ? PAX_PAGEEXEC :
			    !strcasecmp(key, "mprotect") ? PAX_MPROTECT :
			    !strcasecmp(key, "aslr")	 ? PAX_RANDMMAP :
							   0;
	int on = boolean(state->word);

	if (!strcasecmp(key, "path")) {
		snprintf(rule->path, sizeof(rule->path), "%s", state->word);
		rule->line = state->line;
	} else if (!flag) {
		snprintf(rule->unknown, sizeof(rule->unknown), "%.63s", key);
	} else if (on < 0) {
		fail(state, "the value of a feature is true or false");
	} else {
		rule->letters.on &= ~flag;
		rule->letters.off &= ~flag;
		*(on ? &rule->letters.on : &rule->letters.off) |= flag;
	}
}

static void put_rule(struct secadm *state, struct secadm_rule *rule)
{
	char note[160] = "", *literal;

	if (!*rule->path) {
		list_wrong(state->list, state->line, "a rule has no path");
		return;
	}
	if (*rule->unknown)
		snprintf(note, sizeof(note), "%s has no counterpart", rule->unknown);
	/* There, as here, MPROTECT does nothing without PAGEEXEC. */
	if (rule->letters.off & PAX_PAGEEXEC) {
		rule->letters.on &= ~PAX_MPROTECT;
		rule->letters.off |= PAX_MPROTECT;
	}
	literal = policy_path_literal(rule->path);
	if (!rule->letters.on && !rule->letters.off)
		list_leave(state->list, rule->line, literal,
			   *note ? note : "it has no feature, and gives the file no mark");
	else
		list_put(state->list, rule->line, literal, rule->letters, true,
			 *note ? note : NULL);
	free(literal);
}

/* Says that a section of another kind is left out. */
static void leave_section(struct secadm *state, const char *key)
{
	static const char *const sections[][2] = {
		{ "integriforce",
		  "Integriforce has no counterpart; IMA or fs-verity verify what files contain" },
		{ "tpe",
		  "trusted path execution has no counterpart; other security modules have such rules" },
		{ "whitelist_mode",
		  "whitelist_mode has no counterpart; IMA's appraisal refuses unknown programs" },
		{ "security", "administration by jails has no counterpart" },
	};
	size_t i;

	for (i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		if (!strcasecmp(key, sections[i][0]))
			list_leave(state->list, state->line, NULL, sections[i][1]);
	}
}

static void read_value(struct secadm *state, struct secadm_rule *rule, const char *key);

/* Reads "KEY VALUE ..." up to @end. @rule: the rule that they are about, or NULL. */
static void read_object(struct secadm *state, struct secadm_rule *rule, char end)
{
	char key[64];

	while (next(state) == TOKEN_WORD || is_mark(state, ",;")) {
		if (state->token == TOKEN_MARK)
			continue;
		snprintf(key, sizeof(key), "%.63s", state->word);
		if (!rule)
			leave_section(state, key);
		next(state);
		if (is_mark(state, ":="))
			next(state);
		read_value(state, rule, key);
	}
	if (state->token == TOKEN_ERROR || (!end && state->token == TOKEN_END))
		return;
	if (!end || !is_mark(state, "}"))
		fail(state, end ? "a } is missing" : "this } closes nothing");
}

static void read_array(struct secadm *state, const char *key)
{
	for (;;) {
		next(state);
		if (is_mark(state, ",;"))
			continue;
		if (is_mark(state, "]") || state->token == TOKEN_ERROR)
			return;
		if (state->token == TOKEN_END) {
			fail(state, "a ] is missing");
			return;
		}
		read_value(state, NULL, key);
	}
}

/* Reads a value, of which the first token was read. */
static void read_value(struct secadm *state, struct secadm_rule *rule, const char *key)
{
	bool is_rule = !rule && (!strcasecmp(key, "pax") || !strcasecmp(key, "applications"));
	struct secadm_rule *own = NULL;

	if (state->token == TOKEN_ERROR)
		return;
	if (state->token == TOKEN_WORD) {
		if (rule)
			take_value(state, rule, key);
		return;
	}
	if (state->token == TOKEN_END || !is_mark(state, "{[")) {
		fail(state, "a key has no value");
		return;
	}
	if (++state->depth > MAX_DEPTH) {
		fail(state, "it is nested too deeply");
		return;
	}
	if (state->mark == '[') {
		read_array(state, key);
	} else if (is_rule) {
		own = need_memory(calloc(1, sizeof(*own)));
		read_object(state, own, '}');
		if (state->token != TOKEN_ERROR)
			put_rule(state, own);
		free(own);
	} else {
		read_object(state, rule && !strcasecmp(key, "features") ? rule : NULL, '}');
	}
	state->depth--;
}

/**
 * list_parse_secadm - parse secadm.rules
 * @list: the list
 *
 * A feature that is false becomes a letter in lower case, one that is true a letter in upper case.
 */
void list_parse_secadm(const struct list *list)
{
	struct secadm *state = need_memory(calloc(1, sizeof(*state)));

	state->list = list;
	state->at = list->text;
	state->line = 1;
	/* The outermost braces can be left out. */
	next(state);
	if (is_mark(state, "{")) {
		read_object(state, NULL, '}');
		if (state->token != TOKEN_ERROR && next(state) != TOKEN_END)
			fail(state, "something follows the last }");
	} else if (state->token != TOKEN_ERROR) {
		state->at = list->text;
		state->line = 1;
		read_object(state, NULL, 0);
	}
	free(state);
}
