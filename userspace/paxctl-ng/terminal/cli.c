// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses the command line of a subcommand, and prints its help.
 */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "terminal/cli.h"
#include "paxflags.h"

#define MAX_OPTIONS 32

enum {
	KEY_HELP = 1000,
	KEY_VERSION,
	KEY_JSON,
	KEY_PROGRESS,
};

/* The common options, each with the COMMON_* bit of the commands that accept it. */
static const struct {
	unsigned int bit;
	struct cli_option option;
} common[] = {
	{ COMMON_JSON, { KEY_JSON, "json", NULL, "print JSON, as paxctl-ng-json(5) describes" } },
	{ COMMON_QUIET, { 'q', "quiet", NULL, "print only errors on stderr" } },
	{ COMMON_DRY_RUN, { 'n', "dry-run", NULL, "change nothing, print what would change" } },
	{ COMMON_PROGRESS,
	  { KEY_PROGRESS, "progress", NULL, "show progress even if stderr is not a terminal" } },
	{ ~0u, { KEY_HELP, "help", NULL, "print this help" } },
	{ ~0u, { KEY_VERSION, "version", NULL, "print the version" } },
};

#define NUM_COMMON (sizeof(common) / sizeof(common[0]))

/* Collects the options of @command, its own first. Returns their number. */
static size_t all_options(const struct command *command,
			  const struct cli_option *options[MAX_OPTIONS])
{
	const struct cli_option *option;
	size_t i, n = 0;

	for (option = command->options; option && option->key && n < MAX_OPTIONS; option++)
		options[n++] = option;
	for (option = command->also; option && option->key && n < MAX_OPTIONS; option++)
		options[n++] = option;
	for (i = 0; i < NUM_COMMON && n < MAX_OPTIONS; i++) {
		if (common[i].bit == ~0u || (command->common & common[i].bit))
			options[n++] = &common[i].option;
	}
	return n;
}

static void usage_line(const struct command *command, FILE *to)
{
	fprintf(to, "usage: paxctl-ng %s [OPTION]...%s%s\n", command->name,
		command->operands ? " " : "", command->operands ? command->operands : "");
}

/**
 * cli_help - print the help of a subcommand
 * @command: the subcommand
 */
void cli_help(const struct command *command)
{
	const struct cli_option *options[MAX_OPTIONS];
	size_t i, n = all_options(command, options);

	usage_line(command, stdout);
	printf("\npaxctl-ng %s: %s.\n\n", command->name, command->summary);
	if (command->about)
		printf("%s\n", command->about);
	for (i = 0; i < n; i++) {
		char left[40];

		snprintf(left, sizeof(left), "--%s%s%s", options[i]->name,
			 options[i]->arg ? "=" : "", options[i]->arg ? options[i]->arg : "");
		if (options[i]->key < CLI_KEY)
			printf("  -%c, %-25s %s\n", options[i]->key, left, options[i]->help);
		else
			printf("      %-25s %s\n", left, options[i]->help);
	}
	if (command->man)
		printf("\nMore: man %s\n", command->man);
	else
		printf("\nMore: man paxctl-ng-%s\n", command->name);
}

/**
 * cli_list_options - print a subcommand and its options for a program
 * @command: the subcommand
 *
 * Prints lines of four columns with tabs between them: subcommand, option, argument, help.
 * The first line is for the subcommand itself: the option is empty, and the argument column
 * shows the operands. Completion and tests read these lines.
 */
void cli_list_options(const struct command *command)
{
	const struct cli_option *options[MAX_OPTIONS];
	size_t i, n = all_options(command, options);

	printf("%s\t\t%s\t%s\n", command->name, command->operands ? command->operands : "",
	       command->summary);
	for (i = 0; i < n; i++) {
		const char *arg = options[i]->arg ? options[i]->arg : "";

		if (options[i]->key < CLI_KEY)
			printf("%s\t-%c\t%s\t%s\n", command->name, options[i]->key, arg,
			       options[i]->help);
		printf("%s\t--%s\t%s\t%s\n", command->name, options[i]->name, arg,
		       options[i]->help);
	}
}

/**
 * cli_usage - report an error in the command line
 * @cli: the command line
 * @format: the error, as for printf()
 *
 * Return: the exit status for usage errors.
 */
int cli_usage(const struct cli *cli, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "paxctl-ng %s: ", cli->command->name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	usage_line(cli->command, stderr);
	fprintf(stderr, "       paxctl-ng %s --help\n", cli->command->name);
	return EX_USAGE;
}

/**
 * cli_number - parse a number in an option's argument
 * @cli: the command line
 * @text: the argument
 * @max: the largest valid number
 * @number: the result; untouched on error
 *
 * Return: 0, or the exit status after an error message.
 */
int cli_number(const struct cli *cli, const char *text, unsigned long max, unsigned long *number)
{
	unsigned long value;
	char *end;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || value > max)
		return cli_usage(cli, "\"%s\" is not a number from 0 to %lu", text, max);
	*number = value;
	return 0;
}

/* Handles a common option. Returns true if the command has nothing more to do. */
static bool take_common(struct cli *cli, int key)
{
	switch (key) {
	case KEY_HELP:
		cli_help(cli->command);
		return true;
	case KEY_VERSION:
		puts("paxctl-ng " PAXFLAGS_VERSION);
		return true;
	case KEY_JSON:
		cli->json = true;
		break;
	case KEY_PROGRESS:
		cli->progress = true;
		break;
	case 'q':
		cli->quiet = true;
		break;
	case 'n':
		cli->dry_run = true;
		break;
	}
	return false;
}

static bool is_common(const struct cli *cli, int key)
{
	size_t i;

	for (i = 0; i < NUM_COMMON; i++) {
		if (common[i].option.key == key &&
		    (common[i].bit == ~0u || (cli->command->common & common[i].bit)))
			return true;
	}
	return false;
}

/**
 * cli_next - return the next option
 * @cli: the command line
 *
 * Return: the key of one of the subcommand's own options; 0 after the last option, with the
 * operands in @cli->argc and @cli->argv; a negative number if the command has nothing more to
 * do, with the exit status in @cli->status.
 */
int cli_next(struct cli *cli)
{
	const struct cli_option *options[MAX_OPTIONS];
	size_t i, n = all_options(cli->command, options), letters = 0;
	struct option longs[MAX_OPTIONS + 1] = { 0 };
	char shorts[2 * MAX_OPTIONS + 3];
	int key;

	if (cli->command->first)
		shorts[letters++] = '+';
	shorts[letters++] = ':';
	for (i = 0; i < n; i++) {
		longs[i].name = options[i]->name;
		longs[i].has_arg = options[i]->arg ? required_argument : no_argument;
		longs[i].val = options[i]->key;
		if (options[i]->key >= CLI_KEY)
			continue;
		shorts[letters++] = options[i]->key;
		if (options[i]->arg)
			shorts[letters++] = ':';
	}
	shorts[letters] = '\0';

	while ((key = getopt_long(cli->argc, cli->argv, shorts, longs, NULL)) != -1) {
		cli->arg = optarg;
		if (key == ':') {
			cli->status = cli_usage(cli, "option %s needs an argument",
						cli->argv[optind - 1]);
			return -1;
		}
		if (key == '?') {
			if (optopt > 0 && optopt < CLI_KEY)
				cli->status = cli_usage(cli, "unknown option -%c", optopt);
			else
				cli->status =
					cli_usage(cli, "unknown option or needless argument: %s",
						  cli->argv[optind - 1]);
			return -1;
		}
		if (!is_common(cli, key))
			return key;
		if (take_common(cli, key)) {
			cli->status = STATUS_OK;
			return -1;
		}
	}
	cli->argc -= optind;
	cli->argv += optind;
	return 0;
}

/**
 * cli_run - run a subcommand
 * @command: the subcommand
 * @argc: the number of arguments, including the name of the subcommand
 * @argv: the arguments, its name first
 *
 * Return: the exit status.
 */
int cli_run(const struct command *command, int argc, char **argv)
{
	struct cli cli = { .command = command, .argc = argc, .argv = argv };

	/* Restart getopt, which the program may have used before. */
	optind = 0;
	return command->run(&cli);
}
