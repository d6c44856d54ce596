// SPDX-License-Identifier: GPL-2.0-only
/*
 * Uses its heap by brk() alone, reports how that went, and executes itself again as often as its
 * first argument says. Without a C library, like layout.c.
 */
#pragma GCC visibility push(hidden)
#define _NOLIBC_CRT_H
static char **environ;
static const unsigned long *_auxv;
#include "nolibc.h"

#include "heap.h"

#define PAGE 4096ul

static char maps[16384];

/* How many mappings are called the heap's, as /proc/self/maps says. */
static unsigned int count_heaps(void)
{
	int fd = open("/proc/self/maps", O_RDONLY);
	long len, used = 0, n;
	unsigned int count = 0;

	while ((len = read(fd, maps + used, sizeof(maps) - used)) > 0)
		used += len;
	close(fd);
	for (n = 0; n + 6 <= used; n++)
		count += !memcmp(maps + n, "[heap]", 6);
	return count;
}

/* Moves the end of the heap; whether it is there then. */
static int end_at(unsigned long end)
{
	return (unsigned long)my_syscall1(__NR_brk, end) == end;
}

static int use(unsigned long start)
{
	volatile char *first = (char *)start, *last;
	int wrong = 0;

	/* The least that there is, within the first page. */
	if (!end_at(start + 16))
		return HEAP_NOT_GROWN;
	first[0] = 1;
	first[15] = 1;
	if (!end_at(start + 5 * PAGE + 16))
		return HEAP_NOT_GROWN;
	for (last = first; last < first + 5 * PAGE + 16; last += PAGE / 2)
		*last = 2;
	first[5 * PAGE + 15] = 2;
	if (count_heaps() != 1)
		wrong |= HEAP_MANY;
	/* All of it back, and again. */
	if (!end_at(start))
		return HEAP_NOT_SHRUNK;
	if (!end_at(start + 3 * PAGE))
		return HEAP_NOT_GROWN;
	if (first[2 * PAGE])
		wrong |= HEAP_NOT_ZERO;
	first[3 * PAGE - 1] = 3;
	if (count_heaps() != 1)
		wrong |= HEAP_MANY;
	return wrong;
}

/* Called by the entry point with the stack as the kernel made it: argc, argv, environment. */
void _start_c(unsigned long *sp)
{
	char **argv = (char **)(sp + 1);
	long again = *sp > 1 ? atol(argv[1]) : 0;
	struct heap heap = { .start = my_syscall1(__NR_brk, 0) };

	environ = argv + *sp + 1;
	heap.wrong = use(heap.start);
	heap.executable =
		-my_syscall3(__NR_mprotect, heap.start & ~(PAGE - 1), PAGE, PROT_READ | PROT_EXEC);
	if (write(1, &heap, sizeof(heap)) != sizeof(heap))
		exit(1);
	if (again > 0) {
		strcpy(argv[1], ltoa(again - 1));
		execve(argv[0], argv, environ);
		exit(2);
	}
	exit(0);
}
