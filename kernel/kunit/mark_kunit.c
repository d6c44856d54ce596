// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the tests of marks (rules/mark.c) by KUnit.
 */
#include "mark_test.c"

static struct kunit_case cases[] = {
	KUNIT_CASE(every_mark),
	KUNIT_CASE(examples),
	KUNIT_CASE(no_mark),
	KUNIT_CASE(every_string),
	KUNIT_CASE(every_byte),
	KUNIT_CASE(too_long),
	KUNIT_CASE(weakens),
	KUNIT_CASE(format),
	{}
};

static struct kunit_suite suite = {
	.name = "pax_mark",
	.test_cases = cases,
};

kunit_test_suite(suite);
