// SPDX-License-Identifier: GPL-2.0-only
/*
 * RANDMMAP: the heap begins at any offset in a page, and works as usual.
 */
#include "exec_common.h"
#include "heap.h"

#define RUNS 200

/* Where the address sanitizer's shadow has to find nothing. */
#if defined(__x86_64__)
#define SHADOW_START 0x7fff8000ul
#define SHADOW_END 0x10007fff8000ul
#elif defined(__aarch64__)
#define SHADOW_START 0x1000000000ul
#define SHADOW_END 0x201000000000ul
#else
#define SHADOW_START 0x20000000ul
#define SHADOW_END 0x40000000ul
#endif

FIXTURE(heap)
{
	char path[64];
};

FIXTURE_VARIANT(heap)
{
	const char *program;
	bool fixed;
};

/* clang-format off */
FIXTURE_VARIANT_ADD(heap, pie) { .program = "./heap" };
FIXTURE_VARIANT_ADD(heap, fixed) { .program = "./heap_fixed", .fixed = true };
/* clang-format on */

FIXTURE_SETUP(heap)
{
	snprintf(self->path, sizeof(self->path), "./heap-%d", getpid());
	ASSERT_EQ(0, copy_file(variant->program, self->path, 0755));
	ASSERT_FLAGS_EXPECTED();
}

FIXTURE_TEARDOWN(heap)
{
	unlink(self->path);
}

/* Starts a program this many times. Returns whether each reported a usable heap. */
static bool run(const char *path, struct heap *heaps, unsigned int count)
{
	char again[16], *argv[] = { (char *)path, again, NULL };
	static char output[(RUNS + 1) * sizeof(*heaps)];
	unsigned int n;

	snprintf(again, sizeof(again), "%u", count - 1);
	if (run_program(argv, output, count * sizeof(*heaps) + 1))
		return false;
	memcpy(heaps, output, count * sizeof(*heaps));
	for (n = 0; n < count; n++) {
		if (heaps[n].wrong)
			printf("# heap at %lx: %x\n", heaps[n].start, heaps[n].wrong);
		if (!heaps[n].start || heaps[n].wrong)
			return false;
	}
	return true;
}

TEST_F_TIMEOUT(heap, offset, 300)
{
	unsigned int n, inside = 0, distinct = 0;
	static struct heap heaps[RUNS];
	bool seen[PAGE / 16] = { 0 };

	ASSERT_TRUE(run(variant->program, heaps, RUNS));
	for (n = 0; n < RUNS; n++) {
		unsigned long at = heaps[n].start % PAGE;

		EXPECT_EQ(EACCES, heaps[n].executable);
		EXPECT_EQ(0, at % 16);
		if (heaps[n].start >= SHADOW_START && heaps[n].start < SHADOW_END) {
			/* Empty, so that a sanitizer's shadow can be there. */
			EXPECT_EQ(0, at);
			inside++;
			continue;
		}
		distinct += !seen[at / 16];
		seen[at / 16] = true;
	}
	EXPECT_TRUE(variant->fixed || !inside);
	/* Of 256 offsets some 139 come up in 200 draws. */
	EXPECT_LE(inside ? (RUNS - inside) / 2 : 100, distinct);
	printf("# %s: %u offsets in %u starts, %u in the shadow\n", variant->program, distinct,
	       RUNS, inside);
	fflush(stdout);
}

/* With `r` the heap begins with a page, as the kernel has it. */
TEST_F(heap, without_randmmap)
{
	struct heap heaps[20];
	unsigned int n;

	ASSERT_EQ(0, mark(self->path, USER_MARK, "er"));
	ASSERT_TRUE(run(self->path, heaps, 20));
	for (n = 0; n < 20; n++) {
		EXPECT_EQ(0, heaps[n].start % PAGE);
	}
}

TEST_HARNESS_MAIN
