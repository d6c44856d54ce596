// SPDX-License-Identifier: GPL-2.0-only
/*
 * Execution faults: what the module writes to the kernel's log.
 */
#include "fault_common.h"
#include "log_common.h"

FIXTURE(alone){};

FIXTURE_SETUP(alone)
{
	seen = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, seen);
	ASSERT_FLAGS_EXPECTED();
}

FIXTURE_TEARDOWN(alone)
{
}

/* PaX's four lines, as log tools know them. Others may have used up the log's rate. */
TEST_F(alone, log_lines)
{
	static const char format[] =
		"PAX: execution attempt in: <anonymous mapping>, %lx-%lx %*x\n"
		"PAX: terminating task: %255[^(](%15[^)]):%d, uid/euid: 0/0, "
		"PC: %lx, SP: %lx\nPAX: bytes at PC: %x %x %*x %*x %*x %*x %*x %*x "
		"%*x %*x %*x %*x %*x %*x %*x %*x %*x %*x %*x %*x\n"
		"PAX: bytes at SP-%zu: %lx %lx";
	unsigned long start, end, pc, sp, words[2];
	char text[16384] = "", *fault, exe[256], comm[16], self_exe[256] = "";
	int kmsg = open_log(), tries, pid;
	unsigned int bytes[2];
	char *address = place_anonymous();
	size_t size;

	SKIP_WITHOUT_NX();
	if (!expect_kill())
		SKIP(return, "without PAGEEXEC nothing is logged");
	ASSERT_LE(0, kmsg);
	ASSERT_LT(0, readlink("/proc/self/exe", self_exe, sizeof(self_exe) - 1));
	for (tries = 0; tries < 40 && !strstr(text, "bytes at SP"); tries++) {
		if (tries)
			usleep(250000);
		lseek(kmsg, 0, SEEK_END);
		EXPECT_TRUE(was_killed(status_of(call_argument, address)));
		read_log(kmsg, text, sizeof(text));
	}
	/* A line with the number of suppressed lines may precede them. */
	fault = strstr(text, "PAX: execution attempt") ?: text;
	ASSERT_EQ(12, sscanf(fault, format, &start, &end, exe, comm, &pid, &pc, &sp, &bytes[0],
			     &bytes[1], &size, &words[0], &words[1]))
	{
		TH_LOG("%s", text);
	}
	EXPECT_EQ((unsigned long)address, pc);
	EXPECT_LE(start, pc);
	EXPECT_GT(end, pc);
	EXPECT_STREQ(self_exe, exe);
	EXPECT_EQ(return_code[0], bytes[0]);
	EXPECT_EQ(sizeof(long), size);
	EXPECT_NE(0, sp);
}

/* With its stack nowhere, a process jumps to data. */
static void jump_without_stack(void *address)
{
#if defined(__x86_64__)
	__asm__ volatile("mov %1, %%rsp; jmp *%0" : : "r"(address), "r"(PAGE));
#elif defined(__i386__)
	__asm__ volatile("mov %1, %%esp; jmp *%0" : : "r"(address), "r"(PAGE));
#elif defined(__aarch64__)
	__asm__ volatile("mov sp, %1; br %0" : : "r"(address), "r"(PAGE));
#elif defined(__arm__)
	__asm__ volatile("mov sp, %1; bx %0" : : "r"(address), "r"(PAGE));
#endif
	__builtin_unreachable();
}

TEST_F(alone, no_stack)
{
	static const char nothing[] = "????????????????";
	char text[16384] = "", expected[64];
	int kmsg = open_log(), tries;
	char *address = place_anonymous();

	SKIP_WITHOUT_NX();
	if (!expect_kill())
		SKIP(return, "without PAGEEXEC nothing is logged");
	ASSERT_LE(0, kmsg);
	snprintf(expected, sizeof(expected), "PAX: bytes at SP-%zu: %.*s %.*s ", sizeof(long),
		 (int)sizeof(long) * 2, nothing, (int)sizeof(long) * 2, nothing);
	for (tries = 0; tries < 40 && !strstr(text, expected); tries++) {
		if (tries)
			usleep(250000);
		lseek(kmsg, 0, SEEK_END);
		EXPECT_TRUE(was_killed(status_of(jump_without_stack, address)));
		read_log(kmsg, text, sizeof(text));
	}
	EXPECT_NE(NULL, strstr(text, expected))
	{
		TH_LOG("%s", text);
	}
}

TEST_HARNESS_MAIN
