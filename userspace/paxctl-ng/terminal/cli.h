/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line of a subcommand: its options, its help and its exit status.
 */
#ifndef PAXCTL_CLI_H
#define PAXCTL_CLI_H

#include <stdbool.h>
#include <stddef.h>

/* Exit statuses; the bits of all files are or'ed. EX_USAGE comes from <sysexits.h>. */
#define STATUS_OK 0
#define STATUS_FAILED 1
#define STATUS_MISSING 2

/* Keys of long options that have no letter begin here. */
#define CLI_KEY 256

/**
 * struct cli_option - an option of a subcommand
 * @key: its letter, or CLI_KEY and above if it has only a name; what cli_next() returns
 * @name: its long name
 * @arg: what its argument is called in the help, or NULL if it takes none
 * @help: what it does, in some words
 *
 * An array of them ends with an entry whose @key is 0.
 */
struct cli_option {
	int key;
	const char *name;
	const char *arg;
	const char *help;
};

/* Options that mean the same wherever they are; --help and --version are everywhere. */
#define COMMON_JSON 1u
#define COMMON_QUIET 2u
#define COMMON_DRY_RUN 4u
#define COMMON_PROGRESS 8u

struct cli;

/**
 * struct command - a subcommand
 * @name: its name
 * @operands: its operands as the help shows them, or NULL
 * @summary: one line without a full stop
 * @about: more of it for the help, whole lines; may be NULL
 * @options: its own options; may be NULL
 * @also: options that it shares with a few others, such as kernel_option_list; may be NULL
 * @man: its man page, or NULL for paxctl-ng-NAME
 * @common: bits of COMMON_*
 * @run: does it; returns the exit status
 */
struct command {
	const char *name;
	const char *operands;
	const char *summary;
	const char *about;
	const struct cli_option *options;
	const struct cli_option *also;
	const char *man;
	unsigned int common;
	int (*run)(struct cli *cli);
};

/**
 * struct cli - the command line of a subcommand
 * @command: the subcommand
 * @argc: while options are read, all arguments; afterwards the number of operands
 * @argv: likewise; NULL at the end
 * @arg: the argument of the option that cli_next() returned
 * @json: --json was given
 * @quiet: -q or --quiet: no remarks on stderr, only errors
 * @dry_run: -n or --dry-run: change nothing, say what would be changed
 * @progress: --progress: show progress though stderr is no terminal
 * @status: what to return after cli_next() returned a negative number
 */
struct cli {
	const struct command *command;
	int argc;
	char **argv;
	const char *arg;
	bool json;
	bool quiet;
	bool dry_run;
	bool progress;
	int status;
};

int cli_run(const struct command *command, int argc, char **argv);
int cli_next(struct cli *cli);
__attribute__((format(printf, 2, 3))) int cli_usage(const struct cli *cli, const char *format, ...);
int cli_number(const struct cli *cli, const char *text, unsigned long max, unsigned long *number);

void cli_help(const struct command *command);
void cli_list_options(const struct command *command);

#endif /* PAXCTL_CLI_H */
