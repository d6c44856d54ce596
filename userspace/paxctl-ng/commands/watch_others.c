// SPDX-License-Identifier: GPL-2.0-only
/*
 * The watch over directories that other users can change.
 *
 * Their owners can make any number of events, can make the work after an event long (a directory
 * with a million files), and can make a lookup hang (FUSE). So a process of its own applies the
 * policy to them, with low priority, a limited share of the time, and a limit for each run. What it
 * writes, and what it follows, has the same rules as everywhere: see files/root.h.
 *
 * The process fills a new inotify descriptor, and reports in records of NUM_FIELDS strings, each
 * with a NUL behind it: its places, and its results.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "commands/watch.h"
#include "files/root.h"
#include "terminal/memory.h"
#include "terminal/message.h"

#define NUM_FIELDS 6
#define MAX_REPORT (32u << 20)

/*
 * The number of directories that are watched at most. The limit of the kernel is that of root, so
 * whoever makes many directories must not use it up.
 */
#define MAX_PLACES 4000

/* The time that a run may take. */
#define MAX_TIME (INT64_C(30) * 1000000)

/*
 * The process. @rule: the line for which @is_theirs holds: it leads through such a directory.
 * @is_cut: there are more than MAX_PLACES.
 */
struct run {
	const struct watch *watch;
	struct places places;
	const struct rule *rule;
	bool is_theirs;
	bool is_cut;
	FILE *report;
};

static void put(FILE *report, const char *text)
{
	fputs(text ? text : "", report);
	putc('\0', report);
}

/* Called before each step of a lookup. From their first directory on, each one is watched. */
static int look(const struct root_look *look, void *context)
{
	struct run *run = context;
	struct place *place;

	if (run->rule != run->watch->comparison.rule) {
		run->rule = run->watch->comparison.rule;
		run->is_theirs = false;
	}
	if (root_is_others(look->uid, look->mode))
		run->is_theirs = true;
	if (!run->is_theirs)
		return 0;
	if (run->places.num == MAX_PLACES) {
		run->is_cut = true;
		return 0;
	}
	place = place_get(&run->places, look->dev, look->ino);
	if (place->wd < 0)
		place->wd = watch_directory(run->watch->others.next, look->fd);
	if (place->wd < 0 || !place_add(place, look->name, look->glob, PLACE_FILE))
		return 0;
	fprintf(run->report, "place%c%d%c%llu%c%llu%c%s%c", 0, place->wd, 0,
		(unsigned long long)look->dev, 0, (unsigned long long)look->ino, 0,
		look->glob ? "glob" : "", 0);
	put(run->report, look->name);
	return 0;
}

static void report_result(FILE *report, const struct compare_entry *entry)
{
	struct watch_result result;

	watch_result_of(entry, &result);
	put(report, result.before ? "marked" : "result");
	put(report, result.path);
	put(report, result.before);
	put(report, result.mark);
	put(report, result.reason);
	fprintf(report, "%d%c", result.err, 0);
}

__attribute__((noreturn)) static void work(struct watch *watch, int pipe)
{
	struct comparison *comparison = &watch->comparison;
	struct run run = { .watch = watch, .report = fdopen(pipe, "w") };
	size_t i;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpriority(PRIO_PROCESS, 0, 10);
	/* The gate ends when the watch does. */
	if (watch->gate >= 0)
		close(watch->gate);
	need_memory(run.report);
	comparison->repeated = true;
	comparison->suffix = NULL;
	root_observe(comparison->root, look, &run);
	compare_run(comparison);
	for (i = 0; i < comparison->num; i++) {
		if (compare_is_drift(comparison->entries[i].state))
			report_result(run.report, &comparison->entries[i]);
	}
	put(run.report, run.is_cut ? "cut" : "end");
	_exit(fclose(run.report) ? EXIT_FAILURE : EXIT_SUCCESS);
}

/**
 * watch_others_start - apply the policy to directories of other users, if it is time
 * @watch: the state
 */
void watch_others_start(struct watch *watch)
{
	struct watch_others *others = &watch->others;
	int pipes[2];

	others->pending = false;
	others->next = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (others->next < 0 || pipe2(pipes, O_CLOEXEC)) {
		say("watch", "cannot watch directories of other users: %s", strerror(errno));
		if (others->next >= 0)
			close(others->next);
		others->next = -1;
		return;
	}
	fflush(stdout);
	others->started = watch_now();
	others->child = fork();
	if (!others->child)
		work(watch, pipes[1]);
	close(pipes[1]);
	others->pipe = pipes[0];
	others->len = 0;
	others->is_late = false;
	fcntl(others->pipe, F_SETFL, O_NONBLOCK);
	if (others->child < 0) {
		say("watch", "cannot make a process: %s", strerror(errno));
		others->child = 0;
		close(others->next);
		close(others->pipe);
		others->next = -1;
		others->pipe = -1;
	}
}

/* Splits the next record. Returns NULL at the end of a whole report, or if it is cut off. */
static const char *next_record(const char *at, const char *end, const char *fields[NUM_FIELDS])
{
	size_t i;

	for (i = 0; i < NUM_FIELDS; i++) {
		const char *nul = memchr(at, '\0', end - at);

		if (!nul)
			return NULL;
		fields[i] = at;
		at = nul + 1;
	}
	return at;
}

static void take_record(struct watch *watch, struct places *places, const char *const *fields)
{
	struct watch_result result;
	struct place *place;

	if (!strcmp(fields[0], "place")) {
		place = place_get(places, strtoull(fields[2], NULL, 10),
				  strtoull(fields[3], NULL, 10));
		place->wd = atoi(fields[1]);
		place_add(place, fields[5], *fields[4], PLACE_FILE);
		return;
	}
	result = (struct watch_result){
		.path = fields[1],
		.before = !strcmp(fields[0], "marked") ? fields[2] : NULL,
		.mark = fields[3],
		.reason = *fields[4] ? fields[4] : NULL,
		.err = atoi(fields[5]),
	};
	watch_show(&watch->results, &result);
}

static bool ends_with(const struct watch_others *others, const char *word)
{
	size_t size = strlen(word) + 1;

	return others->len >= size && !memcmp(others->report + others->len - size, word, size);
}

/* Takes the report of a process that has ended. */
static void take_report(struct watch *watch)
{
	struct watch_others *others = &watch->others;
	const char *end = others->report + others->len, *at = others->report;
	const char *fields[NUM_FIELDS];
	struct places places = { 0 };
	bool is_cut = ends_with(others, "cut"), is_whole = is_cut || ends_with(others, "end");

	while (at && at < end) {
		at = next_record(at, end, fields);
		if (at)
			take_record(watch, &places, fields);
	}
	if (!is_whole) {
		/* Another attempt follows when the budget allows. */
		places_free(&places);
		close(others->next);
		others->pending = true;
	} else {
		places_free(&others->places);
		if (others->events >= 0)
			close(others->events);
		others->places = places;
		others->events = others->next;
	}
	others->next = -1;
	if (is_cut && !others->told_cut)
		say("watch",
		    "the policy leads to more than %d directories of other users; the rest gets its marks late",
		    MAX_PLACES);
	others->told_cut = is_cut;
}

/* Returns the time that the process used; all of it if it was killed since it took too long. */
static int64_t end_child(struct watch_others *others)
{
	struct rusage used = { 0 };

	wait4(others->child, NULL, 0, &used);
	others->child = 0;
	if (others->is_late)
		return watch_now() - others->started;
	return INT64_C(1000000) * (used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	       used.ru_utime.tv_usec + used.ru_stime.tv_usec;
}

/**
 * watch_others_read_report - read what the process reports
 * @watch: the state
 */
void watch_others_read_report(struct watch *watch)
{
	struct watch_others *others = &watch->others;
	char buffer[65536];
	ssize_t len;

	while ((len = read(others->pipe, buffer, sizeof(buffer))) > 0) {
		if (others->len + len > MAX_REPORT) {
			kill(others->child, SIGKILL);
			others->len = 0;
			continue;
		}
		others->report = need_memory(realloc(others->report, others->len + len));
		memcpy(others->report + others->len, buffer, len);
		others->len += len;
	}
	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	close(others->pipe);
	others->pipe = -1;
	budget_spend(&others->budget, watch_now(), end_child(others));
	take_report(watch);
	free(others->report);
	others->report = NULL;
	others->len = 0;
}

/**
 * watch_others_read_events - take the events in directories of other users
 * @watch: the state
 */
void watch_others_read_events(struct watch *watch)
{
	char buffer[65536] __attribute__((aligned(__alignof__(struct inotify_event))));
	struct watch_others *others = &watch->others;
	const struct inotify_event *event;
	const struct place *place;
	ssize_t len, at;
	unsigned int use;

	len = read(others->events, buffer, sizeof(buffer));
	for (at = 0; at < len; at += sizeof(*event) + event->len) {
		event = (const struct inotify_event *)(buffer + at);
		place = place_by_watch(&others->places, event->wd);
		use = place && event->len ? place_use(place, event->name) : 0;
		/*
		 * Nothing of theirs is looked at here. Links of theirs do not count, so what was
		 * created is complete only if it is a directory.
		 */
		if ((event->mask & (IN_Q_OVERFLOW | IN_IGNORED | IN_UNMOUNT)) ||
		    place_todo(use, event->mask, true))
			others->pending = true;
	}
}

/**
 * watch_others_check_time - kill the process if it takes too long
 * @watch: the state
 */
void watch_others_check_time(struct watch *watch)
{
	struct watch_others *others = &watch->others;

	if (!others->child || others->is_late || watch_now() - others->started < MAX_TIME)
		return;
	say("watch",
	    "directories of other users take more than %d s, so their files have to wait; look for large directories or a file system that hangs (FUSE) on the paths of the policy",
	    (int)(MAX_TIME / 1000000));
	kill(others->child, SIGKILL);
	others->is_late = true;
}

/**
 * watch_others_end - end the watch over directories of other users
 * @watch: the state
 */
void watch_others_end(struct watch *watch)
{
	struct watch_others *others = &watch->others;

	if (others->child)
		kill(others->child, SIGKILL);
	free(others->report);
	places_free(&others->places);
}
