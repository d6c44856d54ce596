// SPDX-License-Identifier: GPL-2.0-only
/*
 * EMUTRAMP: trampolines that a compiler or libffi wrote work although they cannot be executed, and
 * raise no signal. The runner starts it with E, with P alone, and with neither.
 */
#include <alloca.h>
#include <pthread.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/ptrace.h>
#include <sys/time.h>
#include <sys/utsname.h>

#include "child.h"
#include "nested.h"
#include "pax_test.h"
#include "tramp_kit.h"

/* Nested functions. */

FIXTURE(nested){};

FIXTURE_VARIANT(nested)
{
	const struct nested *nested;
};

FIXTURE_SETUP(nested)
{
	SKIP_WITHOUT_NX();
	ASSERT_FLAGS_EXPECTED();
	TH_LOG("compiled with %s", variant->nested->flags);
}

FIXTURE_TEARDOWN(nested)
{
}

FIXTURE_VARIANT_ADD(nested, first){
	.nested = &nested_first,
};

FIXTURE_VARIANT_ADD(nested, second){
	.nested = &nested_second,
};

static int call_often(nested_function *function, void *arg)
{
	sigset_t before = { 0 }, after = { 0 };
	int n;

	if (executable((void *)function))
		return 2;
	sigprocmask(SIG_BLOCK, NULL, &before);
	for (n = 0; n < 1000; n++)
		if (function(NESTED_VALUES) != NESTED_RESULT)
			return 3;
	sigprocmask(SIG_BLOCK, NULL, &after);
	return memcmp(&before, &after, sizeof(before)) ? 4 : 0;
}

static int use_nested(const void *nested)
{
	return ((const struct nested *)nested)->use(call_often, NULL, 1000);
}

/* Arguments arrive, variables around are reached, and no handler runs. */
TEST_F(nested, works)
{
	long before = pax_counter("exec_fault");

	EXPECT_END(emulated(), use_nested, variant->nested, "1000 calls");
	EXPECT_EQ(before + (refused() == KILLED && !has('E')), pax_counter("exec_fault"));
}

static void *use_in_thread(void *nested)
{
	return (void *)(long)use_nested(nested);
}

static int use_nested_in_thread(const void *nested)
{
	void *result = NULL;
	pthread_t thread;

	if (pthread_create(&thread, NULL, use_in_thread, (void *)nested))
		return 5;
	pthread_join(thread, &result);
	return (long)result;
}

TEST_F(nested, works_on_the_stack_of_a_thread)
{
	EXPECT_END(emulated(), use_nested_in_thread, variant->nested, "in a thread");
}

static void *call_once(void *function)
{
	return ((nested_function *)function)(NESTED_VALUES) == NESTED_RESULT ? NULL : (void *)3;
}

static int call_from_thread(nested_function *function, void *arg)
{
	void *result = NULL;
	pthread_t thread;

	if (pthread_create(&thread, NULL, call_once, (void *)function))
		return 5;
	pthread_join(thread, &result);
	return (long)result;
}

static int hand_to_thread(const void *nested)
{
	return ((const struct nested *)nested)->use(call_from_thread, NULL, 1);
}

/* Its trampoline is not on the stack that is in use: a known corner. */
TEST_F(nested, does_not_work_from_another_stack)
{
	EXPECT_END(refused(), hand_to_thread, variant->nested, "from another thread");
}

static int use_traced(const void *nested)
{
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		return 6;
	return use_nested(nested);
}

/* A tracer is stopped for by no signal either. */
TEST_F(nested, shows_a_tracer_nothing)
{
	int status, end = emulated();
	pid_t pid = fork();

	if (!pid) {
		install_handlers();
		_exit(use_traced(variant->nested));
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(end == BY_HANDLER ? W_STOPCODE(SIGSEGV) : end, status);
	if (WIFSTOPPED(status)) {
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	}
}

static int fork_and_use(const void *nested)
{
	return in_child(use_nested, nested) == emulated() ? 0 : 1;
}

TEST_F(nested, is_inherited)
{
	EXPECT_END(0, fork_and_use, variant->nested, "in a child of a child");
}

/* Trampolines by hand. */

FIXTURE(kit){};

FIXTURE_SETUP(kit)
{
	SKIP_WITHOUT_NX();
	ASSERT_FLAGS_EXPECTED();
}

FIXTURE_TEARDOWN(kit)
{
}

#define LAND ((unsigned long)probe_land)

static int jump_on_stack(const void *kit)
{
	unsigned char memory[KIT_MAX] __attribute__((aligned(8)));

	return executable(memory) ? 2 : jump(kit, memory, LAND);
}

/* Registers, flags and stack pointer are as the processor would leave them. */
TEST_F(kit, does_what_the_processor_would)
{
	const struct kit *kit;
	unsigned int n;

	for (n = 0; (kit = all_kits(n)); n++)
		EXPECT_END(emulated(), jump_on_stack, kit, kit->name);
}

static char data[PAGE] __attribute__((aligned(4096))) = { 1 };

static int jump_in_data(const void *kit)
{
	return jump(kit, data, LAND);
}

static int jump_in_heap(const void *kit)
{
	return jump(kit, malloc(PAGE), LAND);
}

static void *map(size_t size)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int jump_in_mapping(const void *kit)
{
	return jump(kit, map(PAGE), LAND);
}

/* libffi's are emulated wherever they are, GCC's only on the stack. */
TEST_F(kit, of_gcc_only_on_the_stack)
{
	FOR_EACH_KIT(kit, gcc_kits)
	{
		EXPECT_END(refused(), jump_in_data, kit, kit->name);
		EXPECT_END(refused(), jump_in_heap, kit, kit->name);
		EXPECT_END(refused(), jump_in_mapping, kit, kit->name);
	}
}

TEST_F(kit, of_libffi_anywhere)
{
	FOR_EACH_KIT(kit, ffi_kits)
	{
		EXPECT_END(emulated(), jump_in_data, kit, kit->name);
		EXPECT_END(emulated(), jump_in_heap, kit, kit->name);
		EXPECT_END(emulated(), jump_in_mapping, kit, kit->name);
	}
}

/* Somewhere in a frame that is gone when the caller gets it. */
static __attribute__((noinline)) unsigned char *below_stack_pointer(void)
{
	unsigned char frame[4 * PAGE] __attribute__((aligned(8))), *memory = frame;

	/* The compiler is not to know that it is a local variable's. */
	__asm__ volatile("" : "+r"(memory) : : "memory");
	return memory;
}

static int jump_below(const void *kit)
{
	return jump(kit, below_stack_pointer(), LAND);
}

TEST_F(kit, of_gcc_not_below_the_stack_pointer)
{
	FOR_EACH_KIT(kit, gcc_kits)
	EXPECT_END(refused(), jump_below, kit, kit->name);
}

static void nothing(void)
{
}

/*
 * The frame is larger than the stack is yet, and where a call pushes no return address
 * nothing was written to its lower end.
 */
static int jump_from_large_frame(const void *kit)
{
	unsigned char memory[KIT_MAX] __attribute__((aligned(8)));
	void (*function)(void) = kit_write(kit, memory, (unsigned long)nothing);
	char *space = alloca(1 << 20);

	__asm__ volatile("" : : "r"(space));
	function();
	return 0;
}

TEST_F(kit, with_the_stack_pointer_below_its_mapping)
{
	const struct kit *kit;
	unsigned int n;

	for (n = 0; (kit = all_kits(n)); n++)
		EXPECT_END(emulated(), jump_from_large_frame, kit, kit->name);
}

/* One that lies across the border of two pages, by how much of it is on the first. */
struct across {
	const struct kit *kit;
	unsigned int on_first;
};

static int jump_across(const void *arg)
{
	const struct across *across = arg;
	/* At least one whole page of it is below the border, and one above. */
	unsigned char memory[3 * PAGE];
	unsigned long border = ((unsigned long)memory + 2 * PAGE) & -PAGE;

	return jump(across->kit, (void *)(border - across->on_first), LAND);
}

/* The second page was taken away, after it was written. */
static int jump_across_to_nothing(const void *arg)
{
	const struct across *across = arg;
	unsigned char *pages = map(2 * PAGE), *start = pages + PAGE - across->on_first;
	void *address = kit_write(across->kit, start, LAND);
	struct probe probe = { 0 };

	if (mprotect(pages + PAGE, PAGE, PROT_NONE))
		return 9;
	probe_jump(&probe, address);
	return 0;
}

TEST_F(kit, across_pages)
{
	const struct kit *kit;
	unsigned int n;

	for (n = 0; (kit = all_kits(n)); n++) {
		struct across across = { kit, 4 };

		for (; across.on_first < kit->size; across.on_first += 4) {
			EXPECT_END(emulated(), jump_across, &across, kit->name);
			EXPECT_END(refused(), jump_across_to_nothing, &across, kit->name);
		}
	}
}

/* Whole, but at the very end of what can be read. */
TEST_F(kit, before_nothing)
{
	FOR_EACH_KIT(kit, ffi_kits)
	{
		struct across across = { kit, (kit->size + 3) & -4 };

		EXPECT_END(emulated(), jump_across_to_nothing, &across, kit->name);
	}
}

static unsigned long bad_target;

static int jump_to_bad_target(const void *kit)
{
	unsigned char memory[KIT_MAX] __attribute__((aligned(8)));

	return jump(kit, memory, bad_target);
}

/* No trampoline leads to the kernel, nor to where no address is. */
TEST_F(kit, leads_to_user_space)
{
	static const unsigned long targets[] = { KERNEL_TARGETS };
	const struct kit *kit;
	unsigned int n, i;

	for (i = 0; i < ARRAY_SIZE(targets); i++)
		for (n = 0; (kit = all_kits(n)); n++) {
			bad_target = targets[i];
			EXPECT_END(refused(), jump_to_bad_target, kit, kit->name);
		}
}

/* It leads to a place that cannot be executed: reported there, like any other. */
TEST_F(kit, leads_to_no_exception)
{
	const struct kit *kit;
	unsigned int n;

	bad_target = (unsigned long)data;
	for (n = 0; (kit = all_kits(n)); n++)
		EXPECT_END(refused(), jump_to_bad_target, kit, kit->name);
}

/* Programs that rely on it do so in permissive mode too. */
TEST_F(kit, permissive)
{
	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "permissive", 10));
	EXPECT_END(has('E') ? 0 : BY_HANDLER, jump_in_mapping, &ffi_kits[0], ffi_kits[0].name);
	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "enforce", 7));
}

static void out_of_the_loop(int signo)
{
	_exit(0);
}

static int jump_to_itself(const void *kit)
{
	struct itimerval soon = { .it_value = { .tv_usec = 200000 } };
	unsigned char memory[KIT_MAX] __attribute__((aligned(8)));
	struct probe probe = { 0 };

	signal(SIGALRM, out_of_the_loop);
	setitimer(ITIMER_REAL, &soon, NULL);
	probe_jump(&probe, kit_write(kit, memory, (unsigned long)memory));
	return 1;
}

/* One that leads to itself runs for ever, but in user space: signals still arrive. */
TEST_F(kit, to_itself_is_interrupted)
{
	FOR_EACH_KIT(kit, ffi_kits)
	EXPECT_END(emulated(), jump_to_itself, kit, kit->name);
}

#ifdef __aarch64__

#ifndef HWCAP2_BTI
#define HWCAP2_BTI (1 << 17)
#endif
#ifndef PROT_BTI
#define PROT_BTI 0x10
#endif

static int jump_to_guarded(const void *kit)
{
	unsigned char memory[KIT_MAX] __attribute__((aligned(8)));
	void (*function)(void) = kit_write(kit, memory, bad_target);

	if (mprotect(probe_pads, PAGE, PROT_READ | PROT_EXEC | PROT_BTI))
		return 9;
	function();
	return 0;
}

/* In a guarded page a trampoline ends at either landing pad, and nowhere else. */
TEST_F(kit, branch_targets)
{
	const struct kit *kit;
	unsigned int n;

	if (!(getauxval(AT_HWCAP2) & HWCAP2_BTI))
		SKIP(return, "the processor does not check branch targets");
	for (n = 0; (kit = all_kits(n)); n++) {
		bad_target = (unsigned long)probe_pads;
		EXPECT_END(emulated(), jump_to_guarded, kit, kit->name);
		bad_target = (unsigned long)probe_pads + 8;
		EXPECT_END(emulated(), jump_to_guarded, kit, kit->name);
		bad_target = (unsigned long)probe_pads + 16;
		EXPECT_END(has('E') ? BY_SIGILL : refused(), jump_to_guarded, kit, kit->name);
	}
}

#endif

#ifdef __arm__

static int jump_to_thumb(const void *kit)
{
	unsigned char memory[KIT_MAX] __attribute__((aligned(8)));

	return jump(kit, memory, (unsigned long)probe_land_thumb);
}

/* Either instruction set's leads to either. */
TEST_F(kit, leads_to_thumb)
{
	const struct kit *kit;
	unsigned int n;

	for (n = 0; (kit = all_kits(n)); n++)
		EXPECT_END(emulated(), jump_to_thumb, kit, kit->name);
}

#endif

/* The status file names what the kernel emulates. */
TEST(status)
{
	char line[256], *want = "";
	struct utsname kernel;
	bool found = false;
	FILE *f = fopen(PAX_DIR "/status", "re");

	ASSERT_NE(NULL, f);
	uname(&kernel);
	if (!strcmp(kernel.machine, "x86_64"))
		want = "emutramp: gcc amd64, libffi amd64, gcc i386, libffi i386\n";
	else if (!strcmp(kernel.machine, "i686"))
		want = "emutramp: gcc i386, libffi i386\n";
	else if (!strcmp(kernel.machine, "aarch64"))
		want = "emutramp: gcc arm64, libffi arm64, gcc arm, libffi arm, gcc thumb\n";
	else if (!strncmp(kernel.machine, "armv", 4))
		want = "emutramp: gcc arm, libffi arm, gcc thumb\n";
	while (fgets(line, sizeof(line), f))
		found = found || !strcmp(line, want);
	fclose(f);
	EXPECT_TRUE(found)
	{
		TH_LOG("on %s, expected %s", kernel.machine, want);
	}
}

TEST_HARNESS_MAIN
