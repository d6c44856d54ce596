// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng setup: asks what the machine is for, and writes pax.conf and a profile.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "commands/setup_show.h"
#include "files/root.h"
#include "files/root_replace.h"
#include "policy/setup.h"
#include "terminal/cli.h"
#include "terminal/memory.h"
#include "terminal/message.h"

#define KEPT_NAME "pax.conf.before-setup"

enum {
	OPTION_ANSWERS = CLI_KEY,
	OPTION_EXPLAIN,
	OPTION_ROOT,
};

static const struct cli_option options[] = {
	{ OPTION_ANSWERS, "answers", "FILE", "take the answers from FILE, and ask nothing" },
	{ OPTION_EXPLAIN, "explain", NULL,
	  "say what follows from the answers given before, and why" },
	{ OPTION_ROOT, "root", "DIR", "use DIR as the root directory" },
	{ 0 },
};

/* What the command works with. @asked: a person answers. */
struct setup {
	const struct cli *cli;
	struct root *root;
	const char *file;
	bool asked;
	struct profile *profiles;
	size_t num;
	struct setup_answers answers;
};

/* Reads a line from a person. Returns false at the end of the input. */
static bool read_line(char **line)
{
	size_t size = 0;
	ssize_t len;

	fflush(stdout);
	*line = NULL;
	len = getline(line, &size, stdin);
	if (len < 0) {
		free(*line);
		return false;
	}
	while (len && strchr(" \t\r\n", (*line)[len - 1]))
		(*line)[--len] = '\0';
	return true;
}

/* Asks until there is an answer. An empty line keeps the one that is there. */
static int ask(struct setup *setup, enum setup_question question)
{
	char **value = &setup->answers.value[question], *line, *why;

	setup_show_question(question, setup->profiles, setup->num);
	for (;;) {
		printf("%s%s%s%s: ", setup_questions[question].name, *value ? " [" : "",
		       *value ? *value : "", *value ? "]" : "");
		if (!read_line(&line)) {
			printf("\n");
			say("setup",
			    "the input has ended before all was answered, so nothing was written; scripts use --answers FILE");
			return -ENODATA;
		}
		why = *line || !*value ? setup_check(question, line, setup->profiles, setup->num) :
					 NULL;
		if (!why)
			break;
		printf("%s\n", why);
		free(why);
		free(line);
	}
	if (*line) {
		free(*value);
		*value = line;
	} else {
		free(line);
	}
	printf("\n");
	return 0;
}

static int read_answers(struct setup *setup)
{
	FILE *stream = fopen(setup->file, "re");
	int question, err;
	char *choices;

	if (!stream) {
		err = -errno;
		say(setup->file, "cannot read it: %s", error_text(err));
		return err;
	}
	err = setup_answers_read(stream, setup->file, setup->profiles, setup->num, &setup->answers);
	fclose(stream);
	for (question = 0; !err && question < SETUP_NUM; question++) {
		if (setup->answers.value[question])
			continue;
		choices = setup_choices(question, setup->profiles, setup->num);
		say(setup->file,
		    "there is no answer to %s, and none was given before; answers are: %s",
		    setup_questions[question].name, choices);
		free(choices);
		err = -EINVAL;
	}
	return err;
}

static int get_answers(struct setup *setup)
{
	int question, err = 0;

	if (setup->file)
		return read_answers(setup);
	setup->asked = true;
	for (question = 0; !err && question < SETUP_NUM; question++)
		err = ask(setup, question);
	return err;
}

static bool is_confirmed(void)
{
	char *line;
	bool yes;

	printf("\nWrite this? [y/N] ");
	if (!read_line(&line)) {
		printf("\n");
		return false;
	}
	yes = !strcmp(line, "y") || !strcmp(line, "yes");
	free(line);
	return yes;
}

/* Whether setup has written the file. Returns -ENOENT if there is none. */
static int is_own(struct root *root, const char *path)
{
	char line[sizeof(SETUP_HEAD)] = "";
	int fd = root_read(root, path), err;
	ssize_t len;

	if (fd < 0)
		return fd;
	len = read(fd, line, sizeof(line) - 1);
	err = len < 0 ? -errno : !strcmp(line, SETUP_HEAD);
	close(fd);
	return err;
}

static int cannot_write(const char *path, int err)
{
	say(path, "cannot write it, so it stays as it was: %s",
	    err == -EACCES || err == -EPERM ? "only root may" : root_error(err));
	return err;
}

static void put_profile(FILE *to, void *context)
{
	setup_write_profile(to, context);
}

static void put_config(FILE *to, void *context)
{
	setup_write_config(to, context);
}

static void put_answers(FILE *to, void *context)
{
	setup_answers_write(to, context);
}

static int write_profile(struct setup *setup, struct setup_plan *plan)
{
	int err = is_own(setup->root, SETUP_PROFILE_FILE);

	if (!err) {
		say(SETUP_PROFILE_FILE,
		    "setup has not written it, and would lose it; give it another name");
		return -EEXIST;
	}
	if (err == 1 || err == -ENOENT)
		err = root_replace(setup->root, SETUP_PROFILE_FILE, put_profile, plan);
	if (err)
		return cannot_write(SETUP_PROFILE_FILE, err);
	err = setup_load_profile(setup->root, SETUP_PROFILE);
	return err ? err : profile_choose(setup->root, SETUP_PROFILE);
}

/* Writes pax.conf. One that setup has not written keeps its contents under another name. */
static int write_config(struct setup *setup, struct setup_plan *plan)
{
	int err = is_own(setup->root, SETUP_CONFIG_FILE);

	if (!err) {
		err = root_keep(setup->root, SETUP_CONFIG_FILE, KEPT_NAME);
		if (!err && !setup->cli->quiet)
			say(SETUP_CONFIG_FILE, "what it was is in " KEPT_NAME);
	} else if (err == 1 || err == -ENOENT) {
		err = 0;
	}
	if (!err)
		err = root_replace(setup->root, SETUP_CONFIG_FILE, put_config, plan);
	return err ? cannot_write(SETUP_CONFIG_FILE, err) : 0;
}

/* pax.conf comes last of what has an effect: a mode is put in force with its marks, or not at all.
 */
static int write_all(struct setup *setup, struct setup_plan *plan)
{
	int err = write_profile(setup, plan);

	if (!err)
		err = write_config(setup, plan);
	if (err)
		return err;
	err = root_replace(setup->root, SETUP_ANSWERS_FILE, put_answers, &setup->answers);
	if (err)
		return cannot_write(SETUP_ANSWERS_FILE, err);
	if (!setup->cli->quiet)
		say("setup",
		    "written; to put it in force: paxctl-ng load-config && update-initramfs -u (or dracut -f). Programs that run keep their flags until they are started again");
	return 0;
}

static int set_up(struct setup *setup)
{
	struct setup_plan plan;
	int err;

	if (get_answers(setup) || setup_load_profile(setup->root, setup->answers.value[0]))
		return STATUS_FAILED;
	setup_make_plan(&setup->answers, setup->profiles, setup->num, &plan);
	if (!setup->cli->quiet || setup->asked)
		setup_show_plan(setup->root, &plan);
	if (setup->cli->dry_run) {
		err = 0;
	} else if (setup->asked && !is_confirmed()) {
		say("setup", "nothing was written");
		err = -ECANCELED;
	} else {
		err = write_all(setup, &plan);
	}
	setup_plan_free(&plan);
	return err ? STATUS_FAILED : STATUS_OK;
}

static int explain(struct setup *setup)
{
	struct setup_plan plan;
	bool differs;
	int question;

	for (question = 0; question < SETUP_NUM; question++) {
		if (setup->answers.value[question])
			continue;
		say(SETUP_ANSWERS_FILE, "%s was never answered; \"paxctl-ng setup\" asks",
		    setup_questions[question].name);
		return STATUS_FAILED;
	}
	if (setup_load_profile(setup->root, setup->answers.value[SETUP_MACHINE]))
		return STATUS_FAILED;
	setup_make_plan(&setup->answers, setup->profiles, setup->num, &plan);
	differs = setup_explain(setup->root, &setup->answers, &plan);
	setup_plan_free(&plan);
	return differs ? STATUS_FAILED : STATUS_OK;
}

static int run(struct cli *cli)
{
	struct setup setup = { .cli = cli };
	const char *path = "/";
	bool explains = false;
	int key, err, status;

	while ((key = cli_next(cli)) > 0) {
		if (key == OPTION_ROOT)
			path = cli->arg;
		else if (key == OPTION_ANSWERS)
			setup.file = cli->arg;
		else
			explains = true;
	}
	if (key < 0)
		return cli->status;
	if (cli->argc)
		return cli_usage(cli,
				 "it takes no operands; --answers FILE names a file of answers");
	if (explains && setup.file)
		return cli_usage(cli, "--explain or --answers, not both");
	if (root_open(path, &setup.root))
		return STATUS_FAILED;
	setup.profiles = profiles_list(setup.root, &setup.num);
	err = setup_answers_remembered(setup.root, setup.profiles, setup.num, &setup.answers);
	if (err && explains)
		status = STATUS_FAILED;
	else
		status = explains ? explain(&setup) : set_up(&setup);
	setup_answers_free(&setup.answers);
	profiles_free(setup.profiles, setup.num);
	root_close(setup.root);
	return status;
}

const struct command command_setup = {
	.name = "setup",
	.summary = "ask what the machine is for, and write pax.conf and a profile",
	.about =
		"Asks, and says the price of each answer; shows what it will write, and writes it:\n"
		"/etc/pax/pax.conf, the profile \"setup\", which it chooses, and the answers, to\n"
		"/etc/pax/setup.conf. The next time an empty line keeps an answer. A FILE of\n"
		"answers has lines such as \"machine = server\".\n",
	.options = options,
	.common = COMMON_QUIET | COMMON_DRY_RUN,
	.run = run,
};
