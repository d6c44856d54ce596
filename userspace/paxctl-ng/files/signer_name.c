// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads who signed from a PKCS#7 message (RFC 5652, SignerInfo).
 */
#include <stdio.h>
#include <string.h>

#include "files/signer_name.h"
#include "rules/signed_der.h"

/* The longest name and number that are shown. */
#define NAME_MAX_SHOWN 64
#define NUMBER_MAX_SHOWN 20

/* The tag of the identifier of a key, and 2.5.4.3. */
#define KEY_IDENTIFIER 0x80
#define COMMON_NAME "\x55\x04\x03"

static size_t size_of(const struct pax_der *der)
{
	return der->end - der->at;
}

static int put_number(char *text, size_t size, const struct pax_der *number)
{
	size_t n, used = 0;

	for (n = 0; n < size_of(number) && n < NUMBER_MAX_SHOWN && used + 3 < size; n++)
		used += snprintf(text + used, size - used, "%02x", number->at[n]);
	return used;
}

/* Finds the common name in a Name: a sequence of sets of pairs. */
static bool find_name(struct pax_der *name, struct pax_der *common)
{
	struct pax_der set, pair, oid;

	while (pax_der_take(name, PAX_DER_SET, &set)) {
		if (!pax_der_take(&set, PAX_DER_SEQUENCE, &pair) ||
		    !pax_der_take(&pair, PAX_DER_OID, &oid))
			return false;
		if (size_of(&oid) != 3 || memcmp(oid.at, COMMON_NAME, 3))
			continue;
		/* UTF8String, PrintableString, and others, with two bytes of tag and length. */
		return size_of(&pair) > 0 && pax_der_take(&pair, pair.at[0], common);
	}
	return false;
}

bool signer_name(const unsigned char *signature, size_t len, char text[SIGNER_NAME_SIZE])
{
	struct pax_der all = { signature, signature + len }, part, data, signer, id, name, common;
	int shown, used;

	if (!pax_signature_plain(signature, len))
		return false;
	/* What that function has looked at. */
	if (!pax_der_take(&all, PAX_DER_SEQUENCE, &part) ||
	    !pax_der_take(&part, PAX_DER_OID, &data) || !pax_der_take(&part, PAX_DER_0, &data) ||
	    !pax_der_take(&data, PAX_DER_SEQUENCE, &all) ||
	    !pax_der_take(&all, PAX_DER_INTEGER, &part) ||
	    !pax_der_take(&all, PAX_DER_SET, &part) ||
	    !pax_der_take(&all, PAX_DER_SEQUENCE, &part) ||
	    !pax_der_take(&all, PAX_DER_SET, &part) ||
	    !pax_der_take(&part, PAX_DER_SEQUENCE, &signer) ||
	    !pax_der_take(&signer, PAX_DER_INTEGER, &part))
		return false;
	if (pax_der_take(&signer, KEY_IDENTIFIER, &id)) {
		used = snprintf(text, SIGNER_NAME_SIZE, "key ");
		put_number(text + used, SIGNER_NAME_SIZE - used, &id);
		return true;
	}
	if (!pax_der_take(&signer, PAX_DER_SEQUENCE, &id) ||
	    !pax_der_take(&id, PAX_DER_SEQUENCE, &name) ||
	    !pax_der_take(&id, PAX_DER_INTEGER, &part) || !find_name(&name, &common))
		return false;
	shown = size_of(&common) < NAME_MAX_SHOWN ? size_of(&common) : NAME_MAX_SHOWN;
	used = snprintf(text, SIGNER_NAME_SIZE, "CN=%.*s, serial ", shown, (const char *)common.at);
	put_number(text + used, SIGNER_NAME_SIZE - used, &part);
	return true;
}
