// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of subcommands. The help, completion and tests follow from it.
 */
#include <string.h>

#include "commands/commands.h"

#define COMMAND_ADDRESS(name) &command_##name,
const struct command *const commands[] = { COMMANDS(COMMAND_ADDRESS) NULL };

/**
 * command_find - look a subcommand up
 * @name: its name
 *
 * Return: the subcommand, or NULL if there is none of that name.
 */
const struct command *command_find(const char *name)
{
	const struct command *const *command;

	for (command = commands; *command; command++) {
		if (!strcmp((*command)->name, name))
			return *command;
	}
	return NULL;
}
