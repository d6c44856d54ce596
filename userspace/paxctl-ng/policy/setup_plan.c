// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks answers, and decides which settings and which profile follow from them. These are pure
 * decisions: no function here makes a system call.
 */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "policy/setup.h"
#include "mark.h"
#include "terminal/memory.h"

#define SYSTEM_EMULATOR "/usr/bin/qemu-system-*"
#define BLANKS " \t,"

static bool is(const struct setup_answers *answers, enum setup_question question, const char *value)
{
	return !strcmp(answers->value[question], value);
}

/* Whether a list of words with blanks or commas between them has the word. */
static bool list_has(const char *list, const char *word)
{
	size_t len;

	for (list += strspn(list, BLANKS); *list; list += len + strspn(list + len, BLANKS)) {
		len = strcspn(list, BLANKS);
		if (strlen(word) == len && !memcmp(list, word, len))
			return true;
	}
	return false;
}

static const struct profile *find_profile(const struct profile *profiles, size_t num,
					  const char *name)
{
	size_t i;

	for (i = 0; i < num; i++) {
		if (!strcmp(profiles[i].name, name))
			return &profiles[i];
	}
	return NULL;
}

static const struct setup_compiler *compiler_of(const char *path)
{
	const struct setup_compiler *compiler;
	size_t i;

	for (compiler = setup_compilers; compiler->name; compiler++) {
		for (i = 0; i < 4 && compiler->patterns[i]; i++) {
			if (!fnmatch(compiler->patterns[i], path, 0))
				return compiler;
		}
	}
	return NULL;
}

char *setup_choices(enum setup_question question, const struct profile *profiles, size_t num)
{
	const struct setup_asked *asked = &setup_questions[question];
	const struct setup_compiler *compiler;
	char *text = NULL;
	size_t i;

	if (question == SETUP_MACHINE) {
		for (i = 0; i < num; i++) {
			if (strcmp(profiles[i].name, SETUP_PROFILE))
				append_text(&text, ", ", "%s", profiles[i].name);
		}
		return text ? text : format_text("none, as no profile is installed");
	}
	for (i = 0; i < SETUP_MAX_CHOICES && asked->choices[i].name; i++)
		append_text(&text, ", ", "%s", asked->choices[i].name);
	if (question == SETUP_COMPILERS)
		append_text(&text, ", ", "%s", "or a list of these");
	for (compiler = setup_compilers; question == SETUP_COMPILERS && compiler->name; compiler++)
		append_text(&text, ", ", "%s", compiler->name);
	return text;
}

/* Finds a word that is no compiler. Returns it, or NULL; the caller frees it. */
static char *wrong_compiler(const char *list)
{
	const struct setup_compiler *compiler;
	size_t len;
	char *word;

	for (list += strspn(list, BLANKS); *list; list += len + strspn(list + len, BLANKS)) {
		len = strcspn(list, BLANKS);
		word = need_memory(strndup(list, len));
		for (compiler = setup_compilers; compiler->name && strcmp(compiler->name, word);
		     compiler++)
			;
		if (!compiler->name)
			return word;
		free(word);
	}
	return NULL;
}

char *setup_check(enum setup_question question, const char *text, const struct profile *profiles,
		  size_t num)
{
	const struct setup_asked *asked = &setup_questions[question];
	char *wrong = NULL, *choices, *why;
	bool good = false;
	size_t i;

	for (i = 0; i < SETUP_MAX_CHOICES && asked->choices[i].name; i++)
		good |= !strcmp(asked->choices[i].name, text);
	if (question == SETUP_MACHINE)
		good = strcmp(text, SETUP_PROFILE) && find_profile(profiles, num, text);
	if (question == SETUP_COMPILERS && !good && text[strspn(text, BLANKS)]) {
		wrong = wrong_compiler(text);
		good = !wrong;
	}
	if (good)
		return NULL;
	choices = setup_choices(question, profiles, num);
	why = format_text("\"%.60s\" is no answer to %s; answers are: %s", wrong ? wrong : text,
			  asked->name, choices);
	free(choices);
	free(wrong);
	return why;
}

static void set(struct setup_plan *plan, enum boot_key key, const char *value,
		enum setup_question because)
{
	plan->setting[key] = value;
	plan->because[key] = because;
}

static void plan_settings(const struct setup_answers *answers, struct setup_plan *plan)
{
	bool secure = is(answers, SETUP_FIRST, "security");
	bool enforce = is(answers, SETUP_ENFORCE, "yes");

	set(plan, BOOT_MODE, enforce ? "enforce" : "permissive", SETUP_ENFORCE);
	set(plan, BOOT_SOFTMODE, "0", SETUP_ENFORCE);
	set(plan, BOOT_TRUST, is(answers, SETUP_USERS_EXEMPT, "yes") ? "any" : "root",
	    SETUP_USERS_EXEMPT);
	set(plan, BOOT_DEFAULTS, secure ? "PeMRs" : "PeMrs", SETUP_FIRST);
	set(plan, BOOT_STRICT, secure ? "shared" : "", SETUP_FIRST);
	/* A machine that is being observed must stay changeable. */
	set(plan, BOOT_LOCK, secure && enforce ? "1" : "0", enforce ? SETUP_FIRST : SETUP_ENFORCE);
}

/*
 * The lines of a profile and of those that it inherits, in the order of the policy. @seen: the
 * profiles whose lines are there.
 */
struct lines {
	const struct profile *profiles;
	size_t num_profiles;
	bool *seen;
	const struct rule **rules;
	size_t num;
};

static void add_rules(struct lines *lines, const char *name)
{
	const struct profile *profile = find_profile(lines->profiles, lines->num_profiles, name);
	size_t i;

	if (!profile || lines->seen[profile - lines->profiles])
		return;
	lines->seen[profile - lines->profiles] = true;
	for (i = 0; i < profile->file.num_inherits; i++)
		add_rules(lines, profile->file.inherits[i].name);
	for (i = 0; i < profile->file.num; i++) {
		lines->rules = grow_array(lines->rules, lines->num, sizeof(*lines->rules));
		lines->rules[lines->num++] = &profile->file.rules[i];
	}
}

static bool exempts(const struct rule *rule)
{
	return !rule->remove && (rule->letters.off & PAX_MPROTECT);
}

/* Whether the answers exempt what a line exempts. @listed: by its name, and not only by "all". */
static bool is_wanted(const struct setup_answers *answers, const char *path, bool listed)
{
	const char *list = answers->value[SETUP_COMPILERS];
	const struct setup_compiler *compiler;

	if (!strcmp(path, SYSTEM_EMULATOR))
		return is(answers, SETUP_VIRTUALISATION, "host");
	if (!strcmp(list, "all"))
		return !listed;
	compiler = compiler_of(path);
	return compiler && list_has(list, compiler->name);
}

static void add_line(struct setup_plan *plan, const char *path, const char *letters)
{
	struct setup_line *line;
	size_t i;

	for (i = 0; i < plan->num; i++) {
		if (!strcmp(plan->lines[i].path, path))
			return;
	}
	plan->lines = grow_array(plan->lines, plan->num, sizeof(*plan->lines));
	line = &plan->lines[plan->num++];
	line->path = need_memory(strdup(path));
	line->letters = letters ? need_memory(strdup(letters)) : NULL;
}

/* Whether the last line for this path gives it a mark that exempts. */
static bool is_exempt(const struct lines *lines, const char *path)
{
	size_t i;

	for (i = lines->num; i; i--) {
		if (!strcmp(lines->rules[i - 1]->path, path))
			return exempts(lines->rules[i - 1]);
	}
	return false;
}

/* Cancels what the profile of the machine exempts, and the answers do not. */
static void cancel_lines(const struct setup_answers *answers, const struct lines *lines,
			 struct setup_plan *plan)
{
	size_t i;

	for (i = 0; i < lines->num; i++) {
		const char *path = lines->rules[i]->path;

		if (is_exempt(lines, path) && !is_wanted(answers, path, false))
			add_line(plan, path, NULL);
	}
}

/* Adds what the answers exempt by name, and only other profiles do. */
static void add_lines(const struct setup_answers *answers, const struct lines *lines,
		      struct setup_plan *plan)
{
	char letters[PAXFLAGS_TEXT_SIZE];
	const struct rule *rule;
	size_t i, n;

	for (i = 0; i < lines->num_profiles; i++) {
		const struct profile *profile = &lines->profiles[i];

		if (lines->seen[i] || !strcmp(profile->name, SETUP_PROFILE))
			continue;
		for (n = 0; n < profile->file.num; n++) {
			rule = &profile->file.rules[n];
			if (!exempts(rule) || !is_wanted(answers, rule->path, true) ||
			    is_exempt(lines, rule->path))
				continue;
			paxflags_format(&rule->letters, letters);
			add_line(plan, rule->path, letters);
		}
	}
}

void setup_make_plan(const struct setup_answers *answers, const struct profile *profiles,
		     size_t num, struct setup_plan *plan)
{
	struct lines lines = { .profiles = profiles, .num_profiles = num };

	*plan = (struct setup_plan){ 0 };
	plan_settings(answers, plan);
	lines.seen = need_memory(calloc(num + 1, sizeof(*lines.seen)));
	add_rules(&lines, answers->value[SETUP_MACHINE]);
	cancel_lines(answers, &lines, plan);
	add_lines(answers, &lines, plan);
	plan->inherits = answers->value[SETUP_MACHINE];
	free(lines.rules);
	free(lines.seen);
}

void setup_write_profile(FILE *to, const struct setup_plan *plan)
{
	size_t i;

	fprintf(to, SETUP_HEAD "\n\ninherit %s\n", plan->inherits);
	if (plan->num)
		fputc('\n', to);
	for (i = 0; i < plan->num; i++)
		fprintf(to, "%s\t%s\n", plan->lines[i].letters ? plan->lines[i].letters : "-",
			plan->lines[i].path);
}

void setup_plan_free(struct setup_plan *plan)
{
	size_t i;

	for (i = 0; i < plan->num; i++) {
		free(plan->lines[i].path);
		free(plan->lines[i].letters);
	}
	free(plan->lines);
}
