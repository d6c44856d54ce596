/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prints what learn proposes, as a policy file or as JSON.
 */
#ifndef PAXCTL_PROPOSAL_H
#define PAXCTL_PROPOSAL_H

#include "evidence/denials.h"
#include "evidence/known_policy.h"
#include "paxflags.h"
#include "terminal/cli.h"

/**
 * struct proposal - options of the proposal
 * @pageexec: do not comment out marks that turn PAGEEXEC off
 * @hosts: the number of hosts that the denials are from
 * @hosts_min: how many of them show what counts, where each host looks at the privileges of its own
 *	file; 0 if the denials are from one machine
 * @names: look up user names on this machine
 * @merge: print only lines that the policy does not have, without those that are commented out
 * @policy: the policy in force, or NULL
 * @root: the files, to find marks that would be void; NULL if they are on another machine
 * @kernel: the settings that decide about that
 */
struct proposal {
	bool pageexec;
	bool names;
	bool merge;
	size_t hosts;
	unsigned long hosts_min;
	const struct known_policy *policy;
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
 * proposal_adds - whether a proposal has a line for a program that the policy does not have
 * @program: the program
 * @proposal: the options
 *
 * Return: true if proposal_print() with @proposal->merge prints a line for it.
 */
bool proposal_adds(const struct program *program, const struct proposal *proposal);

/**
 * denial_describe - say in words what was denied
 * @denial: the denial
 *
 * Return: one line, which the caller frees.
 */
char *denial_describe(const struct denial *denial);

#endif /* PAXCTL_PROPOSAL_H */
