/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For tests of how a child process ends that executes memory that is not executable.
 */
#ifndef PAX_CHILD_H
#define PAX_CHILD_H

#include <signal.h>

#include "pax_test.h"

/* How a child ends: as a wait status, or as the exit status of its handler. */
#define KILLED SIGKILL
#define BY_HANDLER (99 << 8)
#define BY_SIGILL (98 << 8)

static inline void handler(int signo)
{
	_exit(signo == SIGILL ? 98 : 99);
}

/* The handlers run on a stack of their own, whatever the test does to the stack. */
static inline void install_handlers(void)
{
	static char other_stack[65536];
	stack_t stack = { .ss_sp = other_stack, .ss_size = sizeof(other_stack) };
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_ONSTACK };

	sigaltstack(&stack, NULL);
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGILL, &action, NULL);
	sigaction(SIGTRAP, &action, NULL);
}

/* Runs something in a child, with handlers; its wait status. */
static inline int in_child(int (*body)(const void *arg), const void *arg)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		install_handlers();
		_exit(body(arg));
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid ? status : -errno;
}

static inline bool has(char letter)
{
	return strchr(pax_expected(), letter);
}

/* How what is not emulated ends. */
static inline int refused(void)
{
	return has('P') ? KILLED : BY_HANDLER;
}

/* How what is to be emulated ends. */
static inline int emulated(void)
{
	return has('E') ? 0 : refused();
}

#define EXPECT_END(expected, body, arg, what)                       \
	do {                                                        \
		int status_ = in_child(body, arg);                  \
		EXPECT_EQ(expected, status_)                        \
		{                                                   \
			TH_LOG("%s: ended with %x", what, status_); \
		}                                                   \
	} while (0)

static inline bool executable(const void *address)
{
	char letters[5];

	map_letters(address, letters);
	return letters[2] != '-';
}

#endif /* PAX_CHILD_H */
