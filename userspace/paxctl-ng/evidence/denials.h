/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The denials of each program, from events and audit records, and which of them count.
 */
#ifndef PAXCTL_DENIALS_H
#define PAXCTL_DENIALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "evidence/users.h"
#include "files/file_id.h"
#include "files/reject_reason.h"

enum denial_type {
	DENIAL_MMAP,
	DENIAL_MPROTECT,
	DENIAL_SHMAT,
	DENIAL_EXEC_REFUSED,
	DENIAL_EXEC_FAULT,
	DENIAL_NUM,
};

/**
 * struct denial - one kind of denial
 * @type: which rule refused it
 * @prot: protection asked for, bits of PAX_VM_*
 * @had: for DENIAL_MPROTECT the protection there was
 * @emulating: for DENIAL_EXEC_FAULT: although EMUTRAMP was on
 * @data: for DENIAL_EXEC_FAULT: in memory where trampolines can be
 * @mapped: for DENIAL_EXEC_FAULT: there is memory at all
 * @where: the kind of memory or the path of the file; "other_places" where a program has very many
 * @count: how often it happened
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

/**
 * struct program - a program and its denials
 * @exe: its path
 * @reject_counts: how many records each reason rejects; all zero in a program that counts
 * @rejected: all of its records are rejected
 * @lifted: bits of PAX_*, protections that were off while it ran
 * @emulating: it ran with EMUTRAMP on
 * @who: who ran it
 * @since: time of the oldest record, 0 if none has one
 * @until: time of the newest
 * @id: which file it is
 * @records: how many records there were
 * @denials: what it was denied
 * @num: how many sorts
 *
 * A program of which only some records are rejected has two entries.
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
};

/**
 * struct record_filter - which records count
 * @root: the tree that they are about
 * @mounts: its mounts
 * @first_user: the first uid that is a person's
 * @users: also what users ran
 * @namespaces: also what ran in other mount namespaces
 * @traced: also what was traced
 * @elsewhere: they are about another machine, so files are not looked at
 */
struct record_filter {
	struct root *root;
	struct mounts *mounts;
	uint32_t first_user;
	bool users;
	bool namespaces;
	bool traced;
	bool elsewhere;
};

/* The programs of this many users are counted separately. */
#define MANY_ACCOUNTS 32

/**
 * struct account - how much a user has added
 * @user: the login, or the user where there was none
 * @programs: programs of rejected records
 */
struct account {
	uint32_t user;
	unsigned int programs;
};

/**
 * struct denials - the programs of all records
 * @filter: which records count
 * @programs: the programs; after denials_sort() those that count come first, by path
 * @num: how many
 * @records: how many records there were
 * @lost: how many the kernel could not keep
 * @nameless: records that name no program, or none by a usable path
 * @crowded: records left out, as their user had filled his share with other programs
 * @reject_counts: how many records each reason rejects
 * @accounts: how many programs each user has added
 * @num_accounts: how many users
 * @known: a tree of the programs, by path
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

void denials_add_line(struct denials *denials, char *line);
void denials_sort(struct denials *denials);
void denials_free(struct denials *denials);
const char *denial_type_name(enum denial_type type);

#endif /* PAXCTL_DENIALS_H */
