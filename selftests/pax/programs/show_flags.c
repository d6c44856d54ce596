// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs under a mark and prints what it sees:
 *
 *   show_flags               the letters of its own PaX: line
 *   show_flags exec PROGRAM  the same of another program, in its place
 *   show_flags vfork PROGRAM the same of a child made with vfork()
 *   show_flags stack         the protections of its stack and its heap
 *   show_flags rwx           the protections of a mapping that asked for all three
 *   show_flags flood COUNT   nothing, but asks for as many mappings with all three
 *   show_flags shmx          nothing, but fails if SHM_EXEC is refused
 *   show_flags at ADDRESS    the protections of that (hexadecimal) address of its file
 */
#include <link.h>
#include <sys/shm.h>

#include "pax_test.h"

static void run(char *program)
{
	char *argv[] = { program, NULL };

	execv(program, argv);
	_exit(127);
}

static int show(void)
{
	char letters[6];

	pax_line("/proc/self/status", letters);
	printf("%s\n", letters);
	return 0;
}

static int show_stack(void)
{
	char stack[5], heap[5];

	map_letters(__builtin_frame_address(0), stack);
	if (sbrk(PAGE) == (void *)-1)
		return 1;
	map_letters((char *)sbrk(0) - 1, heap);
	printf("%s %s\n", stack, heap);
	return 0;
}

static int show_rwx(void)
{
	char letters[5];
	void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return 1;
	map_letters(page, letters);
	printf("%s\n", letters);
	return 0;
}

static int flood(int count)
{
	while (count-- > 0)
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return 0;
}

static int attach_executable(void)
{
	int id = shmget(IPC_PRIVATE, PAGE, 0700);
	void *page = shmat(id, NULL, SHM_EXEC);

	shmctl(id, IPC_RMID, NULL);
	return page == (void *)-1;
}

static int first_object(struct dl_phdr_info *info, size_t size, void *bias)
{
	*(unsigned long *)bias = info->dlpi_addr;
	return 1;
}

static int show_at(const char *address)
{
	unsigned long bias;
	char letters[5];

	dl_iterate_phdr(first_object, &bias);
	map_letters((void *)(bias + strtoul(address, NULL, 16)), letters);
	printf("%s\n", letters);
	return 0;
}

int main(int argc, char **argv)
{
	int status;
	pid_t pid;

	if (argc == 3 && !strcmp(argv[1], "exec"))
		run(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "vfork")) {
		pid = vfork();
		if (!pid)
			run(argv[2]);
		return waitpid(pid, &status, 0) == pid ? !!status : 1;
	}
	if (argc == 2 && !strcmp(argv[1], "stack"))
		return show_stack();
	if (argc == 2 && !strcmp(argv[1], "rwx"))
		return show_rwx();
	if (argc == 3 && !strcmp(argv[1], "flood"))
		return flood(atoi(argv[2]));
	if (argc == 2 && !strcmp(argv[1], "shmx"))
		return attach_executable();
	if (argc == 3 && !strcmp(argv[1], "at"))
		return show_at(argv[2]);
	return show();
}
