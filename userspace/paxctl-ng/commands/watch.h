/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of "paxctl-ng watch":
 *
 * watch.c		the command line, and the loop that waits for events
 * watch_run.c		applies the policy, and watches the directories that it leads through
 * watch_others.c	the same for directories that other users can change, in a process of its
 * own watch_results.c	what was done, and what failed
 */
#ifndef PAXCTL_WATCH_H
#define PAXCTL_WATCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "commands/watch_budget.h"
#include "policy/compare.h"
#include "policy/places.h"
#include "terminal/cli.h"
#include "terminal/out.h"

/**
 * struct watch_result - what was done with a file
 * @path: its path
 * @before: the mark that it had, or NULL
 * @mark: the mark of the policy
 * @reason: the reason why it failed, or NULL
 * @err: the negative errno of writing the mark, or 0
 */
struct watch_result {
	const char *path;
	const char *before;
	const char *mark;
	const char *reason;
	int err;
};

/**
 * struct watch_results - the output, and the failures that were printed lately
 * @out: the rows
 * @quiet: print only failures
 * @attr: the attribute
 * @told: a search tree of the failures, by path
 * @num_told: the number of failures in it
 * @since: the begin of the period in which @lines were printed
 * @lines: the number of failures printed in it
 * @retry: a later attempt may succeed without any event
 * @recheck: a failure is not printed before another run has seen it, too
 */
struct watch_results {
	struct out *out;
	bool quiet;
	enum paxflags_attr attr;
	void *told;
	size_t num_told;
	int64_t since;
	unsigned int lines;
	bool retry;
	bool recheck;
};

/**
 * struct watch_others - the watch over directories that other users can change
 * @pending: something has changed, or may have
 * @events: the inotify descriptor, or -1
 * @places: the places that it watches
 * @budget: the time that runs may take
 * @child: the process that is at work, or 0
 * @started: when it began
 * @is_late: it was killed, and has not ended yet
 * @told_cut: it was reported that there are too many directories
 * @next: the inotify descriptor that it fills
 * @pipe: what it reports
 * @report: the report so far
 * @len: the length of @report
 */
struct watch_others {
	bool pending;
	int events;
	struct places places;
	struct budget budget;
	pid_t child;
	int64_t started;
	bool is_late;
	bool told_cut;
	int next;
	int pipe;
	char *report;
	size_t len;
};

/**
 * struct watch - the state
 * @root_path: the root directory
 * @comparison: the policy in force, and the root
 * @reading: the policy is being read
 * @events: the inotify descriptor
 * @places: the places that it watches
 * @run: the number of the present run
 * @todo: what has to be done: bits of PLACE_DO_*
 * @has_others: some lines lead through directories of other users
 * @told_held: a line was reported whose files cannot be held
 * @gate: the socket of the gate, or -1
 * @is_asked: the gate waits for the policy to be applied
 * @asked: the number of its last question
 * @told_limit: the limit of watches was reported
 * @overflow: when the queue of events has overflowed, or 0
 * @budget: the time that runs may take
 * @gate_budget: the same for runs for which an execution waits
 * @results: the output
 * @others: the watch over directories of other users
 */
struct watch {
	const char *root_path;
	struct comparison comparison;
	bool reading;
	int events;
	struct places places;
	unsigned long run;
	unsigned int todo;
	bool has_others;
	bool told_held;
	int gate;
	bool is_asked;
	unsigned int asked;
	bool told_limit;
	int64_t overflow;
	struct budget budget;
	struct budget gate_budget;
	struct watch_results results;
	struct watch_others others;
};

/* watch_run.c */
int64_t watch_now(void);
int watch_directory(int events, int fd);
void watch_apply(struct watch *watch, const char *suffix, struct budget *budget);
int watch_renew(struct watch *watch);
void watch_read_events(struct watch *watch);

/* watch_results.c */
void watch_result_of(const struct compare_entry *entry, struct watch_result *result);
void watch_show(struct watch_results *results, const struct watch_result *result);
void watch_forget(struct watch_results *results);

/* watch_others.c */
void watch_others_start(struct watch *watch);
void watch_others_read_report(struct watch *watch);
void watch_others_read_events(struct watch *watch);
void watch_others_check_time(struct watch *watch);
void watch_others_end(struct watch *watch);

/* watch_gate.c */
void watch_gate_renew(struct watch *watch);
void watch_gate_hold(struct watch *watch, int fd);
int watch_gate_read(struct watch *watch);
void watch_gate_answer(struct watch *watch);

#endif /* PAXCTL_WATCH_H */
