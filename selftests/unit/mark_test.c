// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests the parsing of marks and the flags that they give: every mark in both modes, and strings
 * that are not marks.
 */
#include "rules/mark.h"
#include "test.h"

/*
 * The flag for each state of its letter: 0 absent, 1 lower case, 2 upper case. Rows: hard mode,
 * soft mode. Written from the documentation, not from the code.
 */
static const int turns_on[2][3] = { { 1, 0, 1 }, { 0, 0, 1 } };

static const unsigned int bits[5] = { 0x01, 0x02, 0x04, 0x08, 0x10 };
static const char upper[] = "PEMRS", lower[] = "pemrs";

/* Makes one of all 243 marks. The states are the digits of n in base 3. */
static size_t make_mark(int n, int state[5], char value[6])
{
	size_t len = 0;
	int i;

	for (i = 0; i < 5; i++, n /= 3) {
		state[i] = n % 3;
		if (state[i])
			value[len++] = state[i] == 1 ? lower[i] : upper[i];
	}
	value[len] = '\0';
	return len;
}

TEST(every_mark)
{
	int n, i, soft;

	for (n = 0; n < 243; n++) {
		struct pax_mark mark;
		char value[6];
		int state[5];
		size_t len = make_mark(n, state, value);

		ASSERT_EQ(0, pax_mark_parse(value, len, &mark));
		for (soft = 0; soft < 2; soft++) {
			unsigned int expected = 0, got;

			/* SEGMEXEC, the last letter, is never on. */
			for (i = 0; i < 4; i++)
				if (turns_on[soft][state[i]])
					expected |= bits[i];
			/* The defaults have no effect if there is a mark. */
			got = pax_mark_resolve(&mark, soft, 0x1f);
			EXPECT_EQ(expected, got)
			{
				TH_LOG("mark \"%s\" soft %d", value, soft);
			}
			EXPECT_EQ(got, pax_mark_resolve(&mark, soft, 0));
			EXPECT_EQ(!(expected & 0x01) && (expected & 0x06),
				  pax_mark_contradicts(got));
		}
	}
}

/* The examples of the documentation. */
TEST(examples)
{
	static const struct {
		const char *value, *flags;
		bool refused;
	} examples[] = {
		{ "", "PEMRs", false },	  { "m", "PEmRs", false },  { "em", "PemRs", false },
		{ "p", "pEMRs", true },	  { "pem", "pemRs", false }, { "pemrs", "pemrs", false },
		{ "pm", "pEmRs", true },  { "pe", "peMRs", true },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(examples); i++) {
		struct pax_mark mark;
		char text[6];

		ASSERT_EQ(0, pax_mark_parse(examples[i].value, strlen(examples[i].value), &mark));
		pax_flags_format(pax_mark_resolve(&mark, false, PAX_FLAGS_DEFAULT), text);
		EXPECT_STREQ(examples[i].flags, text);
		EXPECT_EQ(examples[i].refused,
			  pax_mark_contradicts(pax_mark_resolve(&mark, false, PAX_FLAGS_DEFAULT)));
	}
}

TEST(flags_of_a_setting)
{
	static const char *const refused[] = { "", "PeMR", "PeMRsx", "PeMRR", "pEmrs", "peMrs", "PeMRsS" };
	unsigned int flags = 77, i;

	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		EXPECT_EQ(-EINVAL, pax_flags_parse(refused[i], &flags));
		EXPECT_EQ(77u, flags);
	}
	EXPECT_EQ(0, pax_flags_parse("PeMRs", &flags));
	EXPECT_EQ(PAX_FLAGS_DEFAULT, flags);
	EXPECT_EQ(0, pax_flags_parse("srmep", &flags));
	EXPECT_EQ(0u, flags);
}

TEST(no_mark)
{
	EXPECT_EQ(0x0du, PAX_FLAGS_DEFAULT);
	EXPECT_EQ(0x0du, pax_mark_resolve(NULL, false, PAX_FLAGS_DEFAULT));
	EXPECT_EQ(0u, pax_mark_resolve(NULL, true, PAX_FLAGS_DEFAULT));
	/* The defaults never turn on SEGMEXEC or a bit that is not a flag. */
	EXPECT_EQ(0x0fu, pax_mark_resolve(NULL, false, ~0u));
}

/*
 * Every string of up to six of the ten letters and one other byte. It is valid exactly if it has at
 * most five bytes, all of them letters, and names no protection twice.
 */
TEST(every_string)
{
	static const char alphabet[] = "PEMRSpemrs-";
	size_t len;

	for (len = 0; len <= 6; len++) {
		unsigned long n, count = 1;
		size_t i;

		for (i = 0; i < len; i++)
			count *= 11;
		for (n = 0; n < count; n++) {
			struct pax_mark mark = { 0xdead, 0xbeef };
			int named[5] = { 0 }, valid = len <= 5, err;
			unsigned long rest = n;
			char value[6];

			for (i = 0; i < len; i++, rest /= 11) {
				unsigned int digit = rest % 11;

				value[i] = alphabet[digit];
				if (digit == 10 || named[digit % 5]++)
					valid = 0;
			}
			err = pax_mark_parse(value, len, &mark);
			ASSERT_EQ(valid ? 0 : -EINVAL, err)
			{
				TH_LOG("\"%.*s\"", (int)len, value);
			}
			/* An invalid string must not change the result. */
			ASSERT_EQ(valid ? 0u : 0xdeadu & 0xbeefu, mark.on & mark.off);
		}
	}
}

/* Every byte, alone and after a letter, also NUL and newline. */
TEST(every_byte)
{
	int byte;

	for (byte = 0; byte < 256; byte++) {
		char value[2] = { (char)byte, (char)byte };
		int letter = byte && strchr("PEMRSpemrs", byte);
		struct pax_mark mark;

		EXPECT_EQ(letter ? 0 : -EINVAL, pax_mark_parse(value, 1, &mark));
		EXPECT_EQ(-EINVAL, pax_mark_parse(value, 2, &mark));
		value[0] = 'R';
		EXPECT_EQ(letter && byte != 'R' && byte != 'r' ? 0 : -EINVAL,
			  pax_mark_parse(value, 2, &mark));
	}
}

TEST(too_long)
{
	static char value[65536];
	struct pax_mark mark;

	memset(value, 'm', sizeof(value));
	EXPECT_EQ(-EINVAL, pax_mark_parse(value, sizeof(value), &mark));
	EXPECT_EQ(-EINVAL, pax_mark_parse("pemrsP", 6, &mark));
	EXPECT_EQ(-EINVAL, pax_mark_parse("pemrs\0", 6, &mark));
}

/* A mark weakens if it turns a protection off or EMUTRAMP on; SEGMEXEC does not count. */
TEST(weakens)
{
	unsigned int marked, unmarked;

	for (marked = 0; marked < 32; marked++)
		for (unmarked = 0; unmarked < 32; unmarked++) {
			bool weakens = false;
			int i;

			for (i = 0; i < 4; i++) {
				bool was = unmarked & bits[i], is = marked & bits[i];

				if (upper[i] == 'E' ? is && !was : was && !is)
					weakens = true;
			}
			EXPECT_EQ(weakens, pax_mark_weakens(marked, unmarked))
			{
				TH_LOG("marked %x unmarked %x", marked, unmarked);
			}
		}
}

TEST(format)
{
	unsigned int flags;

	for (flags = 0; flags < 32; flags++) {
		char text[6], expected[6] = "pemrs";
		int i;

		for (i = 0; i < 5; i++)
			if (flags & bits[i])
				expected[i] = upper[i];
		pax_flags_format(flags, text);
		EXPECT_STREQ(expected, text);
	}
}

TEST_HARNESS_MAIN
