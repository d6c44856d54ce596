// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keeps the beginning and the end of what a command writes, whatever the amount.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "evidence/trial.h"
#include "terminal/memory.h"

static void keep(struct trial_output *output, const char *bytes, size_t num)
{
	for (; num; num--, bytes++, output->num++) {
		if (output->num < TRIAL_OUTPUT)
			output->first[output->num] = *bytes ? *bytes : ' ';
		else
			output->last[output->num % TRIAL_OUTPUT] = *bytes ? *bytes : ' ';
	}
}

bool trial_output_read(struct trial_output *output, int fd)
{
	char bytes[16384];
	ssize_t num;

	if (!output->first) {
		output->first = need_memory(malloc(TRIAL_OUTPUT));
		output->last = need_memory(malloc(TRIAL_OUTPUT));
	}
	num = read(fd, bytes, sizeof(bytes));
	if (num > 0)
		keep(output, bytes, num);
	return num > 0 || (num < 0 && (errno == EAGAIN || errno == EINTR));
}

char *trial_output_text(struct trial_output *output)
{
	static const char gap[] = "\n[...]\n";
	size_t head = output->num < TRIAL_OUTPUT ? output->num : TRIAL_OUTPUT;
	size_t tail = output->num - head, at = output->num % TRIAL_OUTPUT;
	char *text, *to;

	if (tail > TRIAL_OUTPUT)
		tail = TRIAL_OUTPUT;
	else
		at = 0;
	text = need_memory(malloc(head + sizeof(gap) + tail + 1));
	to = head ? mempcpy(text, output->first, head) : text;
	/* The ring is full, and @at is its oldest byte; or it begins at 0. */
	if (output->num > 2 * (size_t)TRIAL_OUTPUT)
		to = mempcpy(to, gap, sizeof(gap) - 1);
	if (tail) {
		to = mempcpy(to, output->last + at, tail - at);
		to = mempcpy(to, output->last, at);
	}
	*to = '\0';
	free(output->first);
	free(output->last);
	*output = (struct trial_output){ 0 };
	return text;
}
