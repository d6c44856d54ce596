/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ctrl-C while something must be ended in good order.
 */
#ifndef PAXCTL_INTERRUPT_H
#define PAXCTL_INTERRUPT_H

#include <stdbool.h>

/**
 * interrupt_catch - from here on SIGINT, SIGTERM and SIGHUP only set a flag
 *
 * For a subcommand that looks at interrupted() often; system calls that block are
 * not restarted. Everybody else dies of the signal at once, as usual.
 */
void interrupt_catch(void);

/**
 * interrupted - tell whether to come to an end
 *
 * Return: true once a signal came.
 */
bool interrupted(void);

/**
 * interrupt_resume - die of the signal that came, if one did
 *
 * For the end of main(): the shell is to see what happened.
 */
void interrupt_resume(void);

#endif /* PAXCTL_INTERRUPT_H */
