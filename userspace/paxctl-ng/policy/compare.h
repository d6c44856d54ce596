/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compares the files with a policy, for apply, check and diff.
 */
#ifndef PAXCTL_COMPARE_H
#define PAXCTL_COMPARE_H

#include <errno.h>

#include "policy/rules.h"

/**
 * enum compare_state - the state of a file compared with the policy
 * @COMPARE_OK: it has its mark
 * @COMPARE_ABSENT: the file does not exist, or nothing matches the pattern, and it is not required
 * @COMPARE_MISSING: it has no mark
 * @COMPARE_DIFFERENT: it has another mark
 * @COMPARE_SHADOWED: it has its mark, but security.pax.flags differs and takes precedence
 * @COMPARE_EXTRA: it has a mark, and no line of the policy gives it one
 * @COMPARE_GONE: the file is required, but does not exist
 * @COMPARE_UNREADABLE: the file or its mark cannot be read
 * @COMPARE_UNFIT: the file must not have a mark
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
 * struct compare_entry - the result for one file
 * @path: its path, relative to the root
 * @state: its state compared with the policy
 * @rule: the line that counts; NULL for COMPARE_EXTRA
 * @has_mark: it has an attribute, with the text @mark
 * @mark: the attribute for people; an invalid one byte by byte
 * @wanted: the mark of the policy
 * @reason: the reason why the file cannot be read or marked, or NULL
 * @err: the result of writing the mark: 0, or a negative errno
 * @written: the mark was written, or would be without --dry-run
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

/* The error with which an observer of the root ends a lookup; the run then leaves out that path. */
#define COMPARE_LEAVE (-EREMOTE)

/**
 * struct comparison - a policy, and the state of the files that it names
 * @policy: the policy
 * @root: the tree to compare with
 * @mounts: its mounts, if the policy has lines about recorded files
 * @attr: the attribute
 * @force: also mark files that are neither ELF nor scripts
 * @write: write the marks
 * @dry_run: do not write, only report
 * @repeated: an earlier run has printed the warnings
 * @sign_key: the key that is to sign the marks, or NULL
 * @sign_certificate: its certificate, or NULL
 * @sign_command: the command that is to sign the marks, or NULL
 * @suffix: look for the paths of the policy with this suffix instead, or NULL
 * @rule: the present line
 * @entries: the files
 * @num: the number of @entries
 * @files: the number of files that --strict checked
 * @counts: the number of files in each state
 * @seen: a search tree of the files that lines led to
 */
struct comparison {
	struct policy policy;
	struct root *root;
	struct mounts *mounts;
	enum paxflags_attr attr;
	bool force;
	bool write;
	bool dry_run;
	bool repeated;
	const char *sign_key, *sign_certificate, *sign_command;
	const char *suffix;
	const struct rule *rule;
	struct compare_entry *entries;
	size_t num;
	unsigned long files;
	size_t counts[COMPARE_NUM];
	void *seen;
};

/* compare.c */
void compare_run(struct comparison *comparison);
void compare_sort(struct comparison *comparison);
void compare_reset(struct comparison *comparison);
void compare_free(struct comparison *comparison);
const char *compare_state_name(enum compare_state state);
bool compare_is_drift(enum compare_state state);
struct compare_entry *compare_add(struct comparison *comparison, const char *path,
				  enum compare_state state);
void compare_take_mark(struct compare_entry *entry, const struct paxflags_value *value);
bool compare_has_entry(const struct comparison *comparison, dev_t dev, ino_t ino);

/* unlisted_marks.c: finds marks below a directory that the policy does not list. */
void compare_unlisted(struct comparison *comparison, const char *tree);

#endif /* PAXCTL_COMPARE_H */
