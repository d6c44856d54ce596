/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of "paxctl-ng try" share: try.c searches, try_run.c runs the command and judges.
 */
#ifndef PAXCTL_TRY_H
#define PAXCTL_TRY_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

#include "evidence/trial.h"

#define TRY_LINES 256

/**
 * struct attempt - the command, its check, and what was found
 * @trial: what to run
 * @runs: how often a mark must pass
 * @status: the exit status with which a run passes
 * @has_output: @output is compiled
 * @output: what the output must match
 * @no_denials: a run to which something is denied fails
 * @all: try every mark
 * @silent: print no comments
 * @lines: what was tried, in words
 * @num_lines: the number of @lines
 */
struct attempt {
	struct trial trial;
	unsigned long runs;
	unsigned long status;
	bool has_output;
	regex_t output;
	bool no_denials;
	bool all;
	bool silent;
	char *lines[TRY_LINES];
	size_t num_lines;
};

/**
 * attempt_note - keep a line about what was tried, and print it as a comment of a policy
 * @attempt: the attempt
 * @text: the line, which the function takes over
 */
void attempt_note(struct attempt *attempt, char *text);

/**
 * attempt_take - let a program take the marks, too
 * @attempt: the attempt
 * @path: its real path, which the function takes over
 */
void attempt_take(struct attempt *attempt, char *path);

/**
 * attempt_run - run the command with the marks that the programs have now, and judge it
 * @attempt: the attempt
 * @what: the marks, in words
 * @extend: let programs that something is denied to take the marks, too
 * @passes: the result
 *
 * Return: 0, or a negative errno after a message; -EINTR after a signal.
 */
int attempt_run(struct attempt *attempt, const char *what, bool extend, bool *passes);

#endif /* PAXCTL_TRY_H */
