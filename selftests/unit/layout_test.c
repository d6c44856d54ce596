// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests the layouts of RANDMMAP: for all tried choices of the kernel and random numbers, the parts
 * of the address space do not overlap, and the regions that sanitizers need stay free.
 */
#include <stdio.h>
#include <stdlib.h>

#include "rules/layout.h"
#include "test.h"

#define MIB (1ull << 20)
#define GIB (1ull << 30)
#define TIB (1ull << 40)
#define TRIES 200000

struct range {
	u64 start, end;
};

/* A 64-bit address space as the kernel lays it out before PaX moves its parts. */
struct space {
	const struct pax_layout *how;
	u64 top, pie, upwards;
	/* Page bits of the kernel's own randomness for mappings (by default and at most) and the
	 * stack. */
	unsigned int mmap_bits, mmap_bits_max, stack_bits;
	/* The regions that sanitizers map at fixed addresses in a position-independent program. */
	struct range regions[4];
};

static const struct space amd64 = {
	.how = &pax_layout_amd64,
	.top = 0x7ffffffff000,
	.pie = 0x555555554000,
	.upwards = 0x2aaaaaaab000,
	.mmap_bits = 28,
	.mmap_bits_max = 32,
	.stack_bits = 22,
	/* ASan's shadow; the allocators of GCC 12 and LLVM 14, of GCC 14 and LLVM 19. */
	.regions = { { 0x7fff8000, 0x10007fff8000 },
		     { 0x600000000000, 0x640000000000 + 16 * MIB },
		     { 0x500000000000, 0x540000000000 + 16 * MIB } },
};

static const struct space arm64 = {
	.how = &pax_layout_arm64,
	.top = 0x1000000000000,
	.pie = 0xaaaaaaaaa000,
	.upwards = 0x400000000000,
	.mmap_bits = 18,
	.mmap_bits_max = 33,
	.stack_bits = 22,
	/* The shadow, which contains the older allocator, and the newer allocator. */
	.regions = { { 0x1000000000, 0x201000000000 },
		     { 0x500000000000, 0x540000000000 + 16 * MIB } },
};

static u64 below(u64 bound)
{
	static u64 state = 88172645463325252ull;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % bound;
}

/* Returns a random number of bytes up to most, or one of the two ends. */
static u64 pick(u64 most, unsigned int ends)
{
	return ends == 0 ? 0 : ends == 1 ? most & ~4095ull : below(most / 4096 + 1) * 4096;
}

static u64 pages_of(unsigned int bits)
{
	return ((1ull << bits) - 1) * 4096;
}

static u64 least(u64 a, u64 b)
{
	return a < b ? a : b;
}

static bool apart(struct range a, struct range b)
{
	return a.end <= b.start || b.end <= a.start;
}

/* Checks one random layout. ends selects the minimum, the maximum or any value for each choice. */
static bool holds(const struct space *space, bool topdown, unsigned int mmap_bits, u64 limit,
		  unsigned int ends)
{
	const u64 most = space->top / 8;
	const struct pax_layout *how = space->how;
	u64 rnd = pick(pages_of(mmap_bits), ends % 3), base, pie, drawn;
	u64 stack = space->top - pick(pages_of(space->stack_bits), ends / 3 % 3);
	struct range executable, mapped, heap;
	struct pax_moves moves;
	unsigned int n;

	/* The gap for stack growth, and the kernel's additions to it. */
	base = topdown ? space->top -
				 least(limit + pages_of(space->stack_bits) + MIB,
				       space->top / 6 * 5) -
				 rnd :
			 space->upwards + rnd;
	pax_layout_moves(how, space->top, base, topdown, 12, most, &moves);
	drawn = pick(moves.stack, ends / 9 % 3);
	stack -= drawn;
	if (!moves.with_stack)
		drawn = 0;
	drawn += pick(moves.base, ends / 27 % 3);
	base = moves.raised ? moves.from + drawn : moves.from - drawn;
	drawn = pick(((1ull << how->pie_bits) - 1) << how->pie_shift, ends / 81 % 3);
	pie = space->pie + pax_layout_pie(how, drawn);
	/* An image of 8 GiB, the kernel's own gap before the heap, and the gap of PaX. */
	executable = (struct range){ pie, pie + 8 * GIB };
	heap.start = executable.end + pick(GIB, ends / 243 % 3) +
		     pick(pages_of(how->brk_bits), ends / 729 % 3);
	heap.end = heap.start + 64 * GIB;
	executable.end = heap.end;
	/* A tebibyte of mappings. */
	mapped = (struct range){ topdown ? base - TIB : base, topdown ? base : base + TIB };
	if (topdown && stack - base < limit && (limit < 32 * TIB || stack - base < 32 * TIB))
		return false;
	if (!apart(mapped, (struct range){ stack - 8 * MIB, space->top }) ||
	    (mmap_bits == space->mmap_bits && !apart(mapped, executable)))
		return false;
	for (n = 0; space->regions[n].end; n++)
		if (!apart(space->regions[n], mapped) || !apart(space->regions[n], executable) ||
		    space->regions[n].end > stack - 8 * MIB)
			return false;
	return true;
}

static void try_space(struct __test_metadata *_metadata, const struct space *space)
{
	/* The usual stack limit, larger limits, and no limit. */
	const u64 limits[] = { 128 * MIB, GIB, TIB, 12 * TIB, 24 * TIB, 50 * TIB, -TIB };
	const unsigned int all = 3 * 3 * 3 * 3 * 3 * 3 * 3;
	unsigned int n, limit, topdown, max;

	for (topdown = 0; topdown < 2; topdown++)
		for (max = 0; max < 2; max++)
			for (limit = 0; limit < ARRAY_SIZE(limits); limit++)
				for (n = 0; n < all + TRIES; n++)
					ASSERT_TRUE(
						holds(space, topdown,
						      max ? space->mmap_bits_max : space->mmap_bits,
						      limits[limit], n < all ? n : all - 1))
					{
						TH_LOG("topdown %u, most kernel bits %u, limit %u, %u",
						       topdown, max, limit, n);
					}
}

TEST(amd64_leaves_regions_free)
{
	try_space(_metadata, &amd64);
}

TEST(arm64_leaves_regions_free)
{
	try_space(_metadata, &arm64);
}

static u64 first_of(const struct space *space, bool topdown, unsigned int bits, u64 limit,
		    struct pax_moves *moves)
{
	u64 base = topdown ? space->top - limit - pages_of(bits) : space->upwards + pages_of(bits);

	pax_layout_moves(space->how, space->top, base, topdown, 12, space->top / 8, moves);
	return base;
}

/* With the kernel's default randomness the bounds cost no random bit. */
TEST(bits)
{
	static const struct space *const spaces[] = { &amd64, &arm64 };
	struct pax_moves moves;
	unsigned int n, topdown;

	for (n = 0; n < 2; n++) {
		for (topdown = 0; topdown < 2; topdown++) {
			first_of(spaces[n], topdown, spaces[n]->mmap_bits, 17 * GIB, &moves);
			EXPECT_LE(pages_of(32) / 1024 * 1023, moves.stack);
			EXPECT_LE(pages_of(topdown ? 31 : 32) / 1024 * 990, moves.base);
		}
		/* With the maximum, 30 bits remain for the stack, and 28 more for the base. */
		first_of(spaces[n], true, spaces[n]->mmap_bits_max, 17 * GIB, &moves);
		EXPECT_LE(pages_of(30), moves.stack);
		EXPECT_LE(pages_of(28), moves.base);
	}
}

/* Address spaces of less than 48 bits, which the tables do not describe. */
TEST(small_spaces)
{
	const u64 top = 1ull << 39;
	struct pax_moves moves;

	pax_layout_moves(&pax_layout_arm64, top, top - GIB, true, 12, top / 8, &moves);
	EXPECT_EQ(top - GIB, moves.from);
	EXPECT_EQ(top / 8, moves.stack);
	EXPECT_EQ(top / 8, moves.base);
	EXPECT_TRUE(moves.with_stack && !moves.raised);
	pax_layout_moves(&pax_layout_arm64, top, top / 4, false, 12, top / 8, &moves);
	EXPECT_EQ(top / 4, moves.from);
	EXPECT_EQ(top / 8, moves.base);
	EXPECT_TRUE(!moves.with_stack && moves.raised);
	pax_layout_moves(&pax_layout_32, 0xc0000000, 0xb6000000, true, 12, 0x18000000, &moves);
	EXPECT_EQ(0xb6000000, moves.from);
	EXPECT_EQ(pages_of(16), moves.stack);
	EXPECT_EQ(pages_of(16), moves.base);
	EXPECT_TRUE(moves.with_stack && !moves.raised);
	pax_layout_moves(&pax_layout_32, 0xc0000000, 0x55555000, false, 12, 0x100000, &moves);
	EXPECT_EQ(0x100000, moves.base);
	EXPECT_EQ(4096, pax_layout_pie(&pax_layout_32, 4096));
}

/* With a stack limit of tens of TiB, mappings are in the window and keep all random bits. */
TEST(huge_stack)
{
	struct pax_moves moves;

	pax_layout_moves(&pax_layout_amd64, amd64.top, 0x660000000000 + 7 * TIB, true, 12,
			 amd64.top / 8, &moves);
	EXPECT_TRUE(!moves.with_stack && moves.raised);
	EXPECT_LE(pages_of(32) / 1024 * 1023, moves.stack);
	EXPECT_LE(pages_of(32) / 1024 * 1023, moves.base);
}

TEST(heap_offset)
{
	EXPECT_TRUE(pax_layout_heap_offset(&pax_layout_amd64, 0x7fff7000));
	EXPECT_FALSE(pax_layout_heap_offset(&pax_layout_amd64, 0x7fff8000));
	EXPECT_FALSE(pax_layout_heap_offset(&pax_layout_amd64, 0x10007fff7000));
	EXPECT_TRUE(pax_layout_heap_offset(&pax_layout_amd64, 0x10007fff8000));
	/* On arm64 all heaps of programs at fixed addresses are below 64 GiB. */
	EXPECT_TRUE(pax_layout_heap_offset(&pax_layout_arm64, pages_of(22) + 2 * GIB));
	EXPECT_FALSE(pax_layout_heap_offset(&pax_layout_arm64, 0x1000000000));
	EXPECT_TRUE(pax_layout_heap_offset(&pax_layout_32, 0x1ffff000));
	EXPECT_FALSE(pax_layout_heap_offset(&pax_layout_32, 0x20000000));
}

TEST_HARNESS_MAIN
