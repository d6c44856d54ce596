// SPDX-License-Identifier: GPL-2.0-only
/*
 * The side of a trial that stays outside of its namespaces: starts it, reads its output, and ends
 * it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "evidence/trial.h"
#include "terminal/interrupt.h"
#include "terminal/message.h"

/* What setting up may take: copies of large programs, on a slow machine. */
#define SETUP_SECONDS 300

/* How often a signal is looked for that came just before a wait. */
#define POLL_MS 500

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* Like fork(), with namespaces of which the child is process 1. */
static pid_t fork_apart(bool userns)
{
	struct clone_args args = {
		.flags = CLONE_NEWNS | CLONE_NEWPID | (userns ? CLONE_NEWUSER : 0),
		.exit_signal = SIGCHLD,
	};

	return syscall(SYS_clone3, &args, sizeof(args));
}

/* The descriptors of a trial that runs, and what came from them. */
struct running {
	pid_t pid;
	int output;
	int report_fd;
	struct trial_output text;
	struct trial_report report;
	bool finished;
	double began;
};

static void say_no_start(const struct trial *trial, int err)
{
	say("try", "cannot make namespaces: %s; %s", strerror(err),
	    trial->userns || err == EPERM ?
		    "be root (user namespaces may be turned off here, or used up)" :
		    "does this container allow them?");
}

static int start(const struct trial *trial, struct running *running)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	int output[2], report[2], err;

	if (pipe2(output, O_CLOEXEC))
		return -errno;
	if (pipe2(report, O_CLOEXEC)) {
		err = -errno;
		close(output[0]);
		close(output[1]);
		return err;
	}
	/* What is not written yet would be written twice. */
	fflush(NULL);
	running->pid = fork_apart(trial->userns);
	err = errno;
	if (!running->pid)
		trial_inside(trial, output[1], report[1], uid, gid);
	close(output[1]);
	close(report[1]);
	running->output = output[0];
	running->report_fd = report[0];
	fcntl(running->output, F_SETFL, O_NONBLOCK);
	if (running->pid > 0)
		return 0;
	say_no_start(trial, err);
	close(output[0]);
	close(report[0]);
	return -err;
}

/* Takes a report. Returns false after the last one. */
static bool take_report(struct running *running)
{
	struct trial_report report;

	if (read(running->report_fd, &report, sizeof(report)) != sizeof(report))
		return false;
	running->finished = running->report.started && !report.err;
	running->report = report;
	if (report.started && !running->finished)
		running->began = now();
	return report.started && !running->finished;
}

/* Waits until the command has ended. Returns 0, -ETIME, or -EINTR after a signal. */
static int follow(const struct trial *trial, struct running *running)
{
	struct pollfd fds[] = { { running->report_fd, POLLIN, 0 }, { running->output, POLLIN, 0 } };
	double start_time = now();

	for (;;) {
		double last = running->report.started ? running->began + trial->seconds :
							start_time + SETUP_SECONDS;
		double left = last - now();

		if (interrupted())
			return -EINTR;
		if (left <= 0)
			return -ETIME;
		fds[0].revents = 0;
		fds[1].revents = 0;
		if (poll(fds, 2, left > POLL_MS / 1e3 ? POLL_MS : (int)(left * 1e3) + 1) < 0)
			continue;
		/* A closed output does not end it. */
		if (fds[1].revents && !trial_output_read(&running->text, running->output))
			fds[1].fd = -1;
		if (fds[0].revents && !take_report(running))
			return 0;
	}
}

/* Ends everything in the namespaces. The kernel does so with process 1, and waits for it. */
static void end(struct running *running)
{
	size_t before;

	kill(running->pid, SIGKILL);
	while (waitpid(running->pid, NULL, 0) < 0 && errno == EINTR)
		;
	/* What is left in the pipe; somebody else may hold its other end. */
	do {
		before = running->text.num;
	} while (trial_output_read(&running->text, running->output) && running->text.num > before);
	close(running->output);
	close(running->report_fd);
}

int trial_run(const struct trial *trial, struct trial_outcome *outcome)
{
	struct running running = { 0 };
	char *text;
	int err;

	*outcome = (struct trial_outcome){ 0 };
	err = start(trial, &running);
	if (err)
		return err;
	err = follow(trial, &running);
	outcome->seconds = running.report.started ? now() - running.began : 0;
	end(&running);
	text = trial_output_text(&running.text);
	memcpy(outcome->ids, running.report.ids, sizeof(outcome->ids));
	outcome->status = running.report.status;
	outcome->timed_out = err == -ETIME && running.report.started;
	if (!err && running.report.err) {
		err = -running.report.err;
		say(trial->program, "cannot execute it: %s", strerror(-err));
	} else if (err == -ETIME && !outcome->timed_out) {
		say(trial->program, "no copies of it within %d seconds", SETUP_SECONDS);
	} else if (!err && !running.finished) {
		/* It has said why. */
		err = -ECANCELED;
	} else if (outcome->timed_out) {
		err = 0;
	}
	if (err)
		free(text);
	else
		outcome->text = text;
	return err;
}
