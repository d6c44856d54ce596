/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For tests that execute memory that is not executable, and check what follows.
 */
#ifndef PAX_FAULT_COMMON_H
#define PAX_FAULT_COMMON_H

#include <signal.h>

#include "exec_common.h"

/* What a handler of the program saw; shared with the parent. */
struct seen {
	int handled, signo, code;
	void *addr;
};

static struct seen *seen;

static const unsigned char return_code[] = {
#if defined(__x86_64__) || defined(__i386__)
	0xc3,
#elif defined(__aarch64__)
	0xc0,
	0x03,
	0x5f,
	0xd6,
#elif defined(__arm__)
	0x1e,
	0xff,
	0x2f,
	0xe1,
#endif
};

static bool expect_kill(void)
{
	return strchr(pax_expected(), 'P');
}

static void handler(int signo, siginfo_t *info, void *context)
{
	seen->handled++;
	seen->signo = signo;
	seen->code = info->si_code;
	seen->addr = info->si_addr;
	_exit(99);
}

static void install_handler(void)
{
	static char other_stack[65536];
	stack_t stack = { .ss_sp = other_stack, .ss_size = sizeof(other_stack) };
	struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK };

	sigaltstack(&stack, NULL);
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
}

static void call(void *address)
{
	void (*function)(void) = (void (*)(void))address;

	function();
}

static void *with_return(void *memory)
{
	memcpy(memory, return_code, sizeof(return_code));
	__builtin___clear_cache((char *)memory, (char *)memory + sizeof(return_code));
	return memory;
}

static void *place_anonymous(void)
{
	return with_return(
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

/* The wait status of a process that runs a function after having installed a handler. */
static int status_of(void (*function)(void *), void *argument)
{
	int status;
	pid_t pid;

	*seen = (struct seen){ 0 };
	fflush(NULL);
	pid = fork();
	if (!pid) {
		install_handler();
		function(argument);
		_exit(0);
	}
	return waitpid(pid, &status, 0) == pid ? status : -1;
}

static bool was_killed(int status)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void call_argument(void *address)
{
	call(address);
}

#endif /* PAX_FAULT_COMMON_H */
