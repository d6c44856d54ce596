// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tells how it was laid out, and again as often as its first argument says, each time
 * as a program started anew: thousands of times, so it needs no C library. It is its own
 * program interpreter, which makes a position-independent program of it that is placed
 * like others.
 */

/* Nobody relocates it, so no symbol may need that, and the usual start-up code is out. */
#pragma GCC visibility push(hidden)
#define _NOLIBC_CRT_H
static char **environ;
static const unsigned long *_auxv;
#include "nolibc.h"

#include "layout.h"

/* Linux's numbers of entries in the auxiliary vector. */
enum { KEY_PHDR = 3, KEY_VDSO = 33 };

/*
 * What the sanitizers of GCC and LLVM map at fixed addresses before anything else, and what one of
 * them needs anywhere: the shadow, the allocator of GCC 12 and LLVM 14, that of later ones.
 */
static const struct {
	unsigned long start, size;
} regions[] = {
#if defined(__x86_64__)
	{ 0x7fff8000, 0x100000000000 },
	{ 0x600000000000, 0x40001000000 },
	{ 0x500000000000, 0x40001000000 },
#elif defined(__aarch64__)
	{ 0x1000000000, 0x200000000000 },
	{ 0x500000000000, 0x40001000000 },
	{ 0, 0x100100000000 },
#endif
};

/* MAP_FIXED_NOREPLACE, which headers may not have. */
#define AT_OR_NOT_AT_ALL 0x100000

static unsigned long try_regions(void)
{
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
	unsigned long n, taken = 0;

	for (n = 0; n < sizeof(regions) / sizeof(regions[0]); n++) {
		void *start = (void *)regions[n].start;

		if (mmap(start, regions[n].size, PROT_NONE,
			 start ? flags | AT_OR_NOT_AT_ALL : flags, -1, 0) == MAP_FAILED)
			taken |= 1ul << n;
	}
	return taken;
}

/* Called by the entry point with the stack as the kernel made it: argc, argv, environment. */
void _start_c(unsigned long *sp)
{
	struct layout layout = {
		.mmap = (unsigned long)mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
					    0),
		.stack = (unsigned long)sp,
		.brk = (unsigned long)sbrk(0),
		.personality = my_syscall1(__NR_personality, 0xffffffff),
	};

	char **argv = (char **)(sp + 1), **end = argv + *sp + 1;
	long again = *sp > 1 ? atol(argv[1]) : 0;

	environ = end;
	while (*end)
		end++;
	_auxv = (unsigned long *)(end + 1);
	layout.pie = getauxval(KEY_PHDR);
	layout.vdso = getauxval(KEY_VDSO);
	layout.taken = try_regions();
	if (write(1, &layout, sizeof(layout)) != sizeof(layout))
		exit(1);
	if (again > 0) {
		/* A shorter number, so it fits. */
		strcpy(argv[1], ltoa(again - 1));
		execve(argv[0], argv, environ);
		exit(2);
	}
	exit(0);
}
