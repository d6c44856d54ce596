// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decides which signatures and which certificates the kernel's parsers may get; see signed_der.h.
 */
#ifndef __KERNEL__
#include <string.h>
#else
#include <linux/string.h>
#endif
#include "rules/signed_der.h"

/* The first bit of a key usage. */
#define DIGITAL_SIGNATURE 0x80

/* 1.2.840.113549.1.7.2 and 2.5.29.15. */
static const unsigned char signed_data[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02 };
static const unsigned char key_usage[] = { 0x55, 0x1d, 0x0f };

static bool ended(const struct pax_der *der)
{
	return der->at == der->end;
}

/* Reads a length of at most 65535, in its shortest form. */
static bool take_length(struct pax_der *der, size_t *len)
{
	const unsigned char *at = der->at;
	size_t left = der->end - at;

	if (!left)
		return false;
	*len = at[0];
	if (at[0] < 0x80) {
		der->at += 1;
	} else if (at[0] == 0x81 && left >= 2 && at[1] >= 0x80) {
		*len = at[1];
		der->at += 2;
	} else if (at[0] == 0x82 && left >= 3 && at[1]) {
		*len = (size_t)at[1] << 8 | at[2];
		der->at += 3;
	} else {
		return false;
	}
	return *len <= (size_t)(der->end - der->at);
}

/**
 * pax_der_take - take the next element if it has a tag
 * @der: what is to be parsed; the element is taken from it, unless it has another tag
 * @tag: the tag
 * @inside: the result: the content of the element
 *
 * Context: any; pure.
 * Return: true if it has, and lies within @der.
 */
bool pax_der_take(struct pax_der *der, unsigned char tag, struct pax_der *inside)
{
	struct pax_der rest = *der;
	size_t len;

	if (ended(der) || *rest.at++ != tag || !take_length(&rest, &len))
		return false;
	inside->at = rest.at;
	inside->end = rest.at + len;
	der->at = inside->end;
	return true;
}

/* Takes the next element, of this tag and content. */
static bool take_oid(struct pax_der *der, const unsigned char *oid, size_t len)
{
	struct pax_der found;

	return pax_der_take(der, PAX_DER_OID, &found) && (size_t)(found.end - found.at) == len &&
	       !memcmp(found.at, oid, len);
}

/**
 * pax_der_sequence - tell whether bytes are one sequence in DER
 * @der: the bytes
 * @len: how many
 *
 * The kernel's parsers of certificates and of PKCS#7 take more bytes behind the sequence.
 *
 * Context: any; pure.
 * Return: true if the length in it is in its shortest form and ends with the last byte.
 */
bool pax_der_sequence(const void *der, size_t len)
{
	struct pax_der all = { der, (const unsigned char *)der + len }, inside;

	return pax_der_take(&all, PAX_DER_SEQUENCE, &inside) && ended(&all);
}

/**
 * pax_signature_plain - tell whether a PKCS#7 message has one signer and no certificates
 * @der: the message
 * @len: how many bytes it has
 *
 * With a certificate in a message, whoever holds a key that was certified by a trusted one, for
 * whatever use, could sign marks. Without, the signer is a key that is trusted itself.
 *
 * Context: any; pure.
 * Return: true if so. What is in the parts of the message is not looked at.
 */
bool pax_signature_plain(const void *der, size_t len)
{
	struct pax_der all = { der, (const unsigned char *)der + len };
	struct pax_der message, wrapped, data, part, signer;

	return pax_der_take(&all, PAX_DER_SEQUENCE, &message) && ended(&all) &&
	       take_oid(&message, signed_data, sizeof(signed_data)) &&
	       pax_der_take(&message, PAX_DER_0, &wrapped) && ended(&message) &&
	       pax_der_take(&wrapped, PAX_DER_SEQUENCE, &data) && ended(&wrapped) &&
	       /* The version, the digest algorithms, and what would contain the data. */
	       pax_der_take(&data, PAX_DER_INTEGER, &part) &&
	       pax_der_take(&data, PAX_DER_SET, &part) &&
	       pax_der_take(&data, PAX_DER_SEQUENCE, &part) &&
	       /* Certificates and revocation lists would come here. */
	       pax_der_take(&data, PAX_DER_SET, &part) && ended(&data) &&
	       pax_der_take(&part, PAX_DER_SEQUENCE, &signer) && ended(&part);
}

/* Goes to the extensions of a certificate. */
static bool take_extensions(struct pax_der *all, struct pax_der *extensions)
{
	struct pax_der certificate, body, part, wrapped;
	unsigned int n;

	if (!pax_der_take(all, PAX_DER_SEQUENCE, &certificate) || !ended(all) ||
	    !pax_der_take(&certificate, PAX_DER_SEQUENCE, &body) ||
	    !pax_der_take(&body, PAX_DER_0, &wrapped) ||
	    !pax_der_take(&wrapped, PAX_DER_INTEGER, &part) || !ended(&wrapped) ||
	    !pax_der_take(&body, PAX_DER_INTEGER, &part))
		return false;
	/* Algorithm, issuer, validity, subject and key. */
	for (n = 0; n < 5; n++)
		if (!pax_der_take(&body, PAX_DER_SEQUENCE, &part))
			return false;
	return pax_der_take(&body, PAX_DER_3, &wrapped) && ended(&body) &&
	       pax_der_take(&wrapped, PAX_DER_SEQUENCE, extensions) && ended(&wrapped);
}

/* Whether an extension says that the key is for signatures. */
static bool allows_signatures(struct pax_der *extension)
{
	struct pax_der value, bits;
	size_t len;

	/* Without a default value; a critical one has a boolean, ff. */
	if (extension->end - extension->at >= 3 && !memcmp(extension->at, "\x01\x01\xff", 3))
		extension->at += 3;
	if (!pax_der_take(extension, PAX_DER_OCTET_STRING, &value) || !ended(extension) ||
	    !pax_der_take(&value, PAX_DER_BIT_STRING, &bits) || !ended(&value))
		return false;
	len = bits.end - bits.at;
	return len >= 2 && bits.at[1] & DIGITAL_SIGNATURE;
}

/**
 * pax_certificate_signs - tell whether a certificate says that its key is for signatures
 * @der: the X.509 certificate
 * @len: how many bytes it has
 *
 * The kernel does not compare the usage of a key when it verifies a message.
 *
 * Context: any; pure.
 * Return: true if it has one extension for the usage of the key, with digitalSignature.
 */
bool pax_certificate_signs(const void *der, size_t len)
{
	struct pax_der all = { der, (const unsigned char *)der + len }, extensions, extension;
	unsigned int found = 0;

	if (!take_extensions(&all, &extensions))
		return false;
	while (!ended(&extensions)) {
		if (!pax_der_take(&extensions, PAX_DER_SEQUENCE, &extension))
			return false;
		if (!take_oid(&extension, key_usage, sizeof(key_usage)))
			continue;
		if (!allows_signatures(&extension))
			return false;
		found++;
	}
	return found == 1;
}
