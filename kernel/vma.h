/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Looks at the current task's mappings without waiting for what the task controls.
 *
 * Another thread can hold the mmap lock for as long as it likes: it maps a FUSE file whose
 * server does not answer. So no decision waits for that lock. Where the kernel frees
 * mappings after a grace period they are looked at under RCU. On older kernels the lock is
 * tried, for a bounded time; only for a trampoline that is known as one it is waited for.
 */
#ifndef PAX_VMA_H
#define PAX_VMA_H

#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/rcupdate.h>

#include "compat.h"

bool pax_mmap_read_trylock(struct mm_struct *mm, unsigned long until);

/**
 * pax_vmas_begin - keep the mappings of an mm from being freed
 * @mm: the current one
 * @until: when to give up, in jiffies; not in the future: try once
 *
 * Mappings may still change, unless the kernel is one where this takes the mmap lock.
 * Nothing may sleep before pax_vmas_end().
 *
 * Context: process context, may sleep.
 * Return: true if the mappings can be looked at and pax_vmas_end() is due.
 */
static inline bool pax_vmas_begin(struct mm_struct *mm, unsigned long until)
{
	if (!PAX_VMA_IS_RCU)
		return pax_mmap_read_trylock(mm, until);
	rcu_read_lock();
	return true;
}

/**
 * pax_vmas_wait - the same, for what is to go on if all is well
 * @mm: the current one
 *
 * Where the mmap lock is needed, before 6.4, this queues for it: threads that take the lock
 * again and again can keep a try from ever succeeding, and what waits for its turn succeeds. A
 * thread that never lets go keeps the task here; on these kernels that holds for every fault,
 * before the kernel reports it.
 *
 * Context: process context, may sleep.
 * Return: true if the mappings can be looked at and pax_vmas_end() is due; false if the task
 * is being killed.
 */
static inline bool pax_vmas_wait(struct mm_struct *mm)
{
	if (!PAX_VMA_IS_RCU)
		return !mmap_read_lock_killable(mm);
	rcu_read_lock();
	return true;
}

/**
 * pax_vmas_end - end what pax_vmas_begin() began
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
 * find_vma() does the same, but insists on the mmap lock.
 *
 * Context: between pax_vmas_begin() and pax_vmas_end().
 * Return: the mapping, or NULL.
 */
static inline struct vm_area_struct *pax_vma_find(struct mm_struct *mm, unsigned long addr)
{
	return mt_find(&mm->mm_mt, &addr, ULONG_MAX);
}

#endif /* PAX_VMA_H */
