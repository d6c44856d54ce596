/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prints what learn proposes, as a policy file or as JSON.
 */
#ifndef PAXCTL_PROPOSAL_H
#define PAXCTL_PROPOSAL_H

#include "evidence/denials.h"
#include "terminal/cli.h"

/**
 * struct proposal - how to propose
 * @pageexec: do not comment out what turns PAGEEXEC off
 * @names: users of the records are those of this machine
 */
struct proposal {
	bool pageexec;
	bool names;
};

/**
 * proposal_print - print it all on standard output
 * @cli: the command line, which says whether JSON is wanted
 * @denials: what is known, sorted
 * @proposal: how
 */
void proposal_print(const struct cli *cli, const struct denials *denials,
		    const struct proposal *proposal);

#endif /* PAXCTL_PROPOSAL_H */
