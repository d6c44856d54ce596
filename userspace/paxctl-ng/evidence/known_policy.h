/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compares the mark that a program needs with the policy in force, so that learn refines it.
 */
#ifndef PAXCTL_KNOWN_POLICY_H
#define PAXCTL_KNOWN_POLICY_H

#include "evidence/denials.h"
#include "evidence/weakest_mark.h"
#include "policy/rules.h"

/**
 * struct known_policy - the policy in force
 * @policy: its lines
 * @own: the lines of the file that learn adds to
 * @own_name: that file, or NULL
 * @own_counts: it is no file of the policy; then its lines count last
 * @ids: for each of both, the file to which its path leads; NULL if the programs are on other
 *	machines, where only their paths tell
 * @root: the tree that the policy, and the paths unless @ids is NULL, are in
 */
struct known_policy {
	struct policy policy;
	struct policy_file own;
	const char *own_name;
	bool own_counts;
	struct known_id *ids;
	struct root *root;
};

/**
 * enum known_verdict - what the policy in force says of a proposed mark
 * @KNOWN_NOTHING: it has no line for the program, or no mark is proposed
 * @KNOWN_KEPT: it has another mark, whose exemptions the proposed one keeps
 * @KNOWN_ALREADY: it has a mark with the same effect
 * @KNOWN_REMOVED: it cancels all marks of the program
 * @KNOWN_AGAINST: it turns on what the mark turns off
 * @KNOWN_LATER: a line would be in vain, since a later file has one for the program
 */
enum known_verdict {
	KNOWN_NOTHING,
	KNOWN_KEPT,
	KNOWN_ALREADY,
	KNOWN_REMOVED,
	KNOWN_AGAINST,
	KNOWN_LATER,
};

/**
 * struct known_mark - the mark for a program, in view of the policy in force
 * @weakest: the mark, which keeps what the policy lifts
 * @line: the line of the policy that counts for the program, or NULL
 * @verdict: what the policy says of the mark
 */
struct known_mark {
	struct weakest_mark weakest;
	const struct rule *line;
	enum known_verdict verdict;
};

/**
 * known_policy_load - read the policy in force
 * @known: the result; the caller frees it, also after an error
 * @root: the tree
 * @own: the file that learn adds to, or NULL; it need not exist
 * @elsewhere: the programs are on other machines
 *
 * Return: 0, also if there is no policy; or a negative errno after messages.
 */
int known_policy_load(struct known_policy *known, struct root *root, const char *own,
		      bool elsewhere);

/**
 * known_policy_mark - find the weakest mark that does not take back what the policy lifts
 * @known: the policy, or NULL if there is none to compare with
 * @program: the program and its denials
 * @mark: the result
 *
 * A line of the policy is for the program if its path is that of the program, or leads to the same
 * file, or is a pattern that matches that path; the last such line counts. For programs on other
 * machines no path leads anywhere, and a line that is for one recorded file does not count.
 */
void known_policy_mark(const struct known_policy *known, const struct program *program,
		       struct known_mark *mark);

/**
 * known_mark_needs_person - whether a person must decide about the mark
 * @mark: the mark
 *
 * Return: true if the line must not be added as it is, in view of the policy.
 */
static inline bool known_mark_needs_person(const struct known_mark *mark)
{
	return mark->verdict > KNOWN_KEPT;
}

/**
 * known_verdict_text - say a verdict in words
 * @verdict: the verdict
 *
 * Return: the words, which the place of the line follows; NULL for KNOWN_NOTHING.
 */
const char *known_verdict_text(enum known_verdict verdict);

void known_policy_free(struct known_policy *known);

#endif /* PAXCTL_KNOWN_POLICY_H */
