// SPDX-License-Identifier: GPL-2.0-only
/*
 * The layout that RANDMMAP gives a program: random bits, and which regions stay free.
 *
 * The address and leak sanitizers of GCC and LLVM map memory at fixed addresses and end the
 * program if something is there:
 *
 * - their shadow, which begins at 0x7fff8000 on amd64, at 0x1000000000 on arm64 and at
 *   0x20000000 for 32-bit programs, and takes an eighth of the address space;
 * - 4 TiB of the allocator: at 0x600000000000 (amd64, to GCC 13 and LLVM 16), at
 *   0x10000000000, below the shadow's end (arm64, likewise), at 0x500000000000 (both, since).
 *
 * On arm64 the hardware-assisted address sanitizer reserves 16 TiB at once, wherever these are
 * free. All these regions, and room for mappings, stay free whatever the random numbers are; the
 * unit test of this file shows it.
 */
#include "rules/layout.h"

#define TIB 0x10000000000ull

/* With less room than this above the floor, a base does not move with the stack. */
#define FLOOR_ROOM (8 * TIB)

/*
 * Stack and base come down by 24 TiB at most, to 0x66ff00000000 with the kernel's own randomness.
 * Executables lie from 0x3f5555554000 to 0x4f5555554000, and a base that does not go with
 * the stack is below that.
 */
const struct pax_layout pax_layout_amd64 = {
	.bits = 32,
	.gap_bits = 31,
	.pie_bits = 32,
	.pie_shift = 12,
	.pie_below = true,
	.pie_skip = 6 * TIB,
	.brk_bits = 22,
	.floor = 0x660000000000ull,
	.window = 0x2aaaaaaaa000ull,
	.shadow = 0x7fff8000ull,
	.shadow_end = 0x10007fff8000ull,
};

/*
 * Executables lie from 0x9aaaaaaa0000 to 0xaaaaaaab0000, at multiples of 64 KiB, as objects may
 * be linked for pages of that size. With less than 48 bits the addresses here are not reached.
 */
const struct pax_layout pax_layout_arm64 = {
	.bits = 32,
	.gap_bits = 32,
	.pie_bits = 28,
	.pie_shift = 16,
	.pie_below = true,
	.brk_bits = 22,
	.floor = 0xc00000000000ull,
	.window = 0x3e0000000000ull,
	.shadow = 0x1000000000ull,
	.shadow_end = 0x201000000000ull,
};

/* Above: below the kernel's own place there is too little room, 4 MiB on ARM. */
const struct pax_layout pax_layout_32 = {
	.bits = 16,
	.gap_bits = 16,
	.pie_bits = 16,
	.pie_shift = 12,
	.shadow = 0x20000000ull,
	.shadow_end = 0x40000000ull,
};

static u64 least(u64 a, u64 b)
{
	u64 result = a;

	if (b < result)
		result = b;
	return result;
}

/**
 * pax_layout_moves - how far stack and mappings may be moved
 * @how: the kind of program
 * @top: of the stack as the kernel has chosen it
 * @base: the mmap base, likewise
 * @topdown: mappings are searched downwards from it
 * @page_shift: of the size of a page
 * @most: what one choice may take, in bytes
 * @moves: the result
 *
 * If the kernel searches downwards from the base, the base moves with the stack, so that the stack
 * can grow as far as before. If it searches upwards, or if a stack limit of tens of TiB puts the
 * base far below, the base has a window of its own; above that the stack has at least 32 TiB.
 *
 * Context: any; pure.
 */
void pax_layout_moves(const struct pax_layout *how, u64 top, u64 base, bool topdown,
		      unsigned int page_shift, u64 most, struct pax_moves *moves)
{
	u64 all = least(most, ((1ull << how->bits) - 1) << page_shift);
	u64 part;

	*moves = (struct pax_moves){ .stack = all, .base = all, .from = base, .raised = !topdown };
	if (topdown && !how->floor) {
		moves->with_stack = true;
	} else if (topdown && base >= how->floor + FLOOR_ROOM) {
		moves->with_stack = true;
		part = (base - how->floor) / 16;
		moves->stack = least(all, 11 * part);
		all = least(most, ((1ull << how->gap_bits) - 1) << page_shift);
		moves->base = least(all, 5 * part);
	} else if (how->window && how->window < top / 2) {
		moves->from = how->window;
		moves->raised = true;
	} else {
		moves->with_stack = topdown;
	}
}

/**
 * pax_layout_pie - the address of a position-independent executable
 * @how: the kind of program
 * @drawn: a random number of bytes
 *
 * Context: any; pure.
 * Return: what to add to the kernel's address for it, modulo the size of the address space.
 */
u64 pax_layout_pie(const struct pax_layout *how, u64 drawn)
{
	return how->pie_below ? -(drawn + how->pie_skip) : drawn;
}

/**
 * pax_layout_heap_offset - tell whether a heap may begin within a page
 * @how: the kind of program
 * @start: the page
 *
 * If so, that page is mapped before the program runs.
 *
 * Context: any; pure.
 * Return: false if a sanitizer may need that page.
 */
bool pax_layout_heap_offset(const struct pax_layout *how, u64 start)
{
	return start < how->shadow || start >= how->shadow_end;
}
