/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads and changes the layout of an address space, which each architecture stores in its own way.
 */
#ifndef PAX_ARCH_LAYOUT_H
#define PAX_ARCH_LAYOUT_H

#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/thread_info.h>

#include "rules/layout.h"

#if defined(CONFIG_X86)

/* Where the kernel puts position-independent programs with 32-bit addresses, roughly. */
static inline unsigned long pax_arch_pie_base_32(unsigned long top)
{
	return top / 3 + SZ_16M;
}

/* Tells whether the program that is being loaded has 32-bit addresses. */
static inline bool pax_arch_loads_32(void)
{
	return IS_ENABLED(CONFIG_X86_32) || test_thread_flag(TIF_ADDR32);
}

#elif defined(CONFIG_ARM64)

static inline unsigned long pax_arch_pie_base_32(unsigned long top)
{
	return top / 3 * 2;
}

static inline bool pax_arch_loads_32(void)
{
	return is_compat_task();
}

#else /* CONFIG_ARM */

static inline unsigned long pax_arch_pie_base_32(unsigned long top)
{
	return SZ_4M;
}

static inline bool pax_arch_loads_32(void)
{
	return true;
}

#endif

/**
 * pax_arch_layout - the layout for the program that is being loaded, or runs
 *
 * Context: any.
 * Return: the entry for its kind.
 */
static inline const struct pax_layout *pax_arch_layout(void)
{
	if (!IS_ENABLED(CONFIG_64BIT) || pax_arch_loads_32())
		return &pax_layout_32;
	return IS_ENABLED(CONFIG_X86) ? &pax_layout_amd64 : &pax_layout_arm64;
}

/**
 * pax_arch_mmap_base - where mappings are searched from
 * @mm: the mm that is being loaded
 *
 * Context: exec, after the kernel has chosen the layout.
 * Return: the base.
 */
static inline unsigned long pax_arch_mmap_base(const struct mm_struct *mm)
{
#ifdef CONFIG_HAVE_ARCH_COMPAT_MMAP_BASES
	if (pax_arch_loads_32())
		return mm->mmap_compat_base;
#endif
	return mm->mmap_base;
}

/**
 * pax_arch_set_mmap_base - move where mappings are searched from
 * @mm: the mm that is being loaded
 * @topdown: mappings are searched downwards from the base
 * @to: the new base
 *
 * Context: exec, after the kernel has chosen the layout.
 */
static inline void pax_arch_set_mmap_base(struct mm_struct *mm, bool topdown, unsigned long to)
{
#ifdef CONFIG_HAVE_ARCH_COMPAT_MMAP_BASES
	/* The search upwards has its own base; it is also used when nothing is free downwards. */
	bool compat = pax_arch_loads_32();
	unsigned long *base = compat ? &mm->mmap_compat_base : &mm->mmap_base;
	unsigned long *legacy = compat ? &mm->mmap_compat_legacy_base : &mm->mmap_legacy_base;

	*base = to;
	if (!topdown)
		*legacy = to;
#else
	mm->mmap_base = to;
#endif
}

#endif /* PAX_ARCH_LAYOUT_H */
