/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The name of who signed, from a signature.
 */
#ifndef PAXCTL_SIGNER_NAME_H
#define PAXCTL_SIGNER_NAME_H

#include <stdbool.h>
#include <stddef.h>

#define SIGNER_NAME_SIZE 160

/**
 * signer_name - tell whose signature a message says it is
 * @signature: a PKCS#7 message
 * @len: how many bytes
 * @text: the result: the common name of the issuer of the key's certificate (of a certificate that
 * is signed by itself, its own) and the serial number, or the identifier of the key
 *
 * Nobody verifies it here.
 *
 * Return: true if the message has a form that the kernel reads.
 */
bool signer_name(const unsigned char *signature, size_t len, char text[SIGNER_NAME_SIZE]);

#endif /* PAXCTL_SIGNER_NAME_H */
