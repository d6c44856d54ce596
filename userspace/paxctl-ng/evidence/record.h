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

/* An unknown user, and the login uid when nobody has logged in: audit's 4294967295. */
#define UID_NONE UINT32_MAX
#define UID_NONE_TEXT "4294967295"

/**
 * struct record - the contents of a line
 * @event: the name of the event
 * @flags: the flags of the process, or NULL
 * @prot: the requested protection, or NULL
 * @had: the protection of the mapping before, or NULL
 * @area: the kind of memory, or NULL
 * @exe: the path of the executable, or NULL
 * @file: the path of the file, or NULL
 * @target: of a denied write, the path of the executable of the process that was written to, or
 *NULL
 * @exe_id: the identity of @exe
 * @file_id: the identity of @file
 * @target_id: the identity of @target
 * @time: the time of the event; 0 if the line does not have it
 * @uid: the user, or UID_NONE
 * @auid: the login uid, or UID_NONE
 * @renamed: the process ran in a user namespace, where it can set any program as its executable
 * @namespaced: the process ran in a mount namespace other than the initial one
 * @traced: a tracer was attached
 * @complete: the line has the user, the namespaces and the tracing state, in a form that text
 *	cannot forge
 */
struct record {
	const char *event;
	const char *flags;
	const char *prot;
	const char *had;
	const char *area;
	char *exe;
	char *file;
	char *target;
	struct file_id exe_id;
	struct file_id file_id;
	struct file_id target_id;
	struct timespec time;
	uint32_t uid;
	uint32_t auid;
	bool renamed;
	bool namespaced;
	bool traced;
	bool complete;
};

/* The names of all events of the kernel; ends with NULL. */
extern const char *const record_events[];

/**
 * record_read - parse a line
 * @line: the line; the function modifies it, and @record points into it
 * @record: the result
 * @lost: the function adds N for a line "lost=N"
 *
 * If a key occurs twice, the first one counts: in an audit record the module's own keys come
 * before those that audit adds.
 *
 * Return: true if the line is a record of PaX that the kernel wrote: a line of the stream, or
 * an audit record of a type that programs cannot send.
 */
bool record_read(char *line, struct record *record, unsigned long *lost);

/* The number of fields of the journal that matter. */
#define RECORD_FIELDS 21

size_t record_field(const char *name, size_t len);
bool record_of_fields(char *const fields[RECORD_FIELDS], struct record *record);

/**
 * record_text - decode quoted or hexadecimal text of a record
 * @value: the encoded text; the function decodes it in place
 *
 * Return: the decoded text, within @value; NULL if it is in neither form, or contains a NUL.
 */
char *record_text(char *value);

#endif /* PAXCTL_RECORD_H */
