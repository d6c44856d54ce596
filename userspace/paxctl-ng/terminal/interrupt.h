/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turns SIGINT, SIGTERM and SIGHUP into a flag, so that a command can finish its work cleanly.
 */
#ifndef PAXCTL_INTERRUPT_H
#define PAXCTL_INTERRUPT_H

#include <stdbool.h>

/**
 * interrupt_catch - make SIGINT, SIGTERM and SIGHUP only set a flag
 * @waits: a signal interrupts blocking system calls; without it they restart
 *
 * For a subcommand that checks interrupted() often. A second signal kills the process, as the
 * first one does in other subcommands.
 */
void interrupt_catch(bool waits);

/**
 * interrupted - whether a signal has asked the command to end
 *
 * Return: true after a signal.
 */
bool interrupted(void);

/**
 * interrupt_resume - terminate by the caught signal, if there was one
 *
 * For the end of main(), so that the shell sees the signal.
 */
void interrupt_resume(void);

#endif /* PAXCTL_INTERRUPT_H */
