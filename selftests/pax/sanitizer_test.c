// SPDX-License-Identifier: GPL-2.0-only
/*
 * RANDMMAP and the compilers' sanitizers: an unmarked program with a sanitizer starts each time.
 * SANITIZER_STARTS in the environment is the number of starts.
 */
#include <sys/personality.h>
#include <sys/resource.h>

#include "exec_common.h"

/* Of these programs one takes up to 20 s on an emulated arm64, with RANDMMAP or without. */
#if defined(__x86_64__)
#define STARTS 10
#else
#define STARTS 2
#endif

FIXTURE(sanitizer)
{
	unsigned long starts;
};

FIXTURE_VARIANT(sanitizer)
{
	const char *program;
	unsigned long persona;
	bool unlimited_stack;
};

/* clang-format off */
FIXTURE_VARIANT_ADD(sanitizer, asan) { .program = "./asan" };
FIXTURE_VARIANT_ADD(sanitizer, asan_fixed) { .program = "./asan_fixed" };
FIXTURE_VARIANT_ADD(sanitizer, asan_upwards) {
	.program = "./asan", .persona = ADDR_COMPAT_LAYOUT,
};
FIXTURE_VARIANT_ADD(sanitizer, asan_unlimited) { .program = "./asan", .unlimited_stack = true };
FIXTURE_VARIANT_ADD(sanitizer, lsan) { .program = "./lsan" };
FIXTURE_VARIANT_ADD(sanitizer, lsan_upwards) {
	.program = "./lsan", .persona = ADDR_COMPAT_LAYOUT,
};
FIXTURE_VARIANT_ADD(sanitizer, lsan_unlimited) { .program = "./lsan", .unlimited_stack = true };
FIXTURE_VARIANT_ADD(sanitizer, asan_clang) { .program = "./asan_clang" };
FIXTURE_VARIANT_ADD(sanitizer, lsan_clang) { .program = "./lsan_clang" };
FIXTURE_VARIANT_ADD(sanitizer, hwasan) { .program = "./hwasan" };
/* clang-format on */

FIXTURE_SETUP(sanitizer)
{
	const char *starts = getenv("SANITIZER_STARTS");

	self->starts = starts ? strtoul(starts, NULL, 10) : STARTS;
	ASSERT_FLAGS_EXPECTED();
}

FIXTURE_TEARDOWN(sanitizer)
{
}

TEST_F_TIMEOUT(sanitizer, starts, 7200)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };
	char output[1000], *argv[] = { (char *)variant->program, NULL };
	unsigned long n, failed = 0;
	int status;

	if (access(variant->program, X_OK))
		SKIP(return, "the compilers here have no such sanitizer for this architecture");
	if (variant->unlimited_stack)
		ASSERT_EQ(0, setrlimit(RLIMIT_STACK, &limit));
	if (variant->persona)
		ASSERT_NE(-1, personality(variant->persona));
	for (n = 0; n < self->starts && failed < 3; n++) {
		status = run_program(argv, output, sizeof(output));
		if (status || strcmp(output, "aaaaaaaaa\n")) {
			failed++;
			TH_LOG("start %lu: status %x, said: %s", n, status, output);
		}
	}
	EXPECT_EQ(0, failed);
	printf("# %s: %lu starts, %lu failed\n", variant->program, n, failed);
	fflush(stdout);
}

TEST_HARNESS_MAIN
