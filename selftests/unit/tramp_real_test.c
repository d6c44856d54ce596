// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests the decoding of trampolines with the compilers of this machine: emulates the trampolines
 * that its own compiler writes, and finds those of the cross compilers in their object files.
 */
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "kselftest_harness.h"
#include "arch/tramp.h"
#include "nested.h"

#if defined(__x86_64__)
#define NATIVE &pax_tramp_amd64
#elif defined(__i386__)
#define NATIVE &pax_tramp_i386
#elif defined(__aarch64__)
#define NATIVE &pax_tramp_arm64
#elif defined(__arm__)
#define NATIVE ((unsigned long)function & 1 ? &pax_tramp_thumb : &pax_tramp_arm)
#endif

/* Calls a nested function by emulating its trampoline, so the trampoline is not executed. */
static int call_decoded(nested_function *function, void *arg)
{
	unsigned long pc = (unsigned long)function & ~(unsigned long)(NATIVE)->interworks;
	struct pax_tramp tramp;
	nested_function *target;

	if (!pax_tramp_decode(NATIVE, (u8 *)pc, PAX_TRAMP_MAX, pc, &tramp))
		return 1;
	if (strncmp(tramp.name, "gcc ", 4) || !tramp.on_stack)
		return 2;
	target = (nested_function *)(unsigned long)(tramp.pc | tramp.thumb);
	return __builtin_call_with_static_chain(target(NESTED_VALUES),
						(void *)(unsigned long)tramp.set[0].value) != NESTED_RESULT;
}

TEST(native)
{
	EXPECT_EQ(0, nested_first.use(call_decoded, NULL, 1))
	{
		TH_LOG("%s", nested_first.flags);
	}
	EXPECT_EQ(0, nested_second.use(call_decoded, NULL, 1))
	{
		TH_LOG("%s", nested_second.flags);
	}
}

/* Counts the trampolines in a file. The program fills in their values only at run time. */
static int count_in(const char *path, const struct pax_tramp_isa *isa, const char *name)
{
	static u8 content[1 << 16];
	FILE *f = fopen(path, "re");
	size_t len, at;
	int found = 0;

	if (!f)
		return -1;
	len = fread(content, 1, sizeof(content), f);
	fclose(f);
	for (at = 0; at < len; at += isa->align) {
		struct pax_tramp tramp;

		if (pax_tramp_decode(isa, content + at, len - at, at, &tramp)) {
			found++;
			if (strcmp(tramp.name, name))
				return -1;
		}
	}
	return found;
}

/*
 * Cross compilers for ARM store a whole trampoline in the object file, and the program copies it.
 * The Makefile compiles cross-KIND-N.o with the compilers that it finds.
 */
static void expect_in_all(struct __test_metadata *_metadata, const char *kind,
			  const struct pax_tramp_isa *isa, const char *name)
{
	char pattern[256];
	glob_t files;
	size_t n;

	snprintf(pattern, sizeof(pattern), "%s/cross-%s-*.o", OBJECTS, kind);
	if (glob(pattern, 0, NULL, &files))
		SKIP(return, "no compiler for %s here", name);
	for (n = 0; n < files.gl_pathc; n++)
		EXPECT_EQ(1, count_in(files.gl_pathv[n], isa, name))
		{
			TH_LOG("%s", files.gl_pathv[n]);
		}
	globfree(&files);
}

TEST(arm64)
{
	expect_in_all(_metadata, "arm64", &pax_tramp_arm64, "gcc arm64");
}

TEST(arm)
{
	expect_in_all(_metadata, "arm", &pax_tramp_arm, "gcc arm");
}

TEST(thumb)
{
	expect_in_all(_metadata, "thumb", &pax_tramp_thumb, "gcc thumb");
}

TEST_HARNESS_MAIN
