// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processes, threads, and whole programs.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

extern char **environ;

static bool ended_well(pid_t child)
{
	int status;

	return waitpid(child, &status, 0) == child && status == 0;
}

static bool run_fork(const struct op *op)
{
	for (unsigned int n = 0; n < op->batch; n++) {
		pid_t child = fork();

		if (!child)
			_exit(0);
		if (child < 0 || !ended_well(child))
			return false;
	}
	return true;
}

static void *thread(void *arg)
{
	return NULL;
}

static bool run_thread(const struct op *op)
{
	for (unsigned int n = 0; n < op->batch; n++) {
		pthread_t id;

		if (pthread_create(&id, NULL, thread, NULL) || pthread_join(id, NULL))
			return false;
	}
	return true;
}

/* Runs a program in the working directory or in PATH, and discards its output. */
static bool run_program(const struct op *op)
{
	char *const *argv = (char *const *)op->arg;
	posix_spawn_file_actions_t quiet;
	bool done = true;
	pid_t child;

	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
	for (unsigned int n = 0; n < op->batch && done; n++) {
		done = !posix_spawnp(&child, argv[0], &quiet, NULL, argv, environ) &&
		       ended_well(child);
	}
	posix_spawn_file_actions_destroy(&quiet);
	return done;
}

/* Only vfork and exec: the cost of starting a program, without the cost of the parent. */
static bool run_exec(const struct op *op)
{
	char *const *argv = (char *const *)op->arg;
	pid_t child = vfork();

	if (!child) {
		execv(argv[0], argv);
		_exit(127);
	}
	return child > 0 && ended_well(child);
}

static const char *const static_argv[] = { "./nothing_static", NULL };
static const char *const dynamic_argv[] = { "./nothing", NULL };
static const char *const script_argv[] = { "/bin/sh", "./script200.sh", NULL };
static const char *const python_argv[] = { "python3", "-c", "pass", NULL };
static const char *const luajit_argv[] = { "./luajit", "./loop.lua", NULL };
static const char *const cc_argv[] = { "gcc", "-O1", "-o", "/tmp/small", "./small.c", NULL };

const struct op process_ops[] = {
	{ "fork", 1, 61, NULL, run_fork },
	{ "vfork+exec static", 1, 61, NULL, run_exec, static_argv },
	{ "vfork+exec dynamic", 1, 31, NULL, run_exec, dynamic_argv },
	{ "pthread_create+join", 4, 51, NULL, run_thread },
	{ "script, 200 commands", 1, 1, NULL, run_program, script_argv },
	{ "python3 start", 1, 1, NULL, run_program, python_argv },
	{ "luajit loop, marked", 1, 1, NULL, run_program, luajit_argv },
	{ "compile a C program", 1, 1, NULL, run_program, cc_argv },
	{},
};
