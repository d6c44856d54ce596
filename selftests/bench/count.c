// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the guest's clock. Under "qemu -icount shift=0" it moves by a nanosecond with each
 * instruction, whatever the host does.
 */
#include <time.h>

#include "bench.h"

#if defined(__x86_64__)

#include <x86intrin.h>

/* One tick is one nanosecond. The kernel calibrates its own clock against a noisy one. */
uint64_t count_now(void)
{
	return __rdtsc();
}

#else

uint64_t count_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

#endif
