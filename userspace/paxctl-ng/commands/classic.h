/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The classic grammar, "paxctl-ng -m FILE": the parsed request, and its use on one file.
 */
#ifndef PAXCTL_CLASSIC_H
#define PAXCTL_CLASSIC_H

#include <stdbool.h>
#include <stdio.h>

#include "paxflags.h"

/* classic.c: runs a command line whose first argument begins with '-'. */
int classic_main(int argc, char **argv);
void classic_usage(FILE *to);

/**
 * enum action - what to do with a file
 *
 * ACTION_SET changes the named letters. Each other action is the effect of one option.
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
 * @letters: for ACTION_SET the named letters, where a letter in both sets becomes unset; for
 *	ACTION_CREATE the whole mark
 * @attr: the attribute that the request is about
 * @elf: change the mark in the ELF header, if the file has one
 * @xattr: change the attribute
 * @verbose: show the marks afterwards
 * @force: mark files of any kind
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

/* classic_file.c: applies the request to one file. Returns the exit status for it. */
int classic_file(const struct request *request, const char *path);

#endif /* PAXCTL_CLASSIC_H */
