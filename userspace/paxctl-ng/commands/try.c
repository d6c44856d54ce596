// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng try: runs a command under one mark after the other, and names the weakest with which it
 * passes. The marks are on copies, so nothing on the machine changes.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "commands/try.h"
#include "evidence/mark_search.h"
#include "judgement/executable.h"
#include "policy/rules.h"
#include "terminal/interrupt.h"
#include "terminal/memory.h"
#include "terminal/message.h"
#include "terminal/out.h"
#include "terminal/quote.h"

#define DEFAULT_SECONDS 60
#define MAX_SECONDS 86400
#define MAX_RUNS 100000
#define EVERY SIZE_MAX

enum {
	KEY_ALL = CLI_KEY,
	KEY_STATUS,
	KEY_OUTPUT,
	KEY_NO_DENIALS,
	KEY_KERNEL,
};

static const struct cli_option options[] = {
	{ 'f', "file", "FILE", "a program that the command starts may need the mark, too" },
	{ 't', "timeout", "SECONDS", "it fails if it takes longer (default: 60)" },
	{ 'r', "runs", "N", "it passes if it passes N times in a row" },
	{ KEY_STATUS, "status", "N", "it passes with this exit status (default: 0)" },
	{ KEY_OUTPUT, "output", "REGEX", "it passes only if its output matches" },
	{ KEY_NO_DENIALS, "no-denials", NULL, "it passes only if nothing is denied to it" },
	{ KEY_ALL, "all", NULL, "try every mark" },
	{ KEY_KERNEL, "kernel", "DIR", "read the module's status from DIR" },
	{ 0 },
};

static const struct out_column columns[] = {
	{ "path", "FILE", OUT_TEXT },
	{ "mark", "MARK", OUT_TEXT },
	{ "tried", "TRIED", OUT_LIST },
};

static int take_number(struct cli *cli, unsigned long min, unsigned long max, unsigned long *number)
{
	cli->status = cli_number(cli, cli->arg, max, number);
	if (!cli->status && *number < min)
		cli->status = cli_usage(cli, "\"%s\" is too small", cli->arg);
	return cli->status ? -1 : 0;
}

/* Finds the program of a path: of a script, that is its interpreter, and of that one's. */
static int take_program(struct attempt *attempt, const char *name)
{
	struct executable file;
	char *path = realpath(name, NULL);
	int fd, err, scripts;

	for (scripts = 0; path && scripts < 5; scripts++) {
		fd = paxflags_open(AT_FDCWD, path);
		err = fd < 0 ? fd : executable_read(fd, &file);
		if (fd >= 0)
			close(fd);
		if (err) {
			say_error(path, STEP_OPEN, PAXFLAGS_USER, err);
			free(path);
			return STATUS_FAILED;
		}
		if (file.kind == PAXFLAGS_KIND_ELF) {
			attempt_take(attempt, path);
			return STATUS_OK;
		}
		free(path);
		path = file.kind == PAXFLAGS_KIND_SCRIPT ? realpath(file.interpreter, NULL) : NULL;
	}
	say(name, path || errno != ENOENT ? "it is no program that can take a mark" :
					    "there is no such program, or not its interpreter");
	free(path);
	return STATUS_MISSING;
}

static int take_options(struct cli *cli, struct attempt *attempt, const char **kernel)
{
	unsigned long number;
	char text[256];
	int key, err = 0;

	while (!err && (key = cli_next(cli)) > 0) {
		switch (key) {
		case 'f':
			cli->status = take_program(attempt, cli->arg);
			err = cli->status ? -1 : 0;
			break;
		case 't':
			err = take_number(cli, 1, MAX_SECONDS, &number);
			attempt->trial.seconds = number;
			break;
		case 'r':
			err = take_number(cli, 1, MAX_RUNS, &attempt->runs);
			break;
		case KEY_STATUS:
			err = take_number(cli, 0, 255, &attempt->status);
			break;
		case KEY_OUTPUT:
			if (attempt->has_output)
				regfree(&attempt->output);
			err = regcomp(&attempt->output, cli->arg, REG_EXTENDED | REG_NOSUB);
			attempt->has_output = !err;
			if (!err)
				break;
			regerror(err, &attempt->output, text, sizeof(text));
			cli->status = cli_usage(cli, "\"%s\": %s", cli->arg, text);
			break;
		case KEY_NO_DENIALS:
			attempt->no_denials = true;
			break;
		case KEY_ALL:
			attempt->all = true;
			break;
		case KEY_KERNEL:
			*kernel = cli->arg;
			break;
		}
	}
	return err ? -1 : key;
}

/* Whether marks have any effect here. Says why not. */
static bool can_try(struct attempt *attempt, const char *dir)
{
	struct paxflags_kernel *kernel = &attempt->trial.kernel;
	int err = paxflags_kernel_read(dir, kernel);
	const char *why = NULL;

	if (err == -ENOENT)
		why = "the module is not loaded, so no mark has an effect; load it with \"modprobe pax\"";
	else if (err)
		why = "the module's status cannot be read, so it is unknown whether marks have an effect; be root";
	else if (!kernel->armed)
		why = "the module is not armed, so no mark has an effect; see \"paxctl-ng status\"";
	else if (kernel->permissive)
		why = "in permissive mode nothing is denied, so no mark has an effect; set the mode to enforce, or use \"paxctl-ng learn\"";
	if (why)
		say(dir ? dir : PAXFLAGS_KERNEL_DIR, "%s", why);
	return !why;
}

/* Finds the program as execvp(3) does. The caller frees the path, which may be NULL. */
static char *find_in_path(const char *name)
{
	const char *dirs = getenv("PATH");
	char *path;
	size_t len;

	if (strchr(name, '/'))
		return need_memory(strdup(name));
	for (dirs = dirs ? dirs : "/usr/bin:/bin"; *dirs; dirs += len + !!dirs[len]) {
		len = strcspn(dirs, ":");
		path = format_text("%.*s%s%s", (int)len, dirs, len ? "/" : "./", name);
		if (!access(path, X_OK))
			return path;
		free(path);
	}
	return NULL;
}

static void set_marks(struct trial *trial, size_t which, size_t choice)
{
	size_t i;

	for (i = 0; i < trial->num; i++) {
		if (which == EVERY || which == i)
			trial->files[i].choice = choice;
	}
}

/* The marks of a run, in words, which the caller frees. */
static char *describe(const struct attempt *attempt, size_t which, size_t choice)
{
	const char *mark = mark_choices[choice].mark ? mark_choices[choice].mark : "no mark";

	if (which == EVERY)
		return need_memory(strdup(mark));
	return format_text("%s for %s", mark, attempt->trial.files[which].path);
}

static void note_implied(struct attempt *attempt, const struct mark_search *search, size_t choice)
{
	char *text = NULL;
	size_t i;

	for (i = 0; i < choice; i++) {
		if (search->verdicts[i] == MARK_IMPLIED)
			append_text(&text, ", ", "%s", mark_choices[i].mark);
	}
	if (text)
		attempt_note(attempt,
			     format_text("not tried, since a mark that lifts more fails: %s", text));
	free(text);
}

/*
 * Searches for the weakest mark of one program, or of every one. With @limit all is known to pass.
 * Returns 0, -ENOENT if no mark passes, or another negative errno after a message.
 */
static int search_mark(struct attempt *attempt, size_t which, size_t limit, size_t *found)
{
	struct mark_search search;
	size_t choice;
	bool passes;
	char *what;
	int err = 0;

	mark_search_init(&search, limit, attempt->all && which == EVERY);
	if (which != EVERY)
		mark_search_note(&search, limit, true);
	while (!err && mark_search_next(&search, &choice)) {
		set_marks(&attempt->trial, which, choice);
		what = describe(attempt, which, choice);
		err = attempt_run(attempt, what, which == EVERY && !choice, &passes);
		free(what);
		if (!err)
			mark_search_note(&search, choice, passes);
	}
	if (err)
		return err;
	if (!mark_search_found(&search, found))
		return -ENOENT;
	note_implied(attempt, &search, *found);
	set_marks(&attempt->trial, which, *found);
	return 0;
}

/* Finds the mark for every program, and then those programs that do with less. */
static int search_all(struct attempt *attempt)
{
	size_t i, found, less;
	int err;

	err = search_mark(attempt, EVERY, MARK_CHOICES, &found);
	for (i = 0; !err && found && attempt->trial.num > 1 && i < attempt->trial.num; i++)
		err = search_mark(attempt, i, found, &less);
	return err;
}

static void print_policy(const struct attempt *attempt)
{
	size_t i;

	for (i = 0; i < attempt->trial.num; i++) {
		const struct trial_file *file = &attempt->trial.files[i];
		char *literal = policy_path_literal(file->path);
		char *text = quote(literal, isatty(STDOUT_FILENO));

		if (file->choice)
			printf("%s\t%s\n", mark_choices[file->choice].mark, text);
		else if (!attempt->silent)
			printf("# needs no mark: %s\n", text);
		free(text);
		free(literal);
	}
}

static void print_rows(struct cli *cli, const struct attempt *attempt, bool found)
{
	struct out *out = out_open(cli, OUT_TABLE, columns, sizeof(columns) / sizeof(columns[0]));
	size_t i;

	for (i = 0; i < attempt->trial.num; i++) {
		out_text(out, attempt->trial.files[i].path);
		out_mark(out, found ? mark_choices[attempt->trial.files[i].choice].mark : NULL);
		out_list(out, (const char *const *)attempt->lines, attempt->num_lines);
		out_row(out);
	}
	out_total(out, "found", found);
	out_close(out);
}

static int try_command(struct cli *cli, struct attempt *attempt)
{
	int err, status;

	status = take_program(attempt, attempt->trial.program);
	if (status)
		return status;
	interrupt_catch(false);
	err = search_all(attempt);
	if (err && err != -ENOENT)
		return STATUS_FAILED;
	if (err)
		say("try",
		    "it fails even with the strongest marks, so no mark of these programs helps; name others that it starts with --file, or look at its check");
	if (cli->json)
		print_rows(cli, attempt, !err);
	else if (!err)
		print_policy(attempt);
	return err ? STATUS_FAILED : STATUS_OK;
}

static int run(struct cli *cli)
{
	struct attempt attempt = { .runs = 1, .trial.seconds = DEFAULT_SECONDS };
	const char *dir = NULL;
	char *program = NULL;
	int status = STATUS_FAILED;

	if (take_options(cli, &attempt, &dir) < 0) {
		status = cli->status;
	} else if (!cli->argc) {
		status = cli_usage(cli, "name the command to try");
	} else if (can_try(&attempt, dir)) {
		program = find_in_path(*cli->argv);
		attempt.trial.program = program;
		attempt.trial.argv = cli->argv;
		attempt.trial.userns = geteuid() != 0;
		attempt.silent = cli->json || cli->quiet;
		if (program) {
			status = try_command(cli, &attempt);
		} else {
			say(*cli->argv, "there is no such program in PATH");
			status = STATUS_MISSING;
		}
	}
	free(program);
	if (attempt.has_output)
		regfree(&attempt.output);
	while (attempt.trial.num)
		free(attempt.trial.files[--attempt.trial.num].path);
	while (attempt.num_lines)
		free(attempt.lines[--attempt.num_lines]);
	return status;
}

const struct command command_try = {
	.name = "try",
	.operands = "COMMAND [ARGUMENT]...",
	.summary = "run a command to find the weakest mark with which it works",
	.about =
		"Runs the command under one mark after the other, and prints a line of a policy with\n"
		"the weakest with which it passes. The marks are on copies that only the command\n"
		"sees, so no file changes its mark. What the command itself does, it does each time.\n"
		"Status: 0 found, 1 no mark helps or nothing can be tried, 2 a program is missing.\n",
	.options = options,
	.common = COMMON_JSON | COMMON_QUIET,
	.first = true,
	.run = run,
};
