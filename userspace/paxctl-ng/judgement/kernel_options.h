/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The settings of the kernel that decides: the running one's, unless options such as --softmode
 * assume others.
 */
#ifndef PAXCTL_KERNEL_OPTIONS_H
#define PAXCTL_KERNEL_OPTIONS_H

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
extern const struct cli_option kernel_option_list[];

/**
 * struct kernel_options - the settings that decide
 * @kernel: the kernel
 * @set: parts of @kernel that the command line gave, bit 0 for OPTION_SOFTMODE and so on
 * @dir: the argument of --kernel, or NULL
 * @err: 0, or why the running kernel could not be read
 */
struct kernel_options {
	struct paxflags_kernel kernel;
	unsigned int set;
	const char *dir;
	int err;
};

/**
 * kernel_option_take - take one option of kernel_option_list
 * @kernel_options: zero before the first
 * @cli: the command line
 * @key: what cli_next() returned
 *
 * Return: 0; or a negative number after a complaint, and then @cli->status is the exit
 * status.
 */
int kernel_option_take(struct kernel_options *kernel_options, struct cli *cli, int key);

/**
 * kernel_options_take - take the options of a subcommand that has none but kernel_option_list
 * @kernel_options: zero
 * @cli: the command line
 *
 * Return: likewise.
 */
int kernel_options_take(struct kernel_options *kernel_options, struct cli *cli);

/**
 * kernel_options_apply - read the settings of the running kernel, and apply the options
 * @kernel_options: after the last option
 * @cli: the command line
 *
 * Says so on stderr if the module is not loaded or not armed, unless that makes no
 * difference.
 */
void kernel_options_apply(struct kernel_options *kernel_options, const struct cli *cli);

#endif /* PAXCTL_KERNEL_OPTIONS_H */
