// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares proposed marks with the policy in force; see in_force.h.
 */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "evidence/in_force.h"
#include "evidence/weakest_mark.h"
#include "files/root.h"
#include "policy/rules.h"
#include "terminal/memory.h"

/* Returns the last line for a path, or NULL. A removal leaves none. */
static const struct rule *rule_of(const struct policy *policy, const char *path)
{
	const struct rule *last = NULL;
	size_t i;

	for (i = 0; i < policy->num; i++) {
		const struct rule *rule = &policy->rules[i];
		bool matches = rule->glob ? !fnmatch(rule->path, path, FNM_PATHNAME | FNM_PERIOD) :
					    !strcmp(rule->path, path);

		if (matches && !rule->replaced)
			last = rule->remove ? NULL : rule;
	}
	return last;
}

/* Whether two marks are the same, whatever the order of their letters. */
static bool is_mark(const struct paxflags_letters *letters, const char *mark)
{
	struct paxflags_letters other;

	return !paxflags_parse(mark, strlen(mark), &other) && other.on == letters->on &&
	       other.off == letters->off;
}

/* Returns what the policy says of the mark; the caller frees it. */
static char *words_of(const struct rule *rule, bool same)
{
	char text[PAXFLAGS_TEXT_SIZE], *words;
	int len;

	if (!rule)
		return need_memory(strdup("the policy does not have it"));
	paxflags_format(&rule->letters, text);
	if (same)
		len = asprintf(&words, "the policy has it: %s:%u", rule->from, rule->line);
	else
		len = asprintf(&words, "the policy differs, %s: %s:%u", text, rule->from,
			       rule->line);
	if (len < 0)
		out_of_memory();
	return words;
}

static void compare(struct program *program, const struct rule *rule)
{
	struct weakest_mark weakest;

	weakest_mark_find(program, &weakest);
	if (program->rejected || !weakest.mark)
		return;
	program->settled = rule && is_mark(&rule->letters, weakest.mark);
	program->notes = grow_array(program->notes, program->num_notes, sizeof(*program->notes));
	program->notes[program->num_notes++] = words_of(rule, program->settled);
}

void in_force_find(struct root *root, struct denials *denials)
{
	struct policy_request request = { .root = root };
	struct policy policy;
	size_t i;

	if (!policy_exists(root))
		return;
	if (!policy_load(&request, &policy)) {
		for (i = 0; i < denials->num; i++)
			compare(&denials->programs[i], rule_of(&policy, denials->programs[i].exe));
	}
	policy_free(&policy);
}
