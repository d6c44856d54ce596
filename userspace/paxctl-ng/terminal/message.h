/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of paxctl-ng share.
 */
#ifndef PAXCTL_TOOL_H
#define PAXCTL_TOOL_H

#include <stdbool.h>
#include <stdio.h>

#include "paxflags.h"

/* Exit statuses; the bits of all files are or'ed. EX_USAGE comes from <sysexits.h>. */
#define STATUS_OK 0
#define STATUS_FAILED 1
#define STATUS_MISSING 2

/* What was tried when an error occurred; the same errno means different things. */
enum step {
	STEP_FIND,
	STEP_OPEN,
	STEP_READ_ATTR,
	STEP_WRITE_ATTR,
	STEP_REMOVE_ATTR,
	STEP_READ_ELF,
	STEP_WRITE_ELF,
};

/* message.c: everything that is said on stderr. */
__attribute__((format(printf, 2, 3))) void say(const char *file, const char *format, ...);
void say_error(const char *file, enum step step, enum paxflags_attr attr, int err);
const char *error_text(int err);
int flush_stdout(void);

/* classic.c: the grammar whose first argument begins with '-'. */
int classic_main(int argc, char **argv);
void classic_usage(FILE *to);

/**
 * enum action - what to do with a file
 *
 * ACTION_SET changes the named letters; the others are what their options say.
 */
enum action {
	ACTION_QUERY,
	ACTION_SET,
	ACTION_CREATE,
	ACTION_REMOVE,
	ACTION_ELF_TO_ATTR,
	ACTION_ATTR_TO_ELF,
};

/**
 * struct request - a parsed command line
 * @action: what to do
 * @letters: for ACTION_SET the letters named, in both if they are to be unset; for
 *	ACTION_CREATE the mark
 * @attr: which attribute
 * @elf: the ELF header is to be changed, if the file has one
 * @xattr: the attribute is to be changed
 * @verbose: show the marks afterwards
 * @force: mark anything
 */
struct request {
	enum action action;
	struct paxflags_letters letters;
	enum paxflags_attr attr;
	bool elf;
	bool xattr;
	bool verbose;
	bool force;
};

/* classic_file.c: one file; returns its status. */
int classic_file(const struct request *request, const char *path);

/* advice.c: marks that do not do what was probably meant; stops nothing. */
void advise_invalid(const char *file, enum paxflags_attr attr, const struct paxflags_value *value,
		    const char *outcome);
void advise_order(const char *file, int fd, enum paxflags_attr attr);
void advise_contradiction(const char *file, const struct paxflags_letters *letters);

#endif /* PAXCTL_TOOL_H */
