// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench [-g mdwe|seccomp] [-o OPERATION|OPERATION...] [-s] [-f]: counts the instructions of
 * operations, by default of all, with -s of all but whole programs. Prints a line for each: its
 * name, a tab, and the number, or "refused". With -f repeats the first operation forever, for a
 * profiler. Needs a clock that counts instructions: see scripts/bench.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

#define SAMPLES_MAX 1024

void fail(const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/*
 * Returns the mean of the middle half of the samples of one operation. This excludes samples
 * with a timer's tick, and averages over the common layouts of randomised programs. Returns
 * a negative number if the operation is refused.
 */
static double count(const struct op *op)
{
	static double sample[SAMPLES_MAX];
	unsigned int first = op->samples / 4, last = op->samples - 1 - first;
	double sum = 0;
	uint64_t begin;

	for (unsigned int n = 0; n < op->samples; n++) {
		if (op->prepare)
			op->prepare(op);
		begin = count_now();
		if (!op->run(op))
			return -1;
		sample[n] = (double)(count_now() - begin) / op->batch;
	}
	qsort(sample, op->samples, sizeof(sample[0]), compare);
	for (unsigned int n = first; n <= last; n++)
		sum += sample[n];
	return sum / (last - first + 1);
}

/* Bars separate the names, because names contain spaces. */
static bool is_wanted(const char *name, const char *names)
{
	size_t len = strlen(name);

	for (; names; names = strchr(names, '|')) {
		names += *names == '|';
		if (!strncmp(names, name, len) && (!names[len] || names[len] == '|'))
			return true;
	}
	return false;
}

static void count_all(const struct op *op, const char *names, bool is_short)
{
	double sum;

	for (; op->name; op++) {
		if ((names && !is_wanted(op->name, names)) || (is_short && op->samples == 1))
			continue;
		/* The first run pays one-time costs. For whole programs an earlier run did that.
		 */
		if (op->samples > 1)
			count(op);
		sum = count(op);
		if (sum < 0)
			printf("%s\trefused\n", op->name);
		else
			printf("%s\t%.1f\n", op->name, sum);
		fflush(stdout);
	}
}

/* Repeats the first selected operation until it is refused. Does nothing without one. */
static void do_for_ever(const struct op *op, const char *names)
{
	while (op->name && names && !is_wanted(op->name, names))
		op++;
	if (!op->name)
		return;
	do {
		if (op->prepare)
			op->prepare(op);
	} while (op->run(op));
}

static void guard(const char *name)
{
	if (!strcmp(name, "mdwe"))
		guard_mdwe();
	else if (!strcmp(name, "seccomp"))
		guard_seccomp();
	else
		errno = EINVAL, fail(name);
}

int main(int argc, char *argv[])
{
	const char *names = NULL;
	bool is_short = false, for_ever = false;
	int option;

	while ((option = getopt(argc, argv, "fg:o:s")) >= 0) {
		if (option == 'g')
			guard(optarg);
		else if (option == 'o')
			names = optarg;
		else if (option == 's')
			is_short = true;
		else if (option == 'f')
			for_ever = true;
		else
			return 64;
	}
	if (for_ever) {
		do_for_ever(memory_ops, names);
		do_for_ever(process_ops, names);
		return 1;
	}
	count_all(memory_ops, names, is_short);
	count_all(process_ops, names, is_short);
	return 0;
}
