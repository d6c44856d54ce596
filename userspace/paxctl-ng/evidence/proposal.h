/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prints what learn proposes, as a policy file or as JSON.
 */
#ifndef PAXCTL_PROPOSAL_H
#define PAXCTL_PROPOSAL_H

#include "evidence/denials.h"
#include "paxflags.h"
#include "terminal/cli.h"

/**
 * struct proposal - options of the proposal
 * @pageexec: do not comment out marks that turn PAGEEXEC off
 * @unprivileged: the lines are for many machines, each of which looks at the privileges of its file
 * @names: look up user names on this machine
 * @root: the files, to find marks that would be void; NULL if they are on another machine
 * @kernel: the settings that decide about that
 */
struct proposal {
	bool pageexec;
	bool unprivileged;
	bool names;
	struct root *root;
	struct paxflags_kernel kernel;
};

/**
 * proposal_print - print the proposed policy on standard output
 * @cli: the command line, which selects JSON or a policy file
 * @denials: the sorted denials
 * @proposal: the options
 */
void proposal_print(const struct cli *cli, const struct denials *denials,
		    const struct proposal *proposal);

/**
 * denial_describe - say in words what was denied
 * @denial: the denial
 *
 * Return: one line, which the caller frees.
 */
char *denial_describe(const struct denial *denial);

#endif /* PAXCTL_PROPOSAL_H */
