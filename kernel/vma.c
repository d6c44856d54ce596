// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mmap lock, for a bounded time; see vma.h.
 */
#include <linux/delay.h>
#include <linux/jiffies.h>

#include "vma.h"

/**
 * pax_mmap_read_trylock - take the mmap lock for reading, or give up
 * @mm: the current one
 * @until: when to give up, in jiffies; not in the future: try once
 *
 * Queueing for the lock has no time limit, so this polls.
 *
 * Context: process context, may sleep if @until is in the future.
 * Return: true if the lock is held.
 */
bool pax_mmap_read_trylock(struct mm_struct *mm, unsigned long until)
{
	while (!mmap_read_trylock(mm)) {
		if (time_after_eq(jiffies, until))
			return false;
		usleep_range(20, 100);
	}
	return true;
}
