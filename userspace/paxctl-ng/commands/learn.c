// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng learn: reads records of denials and proposes a policy.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "evidence/denials.h"
#include "evidence/hosts.h"
#include "evidence/in_force.h"
#include "evidence/users.h"
#include "evidence/proposal.h"
#include "files/identity.h"
#include "files/reject_reason.h"
#include "files/root.h"
#include "judgement/void_mark.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/progress.h"

/* One host's word is not enough, unless --hosts-min says so. */
#define HOSTS_MIN 2

enum {
	KEY_PAGEEXEC = CLI_KEY,
	KEY_USERS,
	KEY_NAMESPACES,
	KEY_TRACED,
	KEY_ELSEWHERE,
	KEY_ROOT,
	KEY_HOSTS,
	KEY_HOSTS_MIN,
	KEY_GROUP,
};

static const struct cli_option options[] = {
	{ KEY_PAGEEXEC, "pageexec", NULL, "do not comment out lines that turn PAGEEXEC off" },
	{ KEY_USERS, "users", NULL,
	  "also accept records of users, not only of root and system users" },
	{ KEY_NAMESPACES, "mount-namespaces", NULL,
	  "also accept records from other mount namespaces" },
	{ KEY_TRACED, "traced", NULL, "also accept records of traced processes" },
	{ KEY_ELSEWHERE, "elsewhere", NULL,
	  "the records are from another machine, where apply verifies the files" },
	{ KEY_HOSTS, "hosts", NULL, "each FILE is one host's, each directory a group of hosts" },
	{ KEY_HOSTS_MIN, "hosts-min", "N", "with --hosts: what N hosts show counts (2)" },
	{ KEY_GROUP, "group", "NAME", "with --hosts: only programs of this group" },
	{ KEY_ROOT, "root", "DIR", "use DIR as the root directory" },
	{ 0 },
};

/* Reports the records that do not count, and the reasons. */
static void report_left_out(const struct denials *denials)
{
	enum reject_reason reason;

	if (denials->lost)
		say("learn",
		    "warning: %lu record%s lost before they were read, so a program may be missing; read more often, or learn again",
		    denials->lost, denials->lost == 1 ? " was" : "s were");
	if (denials->nameless)
		say("learn",
		    "warning: %lu record%s no program that can be marked (deleted meanwhile, or no usable path)",
		    denials->nameless, denials->nameless == 1 ? " names" : "s name");
	for (reason = 0; reason < REJECT_NUM; reason++) {
		if (denials->reject_counts[reason])
			say("learn", "not proposed: %lu record%s: %s",
			    denials->reject_counts[reason],
			    denials->reject_counts[reason] == 1 ? "" : "s", reject_text(reason));
	}
	if (denials->crowded)
		say("learn",
		    "warning: %lu record%s of further programs left out, as their user already had the most programs that are listed; look at those first",
		    denials->crowded, denials->crowded == 1 ? "" : "s");
}

/* What --hosts and its options ask for. */
struct hosts {
	bool wanted;
	unsigned long min;
	const char *group;
};

/* Returns 0, or the exit status of an error in the command line. */
static int check_options(const struct cli *cli, const struct record_filter *filter,
			 const struct hosts *hosts, const char *root)
{
	if (filter->elsewhere && root)
		return cli_usage(cli, "--elsewhere reads no files; leave out --root");
	if (!hosts->wanted && (hosts->min || hosts->group))
		return cli_usage(cli, "--hosts-min and --group need --hosts");
	if (!hosts->wanted)
		return 0;
	if (filter->elsewhere || cli->json)
		return cli_usage(cli, "--hosts has no --elsewhere and no --json");
	if (!cli->argc)
		return cli_usage(cli, "--hosts needs files, or directories with files");
	return 0;
}

/* Reads the options. Returns 0, or a negative number with the exit status in cli->status. */
static int take_options(struct cli *cli, struct record_filter *filter, struct proposal *proposal,
			const char **root, struct hosts *hosts)
{
	int key;

	while ((key = cli_next(cli)) > 0) {
		switch (key) {
		case KEY_PAGEEXEC:
			proposal->pageexec = true;
			break;
		case KEY_USERS:
			filter->users = true;
			break;
		case KEY_NAMESPACES:
			filter->namespaces = true;
			break;
		case KEY_TRACED:
			filter->traced = true;
			break;
		case KEY_ELSEWHERE:
			filter->elsewhere = true;
			break;
		case KEY_ROOT:
			*root = cli->arg;
			break;
		case KEY_HOSTS:
			hosts->wanted = true;
			break;
		case KEY_HOSTS_MIN:
			cli->status = cli_number(cli, cli->arg, INT_MAX, &hosts->min);
			if (!cli->status && !hosts->min)
				cli->status = cli_usage(cli, "--hosts-min is at least 1");
			if (cli->status)
				return -1;
			break;
		case KEY_GROUP:
			hosts->group = cli->arg;
			break;
		}
	}
	if (!key)
		cli->status = check_options(cli, filter, hosts, *root);
	return key ? key : -(cli->status != 0);
}

/* Proposes a policy from the evidence of many hosts. Returns the exit status. */
static int learn_hosts(const struct cli *cli, struct record_filter *filter,
		       struct proposal *proposal, const struct hosts *hosts)
{
	struct fleet *fleet;
	struct denials denials = { 0 };
	unsigned long min = hosts->min ? hosts->min : HOSTS_MIN;
	int i, err = 0, status;

	filter->elsewhere = true;
	filter->coarse = true;
	proposal->unprivileged = true;
	fleet = fleet_new(filter);
	for (i = 0; i < cli->argc; i++)
		err |= fleet_add(fleet, cli->argv[i]);
	progress_start("hosts", 0, cli->progress);
	err |= fleet_read(fleet);
	progress_end();
	status = err ? STATUS_FAILED : STATUS_OK;
	if (!fleet_merge(fleet, min, hosts->group, &denials)) {
		say(hosts->group, "there is no such group; a group is a directory that you name");
		status = STATUS_FAILED;
	} else {
		in_force_find(filter->root, &denials);
		printf("# From %zu hosts. A line counts what at least %lu of them show.\n",
		       fleet_hosts(fleet), min);
		proposal_print(cli, &denials, proposal);
		if (!cli->quiet)
			report_left_out(&denials);
		if (fleet_hosts(fleet) < min)
			say("learn",
			    "warning: there are fewer hosts than must show a denial; add hosts, or trust fewer with --hosts-min");
	}
	fleet_free(fleet, &denials);
	return status;
}

static int run(struct cli *cli)
{
	struct hosts hosts = { 0 };
	struct record_filter filter = { 0 };
	struct denials denials = { .filter = &filter };
	struct proposal proposal = { 0 };
	const char *root = NULL;
	int i, err, status = 0;

	if (take_options(cli, &filter, &proposal, &root, &hosts))
		return cli->status;
	proposal.names = !root && !filter.elsewhere && !hosts.wanted;
	root = root ? root : "/";
	err = root_open(root, &filter.root);
	if (err)
		return STATUS_FAILED;
	filter.mounts = mounts_read(root);
	if (!filter.elsewhere && !hosts.wanted) {
		proposal.root = filter.root;
		void_mark_settings(filter.root, !strcmp(root, "/"), &proposal.kernel);
	}
	filter.first_user = users_first_uid(filter.root);
	if (hosts.wanted) {
		status = learn_hosts(cli, &filter, &proposal, &hosts);
		goto out;
	}
	progress_start("records", 0, cli->progress);
	if (!cli->argc)
		status = denials_read(&denials, DENIALS_EVENTS);
	for (i = 0; i < cli->argc; i++)
		status |= denials_read(&denials, cli->argv[i]);
	progress_end();
	denials_sort(&denials);
	proposal_print(cli, &denials, &proposal);
	if (!cli->quiet)
		report_left_out(&denials);
	denials_free(&denials);
out:
	mounts_free(filter.mounts);
	root_close(filter.root);
	return status;
}

const struct command command_learn = {
	.name = "learn",
	.operands = "[FILE]...",
	.summary = "propose a policy from records of denials",
	.about =
		"Reads the kernel's events, or files with events or audit records (\"-\" is standard\n"
		"input), and prints a policy file: for each program the weakest mark that would have\n"
		"allowed what was denied, with the denials as comments. Lines that cannot be verified\n"
		"are commented out, with the reason. Read the file before you apply it.\n",
	.options = options,
	.common = COMMON_JSON | COMMON_QUIET | COMMON_PROGRESS,
	.run = run,
};
