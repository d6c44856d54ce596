/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Notes when the policy was last applied, for monitoring.
 */
#ifndef PAXCTL_LAST_APPLY_H
#define PAXCTL_LAST_APPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct root;

/**
 * struct last_apply - when the policy was last applied
 * @time: the time, in seconds since 1970
 * @failed: the number of files that did not get their mark
 */
struct last_apply {
	time_t time;
	size_t failed;
};

/**
 * last_apply_write - note that the policy was applied just now
 * @root: the root; nothing is noted where it has no directory /var/lib/pax
 * @failed: the number of files that did not get their mark
 *
 * A note that cannot be written is left out, as it must not keep the policy from being applied.
 */
void last_apply_write(struct root *root, size_t failed);

/**
 * last_apply_read - read the note
 * @root: the root
 * @last: the result
 *
 * Return: true if there is one.
 */
bool last_apply_read(struct root *root, struct last_apply *last);

#endif /* PAXCTL_LAST_APPLY_H */
