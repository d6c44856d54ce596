/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rules of a policy: which executable gets which mark. pax-policy(5) describes the files.
 */
#ifndef PAXCTL_RULES_H
#define PAXCTL_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "files/file_id.h"
#include "paxflags.h"

struct root;

/**
 * struct rule - a line of a policy
 * @path: where, absolute and normal: no "//", "." or ".."; may be a pattern
 * @from: the policy file that says so
 * @line: its line
 * @letters: the mark; unused if @remove
 * @glob: @path is a pattern
 * @remove: files at @path have no mark by the lines before
 * @required: there must be such a file
 * @id: if known, the line is only about this file
 * @time: if @id is known: when the file was recorded
 * @replaced: a later line for the same @path counts instead
 */
struct rule {
	char *path;
	const char *from;
	unsigned int line;
	struct paxflags_letters letters;
	bool glob;
	bool remove;
	bool required;
	bool replaced;
	struct file_id id;
	struct timespec time;
};

/**
 * struct inherit - the line that pulls a profile in
 * @name: the profile
 * @line: the line
 */
struct inherit {
	char *name;
	unsigned int line;
};

/**
 * struct policy_file - a policy file as read
 * @name: its path
 * @rules: its lines, in their order
 * @num: how many
 * @inherits: profiles that come before it
 * @num_inherits: how many
 */
struct policy_file {
	char *name;
	struct rule *rules;
	size_t num;
	struct inherit *inherits;
	size_t num_inherits;
};

/**
 * struct policy - a whole, valid policy
 * @rules: all lines; of two about the same file the later one counts
 * @num: how many
 * @files: the files that it came from
 * @num_files: how many
 */
struct policy {
	struct rule *rules;
	size_t num;
	struct policy_file *files;
	size_t num_files;
};

/**
 * struct policy_request - which policy is wanted
 * @root: the tree whose directories hold it
 * @profile: take this profile in place of the chosen one, or NULL
 * @names: these files instead of the directories, or NULL; ends with NULL
 * @force: accept marks that the kernel refuses to run
 */
struct policy_request {
	struct root *root;
	const char *profile;
	char *const *names;
	bool force;
};

/* policy_parse.c */
int policy_parse(FILE *stream, const char *name, bool force, struct policy_file *file);
void policy_file_free(struct policy_file *file);
bool policy_name_is_good(const char *name);

/* policy_load.c */
int policy_load(const struct policy_request *request, struct policy *policy);
void policy_free(struct policy *policy);

#endif /* PAXCTL_RULES_H */
