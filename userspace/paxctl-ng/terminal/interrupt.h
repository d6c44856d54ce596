/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turns SIGINT, SIGTERM and SIGHUP into a flag, so that a command can end its work in good order.
 */
#ifndef PAXCTL_INTERRUPT_H
#define PAXCTL_INTERRUPT_H

#include <stdbool.h>

/**
 * interrupt_catch - from here on SIGINT, SIGTERM and SIGHUP only set a flag
 * @waits: system calls that block are to come to an end, not to go on
 *
 * For a subcommand that looks at interrupted() often. A second signal kills, as the first
 * one does everybody else.
 */
void interrupt_catch(bool waits);

/**
 * interrupted - whether a signal asked the command to end
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
