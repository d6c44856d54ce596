/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How much each architecture's address space can be randomised, and who uses it.
 */
#ifndef PAX_ARCH_LAYOUT_H
#define PAX_ARCH_LAYOUT_H

#include <linux/bits.h>
#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/thread_info.h>

/**
 * struct pax_layout - what randomness to add for one kind of program
 * @bits: page bits of the mmap base, and of the stack; none here is more than 32
 * @pie_bits: bits of a position-independent executable's base
 * @pie_shift: its granularity, as a power of two
 * @pie_below: put it below the kernel's own place for it, not above
 * @brk_bits: page bits of the heap's start; 0 to leave the kernel's
 */
struct pax_layout {
	unsigned int bits, pie_bits, pie_shift;
	bool pie_below;
	unsigned int brk_bits;
};

/* Above: below the kernel's own place there is too little room, 4 MiB on ARM. */
#define PAX_LAYOUT_32                                               \
	{                                                           \
		.bits = 16, .pie_bits = 16, .pie_shift = PAGE_SHIFT \
	}

#if defined(CONFIG_X86)

/* About where the kernel puts position-independent programs with 32-bit addresses. */
static inline unsigned long pax_arch_pie_base_32(unsigned long top)
{
	return top / 3 + SZ_16M;
}

/* Below, no mapping of a stack and mmap base that were lowered can be in the way. */
#define PAX_LAYOUT_64                                                                   \
	{                                                                               \
		.bits = 32, .pie_bits = 32, .pie_shift = PAGE_SHIFT, .pie_below = true, \
		.brk_bits = 22                                                          \
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

/* 64 KiB: objects may be linked for pages of that size. */
#define PAX_LAYOUT_64                                                                          \
	{                                                                                      \
		.bits = 32, .pie_bits = 28, .pie_shift = 16, .pie_below = true, .brk_bits = 22 \
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

#define PAX_LAYOUT_64 PAX_LAYOUT_32

static inline bool pax_arch_loads_32(void)
{
	return true;
}

#endif

/**
 * pax_arch_move_mmap_base - move where mappings are searched from
 * @mm: the mm that is being loaded
 * @topdown: mappings are searched downwards from the base
 * @move: gives the new base for the old one
 * @shift: passed on to @move
 *
 * Context: exec, after the kernel has chosen the layout.
 */
static inline void pax_arch_move_mmap_base(struct mm_struct *mm, bool topdown,
					   unsigned long (*move)(unsigned long base, bool topdown,
								 unsigned long shift),
					   unsigned long shift)
{
#ifdef CONFIG_HAVE_ARCH_COMPAT_MMAP_BASES
	/* The search upwards, also the way out when downwards all is full, has its own base. */
	bool compat = pax_arch_loads_32();
	unsigned long *base = compat ? &mm->mmap_compat_base : &mm->mmap_base;
	unsigned long *legacy = compat ? &mm->mmap_compat_legacy_base : &mm->mmap_legacy_base;

	*base = move(*base, topdown, shift);
	if (!topdown)
		*legacy = *base;
#else
	mm->mmap_base = move(mm->mmap_base, topdown, shift);
#endif
}

#endif /* PAX_ARCH_LAYOUT_H */
