/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The profiles that are installed, and the choice of one, which the drop-in 00-profile.conf
 * remembers.
 */
#ifndef PAXCTL_PROFILES_H
#define PAXCTL_PROFILES_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/rules.h"

struct root;

/**
 * struct profile - a profile
 * @name: its name
 * @path: its file
 * @about: the first sentence of the comment at its beginning, or NULL
 * @file: its lines, without those that it inherits
 */
struct profile {
	char *name;
	char *path;
	char *about;
	struct policy_file file;
};

/**
 * profiles_list - list the profiles
 * @root: the root of the directories
 * @num: the result: how many there are
 *
 * Return: the profiles, in the order of their names; the caller frees them with profiles_free().
 * The function prints the errors of files that it cannot read, and leaves these out.
 */
struct profile *profiles_list(struct root *root, size_t *num);

/**
 * profiles_free - free the result of profiles_list()
 * @profiles: the profiles, or NULL
 * @num: how many there are
 */
void profiles_free(struct profile *profiles, size_t num);

/**
 * profile_choice - read which profile is chosen
 * @root: the root of the directories
 * @choice: the result: the drop-in, of which the member inherits has the names; its name is NULL
 *	if there is none. The caller frees it with policy_file_free().
 *
 * Return: 0, also if there is none; or a negative errno after a message.
 */
int profile_choice(struct root *root, struct policy_file *choice);

/**
 * profile_is_chosen - whether a profile is the one that is chosen
 * @choice: the result of profile_choice()
 * @name: the profile
 *
 * Return: true if the drop-in inherits it.
 */
bool profile_is_chosen(const struct policy_file *choice, const char *name);

/**
 * profile_choose - remember a profile
 * @root: the root of the directories
 * @name: the profile, which exists
 *
 * The function writes /etc/pax/policy.d/00-profile.conf as a whole, or not at all. Other lines of
 * that file stay.
 *
 * Return: 0, or a negative errno after a message.
 */
int profile_choose(struct root *root, const char *name);

/* Where the choice is remembered. */
#define PROFILE_CHOICE "/etc/pax/policy.d/00-profile.conf"

#endif /* PAXCTL_PROFILES_H */
