/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shows progress on stderr when a command takes longer than two seconds.
 */
#ifndef PAXCTL_PROGRESS_H
#define PAXCTL_PROGRESS_H

#include <stdbool.h>

/**
 * progress_start - begin to show progress
 * @what: the counted items, such as "files"
 * @total: the expected number, or 0 if unknown
 * @force: show progress although stderr is not a terminal; then print lines without colour or
 *	cursor movements
 *
 * The code shows nothing in the first two seconds.
 */
void progress_start(const char *what, unsigned long total, bool force);

/**
 * progress_show - show progress; cheap enough for a million calls
 * @done: the number of finished items
 */
void progress_show(unsigned long done);

/**
 * progress_end - clear the progress line
 *
 * say() and the output of rows on a terminal also call it, so that their text starts on a
 * clear line.
 */
void progress_end(void);

#endif /* PAXCTL_PROGRESS_H */
