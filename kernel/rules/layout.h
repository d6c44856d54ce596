/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The layout that RANDMMAP gives a program: how many random bits each part of the address space
 * gets, and which parts stay free. Pure, like mark.h.
 */
#ifndef PAX_LAYOUT_H
#define PAX_LAYOUT_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
typedef unsigned long long u64;
#endif

/**
 * struct pax_layout - the random bits for one kind of program; addresses in bytes
 * @bits: page bits of the stack, and of a mmap base that does not move with it; no number of bits
 *	here is more than 32
 * @gap_bits: page bits of the distance from the stack to a mmap base that moves with it
 * @pie_bits: bits of a position-independent executable's base
 * @pie_shift: its granularity, as a power of two
 * @pie_below: move it down from the kernel's address, not up
 * @pie_skip: and at least this far
 * @brk_bits: page bits of the start of the heap; 0 to keep the kernel's page
 * @floor: the lowest mmap base that moves with the stack; 0 if every base does
 * @window: the lowest mmap base of all others; 0 to keep them near the kernel's base
 * @shadow: no mapping of a heap begins from here to @shadow_end, where a program finds the
 *	address space empty and puts the address sanitizer's shadow
 * @shadow_end: see @shadow
 */
struct pax_layout {
	unsigned int bits, gap_bits, pie_bits, pie_shift, brk_bits;
	bool pie_below;
	u64 pie_skip, floor, window, shadow, shadow_end;
};

/**
 * struct pax_moves - how far the parts of an address space may be moved
 * @stack: by how many bytes the stack is lowered, at most
 * @base: by how many bytes the mmap base is moved, at most, in addition if it goes with the stack
 * @from: the mmap base before it is moved
 * @with_stack: it is lowered as the stack is, and more
 * @raised: it is raised
 */
struct pax_moves {
	u64 stack, base, from;
	bool with_stack, raised;
};

extern const struct pax_layout pax_layout_amd64, pax_layout_arm64, pax_layout_32;

void pax_layout_moves(const struct pax_layout *how, u64 top, u64 base, bool topdown,
		      unsigned int page_shift, u64 most, struct pax_moves *moves);
u64 pax_layout_pie(const struct pax_layout *how, u64 drawn);
bool pax_layout_heap_offset(const struct pax_layout *how, u64 start);

#endif /* PAX_LAYOUT_H */
