/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Subcommands and their options.
 *
 * To add a subcommand NAME:
 *
 * 1. Write NAME.c with one public object, and declare it below:
 *
 *	static const struct cli_option options[] = {
 *		{ 'x', "one-file-system", NULL, "do not leave the file system" },
 *		{ OPTION_DEPTH, "depth", "N", "at most N levels deep" },
 *		{ 0 },
 *	};
 *
 *	const struct command command_name = {
 *		.name = "name",
 *		.operands = "DIR...",
 *		.summary = "what it does, in one line",
 *		.about = "More of it, wrapped by hand to 80 columns.\n",
 *		.options = options,
 *		.common = COMMON_JSON | COMMON_QUIET,
 *		.run = run,
 *	};
 *
 *    run() takes its own options from cli_next() and finds the operands in
 *    cli->argv; options that are common to many (--json, -q, -n, ...) are fields of
 *    struct cli by then. It returns bits of STATUS_*, or what cli_usage() returned.
 *
 * 2. Name the object in the table of main.c. Help and completion follow from it.
 * 3. Print rows with out.h, messages with say(), what takes long with progress.h.
 * 4. Write userspace/man/paxctl-ng-NAME.8.scd and selftests/cli/NAME.t. A test fails
 *    while a subcommand or an option is missing from the man pages.
 */
#ifndef PAXCTL_CLI_H
#define PAXCTL_CLI_H

#include <stdbool.h>
#include <stddef.h>

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
 * @also: options that it shares with a few others, such as suppose_options; may be NULL
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

/* The table of main.c; ends with NULL. */
extern const struct command *const commands[];

extern const struct command command_apply;
extern const struct command command_check;
extern const struct command command_diff;
extern const struct command command_events;
extern const struct command command_explain;
extern const struct command command_learn;
extern const struct command command_migrate;
extern const struct command command_revdep;
extern const struct command command_help;
extern const struct command command_ps;
extern const struct command command_scan;
extern const struct command command_show;
extern const struct command command_status;

int cli_run(const struct command *command, int argc, char **argv);
int cli_next(struct cli *cli);
__attribute__((format(printf, 2, 3))) int cli_usage(const struct cli *cli, const char *format, ...);
int cli_number(const struct cli *cli, const char *text, unsigned long max, unsigned long *number);

const struct command *command_find(const char *name);
void command_help_text(const struct command *command);
void command_list(void);
void command_table(void);

#endif /* PAXCTL_CLI_H */
