// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starts a thread and prints the result; its header asks for an executable stack.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static void *thread(void *unused)
{
	puts("thread");
	return unused;
}

int main(void)
{
	pthread_t id;
	int err = pthread_create(&id, NULL, thread, NULL);

	if (err)
		puts(strerror(err));
	else
		pthread_join(id, NULL);
	return 0;
}
