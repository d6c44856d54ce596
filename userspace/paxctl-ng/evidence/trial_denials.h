/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was denied to a command during a trial.
 */
#ifndef PAXCTL_TRIAL_DENIALS_H
#define PAXCTL_TRIAL_DENIALS_H

#include <stdbool.h>
#include <stddef.h>

#include "evidence/record.h"
#include "evidence/trial.h"

/* The number of kinds of denials. */
#define TRIAL_DENIALS 6

/**
 * struct trial_denials - the denials of one trial
 * @counts: how many there were of each kind, of the programs that had copies
 * @lost: the kernel dropped so many records
 * @others: the paths of other programs to which something was denied, in another mount namespace
 *than that of the machine
 * @num_others: the number of @others
 */
struct trial_denials {
	unsigned long counts[TRIAL_DENIALS];
	unsigned long lost;
	char *others[TRIAL_FILES];
	size_t num_others;
};

/**
 * trial_denials_open - open the kernel's stream of events behind the last one
 *
 * Return: the stream, or a negative errno: it takes root and the module.
 */
int trial_denials_open(void);

/**
 * trial_denials_read - read what was denied since, and close the stream
 * @fd: the stream, or a negative number
 * @trial: the trial
 * @outcome: its outcome, with the identities of the copies
 * @denials: the result
 */
void trial_denials_read(int fd, const struct trial *trial, const struct trial_outcome *outcome,
			struct trial_denials *denials);

/**
 * trial_denials_add - count a record, if it is of this trial
 * @denials: the denials so far
 * @trial: the trial
 * @outcome: its outcome
 * @record: the record
 */
void trial_denials_add(struct trial_denials *denials, const struct trial *trial,
		       const struct trial_outcome *outcome, const struct record *record);

/**
 * trial_denials_any - whether something was denied to a program that had a copy
 * @denials: the denials
 *
 * Return: true if so, or if the kernel has lost records.
 */
bool trial_denials_any(const struct trial_denials *denials);

/**
 * trial_denials_text - say in words what was denied
 * @denials: the denials
 *
 * Return: a text without a new line, which the caller frees; empty if nothing was denied.
 */
char *trial_denials_text(const struct trial_denials *denials);

/**
 * trial_denials_free - free what the functions above have allocated
 * @denials: the denials
 */
void trial_denials_free(struct trial_denials *denials);

#endif /* PAXCTL_TRIAL_DENIALS_H */
