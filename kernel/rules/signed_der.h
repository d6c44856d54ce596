/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decides which signatures and which certificates the kernel's parsers may get: what they ignore,
 * or do not compare, must not be there. Pure, like mark.h. The input is DER, of elements of at most
 * 65535 bytes; each is read once, from its first byte to its last.
 */
#ifndef PAX_SIGNED_DER_H
#define PAX_SIGNED_DER_H

#include "rules/mark.h"

/* Tags; those of context 0 and 3 are of sequences. */
#define PAX_DER_INTEGER 0x02
#define PAX_DER_BIT_STRING 0x03
#define PAX_DER_OCTET_STRING 0x04
#define PAX_DER_OID 0x06
#define PAX_DER_SEQUENCE 0x30
#define PAX_DER_SET 0x31
#define PAX_DER_0 0xa0
#define PAX_DER_3 0xa3

/**
 * struct pax_der - bytes that are to be parsed
 * @at: the first one
 * @end: behind the last one
 */
struct pax_der {
	const unsigned char *at, *end;
};

bool pax_der_take(struct pax_der *der, unsigned char tag, struct pax_der *inside);
bool pax_der_sequence(const void *der, size_t len);
bool pax_signature_plain(const void *der, size_t len);
bool pax_certificate_signs(const void *der, size_t len);

#endif /* PAX_SIGNED_DER_H */
