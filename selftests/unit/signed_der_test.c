// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests which signatures and certificates the kernel's parsers may get: what is built here is
 * accepted, and each change of its structure is not.
 */
#include "rules/signed_der.h"
#include "test.h"

/* Bytes that are being built; static, as they are too large for the kernel's stack. */
struct bytes {
	unsigned char at[512];
	size_t len;
};

/* Appends one element. */
static void add(struct bytes *to, unsigned char tag, const void *content, size_t len)
{
	unsigned char *at = to->at + to->len;

	*at++ = tag;
	if (len >= 0x100) {
		*at++ = 0x82;
		*at++ = len >> 8;
	} else if (len >= 0x80) {
		*at++ = 0x81;
	}
	*at++ = len & 0xff;
	memcpy(at, content, len);
	to->len = at + len - to->at;
}

/* Puts all that was built into one element; with one more behind it if @more. */
static void wrap(struct bytes *bytes, unsigned char tag, bool more)
{
	static struct bytes inside;

	if (more)
		add(bytes, 5, "", 0);
	inside = *bytes;
	bytes->len = 0;
	add(bytes, tag, inside.at, inside.len);
}

/* Where one more element can be that does not belong there. */
#define MESSAGE_PLACES 5

static const unsigned char signed_data[] = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";

/* A message with an element too many at the place @more, and @signer in the last set. */
static void put_message(struct bytes *to, unsigned int more, const char *signer, size_t len)
{
	static struct bytes part, signers;

	signers.len = 0;
	add(&signers, 0x30, signer, len);
	wrap(&signers, 0x31, more == 0);
	to->len = 0;
	add(to, 2, "\1", 1);
	add(to, 0x31, "", 0);
	add(to, 0x30, "", 0);
	memcpy(to->at + to->len, signers.at, signers.len);
	to->len += signers.len;
	wrap(to, 0x30, more == 1);
	wrap(to, 0xa0, more == 2);
	part.len = 0;
	add(&part, 6, signed_data, sizeof(signed_data) - 1);
	memcpy(part.at + part.len, to->at, to->len);
	part.len += to->len;
	wrap(&part, 0x30, more == 3);
	*to = part;
	if (more == 4)
		add(to, 5, "", 0);
}

TEST(lengths)
{
	static const struct {
		unsigned char bytes[4];
		size_t len;
		bool is;
	} cases[] = {
		{ { 0x30 }, 0, false },
		{ { 0x30 }, 1, false },
		{ { 0x30, 0 }, 2, true },
		{ { 0x31, 0 }, 2, false },
		{ { 0x30, 1 }, 2, false },
		{ { 0x30, 0, 0 }, 3, false },
		{ { 0x30, 0x80 }, 2, false },
		{ { 0x30, 0x81 }, 2, false },
		{ { 0x30, 0x81, 1, 0 }, 4, false },
		{ { 0x30, 0x82, 1 }, 3, false },
		{ { 0x30, 0x82, 0, 0 }, 4, false },
		{ { 0x30, 0x83, 0, 0 }, 4, false },
	};
	static struct bytes bytes;
	static unsigned char zero[0x101];
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(cases); n++)
		EXPECT_EQ(cases[n].is, pax_der_sequence(cases[n].bytes, cases[n].len))
		{
			TH_LOG("case %u", n);
		}
	for (n = 0x7e; n < sizeof(zero); n++) {
		bytes.len = 0;
		add(&bytes, 0x30, zero, n);
		EXPECT_TRUE(pax_der_sequence(bytes.at, bytes.len));
		EXPECT_FALSE(pax_der_sequence(bytes.at, bytes.len - 1));
		EXPECT_FALSE(pax_der_sequence(bytes.at, bytes.len + 1));
	}
}

TEST(plain_signature)
{
	static struct bytes message, changed;
	unsigned int at, more, byte, accepted;

	put_message(&message, MESSAGE_PLACES, "x", 1);
	ASSERT_TRUE(pax_signature_plain(message.at, message.len));
	for (at = 0; at < message.len; at++)
		EXPECT_FALSE(pax_signature_plain(message.at, at));
	for (more = 0; more < MESSAGE_PLACES; more++) {
		put_message(&changed, more, "x", 1);
		EXPECT_FALSE(pax_signature_plain(changed.at, changed.len))
		{
			TH_LOG("place %u", more);
		}
	}
	/* Only the version and what is in the signer may be anything. */
	for (at = 0, accepted = 0; at < message.len; at++) {
		for (byte = 0; byte < 256; byte++) {
			changed = message;
			changed.at[at] = byte;
			accepted += byte != message.at[at] &&
				    pax_signature_plain(changed.at, changed.len);
		}
	}
	EXPECT_EQ(2 * 255, accepted);
}

/* A certificate, or lists of revoked ones, between the data and the signer. */
TEST(certificates_in_signature)
{
	static struct bytes message;
	unsigned char *at;

	put_message(&message, MESSAGE_PLACES, "x", 1);
	/* The set of the signers, which is last, becomes something else. */
	at = message.at + message.len - 5;
	ASSERT_EQ(0x31, at[0]);
	at[0] = 0xa0;
	EXPECT_FALSE(pax_signature_plain(message.at, message.len));
	at[0] = 0xa1;
	EXPECT_FALSE(pax_signature_plain(message.at, message.len));
	/* Or the digest algorithms are followed by one. */
	at[0] = 0x31;
	EXPECT_TRUE(pax_signature_plain(message.at, message.len));
}

/* What is wrong with a certificate, by places from inside to outside. */
#define CERTIFICATE_PLACES 6

/* A certificate of version 3 with @extensions. */
static void put_certificate(struct bytes *to, unsigned int more, const struct bytes *extensions)
{
	static struct bytes body;
	unsigned int n;

	*to = *extensions;
	wrap(to, 0x30, false);
	wrap(to, 0xa3, more == 0);
	body.len = 0;
	add(&body, 0xa0, "\2\1\2", 3);
	add(&body, 2, "\1", 1);
	for (n = 0; n < 5; n++)
		add(&body, 0x30, "", 0);
	memcpy(body.at + body.len, to->at, to->len);
	body.len += to->len;
	wrap(&body, 0x30, more == 1);
	add(&body, 0x30, "", 0);
	add(&body, 3, "", 1);
	wrap(&body, 0x30, false);
	*to = body;
	if (more == 2)
		add(to, 5, "", 0);
}

/* Adds an extension: its OID and all that comes behind. */
static void add_extension(struct bytes *to, const char *content, size_t len)
{
	add(to, 0x30, content, len);
}

#define USAGE "\6\3\x55\x1d\x0f"
#define ADD(to, text) add_extension(to, text, sizeof(text) - 1)

static bool signs(const char *usage, size_t len)
{
	static struct bytes extensions, certificate;

	extensions.len = 0;
	add_extension(&extensions, usage, len);
	put_certificate(&certificate, CERTIFICATE_PLACES, &extensions);
	return pax_certificate_signs(certificate.at, certificate.len);
}

#define SIGNS(text) signs(USAGE text, sizeof(USAGE text) - 1)

TEST(key_usage)
{
	EXPECT_TRUE(SIGNS("\4\4\3\2\7\x80"));
	EXPECT_TRUE(SIGNS("\1\1\xff\4\4\3\2\7\x80"));
	EXPECT_TRUE(SIGNS("\4\4\3\2\1\x86"));
	EXPECT_TRUE(SIGNS("\4\5\3\3\7\x80\x80"));
	/* keyEncipherment, keyCertSign with cRLSign, and nothing. */
	EXPECT_FALSE(SIGNS("\4\4\3\2\5\x20"));
	EXPECT_FALSE(SIGNS("\1\1\xff\4\4\3\2\1\6"));
	EXPECT_FALSE(SIGNS("\4\3\3\1\0"));
	/* Other forms. */
	EXPECT_FALSE(SIGNS(""));
	EXPECT_FALSE(SIGNS("\4\0"));
	EXPECT_FALSE(SIGNS("\1\1\1\4\4\3\2\7\x80"));
	EXPECT_FALSE(SIGNS("\5\4\3\2\7\x80"));
	EXPECT_FALSE(SIGNS("\4\4\4\2\7\x80"));
	EXPECT_FALSE(SIGNS("\4\4\3\2\7\x80\5\0"));
	EXPECT_FALSE(SIGNS("\4\6\3\2\7\x80\5\0"));
}

TEST(certificate)
{
	static struct bytes extensions, certificate, changed;
	unsigned int at, more, byte, accepted;

	/* Others before and behind it do not matter, and one of them has a longer name. */
	extensions.len = 0;
	ADD(&extensions, "\6\3\x55\x1d\x0e\4\1\0");
	ADD(&extensions, USAGE "\4\4\3\2\7\x80");
	ADD(&extensions, "\6\4\x55\x1d\x0f\x0f\4\1\0");
	put_certificate(&certificate, CERTIFICATE_PLACES, &extensions);
	ASSERT_TRUE(pax_certificate_signs(certificate.at, certificate.len));
	for (at = 0; at < certificate.len; at++)
		EXPECT_FALSE(pax_certificate_signs(certificate.at, at));
	for (more = 0; more < 3; more++) {
		put_certificate(&changed, more, &extensions);
		EXPECT_FALSE(pax_certificate_signs(changed.at, changed.len))
		{
			TH_LOG("place %u", more);
		}
	}
	/* Each byte of the structure matters: that of the usage does not, but for its first bit. */
	for (at = 0, accepted = 0; at < 9; at++) {
		for (byte = 0; byte < 256; byte++) {
			changed = certificate;
			changed.at[at] = byte;
			accepted += byte != certificate.at[at] &&
				    pax_certificate_signs(changed.at, changed.len);
		}
	}
	/* The number of the version. */
	EXPECT_EQ(255, accepted);
	for (at = 9; at < certificate.len; at++) {
		changed = certificate;
		changed.at[at] ^= 0xff;
		pax_certificate_signs(changed.at, changed.len);
	}
	/* None, and two. */
	extensions.len = 0;
	put_certificate(&certificate, CERTIFICATE_PLACES, &extensions);
	EXPECT_FALSE(pax_certificate_signs(certificate.at, certificate.len));
	ADD(&extensions, USAGE "\4\4\3\2\7\x80");
	ADD(&extensions, USAGE "\4\4\3\2\7\x80");
	put_certificate(&certificate, CERTIFICATE_PLACES, &extensions);
	EXPECT_FALSE(pax_certificate_signs(certificate.at, certificate.len));
	/* Something else among them. */
	extensions.len = 0;
	ADD(&extensions, USAGE "\4\4\3\2\7\x80");
	add(&extensions, 5, "", 0);
	put_certificate(&certificate, CERTIFICATE_PLACES, &extensions);
	EXPECT_FALSE(pax_certificate_signs(certificate.at, certificate.len));
}

/* No byte behind the end is read. */
TEST(end_of_memory_der)
{
	unsigned char *end = page_before_hole();
	static struct bytes message;
	size_t len;

	ASSERT_NE(NULL, end);
	put_message(&message, MESSAGE_PLACES, "x", 1);
	for (len = 0; len <= message.len; len++) {
		memcpy(end - len, message.at, len);
		EXPECT_EQ(len == message.len, pax_signature_plain(end - len, len));
		EXPECT_FALSE(pax_certificate_signs(end - len, len));
	}
	free_page_before_hole(end);
}

TEST_HARNESS_MAIN
