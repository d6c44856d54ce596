// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests the statement of a signature: its bytes, each change of a byte, and what it fits.
 */
#include "rules/signed.h"
#include "test.h"

#define SIGNED_LEN (PAX_STATEMENT_SIZE + 2)

/* Written from the documentation: the mark "em" of a file of 0x1234 bytes, with both digests. */
static void example(unsigned char value[SIGNED_LEN])
{
	memset(value, 0, SIGNED_LEN);
	memcpy(value, "PaXmark\1", 8);
	value[9] = 0x02 | 0x04;
	value[10] = 0x02;
	value[16] = 0x34;
	value[17] = 0x12;
	value[24] = 0x55;
	memset(value + 32, 0xc0, 32);
	memset(value + 64, 0xfe, 32);
	/* The signature, of which the parser looks at the length only: an empty sequence. */
	value[96] = 0x30;
}

/* Makes the signature @len bytes long; false if DER has no form for that length. */
static bool put_signature(unsigned char *at, size_t len)
{
	at[0] = 0x30;
	if (len >= 2 && len < 2 + 0x80) {
		at[1] = len - 2;
		return true;
	}
	if (len >= 3 + 0x80 && len < 3 + 0x100) {
		at[1] = 0x81;
		at[2] = len - 3;
		return true;
	}
	at[1] = 0x82;
	at[2] = (len - 4) >> 8;
	at[3] = len - 4;
	return len >= 4 + 0x100;
}

TEST(statement)
{
	unsigned char value[SIGNED_LEN], written[PAX_STATEMENT_SIZE];
	struct pax_statement statement;
	unsigned int n;

	example(value);
	ASSERT_EQ(0, pax_statement_parse(value, sizeof(value), &statement));
	EXPECT_EQ(0, statement.mark.on);
	EXPECT_EQ(PAX_EMUTRAMP | PAX_MPROTECT, statement.mark.off);
	EXPECT_EQ(PAX_STATEMENT_VERITY, statement.flags);
	EXPECT_EQ(0x1234, statement.size);
	EXPECT_EQ(0x55, statement.time);
	for (n = 0; n < 32; n++) {
		EXPECT_EQ(0xc0, statement.content[n]);
		EXPECT_EQ(0xfe, statement.verity[n]);
	}
	pax_statement_write(&statement, written);
	EXPECT_EQ(0, memcmp(value, written, sizeof(written)));
}

/* Numbers have eight bytes. */
TEST(large_numbers)
{
	struct pax_statement statement = { .size = 0x8877665544332211ull, .time = ~0ull }, again;
	unsigned char value[SIGNED_LEN] = "";

	put_signature(value + PAX_STATEMENT_SIZE, 2);
	pax_statement_write(&statement, value);
	EXPECT_EQ(0x11, value[16]);
	EXPECT_EQ(0x88, value[23]);
	ASSERT_EQ(0, pax_statement_parse(value, sizeof(value), &again));
	EXPECT_EQ(0x8877665544332211ull, again.size);
	EXPECT_EQ(~0ull, again.time);
}

TEST(every_length)
{
	static unsigned char value[PAX_SIGNATURE_MAX + 1];
	struct pax_statement statement;
	size_t len;
	bool is;

	example(value);
	for (len = 97; len <= sizeof(value); len++) {
		is = put_signature(value + 96, len - 96) && len <= 4096;
		EXPECT_EQ(is ? 0 : -EINVAL, pax_statement_parse(value, len, &statement))
		{
			TH_LOG("%u bytes", (unsigned int)len);
		}
		/* With fewer bytes, and with more of them, than the sequence says. */
		EXPECT_EQ(-EINVAL, pax_statement_parse(value, len - 1, &statement));
		if (len < sizeof(value))
			EXPECT_EQ(-EINVAL, pax_statement_parse(value, len + 1, &statement));
	}
}

/* Longer forms of a length than DER has, the indefinite one of BER, and other types. */
TEST(only_der)
{
	static const unsigned char wrong[][4] = {
		{ 0x30, 0x80, 0, 0 },	    { 0x30, 0x81, 1, 0 }, { 0x30, 0x82, 0, 0 },
		{ 0x30, 0x83, 0, 0 },	    { 0x31, 2, 0, 0 },	  { 0x04, 2, 0, 0 },
		{ 0x30, 0xff, 0xff, 0xff },
	};
	unsigned char value[PAX_STATEMENT_SIZE + 4];
	struct pax_statement statement;
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(wrong); n++) {
		example(value);
		memcpy(value + PAX_STATEMENT_SIZE, wrong[n], 4);
		EXPECT_EQ(-EINVAL, pax_statement_parse(value, sizeof(value), &statement));
	}
	memcpy(value + PAX_STATEMENT_SIZE, "\x30\2\0", 4);
	EXPECT_EQ(0, pax_statement_parse(value, sizeof(value), &statement));
}

/* The parser reads no byte behind the value. */
TEST(end_of_memory)
{
	unsigned char *end = page_before_hole(), value[SIGNED_LEN];
	struct pax_statement statement;
	size_t len;

	ASSERT_NE(NULL, end);
	example(value);
	for (len = 0; len <= sizeof(value); len++) {
		memcpy(end - len, value, len);
		EXPECT_EQ(len == sizeof(value) ? 0 : -EINVAL,
			  pax_statement_parse(end - len, len, &statement));
	}
	free_page_before_hole(end);
}

/* Whatever is accepted is written back as the same bytes: each statement has one form only. */
TEST(every_byte)
{
	unsigned char value[SIGNED_LEN], written[PAX_STATEMENT_SIZE];
	unsigned int at, byte, accepted;
	struct pax_statement statement;

	for (at = 0; at < PAX_STATEMENT_SIZE; at++) {
		accepted = 0;
		for (byte = 0; byte < 256; byte++) {
			example(value);
			value[at] = byte;
			if (pax_statement_parse(value, sizeof(value), &statement))
				continue;
			accepted++;
			pax_statement_write(&statement, written);
			EXPECT_EQ(0, memcmp(value, written, sizeof(written)));
		}
		/* The letters in one case must not be in the other: there are "em", and none. */
		EXPECT_EQ(at < 8   ? 1 :
			  at == 8  ? 8 :
			  at == 9  ? 32 :
			  at == 10 ? 2 :
			  at < 16  ? 1 :
				     256,
			  accepted)
		{
			TH_LOG("byte %u", at);
		}
	}
}

/* A digest by fs-verity without the flag that says so. */
TEST(unused_is_zero)
{
	unsigned char value[SIGNED_LEN];
	struct pax_statement statement;
	unsigned int at;

	for (at = 64; at < 96; at++) {
		example(value);
		value[10] = 0;
		memset(value + 64, 0, 32);
		EXPECT_EQ(0, pax_statement_parse(value, sizeof(value), &statement));
		value[at] = 1;
		EXPECT_EQ(-EINVAL, pax_statement_parse(value, sizeof(value), &statement));
	}
}

/* A statement that is refused leaves the result as it was. */
TEST(untouched)
{
	struct pax_statement statement = { .size = 7 };
	unsigned char value[SIGNED_LEN];

	example(value);
	value[15] = 1;
	EXPECT_EQ(-EINVAL, pax_statement_parse(value, sizeof(value), &statement));
	EXPECT_EQ(7, statement.size);
}

/* A statement fits exactly the mark that it names, whatever the order of the letters. */
TEST(every_mark_fits_itself_only)
{
	struct pax_statement statement = { .size = 9 };
	struct pax_mark mark;
	unsigned int n;

	for (n = 0; n < 0x400; n++) {
		mark.on = n & 0x1f;
		mark.off = n >> 5;
		for (statement.mark.on = 0; statement.mark.on < 0x20; statement.mark.on++)
			for (statement.mark.off = 0; statement.mark.off < 0x20;
			     statement.mark.off++)
				if (pax_statement_fits(&statement, &mark, false, 9) !=
				    (n == (statement.mark.on | statement.mark.off << 5) ?
					     PAX_SIGNED_VALID :
					     PAX_SIGNED_OTHER_MARK))
					ASSERT_EQ(0, n);
	}
}

TEST(fits)
{
	struct pax_statement statement = { .size = 9, .mark = { 0, PAX_MPROTECT } };
	struct pax_mark mark = { 0, PAX_MPROTECT };

	EXPECT_EQ(PAX_SIGNED_VALID, pax_statement_fits(&statement, &mark, false, 9));
	EXPECT_EQ(PAX_SIGNED_OTHER_SIZE, pax_statement_fits(&statement, &mark, false, 8));
	EXPECT_EQ(PAX_SIGNED_OTHER_SIZE, pax_statement_fits(&statement, &mark, false, 10));
	EXPECT_EQ(PAX_SIGNED_OTHER_SIZE,
		  pax_statement_fits(&statement, &mark, false, 9 + (1ull << 32)));
	EXPECT_EQ(PAX_SIGNED_PRIVILEGED, pax_statement_fits(&statement, &mark, true, 9));
	statement.flags = PAX_STATEMENT_VERITY;
	EXPECT_EQ(PAX_SIGNED_PRIVILEGED, pax_statement_fits(&statement, &mark, true, 9));
	statement.flags = PAX_STATEMENT_PRIVILEGED;
	EXPECT_EQ(PAX_SIGNED_VALID, pax_statement_fits(&statement, &mark, true, 9));
	EXPECT_EQ(PAX_SIGNED_VALID, pax_statement_fits(&statement, &mark, false, 9));
}

/* Each reason has a text of its own. */
TEST(texts)
{
	unsigned int a, b;

	for (a = 0; a < PAX_SIGNED_NUM; a++) {
		ASSERT_NE(NULL, pax_signed_text(a));
		for (b = 0; b < a; b++)
			EXPECT_NE(0, strcmp(pax_signed_text(a), pax_signed_text(b)));
	}
	EXPECT_STREQ("?", pax_signed_text(PAX_SIGNED_NUM));
}

TEST_HARNESS_MAIN
