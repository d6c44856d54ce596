/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For tests beside threads that keep the mmap lock busy.
 */
#ifndef PAX_BUSY_MMAP_LOCK_H
#define PAX_BUSY_MMAP_LOCK_H

#include <pthread.h>

#include "pax_test.h"

static inline void *map_and_unmap(void *unused)
{
	for (;;)
		munmap(mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0),
		       64 * PAGE);
	return NULL;
}

/* Starts threads that queue for the lock all the time; 0 or an error. */
static inline int keep_lock_busy(void)
{
	pthread_t thread;
	int n, err = 0;

	for (n = 0; n < 4 && !err; n++)
		err = pthread_create(&thread, NULL, map_and_unmap, NULL);
	return err;
}

#endif /* PAX_BUSY_MMAP_LOCK_H */
