/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The weakest mark that would have allowed all denials of a program.
 */
#ifndef PAXCTL_WEAKEST_MARK_H
#define PAXCTL_WEAKEST_MARK_H

#include "evidence/denials.h"

/**
 * struct weakest_mark - the proposal for a program
 * @mark: the weakest sufficient mark; NULL if none is needed or none helps
 * @lifts_pageexec: the mark turns PAGEEXEC off, so a person must decide
 * @helpless: no mark would allow some of the denials
 * @later: execution faults are ignored, because other denials may have caused them
 */
struct weakest_mark {
	const char *mark;
	bool lifts_pageexec;
	bool helpless;
	bool later;
};

void weakest_mark_find(const struct program *program, struct weakest_mark *weakest);

#endif /* PAXCTL_WEAKEST_MARK_H */
