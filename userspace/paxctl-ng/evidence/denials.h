/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The denials of each program, from events and audit records. Decides which of them count.
 */
#ifndef PAXCTL_DENIALS_H
#define PAXCTL_DENIALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "evidence/record.h"
#include "evidence/users.h"
#include "files/file_id.h"
#include "files/reject_reason.h"
#include "paxflags_kernel.h"

enum denial_type {
	DENIAL_MMAP,
	DENIAL_MPROTECT,
	DENIAL_SHMAT,
	DENIAL_EXEC_REFUSED,
	DENIAL_EXEC_FAULT,
	DENIAL_WRITE,
	DENIAL_NUM,
};

/**
 * struct denial - one kind of denial
 * @type: the rule that refused the request
 * @prot: the requested protection, bits of PAX_VM_*
 * @had: for DENIAL_MPROTECT: the protection before
 * @emulating: for DENIAL_EXEC_FAULT: EMUTRAMP was on
 * @data: for DENIAL_EXEC_FAULT: the address is in memory that can hold trampolines
 * @mapped: for DENIAL_EXEC_FAULT: the address is mapped
 * @where: the kind of memory or the path of the file; for DENIAL_WRITE the program that was to
 *write; "other_places" beyond the limit of places
 * @count: the number of such denials
 */
struct denial {
	enum denial_type type;
	unsigned long prot;
	unsigned long had;
	bool emulating;
	bool data;
	bool mapped;
	char *where;
	unsigned long count;
};

/* What DENIAL.where is for a file if filter->coarse. */
#define DENIAL_A_FILE "a file"

/* The most programs of a host, if filter->coarse. */
#define MAX_HOST_PROGRAMS 1000

/**
 * struct program - a program and its denials
 * @exe: its path
 * @reject_counts: the number of records that each reason rejects; all zero if not @rejected
 * @rejected: all records of this entry are rejected
 * @lifted: bits of PAX_*: protections that were off while it ran
 * @emulating: it ran with EMUTRAMP on
 * @users: the users who ran it
 * @since: the time of the oldest record; 0 if no record has a time
 * @until: the time of the newest record
 * @id: the device and inode number of the file
 * @records: the number of records
 * @denials: its denials
 * @num: the number of @denials
 * @notes: more that a person should know, printed with the denials
 * @num_notes: the number of @notes
 *
 * A program with both accepted and rejected records has two entries.
 */
struct program {
	char *exe;
	unsigned long reject_counts[REJECT_NUM];
	bool rejected;
	unsigned int lifted;
	bool emulating;
	struct user_counts users;
	struct timespec since;
	struct timespec until;
	struct file_id id;
	unsigned long records;
	struct denial *denials;
	size_t num;
	char **notes;
	size_t num_notes;
};

/**
 * struct record_filter - which records count
 * @root: the tree that the records are about
 * @mounts: its mounts
 * @first_user: the first uid of a person
 * @users: accept programs that users ran
 * @namespaces: accept programs that ran in other mount namespaces
 * @traced: accept programs that were traced
 * @elsewhere: the records come from another machine, so do not check the files
 * @writes: accept denied writes to the text of a program, which are of the program that was written
 *	to; no mark follows from them, because any debugger causes them
 * @coarse: do not tell files apart to which denials belong, and bound the memory for all programs
 */
struct record_filter {
	struct root *root;
	struct mounts *mounts;
	uint32_t first_user;
	bool users;
	bool namespaces;
	bool traced;
	bool elsewhere;
	bool writes;
	bool coarse;
};

/* The number of users whose programs are counted separately. */
#define MANY_ACCOUNTS 32

/**
 * struct account - the number of programs that a user has added
 * @user: the login uid, or the uid if nobody had logged in
 * @programs: the number of programs with rejected records
 */
struct account {
	uint32_t user;
	unsigned int programs;
};

/**
 * struct denials - the programs of all records
 * @filter: which records count
 * @programs: the programs; after denials_sort() those that count come first, sorted by path
 * @num: the number of @programs
 * @records: the number of records
 * @lost: the number of events that the kernel lost
 * @nameless: the number of records without a program, or without a usable path
 * @crowded: the number of records dropped because their user was at the limit of programs
 * @reject_counts: the number of records that each reason rejects
 * @accounts: the number of programs that each user has added
 * @num_accounts: the number of @accounts
 * @known: a search tree of the programs, by path
 */
struct denials {
	const struct record_filter *filter;
	struct program *programs;
	size_t num;
	unsigned long records;
	unsigned long lost;
	unsigned long nameless;
	unsigned long crowded;
	unsigned long reject_counts[REJECT_NUM];
	struct account accounts[MANY_ACCOUNTS];
	size_t num_accounts;
	void *known;
};

/* The kernel's stream of events. */
#define DENIALS_EVENTS PAXFLAGS_KERNEL_DIR "/events"

/* denials_read.c */
int denials_read(struct denials *denials, const char *name);

/* denials.c */
void denials_add_line(struct denials *denials, char *line);
void denials_add_record(struct denials *denials, const struct record *record);
void denials_sort(struct denials *denials);
void denials_free(struct denials *denials);
const char *denial_type_name(enum denial_type type);

#endif /* PAXCTL_DENIALS_H */
