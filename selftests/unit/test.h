/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The header of the unit tests of the pure files, for runs on the host. In the kernel the same
 * tests use kernel/kunit/test.h. The block after a check runs if the check fails.
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

/* Returns the end of a page before an unreadable page, or NULL if memory runs out. */
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
