/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by the fuzzing targets. Each target is one file with LLVMFuzzerTestOneInput().
 */
#ifndef PAX_FUZZ_H
#define PAX_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Ends with a finding if something that must hold does not. */
#define MUST(condition)                                                                   \
	do {                                                                              \
		if (!(condition)) {                                                       \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, \
				#condition);                                              \
			abort();                                                          \
		}                                                                         \
	} while (0)

/* A copy that ends where its memory ends, so that a byte too many is seen; to be freed. */
static inline void *exact_copy(const void *data, size_t size)
{
	void *copy = malloc(size ? size : 1);

	MUST(copy);
	memcpy(copy, data, size);
	return copy;
}

#endif /* PAX_FUZZ_H */
