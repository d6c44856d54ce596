// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program that performs steps: it asks both models, makes the system call, and compares.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "model.h"
#include "policy.h"

/* How often /proc is asked for protections, and for flags. */
#define EACH_MAPS 8
#define EACH_SMAPS 128

/* How many steps a child does before its parent goes on, and how deep children take over. */
#define CHILD_STEPS 8
#define DEPTH_MAX 4

static struct world world;
static const struct work *work;
static struct report *report;
static unsigned int depth;

/* In ascending order: these steps alone. */
static unsigned long only[1 << 16];
static size_t num_only;

static bool is_wanted(unsigned long n)
{
	size_t low = 0, high = num_only;

	if (!num_only)
		return true;
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (only[middle] == n)
			return true;
		if (only[middle] < n)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static void outcome_words(const struct outcome *outcome, char *text, size_t size)
{
	if (outcome->err)
		snprintf(text, size, "%s", strerror(-outcome->err));
	else
		snprintf(text, size, "page %d%s%s", outcome->cell,
			 outcome->heard ? ", hint heard" : "", outcome->was ? ", was on" : "");
}

static void __attribute__((noreturn))
differ(unsigned long n, const struct step *step, const char *why)
{
	char words[256];

	report->at = n;
	if (!work->quiet) {
		step_words(step, words, sizeof(words));
		printf("# seed %llu, step %lu, flags %s%s: %s\n#   %s\n",
		       (unsigned long long)work->seed, n, programs[work->program].flags,
		       depth ? ", in a child" : "", words, why);
		fflush(stdout);
	}
	_exit(1);
}

static void check(unsigned long n, const struct step *step, bool thoroughly)
{
	char why[256];

	if (!kernel_compare(&world, thoroughly, why, sizeof(why)))
		differ(n, step, why);
}

static void one(unsigned long n, const struct step *step)
{
	struct outcome expected, got;
	char why[256], should[96], is[96];
	bool private;

	if (space_needs_starts(&world, step))
		kernel_starts(&world);
	if (!space_is_settled(&world, step))
		return;
	private = space_touches_private(&world, step);
	expected = space_apply(&world, step);
	got = kernel_apply(&world, step);
	if (world.disagree || space_agree(&world)) {
		snprintf(why, sizeof(why), "the two models do not agree in %s", world.disagree);
		differ(n, step, why);
	}
	if (expected.err != got.err || expected.cell != got.cell || expected.heard != got.heard ||
	    expected.was != got.was) {
		outcome_words(&expected, should, sizeof(should));
		outcome_words(&got, is, sizeof(is));
		snprintf(why, sizeof(why), "the kernel answers: %s; expected: %s", is, should);
		differ(n, step, why);
	}
	if (private || space_touches_private(&world, step))
		kernel_starts(&world);
	if (num_only || n % EACH_SMAPS == EACH_SMAPS - 1)
		check(n, step, true);
	else if (n % EACH_MAPS == EACH_MAPS - 1)
		check(n, step, false);
}

static void run(unsigned long from, unsigned long to, bool nested);

/* Returns in the process that goes on. */
static void do_fork(unsigned long n, const struct step *step)
{
	bool takes_over = step->how && depth < DEPTH_MAX;
	int status;
	pid_t pid = fork();

	if (pid < 0)
		differ(n, step, "fork failed");
	if (!pid) {
		depth++;
		check(n, step, true);
		if (takes_over)
			return;
		run(n + 1, n + 1 + CHILD_STEPS, true);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid)
		differ(n, step, "the child is lost");
	if (WIFSIGNALED(status)) {
		n = report->at;
		differ(n, step, "the child was killed");
	}
	if (takes_over || WEXITSTATUS(status))
		_exit(WEXITSTATUS(status));
	check(n, step, true);
}

static void do_exec(unsigned long n, const struct step *step)
{
	struct work next = *work;

	next.first = n + 1;
	next.program = step->how % num_programs;
	next.implies = world.implies;
	program_exec(&next);
	differ(n, step, "exec failed");
}

static void run(unsigned long from, unsigned long to, bool nested)
{
	struct step step;
	unsigned long n;

	for (n = from; n < to; n++) {
		if (!is_wanted(n))
			continue;
		step_make(work->seed, n, &step);
		report->at = n;
		if (step.action == FORK || step.action == EXEC) {
			if (nested)
				continue;
			if (step.action == EXEC)
				do_exec(n, &step);
			do_fork(n, &step);
			continue;
		}
		one(n, &step);
	}
}

static unsigned int flags_of(const char *letters)
{
	unsigned int flags = 0, n;

	for (n = 0; n < PAX_FLAGS_NUM; n++)
		if (letters[n] == PAX_LETTERS[n])
			flags |= 1u << n;
	return flags;
}

/* Whether the process has the expected flags; a stock kernel shows none. */
static bool has_flags(const char *expected)
{
	char line[256], letters[6] = "pemrs";
	FILE *f = fopen("/proc/self/status", "re");
	bool same;

	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, "PaX:\t", 5))
			memcpy(letters, line + 5, 5);
	if (f)
		fclose(f);
	same = !strcmp(letters, expected);
	if (!same)
		printf("# this program runs as %s, expected: %s\n", letters, expected);
	return same;
}

/**
 * work_run - do some steps
 * @given: which
 *
 * Return: the exit status: 0 if nothing differs, 1 if something does, 2 if it could not begin.
 */
int work_run(const struct work *given)
{
	bool implies = personality(0xffffffff) & READ_IMPLIES_EXEC;
	struct step step = { .action = EXEC };
	struct work again = *given;
	ssize_t len;
	int err;

	work = given;
	report = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, FD_REPORT, 0);
	len = pread(FD_ONLY, only, sizeof(only), 0);
	if (report == MAP_FAILED || len < 0)
		return 2;
	num_only = len / sizeof(only[0]);
	memcpy(world.segments, work->segments, sizeof(world.segments));
	report->first = work->first;
	report->program = work->program;
	report->at = work->first;
	world.flags = flags_of(programs[work->program].flags);
	if (!has_flags(programs[work->program].flags))
		return 2;
	/* The kernel hands it on to programs of 32 bits only. */
	if (implies != (work->implies && sizeof(long) == 4 && !page_drops_implies(world.flags)))
		differ(work->first, &step,
		       implies ? "READ_IMPLIES_EXEC is on after it" :
				 "READ_IMPLIES_EXEC is off after it");
	/* What is there already was made with it: begin without. */
	if (implies) {
		personality(personality(0xffffffff) & ~READ_IMPLIES_EXEC);
		again.implies = false;
		program_exec(&again);
	}
	err = kernel_begin(&world);
	if (err) {
		printf("# there is no room for the window: %s\n", strerror(-err));
		return 2;
	}
	space_begin(&world);
	kernel_starts(&world);
	check(work->first, &step, true);
	run(work->first, work->last, false);
	/* Whatever was not looked at yet. */
	check(report->at, &step, true);
	return 0;
}
