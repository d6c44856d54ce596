/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parses the attribute security.pax.sig, and decides whether the statement in it is about a mark
 * and a file. Pure, like mark.h.
 *
 * The value of the attribute is a statement of PAX_STATEMENT_SIZE bytes, and after it, to the end,
 * a PKCS#7 message (DER) that signs exactly these bytes and does not contain them. Numbers are
 * little-endian:
 *
 *	 0  8  "PaXmark", and the version of the format, 1
 *	 8  1  bits of PAX_*: the letters of the mark in upper case
 *	 9  1  bits of PAX_*: the letters of the mark in lower case
 *	10  1  bits of PAX_STATEMENT_*
 *	11  5  0
 *	16  8  size of the file in bytes
 *	24  8  when it was signed, in seconds since 1970; for people, and not compared
 *	32 32  SHA-256 of the content of the file
 *	64 32  SHA-256 digest of the file by fs-verity; 0 without PAX_STATEMENT_VERITY
 */
#ifndef PAX_SIGNED_H
#define PAX_SIGNED_H

#include "rules/mark.h"

#define PAX_STATEMENT_SIZE 96
#define PAX_DIGEST_SIZE 32

/* The longest value of the attribute that is read. */
#define PAX_SIGNATURE_MAX 4096

#define PAX_STATEMENT_PRIVILEGED 0x01u /* counts on a program that gains privileges, too */
#define PAX_STATEMENT_VERITY 0x02u     /* has a digest by fs-verity */

/**
 * struct pax_statement - what a signature is made over
 * @mark: the mark that may weaken
 * @flags: bits of PAX_STATEMENT_*
 * @size: size of the file in bytes
 * @time: when it was signed, in seconds since 1970
 * @content: SHA-256 of the content
 * @verity: SHA-256 digest by fs-verity; 0 without PAX_STATEMENT_VERITY
 */
struct pax_statement {
	struct pax_mark mark;
	unsigned int flags;
	unsigned long long size, time;
	unsigned char content[PAX_DIGEST_SIZE];
	unsigned char verity[PAX_DIGEST_SIZE];
};

/* Whether a weakening mark counts under trust=signed; if not, the first reason that was found. */
enum pax_signed {
	PAX_SIGNED_VALID,
	/*
	 * The file: others than root can write it, or its file system gives no privileges; its
	 * content may change without the kernel's knowledge; or while it is executed.
	 */
	PAX_SIGNED_NOT_ROOTS,
	PAX_SIGNED_FILE_SYSTEM,
	PAX_SIGNED_WRITABLE,
	/* The attribute. */
	PAX_SIGNED_NONE,
	PAX_SIGNED_UNREADABLE,
	PAX_SIGNED_MALFORMED,
	/* The statement. */
	PAX_SIGNED_OTHER_MARK,
	PAX_SIGNED_PRIVILEGED,
	PAX_SIGNED_OTHER_SIZE,
	PAX_SIGNED_OTHER_CONTENT,
	/* The signature. */
	PAX_SIGNED_NO_KEY,
	PAX_SIGNED_REJECTED,
	/* No memory, or a signal ended the check. */
	PAX_SIGNED_UNFINISHED,
	PAX_SIGNED_NUM
};

int pax_statement_parse(const void *value, size_t len, struct pax_statement *statement);
void pax_statement_write(const struct pax_statement *statement,
			 unsigned char bytes[PAX_STATEMENT_SIZE]);
enum pax_signed pax_statement_fits(const struct pax_statement *statement,
				   const struct pax_mark *mark, bool privileged,
				   unsigned long long size);
const char *pax_signed_text(enum pax_signed result);

#endif /* PAX_SIGNED_H */
