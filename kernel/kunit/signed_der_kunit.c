// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the tests of signatures and certificates (rules/signed_der.c) by KUnit.
 */
#include "signed_der_test.c"

static struct kunit_case cases[] = {
	KUNIT_CASE(lengths),
	KUNIT_CASE(plain_signature),
	KUNIT_CASE(certificates_in_signature),
	KUNIT_CASE(key_usage),
	KUNIT_CASE(certificate),
	KUNIT_CASE(end_of_memory_der),
	{}
};

static struct kunit_suite suite = {
	.name = "pax_signed_der",
	.test_cases = cases,
};

kunit_test_suite(suite);
