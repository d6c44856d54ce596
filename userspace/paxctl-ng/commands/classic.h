/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The classic grammar, "paxctl-ng -m FILE": what it asks for, and for which file.
 */
#ifndef PAXCTL_CLASSIC_H
#define PAXCTL_CLASSIC_H

#include <stdbool.h>
#include <stdio.h>

#include "paxflags.h"

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

#endif /* PAXCTL_CLASSIC_H */
