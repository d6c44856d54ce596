/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The macros that the unit tests of the pure files use, on top of KUnit. On the host the same tests
 * use the harness of the kernel's selftests (selftests/unit/test.h). A block behind a check runs if
 * the check fails.
 */
#ifndef PAX_KUNIT_TEST_H
#define PAX_KUNIT_TEST_H

#include <kunit/test.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

static inline bool pax_expect(struct kunit *test, bool holds, const char *what, int line)
{
	if (!holds)
		KUNIT_FAIL(test, "line %d: %s", line, what);
	return holds;
}

#define TEST(name) static void name(struct kunit *test)
#define TEST_HARNESS_MAIN
#define TH_LOG(format, ...) kunit_info(test, format, ##__VA_ARGS__)

#define PAX_CHECK(holds, what, end) \
	for (bool ok = pax_expect(test, holds, what, __LINE__); !ok; end)

#define PAX_STOP ({ KUNIT_ASSERT_TRUE(test, ok); })

#define EXPECT_EQ(a, b) PAX_CHECK((a) == (b), #a " == " #b, ok = true)
#define EXPECT_NE(a, b) PAX_CHECK((a) != (b), #a " != " #b, ok = true)
#define EXPECT_TRUE(a) PAX_CHECK(a, #a, ok = true)
#define EXPECT_FALSE(a) PAX_CHECK(!(a), "not " #a, ok = true)
#define EXPECT_STREQ(a, b) PAX_CHECK(!strcmp(a, b), #a " is " #b, ok = true)

#define ASSERT_EQ(a, b) PAX_CHECK((a) == (b), #a " == " #b, PAX_STOP)
#define ASSERT_NE(a, b) PAX_CHECK((a) != (b), #a " != " #b, PAX_STOP)
#define ASSERT_TRUE(a) PAX_CHECK(a, #a, PAX_STOP)

/* vmalloc() leaves an unmapped page behind each area. */
static inline void *page_before_hole(void)
{
	char *page = vmalloc(PAGE_SIZE);

	return page ? page + PAGE_SIZE : NULL;
}

static inline void free_page_before_hole(void *end)
{
	vfree(end - PAGE_SIZE);
}

#endif /* PAX_KUNIT_TEST_H */
