/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads the mappings and the memory of the current task without waiting for anything that the task
 * controls.
 *
 * Another thread can hold the mmap lock as long as it likes, for example by mapping a FUSE file
 * whose server does not answer. So no decision may wait for that lock without a bound. Since 6.4
 * the kernel frees mappings after an RCU grace period, and they are read under RCU. On older
 * kernels the lock is taken within a bounded time.
 */
#ifndef PAX_VMA_H
#define PAX_VMA_H

#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/rcupdate.h>

#include "base/compat.h"

bool pax_mmap_read_lock(struct mm_struct *mm, unsigned long until);
const char *pax_vma_area(const struct vm_area_struct *vma);
size_t pax_read_memory(void *to, unsigned long from, size_t size, unsigned long until);

/**
 * pax_vmas_begin - keep the mappings of an mm from being freed
 * @mm: the current one
 * @until: when to give up, in jiffies; see pax_mmap_read_lock()
 *
 * Mappings may still change, unless the kernel is one where this takes the mmap lock.
 * Nothing may sleep before pax_vmas_end().
 *
 * Context: process context, may sleep.
 * Return: true if the mappings can be read; pax_vmas_end() must follow.
 */
static inline bool pax_vmas_begin(struct mm_struct *mm, unsigned long until)
{
	if (!PAX_VMA_IS_RCU)
		return pax_mmap_read_lock(mm, until);
	rcu_read_lock();
	return true;
}

/**
 * pax_vmas_end - allow mappings to be freed again
 * @mm: the same mm
 *
 * Context: process context.
 */
static inline void pax_vmas_end(struct mm_struct *mm)
{
	if (PAX_VMA_IS_RCU)
		rcu_read_unlock();
	else
		mmap_read_unlock(mm);
}

/**
 * pax_vma_find - find the first mapping that ends above an address
 * @mm: the current one
 * @addr: the address
 *
 * find_vma() does the same, but asserts the mmap lock.
 *
 * Context: between pax_vmas_begin() and pax_vmas_end().
 * Return: the mapping, or NULL.
 */
static inline struct vm_area_struct *pax_vma_find(struct mm_struct *mm, unsigned long addr)
{
	return mt_find(&mm->mm_mt, &addr, ULONG_MAX);
}

#endif /* PAX_VMA_H */
