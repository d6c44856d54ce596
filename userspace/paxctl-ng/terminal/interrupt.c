// SPDX-License-Identifier: GPL-2.0-only
/*
 * Turns SIGINT, SIGTERM and SIGHUP into a flag, so that a command can finish its work cleanly.
 */
#include <signal.h>
#include <stddef.h>

#include "terminal/interrupt.h"

static volatile sig_atomic_t came;

static void note(int number)
{
	came = number;
}

void interrupt_catch(bool waits)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = note }, old;
	unsigned int i;

	action.sa_flags = SA_RESETHAND | (waits ? 0 : SA_RESTART);
	sigemptyset(&action.sa_mask);
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		/* Keep ignoring signals that nohup or the shell of a background job ignores. */
		if (!sigaction(numbers[i], NULL, &old) && old.sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
	}
}

bool interrupted(void)
{
	return came;
}

void interrupt_resume(void)
{
	if (!came)
		return;
	signal(came, SIG_DFL);
	raise(came);
}
