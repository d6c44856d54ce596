// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ways in which a user gets a denial recorded of a program that did not ask for anything. Without
 * an argument, or preloaded, it asks for memory that is writable and executable.
 *
 *   forge_denial chroot DIR PROGRAM    in a root directory of the user's
 *   forge_denial bind FILE TARGET      in a mount namespace where FILE lies over TARGET
 *   forge_denial trace PROGRAM WORD    with a tracer
 *
 * The first two make a user namespace, so any user can do it.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static void ask(void)
{
	mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

#ifdef PRELOADED

static void __attribute__((constructor)) preloaded(void)
{
	ask();
}

#else

/* No such namespace for users here: the test skips what needs one. */
#define NO_NAMESPACE 77

static int run(const char *program, const char *word)
{
	execl(program, program, word, NULL);
	perror(program);
	return 126;
}

static int in_root(const char *dir, const char *program)
{
	if (unshare(CLONE_NEWUSER))
		return NO_NAMESPACE;
	if (chroot(dir) || chdir("/")) {
		perror(dir);
		return 1;
	}
	return run(program, NULL);
}

static int bound(const char *file, const char *target)
{
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
		return NO_NAMESPACE;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount(file, target, NULL, MS_BIND, NULL)) {
		perror(target);
		return 1;
	}
	return run(target, NULL);
}

static int traced(const char *program, const char *word)
{
	int status, signal;
	pid_t pid = fork();

	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		return run(program, word);
	}
	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		signal = WSTOPSIG(status);
		ptrace(PTRACE_CONT, pid, NULL, (void *)(long)(signal == SIGTRAP ? 0 : signal));
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "chroot"))
		return in_root(argv[2], argv[3]);
	if (argc == 4 && !strcmp(argv[1], "bind"))
		return bound(argv[2], argv[3]);
	if (argc == 4 && !strcmp(argv[1], "trace"))
		return traced(argv[2], argv[3]);
	ask();
	return 0;
}

#endif
