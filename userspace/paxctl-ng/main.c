// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng: a first argument with "-" selects the classic grammar, any other a subcommand.
 */
#include <locale.h>
#include <stdio.h>
#include <sysexits.h>

#include "commands/commands.h"
#include "commands/classic.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/interrupt.h"

static int run_subcommand(int argc, char **argv)
{
	const struct command *command = command_find(argv[0]);

	if (command)
		return cli_run(command, argc, argv);
	say(argv[0],
	    "no such subcommand; \"paxctl-ng help\" lists them; to mark a file put the letters first, as in \"paxctl-ng -m FILE\"");
	return EX_USAGE;
}

int main(int argc, char **argv)
{
	int status;

	setlocale(LC_CTYPE, "");
	if (argc < 2) {
		classic_usage(stderr);
		fputs("       paxctl-ng SUBCOMMAND ...   (see paxctl-ng help)\n", stderr);
		return EX_USAGE;
	}
	if (argv[1][0] == '-')
		status = classic_main(argc, argv);
	else
		status = run_subcommand(argc - 1, argv + 1);
	if (flush_stdout() && status != EX_USAGE)
		status |= STATUS_FAILED;
	interrupt_resume();
	return status;
}
