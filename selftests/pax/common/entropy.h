/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Estimates how many bits of randomness numbers have.
 */
#ifndef PAX_ENTROPY_H
#define PAX_ENTROPY_H

#include <math.h>
#include <stdlib.h>

static inline int by_value(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return (x > y) - (x < y);
}

static inline unsigned long common_divisor(unsigned long a, unsigned long b)
{
	while (b) {
		unsigned long rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static inline double digamma(double x)
{
	return log(x) - 1 / (2 * x) - 1 / (12 * x * x);
}

/*
 * Estimates the entropy of numbers in bits. With few distinct values, from how often each
 * occurs (with the correction of Miller and Madow). Else from how far apart the M-th
 * neighbours among the sorted numbers are (Vasicek's idea), in units of the numbers'
 * common divisor, so that alignment is not taken for randomness.
 */
static inline double entropy(unsigned long *x, unsigned int count)
{
	const unsigned int neighbour = 32;
	unsigned long unit = 0;
	unsigned int n, run = 0, distinct = 0;
	double plain_bits = 0, spacing_bits = 0, nats;

	qsort(x, count, sizeof(*x), by_value);
	for (n = 0; n < count; n++) {
		unit = common_divisor(x[n] - x[0], unit);
		run++;
		if (n + 1 == count || x[n + 1] != x[n]) {
			double p = (double)run / count;

			plain_bits -= p * log2(p);
			distinct++;
			run = 0;
		}
	}
	if (distinct < count / 2)
		return plain_bits + (distinct - 1) / (2 * count * log(2));
	for (n = 0; n + neighbour < count; n++)
		spacing_bits += log2((double)(x[n + neighbour] - x[n]) / unit);
	nats = digamma(count + 1) - digamma(neighbour);
	return spacing_bits / (count - neighbour) + nats / log(2);
}

#endif /* PAX_ENTROPY_H */
