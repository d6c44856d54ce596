/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The users who ran a program, and their number of records.
 */
#ifndef PAXCTL_USERS_H
#define PAXCTL_USERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct root;

/* The number of pairs of user and login that are counted for each program. */
#define USERS_MAX 8

/**
 * struct user_counts - the users of a program
 * @users: the user, the login, and the number of records
 * @num: the number of @users
 * @others: the number of records of all further users
 */
struct user_counts {
	struct {
		uint32_t uid;
		uint32_t auid;
		unsigned long count;
	} users[USERS_MAX];
	size_t num;
	unsigned long others;
};

/**
 * users_count - count a record
 * @counts: the counts
 * @uid: the user, or UID_NONE
 * @auid: the login, or UID_NONE
 */
void users_count(struct user_counts *counts, uint32_t uid, uint32_t auid);

/**
 * users_describe - describe the counts in words
 * @counts: the counts
 * @names: look up the names of users on this machine
 * @words: the result: strings that the caller frees
 *
 * Return: the number of strings.
 */
size_t users_describe(const struct user_counts *counts, bool names, char *words[USERS_MAX + 1]);

/**
 * users_first_uid - find the first uid of a person
 * @root: the tree whose /etc/login.defs applies
 *
 * Return: UID_MIN, or 1000 if UID_MIN is missing or invalid.
 */
uint32_t users_first_uid(struct root *root);

/**
 * users_is_system - whether root or a system user ran a program
 * @uid: the user
 * @auid: the login
 * @first_user: what users_first_uid() returned
 *
 * Root counts whatever the login uid is. A system user counts only if no person had logged
 * in. 65534, "nobody", does not count, because unrelated programs share it.
 *
 * Return: true for root and system users.
 */
bool users_is_system(uint32_t uid, uint32_t auid, uint32_t first_user);

#endif /* PAXCTL_USERS_H */
