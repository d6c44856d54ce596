/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What "paxctl-ng setup" prints.
 */
#ifndef PAXCTL_SETUP_SHOW_H
#define PAXCTL_SETUP_SHOW_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/setup.h"

struct root;

/**
 * setup_show_question - print a question, and its possible answers with their prices
 * @question: the question
 * @profiles: the profiles
 * @num: how many there are
 */
void setup_show_question(enum setup_question question, const struct profile *profiles, size_t num);

/**
 * setup_show_plan - print the files that will be written, and what changes
 * @root: the root of the directories
 * @plan: the plan
 */
void setup_show_plan(struct root *root, const struct setup_plan *plan);

/**
 * setup_explain - print why the machine is as it is
 * @root: the root of the directories
 * @answers: the answers given before
 * @plan: what follows from them
 *
 * Return: whether the files differ from the plan.
 */
bool setup_explain(struct root *root, const struct setup_answers *answers,
		   const struct setup_plan *plan);

/**
 * setup_load_profile - check that a profile has no error
 * @root: the root of the directories
 * @name: the profile
 *
 * Return: 0, or a negative errno after a message.
 */
int setup_load_profile(struct root *root, const char *name);

#endif /* PAXCTL_SETUP_SHOW_H */
