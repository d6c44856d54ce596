/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who ran a program: users and logins, counted.
 */
#ifndef PAXCTL_WHO_H
#define PAXCTL_WHO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct root;

/* So many pairs of user and login of one program are told apart. */
#define WHO_MANY 8

/**
 * struct who - who it was
 * @users: user, login, and how many records
 * @num: how many of @users
 * @others: records of whoever came after these
 */
struct who {
	struct {
		uint32_t uid;
		uint32_t auid;
		unsigned long count;
	} users[WHO_MANY];
	size_t num;
	unsigned long others;
};

/**
 * who_count - count a record
 * @who: the counts
 * @uid: the user, or UID_NONE
 * @auid: the login, or UID_NONE
 */
void who_count(struct who *who, uint32_t uid, uint32_t auid);

/**
 * who_words - the counts in words
 * @who: the counts
 * @names: look up the names of users on this machine
 * @words: the result: strings to be freed
 *
 * Return: how many.
 */
size_t who_words(const struct who *who, bool names, char *words[WHO_MANY + 1]);

/**
 * who_first_user - the first uid that is a person's
 * @root: the tree whose /etc/login.defs says so
 *
 * Return: UID_MIN, or 1000 where it is not said or makes no sense.
 */
uint32_t who_first_user(struct root *root);

/**
 * who_is_system - tell root and system users from persons
 * @uid: the user
 * @auid: the login
 * @first_user: what who_first_user() returned
 *
 * Root is root, whoever logged in before. A system user counts only where no person had
 * logged in. 65534, "nobody", owns nothing that has one purpose, and does not count.
 *
 * Return: true for root and system users.
 */
bool who_is_system(uint32_t uid, uint32_t auid, uint32_t first_user);

#endif /* PAXCTL_WHO_H */
