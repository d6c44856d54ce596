// SPDX-License-Identifier: GPL-2.0-only
/*
 * EMUTRAMP on a stack that consists of more than one mapping, or is swapped out: GCC's trampolines
 * are emulated wherever they lie on the stack in use, and nowhere else.
 */
#include <pthread.h>
#include <sys/syscall.h>

#include "busy_mmap_lock.h"
#include "child.h"
#include "swap.h"
#include "tramp_kit.h"

#define LAND ((unsigned long)probe_land)

/* Ways to split a mapping at a page. */
static int do_nothing(void *page)
{
	return 0;
}

static int do_mlock(void *page)
{
	return mlock(page, PAGE);
}

static int do_mlock2(void *page)
{
	return syscall(__NR_mlock2, page, PAGE, 1 /* MLOCK_ONFAULT */);
}

static int do_dontdump(void *page)
{
	return madvise(page, PAGE, MADV_DONTDUMP);
}

static int do_dontfork(void *page)
{
	return madvise(page, PAGE, MADV_DONTFORK);
}

static int do_wipeonfork(void *page)
{
	return madvise(page, PAGE, MADV_WIPEONFORK);
}

static int do_mergeable(void *page)
{
	return madvise(page, PAGE, MADV_MERGEABLE);
}

static int do_hugepage(void *page)
{
	/* Stacks may have the one or the other already; EINVAL where there is neither. */
	madvise(page, PAGE, MADV_NOHUGEPAGE);
	madvise(page, PAGE, MADV_HUGEPAGE);
	return 0;
}

static int do_read_only(void *page)
{
	return mprotect(page, PAGE, PROT_READ);
}

static int do_many(void *page)
{
	return mlock(page, PAGE) || mprotect((char *)page + PAGE, PAGE, PROT_READ) ||
	       madvise((char *)page + 2 * PAGE, PAGE, MADV_DONTDUMP);
}

/* What is done, and to which kind of trampoline. */
struct split {
	const struct kit *kit;
	int (*split)(void *page);
	bool in_child;
};

static int jump_there(const struct split *s, unsigned char *memory)
{
	return jump(s->kit, memory, LAND);
}

struct place {
	const struct split *s;
	unsigned char *memory;
};

static int jump_in_place(const void *arg)
{
	const struct place *place = arg;

	return jump_there(place->s, place->memory);
}

/* Between the trampoline and the stack pointer lies a page that has been split off. */
static __attribute__((noinline)) int split_between(const struct split *s, unsigned char *memory)
{
	struct place place = { s, memory };
	unsigned char frame[6 * PAGE];
	void *page = (void *)(((unsigned long)frame + PAGE - 1) & -PAGE);
	int result;

	memset(frame, 1, sizeof(frame));
	__asm__ volatile("" : : "r"(frame) : "memory");
	if (s->split(page))
		return 50;
	if (s->in_child)
		result = in_child(jump_in_place, &place) == 0 ? 0 : 51;
	else
		result = jump_there(s, memory);
	__asm__ volatile("" : : "r"(frame) : "memory");
	return result;
}

static int on_main_stack(const void *split)
{
	unsigned char memory[KIT_MAX] __attribute__((aligned(8)));

	return split_between(split, memory);
}

static void *in_thread(void *split)
{
	return (void *)(long)on_main_stack(split);
}

static int on_thread_stack(const void *split)
{
	void *result = NULL;
	pthread_t thread;

	if (pthread_create(&thread, NULL, in_thread, (void *)split))
		return 52;
	pthread_join(thread, &result);
	return (long)result;
}

/* The trampoline lies on the border of two parts. */
static int across_parts(const void *split)
{
	const struct split *s = split;
	unsigned char memory[6 * PAGE];
	unsigned char *border = (void *)(((unsigned long)memory + 2 * PAGE) & -PAGE);

	memset(memory, 1, sizeof(memory));
	if (mlock(border, PAGE))
		return 50;
	return jump_there(s, border - 8);
}

static void *across_in_thread(void *split)
{
	return (void *)(long)across_parts(split);
}

static int across_parts_in_thread(const void *split)
{
	void *result = NULL;
	pthread_t thread;

	if (pthread_create(&thread, NULL, across_in_thread, (void *)split))
		return 52;
	pthread_join(thread, &result);
	return (long)result;
}

FIXTURE(split){};

FIXTURE_VARIANT(split)
{
	int (*split)(void *page);
};

#define SPLIT(name)                      \
	FIXTURE_VARIANT_ADD(split, name) \
	{                                \
		.split = do_##name       \
	}

/* clang-format off */
SPLIT(nothing);
SPLIT(mlock);
SPLIT(mlock2);
SPLIT(dontdump);
SPLIT(dontfork);
SPLIT(wipeonfork);
SPLIT(mergeable);
SPLIT(hugepage);
SPLIT(read_only);
SPLIT(many);
/* clang-format on */

FIXTURE_SETUP(split)
{
	SKIP_WITHOUT_NX();
	ASSERT_FLAGS_EXPECTED();
}

FIXTURE_TEARDOWN(split)
{
}

/* A kernel without KSM, say. */
static bool possible(int (*split)(void *))
{
	void *memory =
		mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return !split(memory);
}

TEST_F(split, main_stack)
{
	if (!possible(variant->split))
		SKIP(return, "the kernel refuses it");
	FOR_EACH_KIT(kit, gcc_kits)
	{
		struct split s = { kit, variant->split, false };

		EXPECT_END(emulated(), on_main_stack, &s, kit->name);
	}
}

TEST_F(split, thread_stack)
{
	if (!possible(variant->split))
		SKIP(return, "the kernel refuses it");
	FOR_EACH_KIT(kit, gcc_kits)
	{
		struct split s = { kit, variant->split, false };

		EXPECT_END(emulated(), on_thread_stack, &s, kit->name);
	}
}

/* A child has the parts, too; those that it does not get are a hole. */
TEST_F(split, forked)
{
	bool works = emulated() == 0 && variant->split != do_dontfork;

	if (!possible(variant->split))
		SKIP(return, "the kernel refuses it");
	FOR_EACH_KIT(kit, gcc_kits)
	{
		struct split s = { kit, variant->split, true };

		EXPECT_END(works ? 0 : 51 << 8, on_main_stack, &s, kit->name);
		EXPECT_END(works ? 0 : 51 << 8, on_thread_stack, &s, kit->name);
	}
}

FIXTURE(stack){};

FIXTURE_SETUP(stack)
{
	SKIP_WITHOUT_NX();
	ASSERT_FLAGS_EXPECTED();
}

FIXTURE_TEARDOWN(stack)
{
}

TEST_F(stack, trampoline_across_parts)
{
	FOR_EACH_KIT(kit, gcc_kits)
	{
		struct split s = { kit, NULL, false };

		EXPECT_END(emulated(), across_parts, &s, kit->name);
		EXPECT_END(emulated(), across_parts_in_thread, &s, kit->name);
	}
}

/* A thread on a stack of ours, and what lies directly above it. */
#define STACK_SIZE (64 * PAGE)

struct neighbour {
	const struct kit *kit;
	void (*make)(char *above);
	char *above;
};

static void *jump_above(void *arg)
{
	const struct neighbour *n = arg;

	return (void *)(long)jump(n->kit, (unsigned char *)n->above + PAGE, LAND);
}

static int beside_stack(const void *arg)
{
	struct neighbour n = *(const struct neighbour *)arg;
	char *stack = mmap(NULL, STACK_SIZE + 4 * PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pthread_attr_t attr;
	void *result = NULL;
	pthread_t thread;

	if (stack == MAP_FAILED)
		return 53;
	memset(stack, 1, STACK_SIZE + 4 * PAGE);
	n.above = stack + STACK_SIZE;
	n.make(n.above);
	pthread_attr_init(&attr);
	if (pthread_attr_setstack(&attr, stack, STACK_SIZE) ||
	    pthread_create(&thread, &attr, jump_above, &n))
		return 52;
	pthread_join(thread, &result);
	return (long)result;
}

/* Another mapping, of another kind, so that the kernel does not make them one. */
static void make_other(char *above)
{
	if (mmap(above, 4 * PAGE, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0) != above)
		_exit(54);
	memset(above, 1, 4 * PAGE);
}

static void make_shared(char *above)
{
	if (mmap(above, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED,
		 -1, 0) != above)
		_exit(54);
}

static void make_file(char *above)
{
	if (mmap(above, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, temp_file(O_RDWR),
		 0) != above ||
	    mmap(above + PAGE, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED,
		 temp_file(O_RDWR), 0) != above + PAGE)
		_exit(54);
}

/* Of the same mapping once, but behind a guard: another thread's stack. */
static void make_guarded(char *above)
{
	if (mprotect(above, PAGE, PROT_NONE))
		_exit(54);
}

/* There is a hole between. */
static void make_hole(char *above)
{
	if (munmap(above, PAGE))
		_exit(54);
}

/* A part that was split off, but is the stack's: for comparison. */
static void make_part(char *above)
{
	if (mlock(above, PAGE))
		_exit(54);
}

TEST_F(stack, ends_at_other_mappings)
{
	FOR_EACH_KIT(kit, gcc_kits)
	{
		struct neighbour n = { kit, make_other, NULL };

		EXPECT_END(refused(), beside_stack, &n, "beside another mapping");
		n.make = make_shared;
		EXPECT_END(refused(), beside_stack, &n, "beside a shared mapping");
		n.make = make_file;
		EXPECT_END(refused(), beside_stack, &n, "beside a file");
		n.make = make_guarded;
		EXPECT_END(refused(), beside_stack, &n, "behind a guard");
		n.make = make_hole;
		EXPECT_END(refused(), beside_stack, &n, "behind a hole");
		n.make = make_part;
		EXPECT_END(emulated(), beside_stack, &n, "a part of the stack");
	}
}

/* Other threads that keep the mmap lock busy do not make a trampoline fail. */
static int jump_beside_busy_threads(const void *kit)
{
	unsigned char memory[KIT_MAX] __attribute__((aligned(8)));
	int n, bad = 0;

	if (keep_lock_busy())
		return 52;
	for (n = 0; n < 100 && !bad; n++)
		bad = jump(kit, memory, LAND);
	return bad;
}

TEST_F(stack, busy_lock)
{
	FOR_EACH_KIT(kit, gcc_kits)
	EXPECT_END(emulated(), jump_beside_busy_threads, kit, kit->name);
}

/*
 * A child has the data that was written before the fork; on some processors the first access to it
 * faults, even a read.
 */

static char data[PAGE] __attribute__((aligned(4096))) = { 1 };

static int jump_only(const void *address)
{
	struct probe probe = { 0 };

	probe_jump(&probe, address);
	return 0;
}

static int write_and_fork(const void *kit)
{
	return in_child(jump_only, kit_write(kit, data, LAND)) ? 51 : 0;
}

TEST_F(stack, written_before_fork)
{
	FOR_EACH_KIT(kit, ffi_kits)
	EXPECT_END(emulated() ? 51 << 8 : 0, write_and_fork, kit, kit->name);
}

static __attribute__((noinline)) int jump_swapped(const struct kit *kit, unsigned char *pages)
{
	struct probe probe = { 0 };
	void *address = kit_write(kit, pages + PAGE - 8, LAND);

	if (!push_out(pages))
		return 55;
	probe_jump(&probe, address);
	return 0;
}

static __attribute__((noinline)) int swapped_below(const struct kit *kit, unsigned char *pages)
{
	unsigned char frame[3 * PAGE];
	int result;

	memset(frame, 1, sizeof(frame));
	__asm__ volatile("" : : "r"(frame) : "memory");
	result = jump_swapped(kit, pages);
	__asm__ volatile("" : : "r"(frame) : "memory");
	return result;
}

static int swapped_on_stack(const void *kit)
{
	unsigned char memory[6 * PAGE];

	memset(memory, 1, sizeof(memory));
	return swapped_below(kit, (void *)(((unsigned long)memory + PAGE) & -PAGE));
}

static int swapped_in_mapping(const void *kit)
{
	unsigned char *memory =
		mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(memory, 1, 2 * PAGE);
	return jump_swapped(kit, memory);
}

static int only_push_out(const void *unused)
{
	unsigned char *memory =
		mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(memory, 1, 2 * PAGE);
	return push_out(memory) ? 0 : 55;
}

TEST_F(stack, swapped_out)
{
	char name[] = "./pax-swap-XXXXXX";
	int error = mkstemp(name) < 0 ? -errno : start_swap(name);

	if (error) {
		unlink(name);
		SKIP(return, "no swap: %s", strerror(-error));
	}
	EXPECT_END(0, only_push_out, NULL, "pushing out");
	FOR_EACH_KIT(kit, gcc_kits)
	{
		EXPECT_END(emulated(), swapped_on_stack, kit, kit->name);
		EXPECT_END(refused(), swapped_in_mapping, kit, kit->name);
	}
	FOR_EACH_KIT(kit, ffi_kits)
	{
		EXPECT_END(emulated(), swapped_on_stack, kit, kit->name);
		EXPECT_END(emulated(), swapped_in_mapping, kit, kit->name);
	}
	EXPECT_EQ(0, swapoff(name));
	unlink(name);
}

TEST_HARNESS_MAIN
