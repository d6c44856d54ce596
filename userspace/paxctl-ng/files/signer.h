/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Has another program make and verify signatures: openssl, or a command that the user names. So the
 * tool needs no library for that, and keys may be wherever that program can use them.
 */
#ifndef PAXCTL_SIGNER_H
#define PAXCTL_SIGNER_H

#include <stddef.h>
#include <sys/types.h>

#include "rules/signed.h"

/**
 * struct signer - how signatures are made
 * @key: the private key: a file, or an URI that openssl understands
 * @certificate: a file with the certificate of the key, PEM
 * @command: a command for sh that reads the statement from its standard input and writes a detached
 *	PKCS#7 message in DER to its standard output; NULL to use openssl with the other two
 */
struct signer {
	const char *key;
	const char *certificate;
	const char *command;
};

/**
 * signer_sign - have a statement signed
 * @signer: how
 * @statement: its bytes
 * @signature: the result
 * @size: room for that
 *
 * Return: the number of bytes, or a negative errno: -ENOEXEC if the program cannot be started,
 * -EPROTO if it has failed, in which case it has said why, -EMSGSIZE if the signature is too long,
 * -EBADMSG if the kernel would not read it.
 */
ssize_t signer_sign(const struct signer *signer, const unsigned char statement[PAX_STATEMENT_SIZE],
		    unsigned char *signature, size_t size);

/**
 * signer_verify - verify a signature with openssl
 * @certificate: a file with the certificate of the key, PEM
 * @value: the attribute
 * @len: how many bytes
 *
 * Return: 0; -ENOEXEC if openssl cannot be started; -EPROTO if the signature is not of this key.
 */
int signer_verify(const char *certificate, const unsigned char *value, size_t len);

#endif /* PAXCTL_SIGNER_H */
