// SPDX-License-Identifier: GPL-2.0-only
/*
 * Process 1 of the namespaces of a trial. It starts the command, takes in all orphans, and ends
 * when the command does, with which the kernel kills what is left. The command is another process,
 * since the kernel keeps many signals from process 1.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/pax.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "evidence/trial.h"
#include "terminal/message.h"

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

/* The user and the group stay what they are. */
static int map_ids(uid_t uid, gid_t gid)
{
	char text[64];
	int err;

	snprintf(text, sizeof(text), "%u %u 1", uid, uid);
	err = write_text("/proc/self/uid_map", text);
	if (!err)
		err = write_text("/proc/self/setgroups", "deny");
	snprintf(text, sizeof(text), "%u %u 1", gid, gid);
	if (!err)
		err = write_text("/proc/self/gid_map", text);
	if (err)
		say("user namespace", "cannot set it up: %s; be root", strerror(-err));
	return err;
}

static void report_and_continue(int fd, const struct trial_report *report)
{
	/* If nobody reads it, the tool has ended, and the kernel ends this process, too. */
	if (write(fd, report, sizeof(*report)) != sizeof(*report))
		_exit(1);
}

/* Becomes the command. Returns a positive errno if it cannot be executed. */
static int become_command(const struct trial *trial, int output)
{
	static const struct rlimit no_core = { 0, 0 };
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	size_t i;

	/* So no signal of the terminal comes to it, and it cannot read from there. */
	setsid();
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		signal(numbers[i], SIG_DFL);
	setrlimit(RLIMIT_CORE, &no_core);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
	    dup2(output, STDERR_FILENO) < 0)
		return errno;
	execv(trial->program, trial->argv);
	return errno;
}

/* Waits for the command, and for all orphans meanwhile. Returns its status. */
static int wait_for(pid_t command)
{
	int status;
	pid_t pid;

	for (;;) {
		pid = waitpid(-1, &status, 0);
		if (pid == command)
			return status;
		if (pid < 0 && errno != EINTR)
			return -1;
	}
}

void trial_inside(const struct trial *trial, int output, int report_fd, uid_t uid, gid_t gid)
{
	struct trial_report report = { 0 };
	int failure[2], err = 0;
	ssize_t num;
	pid_t pid;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		err = -errno;
	if (!err && trial->userns)
		err = map_ids(uid, gid);
	if (!err)
		err = trial_copies_mount(trial, &report);
	/* Some containers refuse it; then the /proc there is shows other numbers. */
	if (!err && mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) &&
	    !trial->userns)
		say("/proc", "cannot mount it for the command: %s", strerror(errno));
	if (err || pipe2(failure, O_CLOEXEC))
		_exit(1);
	pid = fork();
	if (!pid) {
		err = become_command(trial, output);
		num = write(failure[1], &err, sizeof(err));
		_exit(num != sizeof(err));
	}
	close(failure[1]);
	close(output);
	/* The other end closes at the exec. */
	num = pid < 0 ? 0 : read(failure[0], &report.err, sizeof(report.err));
	if (pid < 0)
		report.err = errno;
	report.started = num <= 0 && !report.err;
	report_and_continue(report_fd, &report);
	if (report.started) {
		report.status = wait_for(pid);
		report_and_continue(report_fd, &report);
	}
	_exit(0);
}
