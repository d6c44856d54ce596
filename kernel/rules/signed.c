// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses the attribute security.pax.sig, and decides what its statement is about; see signed.h.
 */
#ifndef __KERNEL__
#include <string.h>
#else
#include <linux/string.h>
#endif
#include "rules/signed.h"
#include "rules/signed_der.h"

/* Offsets in a statement. */
#define AT_ON 8
#define AT_OFF 9
#define AT_FLAGS 10
#define AT_ZERO 11
#define AT_SIZE 16
#define AT_TIME 24
#define AT_CONTENT 32
#define AT_VERITY 64

/* The array has no room for a NUL. */
static const unsigned char magic[AT_ON] = { 'P', 'a', 'X', 'm', 'a', 'r', 'k', 1 };

static unsigned long long get_number(const unsigned char *at)
{
	unsigned long long number = 0;
	unsigned int n;

	for (n = 8; n-- > 0;)
		number = number << 8 | at[n];
	return number;
}

static void put_number(unsigned char *at, unsigned long long number)
{
	unsigned int n;

	for (n = 0; n < 8; n++, number >>= 8)
		at[n] = number & 0xff;
}

static bool all_zero(const unsigned char *at, size_t len)
{
	while (len > 0)
		if (at[--len])
			return false;
	return true;
}

/**
 * pax_statement_parse - read the statement of a signature
 * @value: bytes of the attribute
 * @len: number of bytes
 * @statement: the result; untouched on error
 *
 * Each statement has one form only: what it does not use is 0, and no letter is in both cases.
 * Behind it is the signature, of which only the length is looked at.
 *
 * Context: any; pure.
 * Return: 0, or -EINVAL if the value is not a statement of this version and one DER sequence, or is
 * longer than PAX_SIGNATURE_MAX.
 */
int pax_statement_parse(const void *value, size_t len, struct pax_statement *statement)
{
	const unsigned char *at = value;

	if (len <= PAX_STATEMENT_SIZE || len > PAX_SIGNATURE_MAX ||
	    memcmp(at, magic, sizeof(magic)) ||
	    !pax_der_sequence(at + PAX_STATEMENT_SIZE, len - PAX_STATEMENT_SIZE))
		return -EINVAL;
	if (((at[AT_ON] | at[AT_OFF]) & ~PAX_FLAGS_ALL) || (at[AT_ON] & at[AT_OFF]) ||
	    (at[AT_FLAGS] & ~(PAX_STATEMENT_PRIVILEGED | PAX_STATEMENT_VERITY)) ||
	    !all_zero(at + AT_ZERO, AT_SIZE - AT_ZERO))
		return -EINVAL;
	if (!(at[AT_FLAGS] & PAX_STATEMENT_VERITY) && !all_zero(at + AT_VERITY, PAX_DIGEST_SIZE))
		return -EINVAL;
	statement->mark.on = at[AT_ON];
	statement->mark.off = at[AT_OFF];
	statement->flags = at[AT_FLAGS];
	statement->size = get_number(at + AT_SIZE);
	statement->time = get_number(at + AT_TIME);
	memcpy(statement->content, at + AT_CONTENT, PAX_DIGEST_SIZE);
	memcpy(statement->verity, at + AT_VERITY, PAX_DIGEST_SIZE);
	return 0;
}

/**
 * pax_statement_write - make the bytes that are signed
 * @statement: the statement
 * @bytes: the result
 *
 * Context: any; pure.
 */
void pax_statement_write(const struct pax_statement *statement,
			 unsigned char bytes[PAX_STATEMENT_SIZE])
{
	memset(bytes, 0, PAX_STATEMENT_SIZE);
	memcpy(bytes, magic, sizeof(magic));
	bytes[AT_ON] = statement->mark.on;
	bytes[AT_OFF] = statement->mark.off;
	bytes[AT_FLAGS] = statement->flags;
	put_number(bytes + AT_SIZE, statement->size);
	put_number(bytes + AT_TIME, statement->time);
	memcpy(bytes + AT_CONTENT, statement->content, PAX_DIGEST_SIZE);
	if (statement->flags & PAX_STATEMENT_VERITY)
		memcpy(bytes + AT_VERITY, statement->verity, PAX_DIGEST_SIZE);
}

/**
 * pax_statement_fits - tell whether a statement is about a mark, and may be about a file
 * @statement: the statement
 * @mark: the mark of the file
 * @privileged: the file is a program that gains privileges by being executed
 * @size: its size in bytes
 *
 * This is all that can be decided without reading the file.
 *
 * Context: any; pure.
 * Return: PAX_SIGNED_VALID, or why it does not fit.
 */
enum pax_signed pax_statement_fits(const struct pax_statement *statement,
				   const struct pax_mark *mark, bool privileged,
				   unsigned long long size)
{
	if (statement->mark.on != mark->on || statement->mark.off != mark->off)
		return PAX_SIGNED_OTHER_MARK;
	if (privileged && !(statement->flags & PAX_STATEMENT_PRIVILEGED))
		return PAX_SIGNED_PRIVILEGED;
	if (statement->size != size)
		return PAX_SIGNED_OTHER_SIZE;
	return PAX_SIGNED_VALID;
}

/**
 * pax_signed_text - the reason why a mark does not count, for the log and for records
 * @result: the reason
 *
 * Context: any; pure.
 * Return: a constant text; the end of "the signature does not make it count: ".
 */
const char *pax_signed_text(enum pax_signed result)
{
	static const char *const texts[PAX_SIGNED_NUM] = {
		[PAX_SIGNED_VALID] = "valid",
		[PAX_SIGNED_NOT_ROOTS] = "others than root can write the file",
		[PAX_SIGNED_FILE_SYSTEM] = "file system not suitable",
		[PAX_SIGNED_WRITABLE] = "writers are not kept out",
		[PAX_SIGNED_NONE] = "no signature",
		[PAX_SIGNED_UNREADABLE] = "signature unreadable",
		[PAX_SIGNED_MALFORMED] = "signature malformed",
		[PAX_SIGNED_OTHER_MARK] = "signed for another mark",
		[PAX_SIGNED_PRIVILEGED] = "not signed for a program that gives privileges",
		[PAX_SIGNED_OTHER_SIZE] = "signed for a file of another size",
		[PAX_SIGNED_OTHER_CONTENT] = "signed for other content",
		[PAX_SIGNED_NO_KEY] = "signed by no trusted key",
		[PAX_SIGNED_REJECTED] = "signature rejected",
		[PAX_SIGNED_UNFINISHED] = "check not finished",
	};

	return result < PAX_SIGNED_NUM ? texts[result] : "?";
}
