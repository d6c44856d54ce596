/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by status.c, which reads and prints the state of the kernel module, and status_metrics.c,
 * which writes it as metrics.
 */
#ifndef PAXCTL_STATUS_H
#define PAXCTL_STATUS_H

#include <stdbool.h>
#include <stddef.h>

#include "judgement/config_state.h"
#include "terminal/out.h"

/* An upper limit for the number of lines. The kernel prints fewer. */
#define STATUS_LINES 256

/* What a line is named in front of the name of a counter. */
#define STATUS_COUNTER "counter "

/**
 * struct status - the lines of the status
 * @columns: their names, which are the kernel's
 * @values: their values; NULL for a value that does not exist
 * @num: the number of lines
 */
struct status {
	struct out_column columns[STATUS_LINES];
	char *values[STATUS_LINES];
	size_t num;
};

/**
 * status_value - look up a value
 * @status: a struct status
 * @key: the name of the line
 *
 * Return: the value; "" if there is none.
 */
const char *status_value(const void *status, const char *key);

/**
 * struct metrics_request - what becomes metrics
 * @root: where pax.conf, the policy and the installed kernels are
 * @proc: the mount point of proc, or NULL for /proc
 * @output: the file to replace, or NULL for standard output
 * @openmetrics: in the format of OpenMetrics
 * @strict: look for marks that the policy does not list
 */
struct metrics_request {
	const char *root;
	const char *proc;
	const char *output;
	bool openmetrics;
	bool strict;
};

/**
 * status_metrics - write the state as metrics
 * @request: the request
 * @status: the status, beginning with the line "state"
 * @kernel_dir: the directory of the module in securityfs
 * @config: whether pax.conf is in force
 *
 * Return: the exit status.
 */
int status_metrics(const struct metrics_request *request, const struct status *status,
		   const char *kernel_dir, const struct config_state *config);

#endif /* PAXCTL_STATUS_H */
