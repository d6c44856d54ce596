/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One record of a denial, from the kernel's event stream or from audit.
 */
#ifndef PAXCTL_RECORD_H
#define PAXCTL_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "files/file_id.h"

/* A user that is not known, and a login that never was: audit's 4294967295. */
#define UID_NONE UINT32_MAX

/**
 * struct record - what a line says
 * @event: the name of the event
 * @flags: flags that the process had, or NULL
 * @prot: protection asked for, or NULL
 * @had: protection of the mapping before, or NULL
 * @area: what kind of memory, or NULL
 * @exe: path of the executable, or NULL
 * @file: path of the file, or NULL
 * @exe_id: which file @exe is
 * @file_id: which file @file is
 * @time: when; 0 if the line does not say
 * @uid: the user, or UID_NONE
 * @auid: who logged in, or UID_NONE
 * @renamed: in a user namespace, where a process can have any program named as its own
 * @namespaced: in another mount namespace than the initial one
 * @traced: a tracer was attached
 * @complete: the line says who, in which namespaces, and whether traced; in a form that no
 *	text can forge
 */
struct record {
	const char *event;
	const char *flags;
	const char *prot;
	const char *had;
	const char *area;
	char *exe;
	char *file;
	struct file_id exe_id;
	struct file_id file_id;
	struct timespec time;
	uint32_t uid;
	uint32_t auid;
	bool renamed;
	bool namespaced;
	bool traced;
	bool complete;
};

/**
 * record_read - take a line apart
 * @line: the line; is changed, and @record points into it
 * @record: the result
 * @lost: is raised by what a line "lost=N" says
 *
 * Of a key that comes twice the first one counts: in a record of audit the module's own
 * keys come before those that audit adds.
 *
 * Return: true if the line is a record of PaX that the kernel made: a line of the stream, or
 * audit's raw form of a type that no program can send.
 */
bool record_read(char *line, struct record *record, unsigned long *lost);

/**
 * record_text - decode quoted or hexadecimal text of a record
 * @value: the text as it came; decoded in place
 *
 * Return: the decoded text, within @value; NULL if it is neither, or holds a NUL.
 */
char *record_text(char *value);

#endif /* PAXCTL_RECORD_H */
