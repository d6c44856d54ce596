// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the tests of trampolines (arch/tramp.c) by KUnit.
 */
#include "tramp_test.c"

static struct kunit_case cases[] = {
	KUNIT_CASE(every_pattern),
	KUNIT_CASE(one_row_each),
	KUNIT_CASE(cut_at_every_length),
	KUNIT_CASE(every_byte_changed),
	KUNIT_CASE(alignment),
	KUNIT_CASE(no_other_instruction_set),
	KUNIT_CASE(pushing_is_not_emulated),
	KUNIT_CASE(relative_wraps),
	{}
};

static struct kunit_suite suite = {
	.name = "pax_tramp",
	.test_cases = cases,
};

kunit_test_suite(suite);
