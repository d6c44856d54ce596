// SPDX-License-Identifier: GPL-2.0-only
/*
 * What "paxctl-ng setup" prints; see setup_show.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/setup_show.h"
#include "files/root.h"
#include "policy/boot_config.h"
#include "policy/rules.h"
#include "terminal/memory.h"
#include "terminal/message.h"

#define WIDTH 80

/* Prints the words of a text, wrapped, behind an indentation. */
static void put_wrapped(int indent, const char *text)
{
	int column = 0;

	while (*text) {
		size_t len = strcspn(text, " ");

		if (column && column + 1 + (int)len > WIDTH) {
			putchar('\n');
			column = 0;
		}
		if (column)
			putchar(' ');
		else
			printf("%*s", indent, "");
		column += (column ? 1 : indent) + len;
		printf("%.*s", (int)len, text);
		text += len + strspn(text + len, " ");
	}
	putchar('\n');
}

/* Prints what follows from a choice, and its figures. */
static void put_choice(const struct setup_choice *choice, int indent)
{
	const char *line = choice->means;
	char *figures = setup_figures(choice->price), *text;

	while (*line) {
		size_t len = strcspn(line, "\n") + 1;

		printf("%*s", indent, "");
		fwrite(line, 1, len, stdout);
		line += len;
	}
	if (!figures)
		return;
	text = format_text("Instructions more than without the module (amd64, Linux 6.12): %s.",
			   figures);
	put_wrapped(indent, text);
	free(text);
	free(figures);
}

void setup_show_question(enum setup_question question, const struct profile *profiles, size_t num)
{
	const struct setup_asked *asked = &setup_questions[question];
	const struct setup_compiler *compiler;
	char *choices;
	size_t i;

	printf("%s\n", asked->question);
	for (i = 0; i < SETUP_MAX_CHOICES && asked->choices[i].name; i++) {
		printf("  %s\n", asked->choices[i].name);
		put_choice(&asked->choices[i], 6);
	}
	if (question == SETUP_COMPILERS) {
		printf("  or a list of these. Price: what is named has no MPROTECT.\n");
		for (compiler = setup_compilers; compiler->name; compiler++)
			printf("      %-12s%s\n", compiler->name, compiler->about);
	}
	if (question == SETUP_MACHINE) {
		choices = setup_choices(question, profiles, num);
		printf("  Installed profiles: %s.\n", choices);
		free(choices);
	}
}

/* Prints the settings of pax.conf that get another value. Returns how many there are. */
static size_t put_changes(const struct boot_config *config, const struct setup_plan *plan,
			  const char *format)
{
	enum boot_key key;
	size_t num = 0;

	for (key = 0; key < BOOT_NUM; key++) {
		const char *old = config->given[key] ? config->value[key] : NULL;

		if (old && !strcmp(old, plan->setting[key]))
			continue;
		if (!num++)
			printf("\n%s\n", format);
		printf("  %s: %s -> %s\n", boot_key_name(key), old ? old : "not set",
		       *plan->setting[key] ? plan->setting[key] : "nothing");
	}
	return num;
}

/* Prints what the kernel's command line has that takes precedence. */
static void put_cmdline(const struct boot_config *config, const struct setup_plan *plan)
{
	enum boot_key key;

	printf("\nThe kernel's command line: nothing to add.\n");
	if (config->off)
		printf("  It has pax.off=1, so the module is not loaded: remove it.\n");
	for (key = 0; key < BOOT_NUM; key++) {
		if (config->on_cmdline[key] && strcmp(config->cmdline[key], plan->setting[key]))
			printf("  It has pax.%s=%s, which takes precedence: remove it.\n",
			       boot_key_name(key), config->cmdline[key]);
	}
}

void setup_show_plan(struct root *root, const struct setup_plan *plan)
{
	struct boot_config config = { 0 };

	printf("==> " SETUP_CONFIG_FILE "\n");
	setup_write_config(stdout, plan);
	printf("\n==> " SETUP_PROFILE_FILE "\n");
	setup_write_profile(stdout, plan);
	printf("\n==> " PROFILE_CHOICE "\ninherit " SETUP_PROFILE "\n");
	/* An error in pax.conf goes away with it. */
	boot_config_read(root, true, &config);
	put_changes(&config, plan, "Settings that change:");
	put_cmdline(&config, plan);
	boot_config_free(&config);
}

static const struct setup_choice *find_choice(const struct setup_answers *answers,
					      enum setup_question question)
{
	const struct setup_choice *choice = setup_questions[question].choices;
	size_t i;

	for (i = 0; i < SETUP_MAX_CHOICES && choice[i].name; i++) {
		if (!strcmp(choice[i].name, answers->value[question]))
			return &choice[i];
	}
	return NULL;
}

/* Whether the profile that is in the file is that of the plan. */
static bool is_written(struct root *root, const struct setup_plan *plan)
{
	int fd = root_read(root, SETUP_PROFILE_FILE);
	char *text = NULL, *now;
	size_t size = 0;
	ssize_t len;
	FILE *stream;
	bool same;

	if (fd < 0)
		return false;
	stream = need_memory(open_memstream(&text, &size));
	setup_write_profile(stream, plan);
	if (fclose(stream))
		out_of_memory();
	now = need_memory(malloc(size + 1));
	len = read(fd, now, size + 1);
	close(fd);
	same = len == (ssize_t)size && !memcmp(now, text, size);
	free(now);
	free(text);
	return same;
}

/* Prints in which way the files differ from the plan. */
static bool put_differences(struct root *root, const struct setup_plan *plan)
{
	struct boot_config config = { 0 };
	struct policy_file choice;
	bool differs;

	differs = boot_config_read(root, false, &config);
	differs |= put_changes(&config, plan, SETUP_CONFIG_FILE " is not as the answers want it:");
	if (!is_written(root, plan)) {
		printf("\n" SETUP_PROFILE_FILE " is not as the answers want it.\n");
		differs = true;
	}
	if (profile_choice(root, &choice) || !profile_is_chosen(&choice, SETUP_PROFILE)) {
		printf("\nThe profile " SETUP_PROFILE " is not chosen.\n");
		differs = true;
	}
	policy_file_free(&choice);
	put_cmdline(&config, plan);
	boot_config_free(&config);
	return differs;
}

bool setup_explain(struct root *root, const struct setup_answers *answers,
		   const struct setup_plan *plan)
{
	enum setup_question question;
	enum boot_key key;
	size_t i;

	for (question = 0; question < SETUP_NUM; question++) {
		const struct setup_choice *choice = find_choice(answers, question);

		printf("%s\n  %s = %s\n", setup_questions[question].question,
		       setup_questions[question].name, answers->value[question]);
		if (choice)
			put_choice(choice, 6);
	}
	printf("\nSo pax.conf has:\n");
	for (key = 0; key < BOOT_NUM; key++) {
		question = plan->because[key];
		printf("  %s =%s%s, because %s = %s\n", boot_key_name(key),
		       *plan->setting[key] ? " " : "", plan->setting[key],
		       setup_questions[question].name, answers->value[question]);
	}
	printf("The profile " SETUP_PROFILE " inherits %s, because machine = %s%s\n",
	       plan->inherits, plan->inherits, plan->num ? "; and" : ".");
	for (i = 0; i < plan->num; i++)
		printf("  %s %s\n", plan->lines[i].letters ? "exempts" : "does not exempt",
		       plan->lines[i].path);
	return put_differences(root, plan);
}

int setup_load_profile(struct root *root, const char *name)
{
	char *no_files[1] = { NULL };
	struct policy_request request = { .root = root, .profile = name, .names = no_files };
	struct policy policy;
	int err = policy_load(&request, &policy);

	policy_free(&policy);
	return err;
}
