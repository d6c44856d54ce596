/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the flags of a process live: in bits of mm->flags that the kernel leaves
 * free. They cost no memory and survive an unload and a reload. Built in, the kernel carries
 * them on by itself; else it clears them on fork and exec, and only the module's own hooks
 * carry them on.
 */
#ifndef PAX_MM_FLAGS_H
#define PAX_MM_FLAGS_H

#include <linux/bitops.h>
#include <linux/mm_types.h>

#include "base/compat.h"

/**
 * pax_mm_flags - the flags of an mm
 * @mm: any mm, or NULL
 *
 * Context: any.
 * Return: bits of PAX_*; none for NULL.
 */
static inline unsigned int pax_mm_flags(const struct mm_struct *mm)
{
	return mm ? (READ_ONCE(mm->flags) >> PAX_MM_SHIFT) & PAX_FLAGS_ALL : 0;
}

/**
 * pax_mm_set_flags - give an mm its flags
 * @mm: one that runs no user code yet: a new child's, or one in exec
 * @flags: bits of PAX_*
 *
 * Atomically, as the mm is visible to others (core-dump filter).
 *
 * Context: any.
 */
static inline void pax_mm_set_flags(struct mm_struct *mm, unsigned int flags)
{
	set_mask_bits(&mm->flags, (unsigned long)PAX_FLAGS_ALL << PAX_MM_SHIFT,
		      (unsigned long)flags << PAX_MM_SHIFT);
}

#endif /* PAX_MM_FLAGS_H */
