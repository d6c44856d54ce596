// SPDX-License-Identifier: GPL-2.0-only
/*
 * SHA-256 as FIPS 180-4 describes it, with the names that it has there.
 */
#include <string.h>

#include "files/sha256.h"

#define BLOCK 64

static const uint32_t K[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2,
};

static uint32_t rotr(uint32_t x, unsigned int n)
{
	return x >> n | x << (32 - n);
}

static void add_block(uint32_t state[8], const unsigned char *block)
{
	uint32_t W[64], v[8];
	unsigned int t;

	for (t = 0; t < 16; t++, block += 4)
		W[t] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 |
		       (uint32_t)block[2] << 8 | block[3];
	for (; t < 64; t++)
		W[t] = W[t - 16] + W[t - 7] +
		       (rotr(W[t - 15], 7) ^ rotr(W[t - 15], 18) ^ W[t - 15] >> 3) +
		       (rotr(W[t - 2], 17) ^ rotr(W[t - 2], 19) ^ W[t - 2] >> 10);
	memcpy(v, state, sizeof(v));
	for (t = 0; t < 64; t++) {
		uint32_t ch = (v[4] & v[5]) ^ (~v[4] & v[6]);
		uint32_t maj = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
		uint32_t T1 =
			v[7] + (rotr(v[4], 6) ^ rotr(v[4], 11) ^ rotr(v[4], 25)) + ch + K[t] + W[t];
		uint32_t T2 = (rotr(v[0], 2) ^ rotr(v[0], 13) ^ rotr(v[0], 22)) + maj;

		memmove(v + 1, v, 7 * sizeof(v[0]));
		v[4] += T1;
		v[0] = T1 + T2;
	}
	for (t = 0; t < 8; t++)
		state[t] += v[t];
}

void sha256_begin(struct sha256 *sha256)
{
	static const uint32_t H[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
				       0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	memcpy(sha256->state, H, sizeof(H));
	sha256->count = 0;
}

void sha256_add(struct sha256 *sha256, const void *data, size_t len)
{
	const unsigned char *at = data;
	size_t had = sha256->count % BLOCK, take;

	sha256->count += len;
	for (; len; at += take, len -= take, had = 0) {
		take = len < BLOCK - had ? len : BLOCK - had;
		if (take == BLOCK) {
			add_block(sha256->state, at);
			continue;
		}
		memcpy(sha256->block + had, at, take);
		if (had + take == BLOCK)
			add_block(sha256->state, sha256->block);
	}
}

void sha256_end(struct sha256 *sha256, unsigned char digest[SHA256_SIZE])
{
	static const unsigned char padding[BLOCK] = { 0x80 };
	uint64_t bits = sha256->count * 8;
	unsigned char length[8];
	unsigned int n;

	for (n = 0; n < 8; n++)
		length[n] = bits >> (56 - 8 * n);
	sha256_add(sha256, padding, 1 + (BLOCK + 55 - sha256->count % BLOCK) % BLOCK);
	sha256_add(sha256, length, sizeof(length));
	for (n = 0; n < SHA256_SIZE; n++)
		digest[n] = sha256->state[n / 4] >> (24 - 8 * (n % 4));
}
