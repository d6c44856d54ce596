// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of subcommands. The help, the completion and the tests read it.
 */
#include <string.h>

#include "commands/commands.h"

const struct command *const commands[] = {
	&command_status,      &command_ps,
	&command_show,	      &command_scan,
	&command_apply,	      &command_check,
	&command_diff,	      &command_profile,
	&command_load_config, &command_events,
	&command_explain,     &command_doctor,
	&command_learn,	      &command_migrate,
	&command_revdep,      &command_watch,
	&command_import,      &command_help,
	&command_why,	      &command_sign,
	&command_verify,      &command_try,
	&command_setup,	      NULL,
};

/**
 * command_find - look up a subcommand
 * @name: its name
 *
 * Return: the subcommand, or NULL if no subcommand has that name.
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
