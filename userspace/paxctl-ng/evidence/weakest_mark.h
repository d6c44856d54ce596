/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The weakest mark with which a program would not have been denied anything.
 */
#ifndef PAXCTL_WEAKEST_MARK_H
#define PAXCTL_WEAKEST_MARK_H

#include "evidence/denials.h"

/**
 * struct verdict - what is proposed for a program
 * @mark: the weakest mark that suffices; NULL if none is needed or none helps
 * @lifts_pageexec: it turns PAGEEXEC off, which takes a person to decide
 * @helpless: some of what was denied no mark would allow
 * @later: execution faults were left out, as they may follow from other denials
 */
struct verdict {
	const char *mark;
	bool lifts_pageexec;
	bool helpless;
	bool later;
};

void verdict_reach(const struct witness *witness, struct verdict *verdict);

#endif /* PAXCTL_WEAKEST_MARK_H */
