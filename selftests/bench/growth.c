// SPDX-License-Identifier: GPL-2.0-only
/*
 * growth processes|mappings|processors NUMBER...: counts the instructions of one mmap+munmap
 * and one vfork+exec while there are so many processes, mappings in the process itself, or
 * processors that run. Prints lines "WHAT<tab>NUMBER<tab>OPERATION<tab>INSTRUCTIONS".
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define SAMPLES 201
#define PAGE 4096ul

void fail(const char *what)
{
	fprintf(stderr, "growth: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void map(void)
{
	void *at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED || munmap(at, PAGE))
		fail("mmap");
}

static void start(void)
{
	static char *const argv[] = { "./nothing_static", NULL };
	pid_t child = vfork();
	int status;

	if (!child) {
		execv(argv[0], argv);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status)
		fail(argv[0]);
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Returns the mean of the middle half of the samples. */
static double count(void (*run)(void))
{
	static uint64_t sample[SAMPLES];
	double sum = 0;

	run();
	for (unsigned int n = 0; n < SAMPLES; n++) {
		uint64_t begin = count_now();

		run();
		sample[n] = count_now() - begin;
	}
	qsort(sample, SAMPLES, sizeof(sample[0]), compare);
	for (unsigned int n = SAMPLES / 4; n < SAMPLES - SAMPLES / 4; n++)
		sum += sample[n];
	return sum / (SAMPLES - 2 * (SAMPLES / 4));
}

/* Adds a process that sleeps until this process ends. */
static void add_process(void)
{
	pid_t child = fork();

	if (child < 0)
		fail("fork");
	if (child)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		pause();
}

/* Alternates between two protections, so that the kernel does not merge neighbours. */
static void add_mapping(void)
{
	static unsigned int turn;

	if (mmap(NULL, PAGE, turn++ % 2 ? PROT_READ : PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		 0) == MAP_FAILED)
		fail("mmap");
}

/* Switches the next processor on. All but the first can be off. */
static void add_processor(void)
{
	static unsigned int count = 1;
	char name[64];
	int fd;

	snprintf(name, sizeof(name), "/sys/devices/system/cpu/cpu%u/online", count++);
	fd = open(name, O_WRONLY);
	if (fd < 0 || write(fd, "1", 1) != 1)
		fail(name);
	close(fd);
}

int main(int argc, char *argv[])
{
	void (*add)(void) = NULL;
	int have = 0;

	if (argc > 2 && !strcmp(argv[1], "processes"))
		add = add_process;
	else if (argc > 2 && !strcmp(argv[1], "mappings"))
		add = add_mapping;
	else if (argc > 2 && !strcmp(argv[1], "processors"))
		add = add_processor, have = 1;
	else
		return 64;
	for (int n = 2; n < argc; n++) {
		for (; have < atoi(argv[n]); have++)
			add();
		printf("%s\t%d\tmmap+munmap\t%.1f\n", argv[1], have, count(map));
		/* vfork copies no mappings, but the process has them. */
		printf("%s\t%d\tvfork+exec\t%.1f\n", argv[1], have, count(start));
		fflush(stdout);
	}
	return 0;
}
