// SPDX-License-Identifier: GPL-2.0-only
/*
 * Execution faults: a process under PAGEEXEC that executes memory that is not executable is killed
 * before a handler of its own can run; without PAGEEXEC it gets the signal.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

#include "fault_common.h"

static char stock_data[PAGE] __attribute__((aligned(4096))) = { 1 };

static void *place_shared(void)
{
	return with_return(
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
}

static void *place_file(void)
{
	int fd = temp_file(O_RDWR);

	return with_return(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0));
}

static void *place_heap(void)
{
	return with_return(sbrk(PAGE));
}

static void *place_object(void)
{
	return with_return(stock_data);
}

static void *place_none(void)
{
	return mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void *place_unmapped(void)
{
	void *memory = place_anonymous();

	munmap(memory, PAGE);
	return memory;
}

static void *place_null(void)
{
	return NULL;
}

static void *place_kernel(void)
{
	return (void *)(sizeof(long) == 8 ? 0xffff800000100000ul : 0xc0100000ul);
}

/* An instruction that begins on the last bytes of text and ends in data. */
static void *place_straddle(void)
{
	char *memory =
		mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = temp_file(O_RDWR);
	char nops[PAGE];

#if defined(__x86_64__) || defined(__i386__)
	/* mov $imm32, %eax, of which only two bytes can be fetched */
	memset(nops, 0xb8, sizeof(nops));
#elif defined(__aarch64__)
	for (unsigned int n = 0; n < PAGE; n += 4)
		memcpy(nops + n, "\x1f\x20\x03\xd5", 4);
#else
	for (unsigned int n = 0; n < PAGE; n += 4)
		memcpy(nops + n, "\x00\xf0\x20\xe3", 4);
#endif
	if (pwrite(fd, nops, PAGE, 0) != PAGE)
		return NULL;
	memory = mmap(memory, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, fd, 0);
	return memory + PAGE - (sizeof(return_code) == 1 ? 2 : 4);
}

#define EXPECT_FAULT(status)                                  \
	do {                                                  \
		int status_ = (status);                       \
		if (expect_kill()) {                          \
			EXPECT_TRUE(was_killed(status_))      \
			{                                     \
				TH_LOG("status %x", status_); \
			}                                     \
			EXPECT_EQ(0, seen->handled);          \
		} else {                                      \
			EXPECT_EQ(99 << 8, status_);          \
			EXPECT_EQ(1, seen->handled);          \
			EXPECT_EQ(SIGSEGV, seen->signo);      \
		}                                             \
	} while (0)

FIXTURE(memory)
{
	long before;
};

FIXTURE_VARIANT(memory)
{
	void *(*make)(void);
	int code;
};

#define PLACE(name, si_code)                          \
	FIXTURE_VARIANT_ADD(memory, name)             \
	{                                             \
		.make = place_##name, .code = si_code \
	}

/* clang-format off */
PLACE(anonymous, SEGV_ACCERR);
PLACE(shared, SEGV_ACCERR);
PLACE(file, SEGV_ACCERR);
PLACE(heap, SEGV_ACCERR);
PLACE(object, SEGV_ACCERR);
PLACE(none, SEGV_ACCERR);
PLACE(straddle, SEGV_ACCERR);
PLACE(unmapped, SEGV_MAPERR);
PLACE(null, SEGV_MAPERR);
PLACE(kernel, 0);
/* clang-format on */

FIXTURE_SETUP(memory)
{
	SKIP_WITHOUT_NX();
	seen = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, seen);
	ASSERT_FLAGS_EXPECTED();
	self->before = pax_counter("exec_fault");
}

FIXTURE_TEARDOWN(memory)
{
}

static void call_place(void *make)
{
	call(((void *(*)(void))make)());
}

TEST_F(memory, execution_kills)
{
	EXPECT_FAULT(status_of(call_place, (void *)variant->make));
	if (!expect_kill() && variant->code)
		EXPECT_EQ(variant->code, seen->code);
	EXPECT_EQ(self->before + expect_kill(), pax_counter("exec_fault"));
}

static void call_stack(void *unused)
{
	unsigned char code[16];

	call(with_return(code));
}

static void *call_in_thread(void *address)
{
	call(address);
	return NULL;
}

static void from_thread(void *unused)
{
	pthread_t thread;

	pthread_create(&thread, NULL, call_in_thread, place_anonymous());
	for (;;)
		pause();
}

static void *wait_forever(void *unused)
{
	for (;;)
		pause();
	return NULL;
}

static void beside_thread(void *unused)
{
	pthread_t thread;

	pthread_create(&thread, NULL, wait_forever, NULL);
	call(place_anonymous());
}

static void all_blocked(void *unused)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	call(place_anonymous());
}

static void ignored(void *unused)
{
	signal(SIGSEGV, SIG_IGN);
	call(place_anonymous());
}

static void under_seccomp(void *unused)
{
	/* Nothing but the ways out. */
	struct sock_filter allow[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
	};
	struct sock_fprog program = { .len = 4, .filter = allow };
	void *address = place_anonymous();

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
	call(address);
}

FIXTURE(situation){};

FIXTURE_VARIANT(situation)
{
	void (*function)(void *);
};

/* clang-format off */
FIXTURE_VARIANT_ADD(situation, stack) { .function = call_stack };
FIXTURE_VARIANT_ADD(situation, thread) { .function = from_thread };
FIXTURE_VARIANT_ADD(situation, leader) { .function = beside_thread };
FIXTURE_VARIANT_ADD(situation, seccomp) { .function = under_seccomp };
/* clang-format on */

FIXTURE_SETUP(situation)
{
	SKIP_WITHOUT_NX();
	seen = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, seen);
	ASSERT_FLAGS_EXPECTED();
}

FIXTURE_TEARDOWN(situation)
{
}

TEST_F(situation, execution_kills)
{
	EXPECT_FAULT(status_of(variant->function, NULL));
}

FIXTURE(fault){};

FIXTURE_SETUP(fault)
{
	seen = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, seen);
	ASSERT_FLAGS_EXPECTED();
}

FIXTURE_TEARDOWN(fault)
{
	write_file(PAX_DIR "/mode", "enforce", 7);
}

/* A blocked or ignored signal that a fault raises kills, as on a stock kernel. */
TEST_F(fault, blocked_signal_kills)
{
	int killer = expect_kill() ? SIGKILL : SIGSEGV;

	SKIP_WITHOUT_NX();
	EXPECT_EQ(killer, WTERMSIG(status_of(all_blocked, NULL)));
	EXPECT_EQ(killer, WTERMSIG(status_of(ignored, NULL)));
	EXPECT_EQ(0, seen->handled);
}

static void parent_of_vfork(void *unused)
{
	void *address = place_anonymous();
	int status;
	pid_t pid = vfork();

	if (!pid) {
		call(address);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid)
		_exit(1);
	_exit(was_killed(status) ? 17 : 18);
}

/* Only the child ends, although it runs in its parent's memory. */
TEST_F(fault, vfork_kills_only_child)
{
	int status;

	SKIP_WITHOUT_NX();
	status = status_of(parent_of_vfork, NULL);
	EXPECT_EQ(expect_kill() ? 17 : 18, WEXITSTATUS(status));
	EXPECT_TRUE(WIFEXITED(status));
}

/* A tracer cannot stop the kill either. */
TEST_F(fault, tracer_is_not_asked)
{
	void *address = place_anonymous();
	int status, stops = 0;
	pid_t pid;

	SKIP_WITHOUT_NX();
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		call(address);
		_exit(0);
	}
	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		stops++;
		ptrace(PTRACE_CONT, pid, NULL, (void *)(long)WSTOPSIG(status));
	}
	EXPECT_TRUE(WIFSIGNALED(status));
	EXPECT_EQ(expect_kill() ? SIGKILL : SIGSEGV, WTERMSIG(status));
	EXPECT_EQ(expect_kill() ? 0 : 1, stops);
}

static void read_none(void *unused)
{
	*(volatile char *)place_none();
}

static void jump_past_end(void *unused)
{
	int fd = temp_file(O_RDWR);

	call((char *)mmap(NULL, 2 * PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) + PAGE);
}

/* Other faults reach the program's handler, under PAGEEXEC too. */
TEST_F(fault, other_faults_reach_handler)
{
	long before = pax_counter("exec_fault");

	EXPECT_EQ(99 << 8, status_of(read_none, NULL));
	EXPECT_EQ(SIGSEGV, seen->signo);
	EXPECT_EQ(SEGV_ACCERR, seen->code);
	EXPECT_EQ(99 << 8, status_of(jump_past_end, NULL));
	EXPECT_EQ(SIGBUS, seen->signo);
	EXPECT_EQ(before, pax_counter("exec_fault"));
}

#ifdef __x86_64__
/* A jump to a non-canonical address is a general protection fault, not a page fault. */
TEST_F(fault, non_canonical_jump_reaches_handler)
{
	EXPECT_EQ(99 << 8, status_of(call_argument, (void *)(1ul << 62)));
	EXPECT_EQ(SIGSEGV, seen->signo);
}
#endif

/* Permissive mode reports the fault, and the program gets its signal with the address. */
TEST_F(fault, permissive_reports_and_signals)
{
	void *address = place_anonymous();
	long before = pax_counter("exec_fault");
	int status;

	SKIP_WITHOUT_NX();
	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "permissive", 10));
	status = status_of(call_argument, address);
	EXPECT_EQ(0, write_file(PAX_DIR "/mode", "enforce", 7));
	EXPECT_EQ(99 << 8, status);
	EXPECT_EQ(SIGSEGV, seen->signo);
	EXPECT_EQ(SEGV_ACCERR, seen->code);
	EXPECT_EQ(address, seen->addr);
	EXPECT_EQ(before + expect_kill(), pax_counter("exec_fault"));
}

TEST_HARNESS_MAIN
