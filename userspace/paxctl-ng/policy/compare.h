/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compares the files with a policy, for apply, check and diff.
 */
#ifndef PAXCTL_COMPARE_H
#define PAXCTL_COMPARE_H

#include "policy/rules.h"

/**
 * enum compare_state - how a file agrees with the policy
 * @COMPARE_OK: it has its mark
 * @COMPARE_ABSENT: there is no such file, and there need not be
 * @COMPARE_MISSING: it has no mark
 * @COMPARE_DIFFERENT: it has another mark
 * @COMPARE_SHADOWED: it has its mark, but security.pax.flags, which differs, counts
 * @COMPARE_EXTRA: it has a mark, and no line of the policy gives it one
 * @COMPARE_GONE: there is no such file, though it is required
 * @COMPARE_UNREADABLE: it, or its mark, cannot be read
 * @COMPARE_UNFIT: no mark belongs on it
 */
enum compare_state {
	COMPARE_OK,
	COMPARE_ABSENT,
	COMPARE_MISSING,
	COMPARE_DIFFERENT,
	COMPARE_SHADOWED,
	COMPARE_EXTRA,
	COMPARE_GONE,
	COMPARE_UNREADABLE,
	COMPARE_UNFIT,
	COMPARE_NUM,
};

/**
 * struct compare_entry - a file
 * @path: its path, from the root on
 * @state: how it agrees with the policy
 * @rule: the line that counts; NULL for COMPARE_EXTRA
 * @has_mark: it has an attribute, whose text is @mark
 * @mark: the attribute for a reader; if invalid, byte by byte
 * @wanted: the mark of the policy
 * @reason: why it cannot be read or marked, or NULL
 * @err: what writing it returned: 0, or a negative errno
 * @written: it has been written, or would have been without --dry-run
 */
struct compare_entry {
	char *path;
	enum compare_state state;
	const struct rule *rule;
	bool has_mark;
	char mark[PAXFLAGS_VALUE_KEPT + 1];
	char wanted[PAXFLAGS_TEXT_SIZE];
	const char *reason;
	int err;
	bool written;
};

/**
 * struct comparison - a policy, and the state of the files that it names
 * @policy: the policy
 * @root: the tree that it is compared with
 * @mounts: its mounts, if the policy has lines that ask for them
 * @attr: the attribute
 * @force: mark what is neither ELF nor a script
 * @write: write the marks
 * @dry_run: do not write, only say what would be written
 * @entries: the files
 * @num: how many
 * @files: how many --strict looked at
 * @counts: how many in each state
 * @seen: the files that lines led to, in a tree of its own
 */
struct comparison {
	struct policy policy;
	struct root *root;
	struct mounts *mounts;
	enum paxflags_attr attr;
	bool force;
	bool write;
	bool dry_run;
	struct compare_entry *entries;
	size_t num;
	unsigned long files;
	size_t counts[COMPARE_NUM];
	void *seen;
};

/* compare.c */
void compare_run(struct comparison *comparison);
void compare_sort(struct comparison *comparison);
void compare_free(struct comparison *comparison);
const char *compare_state_name(enum compare_state state);
bool compare_is_drift(enum compare_state state);
struct compare_entry *compare_add(struct comparison *comparison, const char *path,
				  enum compare_state state);
void compare_take_mark(struct compare_entry *entry, const struct paxflags_value *value);
bool compare_has_entry(const struct comparison *comparison, dev_t dev, ino_t ino);

/* unlisted_marks.c: finds marks that the policy does not list, below a directory. */
void compare_unlisted(struct comparison *comparison, const char *tree);

#endif /* PAXCTL_COMPARE_H */
