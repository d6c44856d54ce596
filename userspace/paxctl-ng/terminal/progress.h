/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shows progress on stderr when a command takes longer than two seconds.
 */
#ifndef PAXCTL_PROGRESS_H
#define PAXCTL_PROGRESS_H

#include <stdbool.h>

/**
 * progress_start - begin to show progress
 * @what: what is counted, such as "files"
 * @total: how many there will be, or 0 if nobody knows
 * @force: also if stderr is no terminal; then a line each time, without colour or
 *	cursor movements
 *
 * Nothing is shown in the first two seconds.
 */
void progress_start(const char *what, unsigned long total, bool force);

/**
 * progress_show - show how much is done; cheap enough to call a million times
 * @done: how many are done
 */
void progress_show(unsigned long done);

/**
 * progress_end - clear the line
 *
 * Also called by say() and before rows on a terminal, so that both stand on lines of
 * their own.
 */
void progress_end(void);

#endif /* PAXCTL_PROGRESS_H */
