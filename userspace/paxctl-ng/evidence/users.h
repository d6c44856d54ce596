/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which users ran a program, and how often.
 */
#ifndef PAXCTL_USERS_H
#define PAXCTL_USERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct root;

/* So many pairs of user and login are counted for each program. */
#define USERS_MAX 8

/**
 * struct user_counts - who it was
 * @users: user, login, and how many records
 * @num: how many of @users
 * @others: records of whoever came after these
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
 * @who: the counts
 * @uid: the user, or UID_NONE
 * @auid: the login, or UID_NONE
 */
void users_count(struct user_counts *counts, uint32_t uid, uint32_t auid);

/**
 * users_describe - the counts in words
 * @who: the counts
 * @names: look up the names of users on this machine
 * @words: the result: strings to be freed
 *
 * Return: how many.
 */
size_t users_describe(const struct user_counts *counts, bool names, char *words[USERS_MAX + 1]);

/**
 * users_first_uid - the first uid that is a person's
 * @root: the tree whose /etc/login.defs says so
 *
 * Return: UID_MIN, or 1000 where it is not said or makes no sense.
 */
uint32_t users_first_uid(struct root *root);

/**
 * users_is_system - whether root or a system user ran a program
 * @uid: the user
 * @auid: the login
 * @first_user: what users_first_uid() returned
 *
 * Root is root, whoever logged in before. A system user counts only where no person had
 * logged in. 65534, "nobody", owns nothing that has one purpose, and does not count.
 *
 * Return: true for root and system users.
 */
bool users_is_system(uint32_t uid, uint32_t auid, uint32_t first_user);

#endif /* PAXCTL_USERS_H */
