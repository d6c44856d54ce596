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

/* Aborts, which libFuzzer reports as a finding, if the condition is false. */
#define MUST(condition)                                                                   \
	do {                                                                              \
		if (!(condition)) {                                                       \
			fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, \
				#condition);                                              \
			abort();                                                          \
		}                                                                         \
	} while (0)

/* Copies the data to a buffer of its exact size, so that ASan detects overreads. */
static inline void *exact_copy(const void *data, size_t size)
{
	void *copy = malloc(size ? size : 1);

	MUST(copy);
	memcpy(copy, data, size);
	return copy;
}

#endif /* PAX_FUZZ_H */
