/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Verifies a signature that was made with OpenPGP, with gpgv.
 */
#ifndef PAXCTL_SIGNATURE_H
#define PAXCTL_SIGNATURE_H

#include <stddef.h>

#define SIGNATURE_MAX_KEYS 32
#define SIGNATURE_KEY_SIZE 48

/**
 * struct signature - what is verified
 * @name: the file, for messages
 * @data: its contents; this and the other descriptors can be opened again and never change
 * @signature: the detached signature
 * @keys: files of keys, not armored
 * @num_keys: the number of @keys
 * @place: where the keys are, for messages
 * @key: the result: the fingerprint of the key that signed it
 */
struct signature {
	const char *name;
	int data;
	int signature;
	int keys[SIGNATURE_MAX_KEYS];
	size_t num_keys;
	const char *place;
	char key[SIGNATURE_KEY_SIZE];
};

int signature_verify(struct signature *signature);

#endif /* PAXCTL_SIGNATURE_H */
