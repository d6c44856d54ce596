/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The weakest mark with which a program would not have been denied anything.
 */
#ifndef PAXCTL_WEAKEST_MARK_H
#define PAXCTL_WEAKEST_MARK_H

#include "evidence/denials.h"

/**
 * struct weakest_mark - what is proposed for a program
 * @mark: the weakest mark that suffices; NULL if none is needed or none helps
 * @lifts_pageexec: it turns PAGEEXEC off, which takes a person to decide
 * @helpless: some of what was denied no mark would allow
 * @later: execution faults were left out, as they may follow from other denials
 */
struct weakest_mark {
	const char *mark;
	bool lifts_pageexec;
	bool helpless;
	bool later;
};

void weakest_mark_find(const struct program *program, struct weakest_mark *weakest);

#endif /* PAXCTL_WEAKEST_MARK_H */
