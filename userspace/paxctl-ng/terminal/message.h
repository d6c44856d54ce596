/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages on stderr: the file, the failure, its reason, and the remedy.
 */
#ifndef PAXCTL_MESSAGE_H
#define PAXCTL_MESSAGE_H

#include "paxflags.h"

/* The action during which an error occurred. The meaning of an errno depends on it. */
enum step {
	STEP_FIND,
	STEP_OPEN,
	STEP_READ_ATTR,
	STEP_WRITE_ATTR,
	STEP_REMOVE_ATTR,
	STEP_READ_ELF,
	STEP_WRITE_ELF,
};

/* message.c: all messages on stderr. */
__attribute__((format(printf, 2, 3))) void say(const char *file, const char *format, ...);
void say_error(const char *file, enum step step, enum paxflags_attr attr, int err);
const char *error_text(int err);
int flush_stdout(void);

#endif /* PAXCTL_MESSAGE_H */
