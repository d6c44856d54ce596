/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs a command once, with marks on copies of its programs.
 *
 * The command runs in a mount namespace of its own, in which each copy lies over its program, and
 * in a PID namespace of its own, which ends with it. The copies are on a tmpfs that only the
 * namespace has. So nothing is left, however the command or the tool ends.
 *
 *	tool --clone--> process 1 of the namespaces: mounts the copies, reaps, reports
 *	                    --fork--> the command
 */
#ifndef PAXCTL_TRIAL_H
#define PAXCTL_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "files/file_id.h"
#include "paxflags_kernel.h"

/* The most programs that get copies. */
#define TRIAL_FILES 16

/* The part of the output that is kept: the first and the last bytes, this many of each. */
#define TRIAL_OUTPUT (512UL * 1024)

/**
 * struct trial_file - a program that takes a mark
 * @path: its real path
 * @choice: its mark, an index into mark_choices[]
 */
struct trial_file {
	char *path;
	size_t choice;
};

/**
 * struct trial - what to run
 * @program: the file to execute; the kernel finds the interpreter of a script
 * @argv: its arguments
 * @files: the programs that take marks
 * @num: the number of @files
 * @seconds: the time after which it is killed
 * @kernel: the settings of the kernel, which decide whether the marks count
 * @userns: also use a user namespace, because the caller may not mount
 */
struct trial {
	const char *program;
	char **argv;
	struct trial_file files[TRIAL_FILES];
	size_t num;
	unsigned int seconds;
	struct paxflags_kernel kernel;
	bool userns;
};

/**
 * struct trial_output - what the command wrote
 * @first: the first bytes
 * @last: a ring of the bytes behind those, if there are more
 * @num: the number of all bytes
 */
struct trial_output {
	char *first;
	char *last;
	size_t num;
};

/**
 * struct trial_outcome - how it ended
 * @ids: the identities of the copies, by which records of denials name them
 * @timed_out: it was killed, because its time was over
 * @status: otherwise, its status, as from waitpid()
 * @seconds: the time that it took
 * @text: what it wrote to standard output and standard error, without NUL bytes; if that was much,
 *	without the middle. The caller frees it.
 */
struct trial_outcome {
	struct file_id ids[TRIAL_FILES];
	bool timed_out;
	int status;
	double seconds;
	char *text;
};

/**
 * struct trial_report - what process 1 of the namespaces tells the tool
 * @ids: as in struct trial_outcome
 * @err: why the command could not be executed, a positive errno, or 0
 * @status: its status, as from waitpid()
 * @started: the command runs; a second report follows
 */
struct trial_report {
	struct file_id ids[TRIAL_FILES];
	int err;
	int status;
	bool started;
};

/* trial.c */

/**
 * trial_run - run the command once
 * @trial: what to run
 * @outcome: how it ended
 *
 * Return: 0; -EINTR if a signal asked the tool to end; or another negative errno after a message,
 * if the command could not be run.
 */
int trial_run(const struct trial *trial, struct trial_outcome *outcome);

/* trial_output.c */

/**
 * trial_output_read - read what can be read now
 * @output: the output so far; zero at the beginning
 * @fd: a descriptor that does not block
 *
 * Return: false at its end, and on an error.
 */
bool trial_output_read(struct trial_output *output, int fd);

/**
 * trial_output_text - make one text of the output, and free it
 * @output: the output
 *
 * Return: the text, which the caller frees. Each NUL byte is a space.
 */
char *trial_output_text(struct trial_output *output);

/* trial_copies.c */

/**
 * trial_copies_mount - lay a marked copy over each program
 * @trial: the trial
 * @report: the identities of the copies
 *
 * Context: in namespaces of its own.
 * Return: 0, or a negative errno after a message.
 */
int trial_copies_mount(const struct trial *trial, struct trial_report *report);

/* trial_inside.c */

/**
 * trial_inside - be process 1 of the namespaces: run the command, and report how it ended
 * @trial: the trial
 * @output: where the output of the command goes
 * @report_fd: where the reports go
 * @uid: the user who runs the tool
 * @gid: its group
 *
 * Context: a process that trial_run() has made; it does not return.
 */
__attribute__((noreturn)) void trial_inside(const struct trial *trial, int output, int report_fd,
					    uid_t uid, gid_t gid);

#endif /* PAXCTL_TRIAL_H */
