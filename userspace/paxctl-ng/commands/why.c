// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng why: says what was denied to a program lately, what that usually means, and what to do.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "evidence/denials.h"
#include "evidence/proposal.h"
#include "evidence/weakest_mark.h"
#include "evidence/words.h"
#include "files/identity.h"
#include "files/root.h"
#include "judgement/executable.h"
#include "terminal/cli.h"
#include "terminal/memory.h"
#include "terminal/message.h"
#include "terminal/out.h"

#define MAX_FILES 16
#define MAX_WORDS 64

enum {
	KEY_EVENTS = CLI_KEY,
	KEY_LIST,
	KEY_MESSAGE,
};

static const struct cli_option options[] = {
	{ KEY_EVENTS, "events", "FILE", "read records from FILE, not the kernel's events" },
	{ KEY_LIST, "list", NULL, "print all messages that are known" },
	{ KEY_MESSAGE, "message", "TEXT", "look up what a program said" },
	{ 0 },
};

static const struct out_column columns[] = {
	{ "what", "WHAT", OUT_TEXT },	    { "pid", "pid", OUT_NUMBER },
	{ "mark", "has mark", OUT_TEXT },   { "denied", "denied", OUT_LIST },
	{ "means", "means", OUT_LIST },	    { "remedy", "to do", OUT_LIST },
	{ "weakest", "weakest", OUT_TEXT },
};

/* A list of different texts. */
struct texts {
	const char *texts[MAX_WORDS];
	size_t num;
};

static void add(struct texts *list, const char *text)
{
	size_t i;

	for (i = 0; i < list->num && strcmp(list->texts[i], text); i++)
		;
	if (i == list->num && list->num < MAX_WORDS)
		list->texts[list->num++] = text;
}

/* What is known of one program. */
struct answer {
	struct texts denied;
	struct texts means;
	struct texts remedy;
	const char *weakest;
	char *owned[MAX_WORDS];
	size_t num_owned;
};

static void add_owned(struct answer *answer, struct texts *list, char *text)
{
	if (answer->num_owned == MAX_WORDS) {
		free(text);
		return;
	}
	answer->owned[answer->num_owned++] = text;
	add(list, text);
}

static void free_answer(struct answer *answer)
{
	while (answer->num_owned)
		free(answer->owned[--answer->num_owned]);
}

static void add_program(struct answer *answer, const struct program *program)
{
	struct weakest_mark weakest;
	size_t i;

	for (i = 0; i < program->num; i++) {
		const struct meaning *meaning = denial_meaning(&program->denials[i]);

		char *text = denial_describe(&program->denials[i]), *remark;

		/* Anyone can cause these, so no mark follows from them. */
		if (program->rejected) {
			remark = format_text("%s (not verified, as \"learn\" explains)", text);
			free(text);
			text = remark;
		}
		add_owned(answer, &answer->denied, text);
		add(&answer->means, meaning->means);
		add(&answer->remedy, meaning->remedy);
	}
	weakest_mark_find(program, &weakest);
	if (weakest.mark && !program->rejected)
		answer->weakest = weakest.mark;
}

/* What the file itself tells, whether or not something was denied to it. */
static void add_traits(struct answer *answer, const struct executable *file)
{
	if (file->elf_err)
		return;
	if (file->elf.traits & PAXFLAGS_ELF_TEXTREL) {
		add(&answer->means, "it has text relocations, which the loader writes to text");
		add(&answer->remedy, "build it with -fPIC, or mark it \"em\"");
	}
	if (file->elf.traits & PAXFLAGS_ELF_EXEC_STACK) {
		add(&answer->means, "it asks for an executable stack, as for nested functions");
		add(&answer->remedy,
		    "mark it \"PE\", which emulates trampolines; if it makes threads, \"execstack -c\" or \"em\" too");
	}
	if (file->elf.traits & PAXFLAGS_ELF_RWX_LOAD) {
		add(&answer->means, "it has a segment that is writable and executable");
		add(&answer->remedy,
		    "build it with a linker that separates them, or mark it \"em\"");
	}
}

static void put_answer(struct out *out, const char *what, long pid, const struct executable *file,
		       const struct answer *answer)
{
	out_text(out, what);
	if (pid)
		out_number(out, pid);
	else
		out_none(out);
	if (file)
		executable_put_mark(out, file->user_err, &file->user);
	else
		out_none(out);
	out_list(out, answer->denied.texts, answer->denied.num);
	out_list(out, answer->means.texts, answer->means.num);
	out_list(out, answer->remedy.texts, answer->remedy.num);
	out_mark(out, answer->weakest);
	out_row(out);
}

static void put_entry(struct out *out, const struct words_entry *entry)
{
	struct answer answer = { .weakest = entry->mark };
	char *line, *remedy;

	line = format_text("%s: %s", entry->who, entry->pattern);
	add(&answer.means, entry->means);
	if (entry->mark) {
		remedy = format_text("mark the program \"%s\"", entry->mark);
		add_owned(&answer, &answer.remedy, remedy);
	}
	if (entry->instead) {
		remedy = format_text("without a mark: %s", entry->instead);
		add_owned(&answer, &answer.remedy, remedy);
	}
	put_answer(out, line, 0, NULL, &answer);
	free_answer(&answer);
	free(line);
}

/* Looks up a message. Returns bits of STATUS_*. */
static int put_message(const struct cli *cli, struct out *out, const char *text)
{
	const struct words_entry *entry, *last = NULL;
	size_t at = 0;

	/* A program may have two messages in one line. */
	while ((entry = words_find(text, &at))) {
		if (!last || strcmp(entry->who, last->who))
			put_entry(out, entry);
		last = entry;
	}
	if (!last && !cli->quiet)
		say("why",
		    "no program is known to say that; \"why PID\" or \"why FILE\" tells what was denied");
	return last ? STATUS_OK : STATUS_FAILED;
}

/* Finds the program that @name means: a PID, a file, or a script. The caller frees the path. */
static char *find_program(const char *name, long *pid, struct executable *file, int *status)
{
	char link[64], *path, *end;
	int fd, err, scripts;

	*pid = strtol(name, &end, 10);
	if (*pid <= 0 || *end || !access(name, F_OK))
		*pid = 0;
	snprintf(link, sizeof(link), "/proc/%ld/exe", *pid);
	path = realpath(*pid ? link : name, NULL);
	for (scripts = 0; path; scripts++) {
		fd = paxflags_open(AT_FDCWD, *pid && !scripts ? link : path);
		err = fd < 0 ? fd : executable_read(fd, file);
		if (fd >= 0)
			close(fd);
		if (err) {
			say_error(path, STEP_OPEN, PAXFLAGS_USER, err);
			*status |= STATUS_FAILED;
			free(path);
			return NULL;
		}
		if (file->kind != PAXFLAGS_KIND_SCRIPT || scripts == 4)
			return path;
		/* The kernel runs the interpreter, and denials name it. */
		free(path);
		path = realpath(file->interpreter, NULL);
	}
	say(name, *pid ? "there is no such process, or it may not be looked at; be root" :
			 "there is no such file");
	*status |= STATUS_MISSING;
	return NULL;
}

static int put_program(const struct cli *cli, struct out *out, const struct denials *denials,
		       const char *name)
{
	struct answer answer = { 0 };
	struct executable file;
	int status = STATUS_OK;
	long pid;
	char *path = find_program(name, &pid, &file, &status);
	size_t i;

	if (!path)
		return status;
	for (i = 0; i < denials->num; i++) {
		if (!strcmp(denials->programs[i].exe, path))
			add_program(&answer, &denials->programs[i]);
	}
	add_traits(&answer, &file);
	put_answer(out, path, pid, &file, &answer);
	if (!answer.denied.num) {
		status |= STATUS_FAILED;
		if (!cli->quiet)
			say(path,
			    "nothing was denied to it, as far as the records go; RANDMMAP denies nothing, so a program that does not work may still need \"er\"");
	}
	free_answer(&answer);
	free(path);
	return status;
}

static int run(struct cli *cli)
{
	struct record_filter filter = {
		.users = true, .namespaces = true, .traced = true, .writes = true
	};
	struct denials denials = { .filter = &filter };
	const char *files[MAX_FILES], *message = NULL;
	size_t i, num_files = 0;
	bool list = false;
	int key, status = STATUS_OK;
	struct out *out;

	while ((key = cli_next(cli)) > 0) {
		switch (key) {
		case KEY_EVENTS:
			if (num_files == MAX_FILES)
				return cli_usage(cli, "--events: at most %d files", MAX_FILES);
			files[num_files++] = cli->arg;
			break;
		case KEY_LIST:
			list = true;
			break;
		case KEY_MESSAGE:
			message = cli->arg;
			break;
		}
	}
	if (key)
		return cli->status;
	if (!cli->argc && !message && !list)
		return cli_usage(cli, "name a process or a program, or give a --message");
	if (root_open("/", &filter.root))
		return STATUS_FAILED;
	filter.mounts = mounts_read("/");
	if (cli->argc && !num_files)
		status |= denials_read(&denials, DENIALS_EVENTS);
	for (i = 0; i < num_files; i++)
		status |= denials_read(&denials, files[i]);
	denials_sort(&denials);
	out = out_open(cli, OUT_BLOCKS, columns, sizeof(columns) / sizeof(columns[0]));
	for (i = 0; list && words_entry_at(i); i++)
		put_entry(out, words_entry_at(i));
	if (message)
		status |= put_message(cli, out, message);
	for (; *cli->argv; cli->argv++)
		status |= put_program(cli, out, &denials, *cli->argv);
	out_close(out);
	denials_free(&denials);
	mounts_free(filter.mounts);
	root_close(filter.root);
	return status;
}

const struct command command_why = {
	.name = "why",
	.operands = "[PID|FILE]...",
	.summary = "say what was denied to a program, and what to do",
	.about =
		"Reads the kernel's events, or files with events or audit records, and prints for each\n"
		"program what was denied to it lately, what that usually means, and what to do. What\n"
		"a program said when it failed leads there, too: --message=\"restricted kernel?\"\n"
		"Status: 0 an answer for each, 1 nothing is known of one, 2 one is missing, 3 both.\n",
	.options = options,
	.common = COMMON_JSON | COMMON_QUIET,
	.run = run,
};
