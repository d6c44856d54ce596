/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The subcommands of paxctl-ng.
 *
 * To add a subcommand NAME:
 *
 * 1. Write commands/NAME.c with one public object, and declare it below:
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
 *    run() reads its own options with cli_next() and finds the operands in cli->argv.
 *    cli_next() stores the common options (--json, -q, -n, ...) in fields of struct cli.
 *    run() returns bits of STATUS_*, or the return value of cli_usage().
 *
 * 2. Add the object to the table in commands.c. Help and completion read the table.
 * 3. Print rows with out.h, messages with say(), and the progress of long work with progress.h.
 * 4. Write userspace/man/paxctl-ng-NAME.8.scd and selftests/cli/NAME.t. A test fails
 *    while a subcommand or an option is missing from the man pages.
 */
#ifndef PAXCTL_COMMANDS_H
#define PAXCTL_COMMANDS_H

#include "terminal/cli.h"

/* All subcommands, in the order of the help. The last entry is NULL. */
extern const struct command *const commands[];

extern const struct command command_apply;
extern const struct command command_check;
extern const struct command command_diff;
extern const struct command command_doctor;
extern const struct command command_events;
extern const struct command command_explain;
extern const struct command command_import;
extern const struct command command_learn;
extern const struct command command_load_config;
extern const struct command command_migrate;
extern const struct command command_revdep;
extern const struct command command_help;
extern const struct command command_profile;
extern const struct command command_ps;
extern const struct command command_scan;
extern const struct command command_setup;
extern const struct command command_show;
extern const struct command command_sign;
extern const struct command command_status;
extern const struct command command_try;
extern const struct command command_verify;
extern const struct command command_watch;
extern const struct command command_why;

const struct command *command_find(const char *name);

#endif /* PAXCTL_COMMANDS_H */
