/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel as it is, or as the command line supposes it.
 */
#ifndef PAXCTL_SUPPOSE_H
#define PAXCTL_SUPPOSE_H

#include "terminal/cli.h"
#include "paxflags.h"

enum {
	OPTION_SOFTMODE = 2 * CLI_KEY,
	OPTION_MODE,
	OPTION_DEFAULTS,
	OPTION_TRUST,
	OPTION_KERNEL,
};

/* For the field "also" of a subcommand. */
extern const struct cli_option suppose_options[];

/**
 * struct suppose - what to go by
 * @kernel: the kernel
 * @set: parts of @kernel that the command line gave, bit 0 for OPTION_SOFTMODE and so on
 * @dir: the argument of --kernel, or NULL
 * @err: 0, or why the running kernel could not be read
 */
struct suppose {
	struct paxflags_kernel kernel;
	unsigned int set;
	const char *dir;
	int err;
};

/**
 * suppose_option - take one of suppose_options
 * @suppose: zero before the first
 * @cli: the command line
 * @key: what cli_next() returned
 *
 * Return: 0; or a negative number after a complaint, and then @cli->status is the exit
 * status.
 */
int suppose_option(struct suppose *suppose, struct cli *cli, int key);

/**
 * suppose_only - take the options of a subcommand that has none but suppose_options
 * @suppose: zero
 * @cli: the command line
 *
 * Return: likewise.
 */
int suppose_only(struct suppose *suppose, struct cli *cli);

/**
 * suppose_kernel - read the running kernel, and put what was supposed on top of it
 * @suppose: after the last option
 * @cli: the command line
 *
 * Says so on stderr if the module is not loaded or not armed, unless that makes no
 * difference.
 */
void suppose_kernel(struct suppose *suppose, const struct cli *cli);

#endif /* PAXCTL_SUPPOSE_H */
