// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the tests of the decisions about mappings (rules/policy.c) by KUnit.
 */
#include "policy_test.c"

static struct kunit_case cases[] = {
	KUNIT_CASE(map),
	KUNIT_CASE(map_takes_only),
	KUNIT_CASE(protect_off),
	KUNIT_CASE(protect_table),
	KUNIT_CASE(protect_unsettled),
	KUNIT_CASE(protect_sealed),
	KUNIT_CASE(sealed_is_both),
	KUNIT_CASE(sealed_is_unmistakable),
	KUNIT_CASE(never_in_turn),
	KUNIT_CASE(shmat),
	KUNIT_CASE(brk_and_stack),
	KUNIT_CASE(sides),
	KUNIT_CASE(textrel),
	{}
};

static struct kunit_suite suite = {
	.name = "pax_policy",
	.test_cases = cases,
};

kunit_test_suite(suite);
