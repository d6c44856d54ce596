// SPDX-License-Identifier: GPL-2.0-only
/*
 * learn: from denials to a policy.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "evidence/denials.h"
#include "evidence/users.h"
#include "evidence/proposal.h"
#include "files/identity.h"
#include "files/reject_reason.h"
#include "files/root.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/progress.h"

#define EVENTS "/sys/kernel/security/pax/events"

enum {
	KEY_PAGEEXEC = CLI_KEY,
	KEY_USERS,
	KEY_NAMESPACES,
	KEY_TRACED,
	KEY_ELSEWHERE,
	KEY_ROOT,
};

static const struct cli_option options[] = {
	{ KEY_PAGEEXEC, "pageexec", NULL, "do not comment out lines that turn PAGEEXEC off" },
	{ KEY_USERS, "users", NULL, "count also what users ran, not only root and system users" },
	{ KEY_NAMESPACES, "mount-namespaces", NULL,
	  "count also what ran in other mount namespaces" },
	{ KEY_TRACED, "traced", NULL, "count also what was traced" },
	{ KEY_ELSEWHERE, "elsewhere", NULL,
	  "the records are of another machine; have apply verify the files there" },
	{ KEY_ROOT, "root", "DIR", "look at the files of this tree, as if it were /" },
	{ 0 },
};

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

/* Says what was left out, and why. */
static void tell(const struct witnesses *witnesses)
{
	enum doubt doubt;

	if (witnesses->lost)
		say("learn",
		    "warning: %lu record%s lost before they were read, so a program may be missing; read more often, or learn again",
		    witnesses->lost, witnesses->lost == 1 ? " was" : "s were");
	if (witnesses->nameless)
		say("learn",
		    "warning: %lu record%s no program that can be marked (deleted meanwhile, or no usable path)",
		    witnesses->nameless, witnesses->nameless == 1 ? " names" : "s name");
	for (doubt = 0; doubt < DOUBT_NUM; doubt++) {
		if (witnesses->doubts[doubt])
			say("learn", "not proposed: %lu record%s: %s", witnesses->doubts[doubt],
			    witnesses->doubts[doubt] == 1 ? "" : "s", doubt_text(doubt));
	}
	if (witnesses->crowded)
		say("learn",
		    "warning: %lu record%s of further programs left out, as the user had filled the comments with others",
		    witnesses->crowded, witnesses->crowded == 1 ? "" : "s");
}

/* Takes the options. Returns 0; or a negative number, and then cli->status is the exit status. */
static int take_options(struct cli *cli, struct trust *trust, struct proposal *proposal,
			const char **root)
{
	int key;

	while ((key = cli_next(cli)) > 0) {
		switch (key) {
		case KEY_PAGEEXEC:
			proposal->pageexec = true;
			break;
		case KEY_USERS:
			trust->users = true;
			break;
		case KEY_NAMESPACES:
			trust->namespaces = true;
			break;
		case KEY_TRACED:
			trust->traced = true;
			break;
		case KEY_ELSEWHERE:
			trust->elsewhere = true;
			break;
		case KEY_ROOT:
			*root = cli->arg;
			break;
		}
	}
	if (!key && trust->elsewhere && *root) {
		cli->status = cli_usage(
			cli, "--elsewhere looks at no files, and --root says where; leave one out");
		return -1;
	}
	return key;
}

static int run(struct cli *cli)
{
	struct trust trust = { 0 };
	struct witnesses witnesses = { .trust = &trust };
	struct proposal proposal = { 0 };
	const char *root = NULL;
	int i, err, status = 0;

	if (take_options(cli, &trust, &proposal, &root))
		return cli->status;
	proposal.names = !root && !trust.elsewhere;
	root = root ? root : "/";
	err = root_open(root, &trust.root);
	if (err) {
		say(root, "cannot open the root: %s", strerror(-err));
		return STATUS_FAILED;
	}
	trust.mounts = mounts_read(root);
	trust.first_user = who_first_user(trust.root);
	progress_start("records", 0, cli->progress);
	if (!cli->argc)
		status = read_all(&witnesses, EVENTS);
	for (i = 0; i < cli->argc; i++)
		status |= read_all(&witnesses, cli->argv[i]);
	progress_end();
	evidence_sort(&witnesses);
	proposal_print(cli, &witnesses, &proposal);
	if (!cli->quiet)
		tell(&witnesses);
	evidence_free(&witnesses);
	mounts_free(trust.mounts);
	root_close(trust.root);
	return status;
}

const struct command command_learn = {
	.name = "learn",
	.operands = "[FILE]...",
	.summary = "propose a policy from what was denied",
	.about =
		"Reads the kernel's events, or files with events or audit records (\"-\" is standard\n"
		"input), and prints a policy file: for each program the weakest mark with which it\n"
		"would not have been denied anything, and the evidence as comments. What cannot be\n"
		"verified is commented out, with the reason. Read it before you apply it.\n",
	.options = options,
	.common = COMMON_JSON | COMMON_QUIET | COMMON_PROGRESS,
	.run = run,
};
