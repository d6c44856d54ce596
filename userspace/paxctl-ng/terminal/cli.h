/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line of a subcommand: its options, its help and its exit status.
 */
#ifndef PAXCTL_CLI_H
#define PAXCTL_CLI_H

#include <stdbool.h>
#include <stddef.h>

/* Exit statuses. The tool ORs the bits of all files. EX_USAGE comes from <sysexits.h>. */
#define STATUS_OK 0
#define STATUS_FAILED 1
#define STATUS_MISSING 2

/* The first key for long options without a letter. */
#define CLI_KEY 256

/**
 * struct cli_option - an option of a subcommand
 * @key: its letter, or CLI_KEY and above if it has only a long name; cli_next() returns it
 * @name: its long name
 * @arg: the name of its argument in the help, or NULL without an argument
 * @help: a short description
 *
 * An array of options ends with an entry whose @key is 0.
 */
struct cli_option {
	int key;
	const char *name;
	const char *arg;
	const char *help;
};

/* Options with the same meaning in all subcommands. --help and --version work in every one. */
#define COMMON_JSON 1u
#define COMMON_QUIET 2u
#define COMMON_DRY_RUN 4u
#define COMMON_PROGRESS 8u

struct cli;

/**
 * struct command - a subcommand
 * @name: its name
 * @operands: its operands in the help, or NULL
 * @summary: one line without a full stop
 * @about: more text for the help, in whole lines; may be NULL
 * @options: its own options; may be NULL
 * @also: options that it shares with some subcommands, such as kernel_option_list; may be NULL
 * @man: its man page, or NULL for paxctl-ng-NAME
 * @common: bits of COMMON_*
 * @first: options end at the first operand, as where a command follows
 * @run: runs the subcommand; returns the exit status
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
	bool first;
	int (*run)(struct cli *cli);
};

/**
 * struct cli - the command line of a subcommand
 * @command: the subcommand
 * @argc: the number of arguments; after the last option, the number of operands
 * @argv: the arguments; after the last option, the operands; ends with NULL
 * @arg: the argument of the option that cli_next() returned
 * @json: --json: print JSON
 * @quiet: -q or --quiet: print only errors on stderr
 * @dry_run: -n or --dry-run: change nothing, report what would change
 * @progress: --progress: show progress although stderr is not a terminal
 * @status: the exit status after cli_next() returned a negative number
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
