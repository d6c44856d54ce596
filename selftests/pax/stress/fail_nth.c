// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs a program while one of its allocations fails, by the kernel's fault injection, which
 * alloc_failures.sh has set up to count those of modules only.
 *
 *   fail_nth N PROGRAM [ARGUMENT]...   fails the Nth allocation, counted from the exec on
 *
 * The status is the program's, 0 to 99; 126 if the exec itself failed; 128 and the signal if the
 * program was killed; and 100 if there were fewer than N allocations, with the program's status in
 * the line "past STATUS".
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAST 100
#define NO_EXEC 126

static int set(const char *n)
{
	int fd = open("/proc/self/fail-nth", O_WRONLY | O_CLOEXEC);

	return fd < 0 || write(fd, n, strlen(n)) != (ssize_t)strlen(n) || close(fd);
}

/* What is left of N, of a child that has ended and was not waited for. */
static int left(pid_t pid)
{
	char name[64], text[16] = "";
	int fd;

	snprintf(name, sizeof(name), "/proc/%d/fail-nth", pid);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		return -1;
	close(fd);
	return atoi(text);
}

int main(int argc, char **argv)
{
	int rest, status;
	siginfo_t info;
	pid_t pid;

	if (argc < 3)
		return 64;
	pid = fork();
	if (pid < 0)
		return 65;
	if (!pid) {
		if (set(argv[1]))
			_exit(66);
		execvp(argv[2], argv + 2);
		_exit(NO_EXEC);
	}
	if (waitid(P_PID, pid, &info, WEXITED | WNOWAIT))
		return 67;
	rest = left(pid);
	if (rest < 0 || waitpid(pid, &status, 0) != pid)
		return 68;
	status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	if (!rest)
		return status;
	printf("past %d\n", status);
	return PAST;
}
