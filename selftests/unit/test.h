/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of pure files are written with, here for the host; kernel/kunit/test.h has
 * the same for the kernel's KUnit. A failed check may have a block of what is said then.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kselftest_harness.h"

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif

/* The end of a page behind which nothing can be read; NULL if there is no memory. */
static inline void *page_before_hole(void)
{
	long page = sysconf(_SC_PAGESIZE);
	char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED || mprotect(pages + page, page, PROT_NONE))
		return NULL;
	return pages + page;
}

static inline void free_page_before_hole(void *end)
{
	long page = sysconf(_SC_PAGESIZE);

	munmap((char *)end - page, 2 * page);
}
