/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rules of a policy, which map executables to marks. pax-policy(5) describes the files.
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
 * @path: an absolute, normalised path, without "//", "." and ".."; may be a pattern
 * @from: the policy file that contains the line
 * @line: the line number
 * @letters: the mark; unused if @remove
 * @glob: @path is a pattern
 * @remove: the line cancels the marks that earlier lines give to @path
 * @required: the file must exist
 * @held: "watch" holds the execution of the file back until the file has its mark
 * @id: if known, the line applies only to this file
 * @time: if @id is known: the time of the record
 * @unprivileged: the line applies only if executing the file grants no privileges
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
	bool held;
	bool unprivileged;
	bool replaced;
	struct file_id id;
	struct timespec time;
};

/* The size of the longest text of conditions. */
#define RULE_CONDITIONS_SIZE (FILE_ID_TEXT_SIZE + 48)

void rule_write_conditions(const struct rule *rule, char text[RULE_CONDITIONS_SIZE]);

/**
 * struct inherit - a line that includes a profile
 * @name: the profile
 * @line: the line number
 */
struct inherit {
	char *name;
	unsigned int line;
};

/**
 * struct policy_file - a parsed policy file
 * @name: its path
 * @rules: its lines, in the order of the file
 * @num: the number of @rules
 * @inherits: the profiles that it inherits, which come before its lines
 * @num_inherits: the number of @inherits
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
 * @rules: all lines; if two lines are about the same file, the later one counts
 * @num: the number of @rules
 * @files: the policy files
 * @num_files: the number of @files
 * @fleet: what is known of the policy of the fleet that is part of it, for people, or NULL
 */
struct policy {
	struct rule *rules;
	size_t num;
	struct policy_file *files;
	size_t num_files;
	char *fleet;
};

/**
 * struct policy_request - the policy to load
 * @root: the root of the policy directories
 * @profile: the profile to use instead of the configured one, or NULL
 * @names: the files to read instead of the directories, or NULL; ends with NULL
 * @home: the directory that relative paths of @names start from, or NULL
 * @fleet: the signed policy of a fleet to read instead of the installed one, or NULL
 * @facts: "NAME=VALUE" of the machine, in place of what is found; ends with NULL; may be NULL
 * @force: accept marks with which the kernel refuses to run a file
 */
struct policy_request {
	struct root *root;
	const char *profile;
	char *const *names;
	const char *home;
	const char *fleet;
	const char *const *facts;
	bool force;
};

/* Whether a line depends on the identity of the file, for which the mounts are needed. */
static inline bool policy_looks_closer(const struct rule *rule)
{
	return rule->id.known || rule->unprivileged;
}

/* policy_parse.c */
int policy_parse(FILE *stream, const char *name, bool force, const char *home,
		 struct policy_file *file);
int policy_parse_from(FILE *stream, const char *name, unsigned int line, bool force,
		      const char *home, struct policy_file *file);
void policy_file_free(struct policy_file *file);
bool policy_name_is_good(const char *name);
const char *policy_path_normalise(char *path);
char *policy_path_in_home(const char *path, const char *home);

/* policy_path.c */
char *policy_path_literal(const char *path);

/* policy_load.c */
int policy_load(const struct policy_request *request, struct policy *policy);
bool policy_exists(struct root *root);
void policy_free(struct policy *policy);

#endif /* PAXCTL_RULES_H */
