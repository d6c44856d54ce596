/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel settings that decide: the settings of the running kernel, unless options such as
 * --softmode assume others.
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

/* For the field "also" in struct command. */
extern const struct cli_option kernel_option_list[];

/**
 * struct kernel_options - the settings that decide
 * @kernel: the kernel
 * @set: the settings that the command line gave: bit 0 for OPTION_SOFTMODE and so on
 * @dir: the argument of --kernel, or NULL
 * @err: 0, or the error from reading the settings of the running kernel
 */
struct kernel_options {
	struct paxflags_kernel kernel;
	unsigned int set;
	const char *dir;
	int err;
};

/**
 * kernel_option_take - take one option of kernel_option_list
 * @kernel_options: the options so far; zero before the first call
 * @cli: the command line
 * @key: the return value of cli_next()
 *
 * Return: 0, or a negative number after an error message, with the exit status in
 * @cli->status.
 */
int kernel_option_take(struct kernel_options *kernel_options, struct cli *cli, int key);

/**
 * kernel_options_take - take the options of a subcommand that has only kernel_option_list
 * @kernel_options: the result; zero before the call
 * @cli: the command line
 *
 * Return: like kernel_option_take().
 */
int kernel_options_take(struct kernel_options *kernel_options, struct cli *cli);

/**
 * kernel_options_apply - read the settings of the running kernel, and apply the options
 * @kernel_options: the options, after the last kernel_option_take()
 * @cli: the command line
 *
 * Prints a message on stderr if the module is not loaded or not armed, unless that does not
 * affect the decision.
 */
void kernel_options_apply(struct kernel_options *kernel_options, const struct cli *cli);

#endif /* PAXCTL_KERNEL_OPTIONS_H */
