// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process that executes memory that is not executable is killed at once, with all its threads,
 * whatever it does to delay that: memory that a FUSE server or userfaultfd withholds, at the stack
 * pointer, at the instruction or at a trampoline's target; a busy mmap lock.
 *
 * The runner starts it with EMUTRAMP and without.
 */
#include <limits.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>

#include "busy_mmap_lock.h"
#include "fault_common.h"
#include "fuse_unanswered.h"
#include "tramp_kit.h"

/* Milliseconds after the jump in which all threads must have stopped. */
#define LIMIT (2000 * PAX_SLOW)

/* Shared by a process that jumps and the test. */
struct course {
	volatile int last, jumped, failed;
	struct hold_state state;
};

static struct course *course;
static struct hold_fs fs;

static int now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000 + 1;
}

static void *run_on(void *unused)
{
	for (;;)
		course->last = now();
	return NULL;
}

static void *fail(void)
{
	course->failed = errno ? errno : -1;
	_exit(1);
}

static void *checked(void *memory)
{
	return memory == MAP_FAILED || !memory ? fail() : memory;
}

static void *map(size_t size)
{
	return checked(
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

/* Where to jump, and with the stack pointer where. */
struct jump {
	char *pc, *sp;
};

static void jump_now(const struct jump *jump)
{
	course->jumped = now();
#if defined(__x86_64__)
	__asm__ volatile("mov %1, %%rsp; jmp *%0" : : "r"(jump->pc), "r"(jump->sp));
#elif defined(__i386__)
	__asm__ volatile("mov %1, %%esp; jmp *%0" : : "r"(jump->pc), "r"(jump->sp));
#elif defined(__aarch64__)
	__asm__ volatile("mov sp, %1; br %0" : : "r"(jump->pc), "r"(jump->sp));
#elif defined(__arm__)
	__asm__ volatile("mov sp, %1; bx %0" : : "r"(jump->pc), "r"(jump->sp));
#endif
	__builtin_unreachable();
}

static void *map_silent(void *at)
{
	return checked(mmap(at, 2 * PAGE, PROT_READ, MAP_PRIVATE | (at ? MAP_FIXED : 0),
			    hold_open(&fs, "silent", O_RDONLY), 0));
}

/* Writes the page, removes it, and withholds it: an access then waits. */
static void *watch(char *page)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	int fd = syscall(__NR_userfaultfd, O_CLOEXEC);

	memset(page, 1, 2 * PAGE);
	range.range = (struct uffdio_range){ (unsigned long)page, 2 * PAGE };
	if (fd < 0 || ioctl(fd, UFFDIO_API, &api) || madvise(page, 2 * PAGE, MADV_DONTNEED) ||
	    ioctl(fd, UFFDIO_REGISTER, &range))
		fail();
	return page;
}

static void sp_in_fuse(struct jump *jump)
{
	jump->sp = (char *)map_silent(NULL) + PAGE;
}

static void pc_in_fuse(struct jump *jump)
{
	jump->pc = map_silent(NULL);
}

static void both_in_fuse(struct jump *jump)
{
	jump->pc = map_silent(NULL);
	jump->sp = jump->pc + PAGE;
}

static void sp_in_userfaultfd(struct jump *jump)
{
	jump->sp = (char *)watch(map(2 * PAGE)) + PAGE;
}

static void pc_in_userfaultfd(struct jump *jump)
{
	jump->pc = watch(map(2 * PAGE));
}

/* The first instruction of a trampoline at the end of a page, with this behind it. */
static void split_trampoline(struct jump *jump, void (*rest)(void *))
{
	char *pages = map(3 * PAGE);

	jump->pc = kit_write(&ffi_kits[0], pages + PAGE - 4, (unsigned long)fail);
	rest(pages + PAGE);
}

static void put_fuse(void *at)
{
	map_silent(at);
}

static void put_userfaultfd(void *at)
{
	watch(at);
}

static void trampoline_into_fuse(struct jump *jump)
{
	split_trampoline(jump, put_fuse);
}

static void trampoline_into_userfaultfd(struct jump *jump)
{
	split_trampoline(jump, put_userfaultfd);
}

static bool before_6_4(void)
{
	unsigned int major = 0, minor = 0;
	struct utsname kernel;

	uname(&kernel);
	sscanf(kernel.release, "%u.%u", &major, &minor);
	return major < 6 || (major == 6 && minor < 4);
}

/* The kernel may write back first, and be answered; then once more. */
static void *hold_lock(void *dirty)
{
	int fd = hold_open(&fs, "held", O_RDONLY);

	for (;;) {
		*(volatile char *)dirty = 1;
		course->state.hold = 1;
		mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
		course->state.hold = 0;
	}
	return NULL;
}

/* Another thread maps a file whose server is to write something back first, and does not. */
static void lock_held(struct jump *jump)
{
	int fd = hold_open(&fs, "held", O_RDWR);
	pthread_t thread;
	void *dirty;

	dirty = checked(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
	if (pthread_create(&thread, NULL, hold_lock, dirty))
		fail();
	while (!course->state.writes)
		sched_yield();
	/* The writer has the lock by now. */
	usleep(10000);
}

/* With code that is to be brought in, which needs the lock. */
static void lock_held_and_no_code(struct jump *jump)
{
	jump->pc = map(PAGE);
	memset(jump->pc, 1, PAGE);
	if (madvise(jump->pc, PAGE, MADV_DONTNEED))
		fail();
	lock_held(jump);
}

static void lock_busy(struct jump *jump)
{
	if (keep_lock_busy())
		fail();
	usleep(50000);
}

static void nothing_special(struct jump *jump)
{
}

FIXTURE(delay)
{
	long before;
};

FIXTURE_VARIANT(delay)
{
	void (*prepare)(struct jump * jump);
	bool lock, page;
};

/* clang-format off */
FIXTURE_VARIANT_ADD(delay, nothing_special) { .prepare = nothing_special };
FIXTURE_VARIANT_ADD(delay, sp_in_fuse) { .prepare = sp_in_fuse };
FIXTURE_VARIANT_ADD(delay, pc_in_fuse) { .prepare = pc_in_fuse, .page = true };
FIXTURE_VARIANT_ADD(delay, both_in_fuse) { .prepare = both_in_fuse, .page = true };
FIXTURE_VARIANT_ADD(delay, sp_in_userfaultfd) { .prepare = sp_in_userfaultfd };
FIXTURE_VARIANT_ADD(delay, pc_in_userfaultfd) { .prepare = pc_in_userfaultfd, .page = true };
FIXTURE_VARIANT_ADD(delay, trampoline_into_fuse) { .prepare = trampoline_into_fuse };
FIXTURE_VARIANT_ADD(delay, trampoline_into_userfaultfd) { .prepare = trampoline_into_userfaultfd };
FIXTURE_VARIANT_ADD(delay, lock_busy) { .prepare = lock_busy };
FIXTURE_VARIANT_ADD(delay, lock_held) { .prepare = lock_held, .lock = true };
FIXTURE_VARIANT_ADD(delay, lock_held_and_no_code) { .prepare = lock_held_and_no_code, .lock = true };
/* clang-format on */

FIXTURE_SETUP(delay)
{
	SKIP_WITHOUT_NX();
	ASSERT_FLAGS_EXPECTED();
	if (variant->lock && before_6_4())
		SKIP(return, "before Linux 6.4 a fault first of all waits for the lock");
#if defined(__x86_64__) || defined(__i386__)
	if (variant->page)
		SKIP(return, "on x86 the page comes first, then the right to execute it");
#endif
	course = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, course);
	ASSERT_EQ(0, hold_start(&fs, &course->state));
	self->before = pax_counter("exec_fault");
}

FIXTURE_TEARDOWN(delay)
{
}

TEST_F(delay, killed_without_delay)
{
	pid_t child = fork();
	siginfo_t end = { 0 };
	int status, ran_on;

	if (!child) {
		struct jump jump = { .pc = place_anonymous(), .sp = (char *)map(2 * PAGE) + PAGE };
		pthread_t thread;

		memset(jump.sp - PAGE, 1, 2 * PAGE);
		if (pthread_create(&thread, NULL, run_on, NULL))
			fail();
		/* It may need the lock for its first page, so it comes first. */
		while (!course->last)
			sched_yield();
		variant->prepare(&jump);
		jump_now(&jump);
	}
	ASSERT_LT(0, child);
	while (!course->jumped && !waitid(P_PID, child, &end, WEXITED | WNOHANG | WNOWAIT) &&
	       !end.si_pid)
		usleep(1000);
	/* A thread that sleeps in the kernel for an answer keeps the process from ending. */
	while (!waitid(P_PID, child, &end, WEXITED | WNOHANG | WNOWAIT) && !end.si_pid &&
	       now() - course->jumped < 2 * LIMIT)
		usleep(1000);
	ran_on = course->last - course->jumped;
	EXPECT_GT(LIMIT, ran_on);
	TH_LOG("the other threads ran on for %d ms", ran_on > 0 ? ran_on : 0);
	/* Only now the server answers, and waiting threads go on. */
	hold_stop(&fs);
	kill(child, SIGKILL);
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, course->failed);
	EXPECT_TRUE(was_killed(status));
	EXPECT_EQ(self->before + 1, pax_counter("exec_fault"));
}

TEST_HARNESS_MAIN
