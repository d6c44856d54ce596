// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the tests of signed statements (rules/signed.c) by KUnit.
 */
#include "signed_test.c"

static struct kunit_case cases[] = {
	KUNIT_CASE(statement),
	KUNIT_CASE(large_numbers),
	KUNIT_CASE(every_length),
	KUNIT_CASE(only_der),
	KUNIT_CASE(end_of_memory),
	KUNIT_CASE(every_byte),
	KUNIT_CASE(unused_is_zero),
	KUNIT_CASE(untouched),
	KUNIT_CASE(every_mark_fits_itself_only),
	KUNIT_CASE(fits),
	KUNIT_CASE(texts),
	{}
};

static struct kunit_suite suite = {
	.name = "pax_signed",
	.test_cases = cases,
};

kunit_test_suite(suite);
