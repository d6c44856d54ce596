// SPDX-License-Identifier: GPL-2.0-only
/*
 * MPROTECT and PAGEEXEC with system calls that few programs make: none of them makes memory
 * writable and executable, at once or in turn, or lets code run from other memory.
 */
#include <sys/prctl.h>
#include <sys/syscall.h>
#if defined(__x86_64__) || defined(__i386__)
#include <asm/ldt.h>
#endif

#include "child.h"

#ifndef __NR_mseal
#define __NR_mseal 462
#endif
#ifndef __NR_map_shadow_stack
#define __NR_map_shadow_stack 453
#endif
#ifndef MAP_DROPPABLE
#define MAP_DROPPABLE 0x08
#endif
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#define MADV_GUARD_REMOVE 103
#endif
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

FIXTURE(rare)
{
	char *data, *text;
};

FIXTURE_SETUP(rare)
{
	ASSERT_FLAGS_EXPECTED();
	self->data =
		mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->data);
	memset(self->data, 1, 4 * PAGE);
	self->text =
		mmap(NULL, 4 * PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->text);
}

FIXTURE_TEARDOWN(rare)
{
}

/* Expects that memory neither is nor becomes writable and executable. */
#define EXPECT_KEPT(page, prot)                                \
	do {                                                   \
		EXPECT_EQ(-1, mprotect(page, PAGE, prot));     \
		EXPECT_TRUE(errno == EACCES || errno == EPERM) \
		{                                              \
			TH_LOG("%s", strerror(errno));         \
		}                                              \
	} while (0)

/* After mseal() the kernel allows no change at all. */
TEST_F(rare, mseal_allows_no_change)
{
	if (syscall(__NR_mseal, self->data, PAGE, 0))
		SKIP(return, "this kernel has no mseal (%s)", strerror(errno));
	ASSERT_EQ(0, syscall(__NR_mseal, self->text, PAGE, 0));
	EXPECT_KEPT(self->data, PROT_READ | PROT_EXEC);
	EXPECT_KEPT(self->text, PROT_READ | PROT_WRITE);
	/* The pages beside them, too. */
	EXPECT_KEPT(self->data + PAGE, PROT_READ | PROT_EXEC);
	EXPECT_KEPT(self->text + PAGE, PROT_READ | PROT_WRITE);
	/* A request that covers both is refused before or at the seal, and changes neither. */
	EXPECT_EQ(-1, mprotect(self->data, 2 * PAGE, PROT_READ | PROT_EXEC));
	EXPECT_STREQ("rw-p", mapping_at(self->data + PAGE).letters);
}

TEST_F(rare, droppable)
{
	char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_DROPPABLE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		SKIP(return, "this kernel has no MAP_DROPPABLE (%s)", strerror(errno));
	EXPECT_KEPT(page, PROT_READ | PROT_EXEC);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
				   MAP_DROPPABLE | MAP_ANONYMOUS, -1, 0));
	EXPECT_EQ(EPERM, errno);
}

/* A guard region that is added and removed leaves the rights of the memory as they were. */
TEST_F(rare, guard_regions_keep_rights)
{
	if (madvise(self->data, PAGE, MADV_GUARD_INSTALL))
		SKIP(return, "this kernel has no guard regions (%s)", strerror(errno));
	EXPECT_KEPT(self->data, PROT_READ | PROT_EXEC);
	EXPECT_EQ(0, madvise(self->data, PAGE, MADV_GUARD_REMOVE));
	EXPECT_KEPT(self->data, PROT_READ | PROT_EXEC);
	/* In text it needs the right to write, which is not there. */
	madvise(self->text, PAGE, MADV_GUARD_INSTALL);
	madvise(self->text, PAGE, MADV_GUARD_REMOVE);
	EXPECT_KEPT(self->text, PROT_READ | PROT_WRITE);
}

/* Text cannot be populated for writing. */
TEST_F(rare, populate_write_refused_on_text)
{
	EXPECT_EQ(0, madvise(self->data, PAGE, MADV_POPULATE_WRITE));
	EXPECT_EQ(-1, madvise(self->text, PAGE, MADV_POPULATE_WRITE));
	EXPECT_EQ(-1, madvise(pax_text_page, PAGE, MADV_POPULATE_WRITE));
}

/* What has shadow stacks writes return addresses there: it is never executable. */
TEST_F(rare, map_shadow_stack)
{
	char *stack = (char *)syscall(__NR_map_shadow_stack, 0, PAGE, 0);

	if (stack == MAP_FAILED)
		SKIP(return, "no shadow stacks (%s)", strerror(errno));
	EXPECT_KEPT(stack, PROT_READ | PROT_EXEC);
	EXPECT_KEPT(stack, PROT_READ | PROT_WRITE | PROT_EXEC);
}

/* A second mapping of the same shared pages has the same rights. */
TEST_F(rare, mremap_duplicate_keeps_rights)
{
	char *shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char *second;

	ASSERT_NE(MAP_FAILED, shared);
	second = mremap(shared, 0, PAGE, MREMAP_MAYMOVE);
	ASSERT_NE(MAP_FAILED, second);
	EXPECT_KEPT(second, PROT_READ | PROT_EXEC);
	EXPECT_KEPT(shared, PROT_READ | PROT_EXEC);
}

/* Rights move with the memory: data moved over text stays data, text moved over data stays text. */
TEST_F(rare, mremap_over_moves_rights)
{
	char *to = self->text + PAGE;

	EXPECT_EQ(to, mremap(self->data, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to));
	EXPECT_STREQ("rw-p", mapping_at(to).letters);
	EXPECT_KEPT(to, PROT_READ | PROT_EXEC);
	to = self->data + PAGE;
	EXPECT_EQ(to, mremap(self->text, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to));
	EXPECT_STREQ("r-xp", mapping_at(to).letters);
	EXPECT_KEPT(to, PROT_READ | PROT_WRITE);
}

/* A mapping that grows downwards like a stack has the rights of data. */
TEST_F(rare, growsdown_mapping_is_data)
{
	char *stack = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0);

	ASSERT_NE(MAP_FAILED, stack);
	EXPECT_KEPT(stack, PROT_READ | PROT_EXEC);
	EXPECT_EQ(-1, mprotect(stack, PAGE, PROT_READ | PROT_EXEC | PROT_GROWSDOWN));
	stack = mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN,
		     -1, 0);
	ASSERT_NE(MAP_FAILED, stack);
	EXPECT_KEPT(stack, PROT_READ | PROT_WRITE);
}

/* The heap bounds that a program sets by prctl() decide nothing. */
TEST_F(rare, claimed_heap_bounds_ignored)
{
	char *heap = (char *)((unsigned long)sbrk(0) & -PAGE);

	if (prctl(PR_SET_MM, PR_SET_MM_START_BRK, self->text, 0, 0) ||
	    prctl(PR_SET_MM, PR_SET_MM_BRK, self->text + PAGE, 0, 0))
		SKIP(return, "the heap's bounds cannot be set (%s)", strerror(errno));
	EXPECT_KEPT(self->text, PROT_READ | PROT_WRITE);
	EXPECT_KEPT(self->data, PROT_READ | PROT_EXEC);
	prctl(PR_SET_MM, PR_SET_MM_BRK, heap, 0, 0);
}

#if defined(__x86_64__) || defined(__i386__)
/*
 * Jumps to data through a code segment of the program's own making. There is no way back: what
 * lies there would stop it. (No call: emulators push its return address as the kernel would.)
 */
static int jump_by_segment(const void *data)
{
	struct user_desc segment = {
		.entry_number = 0,
		.base_addr = (unsigned long)data,
		.limit = 0xfffff,
		.seg_32bit = 1,
		.contents = MODIFY_LDT_CONTENTS_CODE,
		.limit_in_pages = 1,
		.useable = 1,
	};
	struct {
		unsigned int offset;
		unsigned short selector;
	} __attribute__((packed)) target = { 0, 7 };

	if (syscall(__NR_modify_ldt, 1, &segment, sizeof(segment)))
		return 3;
	__asm__ volatile("ljmp *%0" : : "m"(target) : "memory");
	return 0;
}

TEST_F(rare, modify_ldt)
{
	/* Its address must fit a descriptor. */
	unsigned char *low = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS
#ifdef __x86_64__
					  | MAP_32BIT
#endif
				  ,
				  -1, 0);
	int status;

	SKIP_WITHOUT_NX();
	ASSERT_NE(MAP_FAILED, (void *)low);
	low[0] = 0xcc; /* int3 */
	status = in_child(jump_by_segment, low);
	if (status == 3 << 8)
		SKIP(return, "this kernel has no modify_ldt");
	EXPECT_EQ(refused(), status)
	{
		TH_LOG("ended with %x", status);
	}
}
#endif

TEST_HARNESS_MAIN
