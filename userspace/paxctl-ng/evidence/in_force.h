/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compares proposed marks with the policy in force.
 */
#ifndef PAXCTL_IN_FORCE_H
#define PAXCTL_IN_FORCE_H

#include "evidence/denials.h"

struct root;

/**
 * in_force_find - note what the policy in force says of each program
 * @root: the root of the policy
 * @denials: the programs; the function adds notes, and settles those that have the mark already
 */
void in_force_find(struct root *root, struct denials *denials);

#endif /* PAXCTL_IN_FORCE_H */
