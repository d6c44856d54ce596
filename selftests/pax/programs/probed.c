// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is traced by uprobes, and forks.
 *
 *   probed offset    prints where traced() lies in the file
 *   probed           for each line of input calls traced(), forks, reads the text of the child through
 *                    process_vm_readv() and compares it with its own; prints "same" or "differs" or
 *                    what went wrong. The child calls traced(), too.
 */
#include <errno.h>
#include <link.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define TEXT 16

/* Of ARM's two instruction sets the kernel's uprobes know one. */
#ifdef __arm__
#define TRACEABLE __attribute__((noinline, noclone, target("arm")))
#else
#define TRACEABLE __attribute__((noinline, noclone))
#endif

TRACEABLE static void traced(void)
{
	asm volatile("nop\n\tnop\n\tnop\n\tnop" : : : "memory");
}

static uintptr_t traced_address(void)
{
	return (uintptr_t)&traced;
}

static int print_offset(struct dl_phdr_info *info, size_t size, void *data)
{
	uintptr_t address = traced_address() - info->dlpi_addr;
	unsigned int n;

	for (n = 0; n < info->dlpi_phnum; n++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[n];

		if (segment->p_type == PT_LOAD && address - segment->p_vaddr < segment->p_filesz)
			printf("0x%lx\n",
			       (unsigned long)(address - segment->p_vaddr + segment->p_offset));
	}
	/* The first object is the program itself. */
	return 1;
}

static const char *read_child(pid_t child)
{
	char text[TEXT];
	struct iovec here = { text, TEXT }, there = { (void *)traced_address(), TEXT };

	if (process_vm_readv(child, &here, 1, &there, 1, 0) != TEXT)
		return strerror(errno);
	return memcmp(text, there.iov_base, TEXT) ? "differs" : "same";
}

int main(int argc, char **argv)
{
	char line[16], done;

	if (argc > 1)
		return !dl_iterate_phdr(print_offset, NULL);
	while (fgets(line, sizeof(line), stdin)) {
		int called[2];
		pid_t child;

		if (pipe(called))
			return 1;
		traced();
		child = fork();
		if (!child) {
			traced();
			write(called[1], "", 1);
			pause();
		}
		close(called[1]);
		puts(read_child(child));
		/* Has it survived its call? */
		if (read(called[0], &done, 1) != 1)
			puts("the child died");
		fflush(stdout);
		close(called[0]);
		kill(child, SIGTERM);
		waitpid(child, NULL, 0);
	}
	return 0;
}
