/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A policy held against the files: what apply, check and diff have in common.
 */
#ifndef PAXCTL_AUDIT_H
#define PAXCTL_AUDIT_H

#include "policy/rules.h"

/**
 * enum audit_state - how a file agrees with the policy
 * @AUDIT_OK: it has its mark
 * @AUDIT_ABSENT: there is no such file, and there need not be
 * @AUDIT_MISSING: it has no mark
 * @AUDIT_DIFFERENT: it has another mark
 * @AUDIT_SHADOWED: it has its mark, but security.pax.flags, which differs, counts
 * @AUDIT_EXTRA: it has a mark, and the policy does not speak of it
 * @AUDIT_GONE: there is no such file, though it is required
 * @AUDIT_UNREADABLE: it, or its mark, cannot be read
 * @AUDIT_UNFIT: no mark belongs on it
 */
enum audit_state {
	AUDIT_OK,
	AUDIT_ABSENT,
	AUDIT_MISSING,
	AUDIT_DIFFERENT,
	AUDIT_SHADOWED,
	AUDIT_EXTRA,
	AUDIT_GONE,
	AUDIT_UNREADABLE,
	AUDIT_UNFIT,
	AUDIT_NUM,
};

/**
 * struct audit_entry - a file
 * @path: its path, from the root on
 * @state: how it agrees
 * @rule: the line that counts; NULL for AUDIT_EXTRA
 * @has_mark: it has an attribute, whose text is @mark
 * @mark: the attribute for a reader; if invalid, byte by byte
 * @wanted: the mark of the policy
 * @reason: why it cannot be read or marked, or NULL
 * @err: what writing it returned: 0, or a negative errno
 * @written: it has been written, or would have been without --dry-run
 */
struct audit_entry {
	char *path;
	enum audit_state state;
	const struct rule *rule;
	bool has_mark;
	char mark[PAXFLAGS_VALUE_KEPT + 1];
	char wanted[PAXFLAGS_TEXT_SIZE];
	const char *reason;
	int err;
	bool written;
};

/**
 * struct audit - a run
 * @policy: the policy
 * @root: the tree that it is held against
 * @mounts: its mounts, if the policy has lines that ask for them
 * @attr: the attribute
 * @force: mark what is neither ELF nor a script
 * @write: write the marks
 * @dry_run: do not really
 * @entries: the files
 * @num: how many
 * @files: how many --strict looked at
 * @counts: how many in each state
 * @seen: the files that lines led to, in a tree of its own
 */
struct audit {
	struct policy policy;
	struct root *root;
	struct mounts *mounts;
	enum paxflags_attr attr;
	bool force;
	bool write;
	bool dry_run;
	struct audit_entry *entries;
	size_t num;
	unsigned long files;
	size_t counts[AUDIT_NUM];
	void *seen;
};

/* audit.c */
void audit_run(struct audit *audit);
void audit_sort(struct audit *audit);
void audit_free(struct audit *audit);
const char *audit_state_name(enum audit_state state);
bool audit_is_drift(enum audit_state state);
struct audit_entry *audit_add(struct audit *audit, const char *path, enum audit_state state);
void audit_take_mark(struct audit_entry *entry, const struct paxflags_value *value);
bool audit_has_told(const struct audit *audit, dev_t dev, ino_t ino);

/* extra.c: finds marks that the policy does not speak of, below a directory. */
void audit_extra(struct audit *audit, const char *tree);

#endif /* PAXCTL_AUDIT_H */
