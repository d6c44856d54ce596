// SPDX-License-Identifier: GPL-2.0-only
/*
 * learn: from denials to a policy.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "evidence.h"
#include "out.h"
#include "policy.h"
#include "progress.h"
#include "tool.h"

#define EVENTS "/sys/kernel/security/pax/events"

enum {
	KEY_PAGEEXEC = CLI_KEY,
};

static const struct cli_option options[] = {
	{ KEY_PAGEEXEC, "pageexec", NULL, "do not comment out lines that turn PAGEEXEC off" },
	{ 0 },
};

static const struct out_column columns[] = {
	{ "path", "FILE", OUT_TEXT },	  { "mark", "MARK", OUT_TEXT },
	{ "decide", "DECIDE", OUT_BOOL }, { "evidence", "EVIDENCE", OUT_LIST },
	{ "remark", "REMARK", OUT_TEXT },
};

/* Room for a line of evidence but for the place that it names. */
#define SENTENCE_SIZE 128

static const char *remark(const struct verdict *verdict)
{
	if (verdict->later)
		return "its execution faults may follow from these denials; learn again once it has this mark";
	if (verdict->lifts_pageexec)
		return "this turns PAGEEXEC off: make sure that it was no attack, then take the # away";
	if (verdict->mark)
		return NULL;
	if (verdict->helpless)
		return "no mark helps: it jumped to where nothing is, or its mark contradicts itself";
	return "no mark is needed, or none that is known helps";
}

static void protection(unsigned long prot, char text[4])
{
	text[0] = prot & PAX_VM_READ ? 'r' : '-';
	text[1] = prot & PAX_VM_WRITE ? 'w' : '-';
	text[2] = prot & PAX_VM_EXEC ? 'x' : '-';
	text[3] = '\0';
}

/* A line of evidence, to be freed. */
static char *sentence(const struct evidence *evidence)
{
	char prot[4], had[4], *where = quote(evidence->where, false), *text;
	size_t size = SENTENCE_SIZE + strlen(where);

	text = malloc(size);
	if (!text)
		out_fatal();
	protection(evidence->prot, prot);
	protection(evidence->had, had);
	if (evidence->denial == DENIAL_MPROTECT)
		snprintf(text, size, "%lu x %s of %s, %s to %s", evidence->count,
			 denial_name(evidence->denial), where, had, prot);
	else if (evidence->denial == DENIAL_MMAP || evidence->denial == DENIAL_SHMAT)
		snprintf(text, size, "%lu x %s of %s, %s", evidence->count,
			 denial_name(evidence->denial), where, prot);
	else
		snprintf(text, size, "%lu x %s in %s%s", evidence->count,
			 denial_name(evidence->denial), where,
			 evidence->emulating ? ", with EMUTRAMP on" : "");
	free(where);
	return text;
}

/*
 * Prints a path as a policy is to hold it: what would make a pattern of it is escaped, as
 * whoever named the program could else have a mark put on others.
 */
static void print_path(const char *path)
{
	char *text = isatty(STDOUT_FILENO) ? quote(path, true) : strdup(path), *at, *rest = text;

	if (!text)
		out_fatal();
	while ((at = strsep(&rest, "/"))) {
		bool pattern = strpbrk(at, "*?[");

		for (; *at; at++) {
			if (pattern && strchr("*?[\\", *at))
				putchar('\\');
			putchar(*at);
		}
		if (rest)
			putchar('/');
	}
	putchar('\n');
	free(text);
}

static void print_rule(const struct witness *witness, const struct verdict *verdict, bool commented,
		       char *const *sentences)
{
	const char *why = remark(verdict);
	size_t i;

	printf("\n");
	for (i = 0; i < witness->num; i++)
		printf("# %s\n", sentences[i]);
	if (why && (commented || !verdict->lifts_pageexec))
		printf("# %s\n", why);
	printf("%s", commented || !verdict->mark ? "# " : "");
	if (verdict->mark)
		printf("%s\t", verdict->mark);
	print_path(witness->exe);
}

static void propose(struct out *out, const struct witness *witness, bool pageexec)
{
	struct verdict verdict;
	char **sentences;
	bool commented;
	size_t i;

	verdict_reach(witness, &verdict);
	commented = verdict.lifts_pageexec && !pageexec;
	sentences = calloc(witness->num + 1, sizeof(*sentences));
	if (!sentences)
		out_fatal();
	for (i = 0; i < witness->num; i++)
		sentences[i] = sentence(&witness->evidence[i]);
	if (out) {
		out_text(out, witness->exe);
		out_text(out, verdict.mark);
		out_bool(out, commented);
		out_list(out, (const char *const *)sentences, witness->num);
		out_text(out, remark(&verdict));
		out_row(out);
	} else {
		print_rule(witness, &verdict, commented, sentences);
	}
	for (i = 0; i < witness->num; i++)
		free(sentences[i]);
	free(sentences);
}

/* Reads what there is now; does not wait for more. */
static int read_all(struct witnesses *witnesses, const char *name)
{
	bool is_stdin = !strcmp(name, "-");
	int fd = is_stdin ? dup(STDIN_FILENO) : open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	FILE *stream = fd < 0 ? NULL : fdopen(fd, "r");
	char *line = NULL;
	size_t size = 0;
	int err = 0;

	if (!stream) {
		err = errno;
		say(name, "cannot read it: %s%s", strerror(err),
		    strcmp(name, EVENTS) ? "" : "; load the module and be root, or name a file");
		return err == ENOENT ? STATUS_MISSING : STATUS_FAILED;
	}
	while (errno = 0, getline(&line, &size, stream) >= 0) {
		evidence_read(witnesses, line);
		progress_show(witnesses->records);
	}
	if (ferror(stream) && errno != EAGAIN) {
		say(name, "cannot read all of it: %s", strerror(errno));
		err = STATUS_FAILED;
	}
	free(line);
	fclose(stream);
	return err;
}

static void propose_all(const struct cli *cli, struct witnesses *witnesses, bool pageexec)
{
	struct out *out = NULL;
	size_t i;

	evidence_sort(witnesses);
	if (cli->json)
		out = out_open(cli, OUT_TABLE, columns, sizeof(columns) / sizeof(columns[0]));
	else
		printf("# Proposed by paxctl-ng learn from %lu denials; see pax-policy(5).\n",
		       witnesses->records);
	for (i = 0; i < witnesses->num; i++)
		propose(out, &witnesses->programs[i], pageexec);
	if (!out)
		return;
	out_total(out, "records", witnesses->records);
	out_total(out, "lost", witnesses->lost);
	out_total(out, "nameless", witnesses->nameless);
	out_close(out);
}

static int run(struct cli *cli)
{
	struct witnesses witnesses = { 0 };
	bool pageexec = false;
	int i, key, status = 0;

	while ((key = cli_next(cli)) > 0)
		pageexec = true;
	if (key)
		return cli->status;
	progress_start("records", 0, cli->progress);
	if (!cli->argc)
		status = read_all(&witnesses, EVENTS);
	for (i = 0; i < cli->argc; i++)
		status |= read_all(&witnesses, cli->argv[i]);
	progress_end();
	propose_all(cli, &witnesses, pageexec);
	if (witnesses.lost && !cli->quiet)
		say("learn",
		    "warning: %lu records were lost before they were read, so a program may be missing; read more often, or learn again",
		    witnesses.lost);
	if (witnesses.nameless && !cli->quiet)
		say("learn",
		    "warning: %lu records name no program that can be marked (deleted meanwhile, or no usable path)",
		    witnesses.nameless);
	evidence_free(&witnesses);
	return status;
}

const struct command command_learn = {
	.name = "learn",
	.operands = "[FILE]...",
	.summary = "propose a policy from what was denied",
	.about =
		"Reads the kernel's events, or files with events or audit records (\"-\" is standard\n"
		"input), and prints a policy file: for each program the weakest mark with which it\n"
		"would not have been denied anything, and the evidence as comments.\n",
	.options = options,
	.common = COMMON_JSON | COMMON_QUIET | COMMON_PROGRESS,
	.run = run,
};
