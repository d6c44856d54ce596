/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SHA-256 (FIPS 180-4), for the digest of files.
 */
#ifndef PAXCTL_SHA256_H
#define PAXCTL_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32

/**
 * struct sha256 - a digest that is being computed
 * @state: the hash value so far
 * @count: how many bytes it got
 * @block: the bytes that no block was made of yet
 */
struct sha256 {
	uint32_t state[8];
	uint64_t count;
	unsigned char block[64];
};

/**
 * sha256_begin - begin a digest
 * @sha256: the digest
 */
void sha256_begin(struct sha256 *sha256);

/**
 * sha256_add - add bytes to it
 * @sha256: the digest
 * @data: the bytes
 * @len: how many
 */
void sha256_add(struct sha256 *sha256, const void *data, size_t len);

/**
 * sha256_end - end it
 * @sha256: the digest, which is of no use afterwards
 * @digest: the result
 */
void sha256_end(struct sha256 *sha256, unsigned char digest[SHA256_SIZE]);

#endif /* PAXCTL_SHA256_H */
