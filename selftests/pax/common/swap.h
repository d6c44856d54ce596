/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For tests of memory that is swapped out.
 */
#ifndef PAX_SWAP_H
#define PAX_SWAP_H

#include <sched.h>
#include <stdint.h>
#include <sys/swap.h>

#include "pax_test.h"

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

/* Makes a file of 4 MiB and swaps to it; 0 or a negative errno. */
static inline int start_swap(const char *name)
{
	char page[PAGE] = { 0 };
	unsigned int *header = (unsigned int *)(page + 1024);
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), n;

	header[0] = 1;
	header[1] = 1023;
	memcpy(page + PAGE - 10, "SWAPSPACE2", 10);
	for (n = 0; n < 1024; n++) {
		if (write(fd, page, PAGE) != (ssize_t)PAGE)
			return -errno;
		memset(page, 0, sizeof(page));
	}
	fsync(fd);
	close(fd);
	return swapon(name, 0) ? -errno : 0;
}

/*
 * Pushes a page and the next one out of memory; true if both are. A new page first lies in a batch
 * of the processor that the process ran on then, from where the kernel cannot push it out.
 * MADV_PAGEOUT empties the batches of the processor that it runs on, so each takes its turn.
 */
static inline bool push_out(const void *memory)
{
	unsigned long page = (unsigned long)memory & -PAGE;
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC), tries;
	int processors = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t entries[2] = { 0 };
	cpu_set_t before, one;

	sched_getaffinity(0, sizeof(before), &before);
	for (tries = 0; tries < 50; tries++) {
		CPU_ZERO(&one);
		CPU_SET(tries % processors, &one);
		sched_setaffinity(0, sizeof(one), &one);
		madvise((void *)page, 2 * PAGE, MADV_PAGEOUT);
		if (pread(fd, entries, sizeof(entries), page / PAGE * sizeof(*entries)) ==
			    sizeof(entries) &&
		    (entries[0] >> 62 & 1) && (entries[1] >> 62 & 1))
			break;
		usleep(20000);
	}
	sched_setaffinity(0, sizeof(before), &before);
	close(fd);
	return tries < 50;
}

#endif /* PAX_SWAP_H */
