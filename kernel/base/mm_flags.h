/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The flags of a process are stored in bits of mm->flags that the kernel does not use. They cost
 * no memory, and an unload and a reload of the module keeps them. With PaX built in, fork copies
 * them; otherwise fork and exec clear them, and the hooks of the module copy them.
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
	return mm ? (READ_ONCE(*pax_mm_word(mm)) >> PAX_MM_SHIFT) & PAX_FLAGS_ALL : 0;
}

/**
 * pax_mm_set_flags - give an mm its flags
 * @mm: one that runs no user code yet: a new child's, or one in exec
 * @flags: bits of PAX_*
 *
 * The change is atomic, as other tasks may write mm->flags (core-dump filter).
 *
 * Context: any.
 */
static inline void pax_mm_set_flags(struct mm_struct *mm, unsigned int flags)
{
	set_mask_bits(pax_mm_word(mm), (unsigned long)PAX_FLAGS_ALL << PAX_MM_SHIFT,
		      (unsigned long)flags << PAX_MM_SHIFT);
}

#endif /* PAX_MM_FLAGS_H */
