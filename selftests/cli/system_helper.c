// SPDX-License-Identifier: GPL-2.0-only
/*
 * System conditions for the tests of the tool: many files, kernels without some system calls, and a
 * process that swaps files and links while the tool looks them up.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include "verbs.h"

#define ATTR "user.pax.flags"
#define NOBODY 65534

static void die(const char *what)
{
	fprintf(stderr, "cli-system-helper: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* many DIR NUM: creates the scripts f0, f1, ... in DIR. */
static int many(char **argv)
{
	int i, fd, dir = open(argv[0], O_RDONLY | O_DIRECTORY);
	char name[32];

	if (dir < 0)
		die(argv[0]);
	for (i = 0; i < atoi(argv[1]); i++) {
		snprintf(name, sizeof(name), "f%d", i);
		fd = openat(dir, name, O_WRONLY | O_CREAT, 0755);
		if (fd < 0 || write(fd, "#!/bin/sh\n", 10) != 10 || close(fd))
			die(name);
	}
	return 0;
}

/* ctimes FILE...: prints the ctime of each file. */
static int ctimes(char **argv)
{
	struct stat st;

	for (; *argv; argv++) {
		if (stat(*argv, &st))
			die(*argv);
		printf("%lld.%09ld\n", (long long)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
	}
	return 0;
}

/* identity FILE: prints device and inode number, as the kernel shows them for a mapping. */
static int identity(char **argv)
{
	int fd = open(argv[0], O_RDONLY);
	void *page = fd < 0 ? MAP_FAILED : mmap(NULL, 1, PROT_READ, MAP_PRIVATE, fd, 0);
	FILE *maps = fopen("/proc/self/maps", "r");
	unsigned long long start, ino;
	unsigned int major, minor;
	char line[4096 + 256];

	if (page == MAP_FAILED || !maps)
		die(argv[0]);
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%llx-%*x %*s %*s %x:%x %llu", &start, &major, &minor, &ino) ==
			    4 &&
		    start == (unsigned long)page)
			return printf("%u:%u %llu\n", major, minor, ino) < 0;
	}
	return 1;
}

/* unmark FILE...: removes their marks. */
static int unmark(char **argv)
{
	for (; *argv; argv++) {
		if (removexattr(*argv, ATTR) && errno != ENODATA)
			die(*argv);
	}
	return 0;
}

/* sleep-ms NUM */
static int sleep_ms(char **argv)
{
	int ms = atoi(argv[0]);
	struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	return nanosleep(&time, NULL) ? 1 : 0;
}

/* Whether a stopped task is about to set an attribute. */
static int sets_attribute(pid_t task)
{
	struct __ptrace_syscall_info info;

	return ptrace(PTRACE_GET_SYSCALL_INFO, task, sizeof(info), &info) > 0 &&
	       info.op == PTRACE_SYSCALL_INFO_ENTRY &&
	       (info.entry.nr == SYS_setxattr || info.entry.nr == SYS_fsetxattr);
}

/*
 * kill-at-mark SIGNAL NUM COMMAND...: runs a command, and sends it the signal when one of its tasks
 * is about to set mark number NUM. Ends as the command does.
 */
static int kill_at_mark(char **argv)
{
	int signal = atoi(argv[0]), marks = atoi(argv[1]), status, stop, result = 0;
	pid_t child = fork(), task;

	if (child < 0)
		die("fork");
	if (!child) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
			die("ptrace");
		kill(getpid(), SIGSTOP);
		execvp(argv[2], argv + 2);
		die(argv[2]);
	}
	if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, child, NULL,
		   PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK))
		die("ptrace");
	ptrace(PTRACE_SYSCALL, child, NULL, NULL);
	while ((task = waitpid(-1, &status, __WALL)) > 0) {
		if (!WIFSTOPPED(status)) {
			if (task == child)
				result = status;
			continue;
		}
		if (marks > 0 && sets_attribute(task) && !--marks)
			kill(child, signal);
		/* Stops that are due to the tracing itself are not signals of the command's. */
		stop = WSTOPSIG(status) & ~0x80;
		if (stop == SIGTRAP || stop == SIGSTOP)
			stop = 0;
		ptrace(marks > 0 ? PTRACE_SYSCALL : PTRACE_CONT, task, NULL, (long)stop);
	}
	if (WIFSIGNALED(result))
		kill(getpid(), WTERMSIG(result));
	return WEXITSTATUS(result);
}

static long long microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

/* mark-time FROM TO: renames FROM, and prints after how many microseconds TO has a mark. */
static int mark_time(char **argv)
{
	long long start = microseconds(), now = start;
	char value[8];

	if (rename(argv[0], argv[1]))
		die(argv[1]);
	while (getxattr(argv[1], ATTR, value, sizeof(value)) < 0 && now - start < 20000000LL)
		now = microseconds();
	now = microseconds();
	printf("%lld\n", now - start);
	return 0;
}

/* rewrite FILE MS: opens a file for writing and closes it, again and again. */
static int rewrite(char **argv)
{
	long long end = microseconds() + 1000LL * atoi(argv[1]);

	while (microseconds() < end) {
		int fd = open(argv[0], O_WRONLY);

		if (fd < 0 || close(fd))
			die(argv[0]);
	}
	return 0;
}

static long long nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void open_once(const char *path)
{
	char byte;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || read(fd, &byte, 1) != 1 || close(fd))
		die(path);
}

static void execute_once(const char *path)
{
	pid_t pid = vfork();
	int status;

	if (!pid) {
		execl(path, path, NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || WEXITSTATUS(status) == 127)
		die(path);
}

/* Prints the cost of one action in ns: the least of the averages of 2000 rounds, so that other load
 * does not count. */
static int cost(char **argv, void (*action)(const char *path))
{
	int i, round, times = atoi(argv[1]);
	long long least = 0;

	for (round = 0; round < 2000; round++) {
		long long start = nanoseconds(), took;

		for (i = 0; i < times; i++)
			action(argv[0]);
		took = nanoseconds() - start;
		if (!round || took < least)
			least = took;
	}
	printf("%lld\n", least / times);
	return 0;
}

/* open-cost FILE TIMES: of opening, reading and closing a file. */
static int open_cost(char **argv)
{
	return cost(argv, open_once);
}

/* exec-cost FILE TIMES: of executing a program until it ends. */
static int exec_cost(char **argv)
{
	return cost(argv, execute_once);
}

/* flood DIR MS: writes and renames files in DIR, which are called f0 and f1. */
static int flood(char **argv)
{
	long long end = microseconds() + 1000LL * atoi(argv[1]);
	int fd, dir = open(argv[0], O_RDONLY | O_DIRECTORY);
	unsigned long times = 0;

	if (dir < 0)
		die(argv[0]);
	for (; microseconds() < end; times++) {
		fd = openat(dir, times % 2 ? "f0" : "f1", O_WRONLY | O_CREAT, 0755);
		if (fd < 0 || close(fd))
			die(argv[0]);
		renameat(dir, times % 2 ? "f0" : "f1", dir, times % 2 ? "f1" : "f0");
	}
	printf("%lu\n", times);
	return 0;
}

/* Runs a command for which the system call @number fails with @err. */
static int without(unsigned int number, int err, char **argv)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | err),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		die("seccomp");
	execvp(argv[0], argv);
	return 127;
}

/* without-openat2 COMMAND...: runs it as on a kernel without openat2(2). */
static int without_openat2(char **argv)
{
	return without(SYS_openat2, ENOSYS, argv);
}

/* without-unshare COMMAND...: runs it as in a container that denies unshare(2). */
static int without_unshare(char **argv)
{
	return without(SYS_unshare, EPERM, argv);
}

/* Starts a process that swaps two names repeatedly, as another user. */
static pid_t start_swapping(const char *a, const char *b)
{
	pid_t parent = getpid(), pid = fork();

	if (pid < 0)
		die("fork");
	if (pid)
		return pid;
	if (setgid(NOBODY) || setuid(NOBODY))
		die("setuid");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == parent) {
		if (syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE))
			die(a);
	}
	exit(0);
}

static int run_quietly(char **argv)
{
	int status, null;
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (!pid) {
		null = open("/dev/null", O_RDWR);
		dup2(null, 1);
		dup2(null, 2);
		execvp(argv[0], argv);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) < 0)
		die("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

/* Marks @path like a naive tool that checks the file first and then uses the path again. */
static void mark_naively(const char *path)
{
	struct stat st;

	if (!lstat(path, &st) && S_ISREG(st.st_mode) && st.st_uid == NOBODY)
		setxattr(path, ATTR, "em", 2, 0);
}

static int is_marked(const char *path)
{
	return lgetxattr(path, ATTR, NULL, 0) >= 0;
}

/* Waits until both sides of the swap have appeared at @path. */
static void wait_for_swaps(const char *path)
{
	struct stat st;
	int seen = 0;

	alarm(60);
	while (seen != 3) {
		if (!stat(path, &st))
			seen |= st.st_uid == NOBODY ? 1 : 2;
	}
	alarm(0);
}

static long long ms_of(const struct timeval *time)
{
	return time->tv_sec * 1000LL + time->tv_usec / 1000;
}

/* cpu-ms MAX COMMAND...: fails if the command uses more than MAX ms of processor time. */
static int cpu_ms(char **argv)
{
	struct timespec begin, end;
	struct rusage usage;
	long long cpu, wall;
	int status;
	pid_t pid;

	clock_gettime(CLOCK_MONOTONIC, &begin);
	pid = fork();
	if (!pid) {
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0)
		die(argv[1]);
	clock_gettime(CLOCK_MONOTONIC, &end);
	cpu = ms_of(&usage.ru_utime) + ms_of(&usage.ru_stime);
	wall = (end.tv_sec - begin.tv_sec) * 1000LL + (end.tv_nsec - begin.tv_nsec) / 1000000;
	fprintf(stderr, "%lld ms of processor time, %lld ms in all, %ld MiB\n", cpu, wall,
		usage.ru_maxrss / 1024);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return 1;
	return cpu > atoi(argv[0]) ? 3 : 0;
}

/*
 * race A B PATH VICTIM RUNS COMMAND...: runs the command while another process swaps A and B.
 * Prints the numbers of successes and failures, and whether the victim got a mark. With the
 * command "naive" it marks PATH with mark_naively().
 */
static int race(char **argv)
{
	int i, succeeded = 0, failed = 0, runs = atoi(argv[4]), naive = !strcmp(argv[5], "naive");
	pid_t pid = start_swapping(argv[0], argv[1]);

	wait_for_swaps(argv[2]);
	for (i = 0; i < runs && !is_marked(argv[3]); i++) {
		if (naive)
			mark_naively(argv[2]);
		else if (run_quietly(argv + 5))
			failed++;
		else
			succeeded++;
	}
	if (waitpid(pid, NULL, WNOHANG))
		die("the swapping ended");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	fprintf(stderr, "%d runs, %d succeeded, %d failed\n", i, succeeded, failed);
	printf("%s\n", is_marked(argv[3]) ? "marked" : "unmarked");
	return 0;
}

int main(int argc, char **argv)
{
	static const struct verb verbs[] = {
		{ "many", 2, many },
		{ "ctimes", 1, ctimes },
		{ "sleep-ms", 1, sleep_ms },
		{ "kill-at-mark", 3, kill_at_mark },
		{ "without-openat2", 1, without_openat2 },
		{ "cpu-ms", 2, cpu_ms },
		{ "race", 6, race },
		{ "unmark", 1, unmark },
		{ "without-unshare", 1, without_unshare },
		{ "identity", 1, identity },
		{ "mark-time", 2, mark_time },
		{ "flood", 2, flood },
		{ "open-cost", 2, open_cost },
		{ "exec-cost", 2, exec_cost },
		{ "rewrite", 2, rewrite },
	};

	return run_verb("cli-system-helper", verbs, sizeof(verbs) / sizeof(verbs[0]), argc, argv);
}
