// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shows progress on stderr when a command takes longer than two seconds.
 */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "terminal/progress.h"

#define FIRST_MS 2000
#define EVERY_MS 200
/* The interval for lines in a log, which is longer than on a terminal. */
#define EVERY_LINE_MS 2000

static struct {
	const char *what;
	unsigned long total;
	bool on;
	bool terminal;
	bool visible;
	long long next_ms;
} state;

/* Reads the coarse clock, which costs only a few nanoseconds. */
static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

void progress_start(const char *what, unsigned long total, bool force)
{
	state.what = what;
	state.total = total;
	state.terminal = isatty(STDERR_FILENO);
	state.on = force || state.terminal;
	state.visible = false;
	state.next_ms = now_ms() + FIRST_MS;
}

void progress_show(unsigned long done)
{
	long long now;

	if (!state.on)
		return;
	now = now_ms();
	if (now < state.next_ms)
		return;
	state.next_ms = now + (state.terminal ? EVERY_MS : EVERY_LINE_MS);
	if (state.terminal)
		fputs("\r\033[K", stderr);
	if (state.total)
		fprintf(stderr, "%lu of %lu %s", done, state.total, state.what);
	else
		fprintf(stderr, "%lu %s", done, state.what);
	if (!state.terminal)
		fputc('\n', stderr);
	fflush(stderr);
	state.visible = state.terminal;
}

void progress_end(void)
{
	if (!state.visible)
		return;
	fputs("\r\033[K", stderr);
	state.visible = false;
}
