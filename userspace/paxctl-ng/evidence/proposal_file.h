/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes what learn proposes into a file, or adds it to one.
 */
#ifndef PAXCTL_PROPOSAL_FILE_H
#define PAXCTL_PROPOSAL_FILE_H

#include "evidence/proposal.h"

/**
 * proposal_file_is_free - whether a proposal may be written to a file
 * @name: the file
 * @proposal: the options; with @proposal->merge the file may exist
 *
 * Return: true, or false after a message.
 */
bool proposal_file_is_free(const char *name, const struct proposal *proposal);

/**
 * proposal_file_write - write a proposal into a file, as a whole or not at all
 * @cli: the command line
 * @name: the file
 * @denials: the sorted denials
 * @proposal: the options; with @proposal->merge the lines of the file stay, but for those of which
 *	the mark grows, and @proposal->policy knows the file
 *
 * Return: bits of STATUS_*.
 */
int proposal_file_write(const struct cli *cli, const char *name, const struct denials *denials,
			const struct proposal *proposal);

#endif /* PAXCTL_PROPOSAL_FILE_H */
