// SPDX-License-Identifier: GPL-2.0-only
/*
 * Forks and execs as fast as it can. COUNT times it forks a child, which maps memory, changes
 * protections and executes this program again to report success.
 *
 *   churn COUNT WORKERS EACH   prints a line for every EACH children
 */
/* Without a C library, whose start would be most of the time in emulation. */
#include "nolibc.h"

static int protect(void *at, size_t size, int prot)
{
	return my_syscall3(__NR_mprotect, at, size, prot);
}

static int once(char *self)
{
	char *argv[] = { self, "child", NULL }, *environ_none[] = { NULL };
	int status;
	pid_t pid = fork();

	if (pid < 0)
		return 1;
	if (!pid) {
		char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
				  -1, 0);

		if (page == MAP_FAILED)
			exit(2);
		page[0] = 1;
		/* Refused or not, as the module happens to be loaded or not. */
		if (!protect(page, 4096, PROT_READ | PROT_EXEC))
			protect(page, 4096, PROT_READ | PROT_WRITE);
		execve(self, argv, environ_none);
		exit(3);
	}
	return waitpid(pid, &status, 0) == pid ? status : 1;
}

int main(int argc, char **argv)
{
	int count, workers, each, n, status, failed = 0;

	if (argc == 2 && !strcmp(argv[1], "child"))
		return 0;
	if (argc != 4)
		return 64;
	count = atoi(argv[1]);
	workers = atoi(argv[2]);
	each = atoi(argv[3]);
	if (count < 1 || workers < 1 || each < 1)
		return 64;
	for (n = 0; n < workers; n++) {
		int i, mine = count / workers;

		if (fork())
			continue;
		for (i = 0; i < mine; i++) {
			status = once("/proc/self/exe");
			if (status) {
				printf("# child %d ended with status %x\n", i, status);
				exit(1);
			}
			if (i % each == each - 1)
				printf("%d\n", i);
		}
		exit(0);
	}
	while (wait(&status) > 0)
		failed |= status;
	return !!failed;
}
