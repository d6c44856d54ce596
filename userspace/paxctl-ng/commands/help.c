// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng help: lists the subcommands, or prints the help of one.
 */
#include <stdio.h>

#include "commands/commands.h"
#include "terminal/cli.h"

enum {
	OPTION_LIST = CLI_KEY,
};

static const struct cli_option options[] = {
	{ OPTION_LIST, "list", NULL, "print every subcommand and option, with tabs, for programs" },
	{ 0 },
};

static int run(struct cli *cli)
{
	const struct command *const *each, *command;
	bool list = false;
	int key;

	while ((key = cli_next(cli)) > 0)
		list = true;
	if (key < 0)
		return cli->status;
	if (cli->argc > 1 || (list && cli->argc))
		return cli_usage(cli, "give one subcommand, or --list alone");
	if (list) {
		for (each = commands; *each; each++)
			cli_list_options(*each);
	} else if (cli->argc) {
		command = command_find(cli->argv[0]);
		if (!command)
			return cli_usage(cli, "there is no subcommand \"%s\"", cli->argv[0]);
		cli_help(command);
	} else {
		fputs("usage: paxctl-ng SUBCOMMAND [OPTION]... [OPERAND]...\n"
		      "       paxctl-ng -OPTIONS FILE...      (see paxctl-ng --help)\n"
		      "\n"
		      "Subcommands; \"paxctl-ng help NAME\" says more of one:\n",
		      stdout);
		for (each = commands; *each; each++)
			printf("  %-9s %s\n", (*each)->name, (*each)->summary);
		fputs("\n"
		      "Status: 0 done, 1 failed or not as it should be, 2 a file is missing, 3 both,\n"
		      "64 usage error.\n",
		      stdout);
	}
	return STATUS_OK;
}

const struct command command_help = {
	.name = "help",
	.operands = "[SUBCOMMAND]",
	.summary = "list the subcommands, or explain one",
	.options = options,
	.man = "paxctl-ng",
	.run = run,
};
