/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One record of a denial, from the kernel's stream or from audit.
 */
#ifndef PAXCTL_RECORD_H
#define PAXCTL_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* A user that is not known, and a login that never was: audit's 4294967295. */
#define UID_NONE UINT32_MAX

/**
 * struct file_id - which file a record is about
 * @known: the record says so
 * @major: device of the file system (the superblock's), as in mountinfo
 * @minor: likewise
 * @ino: the inode number in it
 */
struct file_id {
	bool known;
	unsigned int major;
	unsigned int minor;
	uint64_t ino;
};

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
 * record_text - what quoted or hexadecimal text in a record stands for
 * @value: the text as it came; decoded in place
 *
 * Return: what it stands for, within @value; NULL if it is neither, or holds a NUL.
 */
char *record_text(char *value);

/**
 * record_number - read a decimal number, of digits only
 * @text: where to; moved behind the number
 * @max: the largest that makes sense
 * @number: the result
 *
 * Return: true if there was one.
 */
bool record_number(const char **text, uint64_t max, uint64_t *number);

/**
 * record_time - read "SECONDS.FRACTION"
 * @text: where to; moved behind it
 * @time: the result
 *
 * Return: true if there was a time.
 */
bool record_time(const char **text, struct timespec *time);

/* Room for what record_write_file() writes. */
#define RECORD_FILE_SIZE 96

/**
 * record_write_file - write which file was recorded when, as a policy has it
 * @id: the file
 * @time: when
 * @text: the result: "MAJOR:MINOR:INODE@SECONDS.NANOSECONDS"
 */
void record_write_file(const struct file_id *id, const struct timespec *time,
		       char text[RECORD_FILE_SIZE]);

/**
 * record_read_file - read what record_write_file() wrote
 * @text: the text
 * @id: the file; known if the text is right
 * @time: when
 *
 * Return: true if it is right.
 */
bool record_read_file(const char *text, struct file_id *id, struct timespec *time);

#endif /* PAXCTL_RECORD_H */
