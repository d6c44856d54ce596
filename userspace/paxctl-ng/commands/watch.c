// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng watch: keeps the marks of the policy on its files, whoever replaces them.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "commands/commands.h"
#include "commands/watch.h"
#include "files/identity.h"
#include "files/root.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/notify.h"
#include "terminal/out.h"

/* The time that can be saved up for work: a large package upgrade, and a user's make install. */
#define BURST 3000000
#define OTHERS_BURST 300000

/* When to try again to write marks after a failure that may pass, in microseconds. */
#define RETRY (INT64_C(30) * 1000000)

/* When to look whether other failures last. */
#define RECHECK (INT64_C(2) * 1000000)

enum {
	KEY_ROOT = CLI_KEY,
	KEY_SECURITY,
};

static const struct cli_option options[] = {
	{ KEY_ROOT, "root", "DIR", "use DIR as the root directory" },
	{ KEY_SECURITY, "security", NULL, "use security.pax.flags, not user.pax.flags" },
	{ 0 },
};

static const struct out_column columns[] = {
	{ "result", "RESULT", OUT_TEXT }, { "path", "FILE", OUT_TEXT },
	{ "before", "BEFORE", OUT_TEXT }, { "mark", "MARK", OUT_TEXT },
	{ "reason", "REASON", OUT_TEXT },
};

enum {
	POLL_SIGNALS,
	POLL_MOUNTS,
	POLL_EVENTS,
	POLL_OTHERS,
	POLL_REPORT,
	POLL_GATE,
	POLL_NUM,
};

/* The descriptors that do not change, and the times of what is due. */
struct loop {
	struct watch *watch;
	int signals;
	int mounts;
	int interval;
	int64_t alive;
	int64_t retry;
};

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Returns the time until something is due, in milliseconds; -1 if nothing is. */
static int time_left(const struct loop *loop)
{
	const struct watch *watch = loop->watch;
	int64_t now = watch_now(), left = INT64_MAX;

	if (watch->is_asked)
		left = budget_wait(&watch->gate_budget, now);
	if (watch->todo)
		left = sooner(left, budget_wait(&watch->budget, now));
	if (watch->others.pending && !watch->others.child)
		left = sooner(left, budget_wait(&watch->others.budget, now));
	if (watch->others.child && !watch->others.is_late)
		left = sooner(left, 1000000);
	if (watch->results.retry || watch->results.recheck)
		left = sooner(left, later(loop->retry - now, budget_wait(&watch->budget, now)));
	if (loop->interval > 0)
		left = sooner(left, loop->alive - now);
	if (left == INT64_MAX)
		return -1;
	return left <= 0 ? 0 : left / 1000 + 1;
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

/* Returns true if a signal ends the watch. */
static bool take_signals(struct loop *loop)
{
	struct signalfd_siginfo info;

	while (read(loop->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo != SIGHUP)
			return true;
		loop->watch->todo |= PLACE_DO_RELOAD;
	}
	return false;
}

/* A mount can put another file at any path, and take watches away. */
static void take_mounts(struct watch *watch)
{
	if (watch->comparison.mounts) {
		mounts_free(watch->comparison.mounts);
		watch->comparison.mounts = mounts_read(watch->root_path);
	}
	watch->todo |= PLACE_DO_APPLY;
}

static void set_retry(struct loop *loop)
{
	loop->retry = watch_now() + (loop->watch->results.recheck ? RECHECK : RETRY);
}

/* Applies the policy for executions that wait. Events without end must not keep them waiting. */
static void work_for_gate(struct loop *loop)
{
	struct watch *watch = loop->watch;

	if (!watch->is_asked || budget_wait(&watch->gate_budget, watch_now()))
		return;
	watch->todo &= ~PLACE_DO_APPLY;
	watch_apply(watch, NULL, &watch->gate_budget);
	watch_gate_answer(watch);
	set_retry(loop);
}

static void work_for_events(struct loop *loop)
{
	struct watch *watch = loop->watch;
	unsigned int todo = watch->todo;
	int64_t now = watch_now();

	if ((watch->results.retry || watch->results.recheck) && loop->retry <= now)
		todo |= PLACE_DO_APPLY;
	if (!todo || budget_wait(&watch->budget, now))
		return;
	watch->todo = 0;
	if (todo & PLACE_DO_RELOAD) {
		if (watch_renew(watch))
			say("policy",
			    "the last policy without an error stays in force; correct what is named above");
	} else if (todo & PLACE_DO_APPLY) {
		watch_apply(watch, NULL, &watch->budget);
	}
	if (todo & PLACE_DO_STAGED)
		watch_apply(watch, STAGED_SUFFIX, &watch->budget);
	if (todo & (PLACE_DO_RELOAD | PLACE_DO_APPLY)) {
		watch_gate_answer(watch);
		set_retry(loop);
	}
}

static void do_work(struct loop *loop)
{
	struct watch *watch = loop->watch;
	int64_t now;

	work_for_gate(loop);
	work_for_events(loop);
	now = watch_now();
	if (watch->others.pending && !watch->others.child &&
	    !budget_wait(&watch->others.budget, now))
		watch_others_start(watch);
	watch_others_check_time(watch);
	if (loop->interval > 0 && loop->alive <= now) {
		notify_manager("WATCHDOG=1");
		loop->alive = now + INT64_C(1000) * loop->interval;
	}
}

/* Returns 0 after a signal, or a negative errno. */
static int wait_for_events(struct loop *loop)
{
	struct watch *watch = loop->watch;
	const struct watch_others *others = &watch->others;

	for (;;) {
		struct pollfd polls[POLL_NUM] = {
			[POLL_SIGNALS] = { loop->signals, POLLIN, 0 },
			[POLL_MOUNTS] = { loop->mounts, POLLPRI, 0 },
			/* What would only lead to work that is due anyway stays in the queue. */
			[POLL_EVENTS] = { watch->todo ? -1 : watch->events, POLLIN, 0 },
			[POLL_OTHERS] = { others->pending || others->child ? -1 : others->events,
					  POLLIN, 0 },
			[POLL_REPORT] = { watch->others.child ? watch->others.pipe : -1, POLLIN,
					  0 },
			[POLL_GATE] = { watch->gate, POLLIN, 0 },
		};

		if (poll(polls, POLL_NUM, time_left(loop)) < 0 && errno != EINTR)
			return -errno;
		if (polls[POLL_SIGNALS].revents && take_signals(loop))
			return 0;
		if (polls[POLL_GATE].revents && watch_gate_read(watch)) {
			say("watch", "the gate has ended, so no execution is held back");
			return -EPIPE;
		}
		if (polls[POLL_MOUNTS].revents)
			take_mounts(watch);
		if (polls[POLL_EVENTS].revents)
			watch_read_events(watch);
		if (polls[POLL_REPORT].revents) {
			watch_others_read_report(watch);
			set_retry(loop);
		}
		if (polls[POLL_OTHERS].revents)
			watch_others_read_events(watch);
		do_work(loop);
	}
}

static int watch_policy(struct watch *watch)
{
	struct loop loop = {
		.watch = watch,
		.signals = open_signals(),
		.mounts = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC),
		.interval = notify_interval(),
	};
	int err = watch_renew(watch);

	if (err) {
		say("watch",
		    "without a policy there is nothing to watch; correct what is named above");
	} else {
		say("watch", "%zu lines of the policy, %zu directories",
		    watch->comparison.policy.num, watch->places.num);
		notify_manager("READY=1");
		set_retry(&loop);
		err = wait_for_events(&loop);
		notify_manager("STOPPING=1");
	}
	watch_others_end(watch);
	watch_forget(&watch->results);
	places_free(&watch->places);
	if (watch->gate >= 0)
		close(watch->gate);
	close(loop.signals);
	if (loop.mounts >= 0)
		close(loop.mounts);
	return err;
}

static int run(struct cli *cli)
{
	struct watch watch = {
		.root_path = "/",
		.comparison = { .write = true, .attr = PAXFLAGS_USER },
		.events = -1,
		.gate = -1,
		.others = { .events = -1, .next = -1, .pipe = -1 },
	};
	int key, err;

	while ((key = cli_next(cli)) > 0) {
		if (key == KEY_ROOT)
			watch.root_path = cli->arg;
		else
			watch.comparison.attr = PAXFLAGS_SECURITY;
	}
	if (key < 0)
		return cli->status;
	if (cli->argc)
		return cli_usage(cli, "there are no operands");
	if (root_open(watch.root_path, &watch.comparison.root))
		return STATUS_FAILED;
	watch.budget = (struct budget){ BURST, BURST, watch_now() };
	watch.gate_budget = watch.budget;
	watch.others.budget = (struct budget){ OTHERS_BURST, OTHERS_BURST, watch_now() };
	watch.results.attr = watch.comparison.attr;
	watch.results.quiet = cli->quiet;
	watch.results.out =
		out_open(cli, OUT_STREAM, columns, sizeof(columns) / sizeof(columns[0]));
	err = watch_policy(&watch);
	out_close(watch.results.out);
	compare_free(&watch.comparison);
	return err ? STATUS_FAILED : STATUS_OK;
}

const struct command command_watch = {
	.name = "watch",
	.summary = "keep the marks of the policy on its files while files are replaced",
	.about =
		"Applies the policy, then watches the directories that it names until SIGTERM, and\n"
		"writes the mark of a file that is created, renamed or written there. Reads the policy\n"
		"again when one of its files changes, and after SIGHUP.\n",
	.options = options,
	.common = COMMON_JSON | COMMON_QUIET,
	.run = run,
};
