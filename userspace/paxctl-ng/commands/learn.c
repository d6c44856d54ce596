// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng learn: reads records of denials and proposes a policy.
 */
#include <limits.h>
#include <string.h>

#include "commands/commands.h"
#include "evidence/denials.h"
#include "evidence/hosts.h"
#include "evidence/known_policy.h"
#include "evidence/users.h"
#include "evidence/proposal.h"
#include "evidence/proposal_file.h"
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
	KEY_MERGE,
};

static const struct cli_option option_list[] = {
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
	{ 'o', "output", "FILE", "write FILE, as a whole, instead of printing" },
	{ KEY_MERGE, "merge", NULL, "add to FILE only what the policy does not have" },
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

/*
 * The command line, but for its operands. @hosts: they are the evidence of many hosts. @min: what
 * so many hosts show counts. @group: only programs of this group, or NULL. @output: the file to
 * write, or NULL.
 */
struct options {
	struct record_filter filter;
	struct proposal proposal;
	const char *root;
	bool hosts;
	unsigned long min;
	const char *group;
	const char *output;
};

/* Returns what is wrong with the options together, or NULL. */
static const char *find_conflict(const struct cli *cli, const struct options *options)
{
	bool elsewhere = options->filter.elsewhere, merge = options->proposal.merge;

	if (elsewhere && options->root)
		return "--elsewhere reads no files; leave out --root";
	if (!options->hosts && (options->min || options->group))
		return "--hosts-min and --group need --hosts";
	if (options->hosts && (elsewhere || cli->json))
		return "--hosts has no --elsewhere and no --json";
	if (options->hosts && !cli->argc)
		return "--hosts needs files, or directories with files";
	if (merge && !options->output)
		return "--merge adds to the file that --output names; give both";
	if (merge && elsewhere)
		return "--elsewhere knows no policy to merge with; leave out one of the two";
	if (options->output && cli->json)
		return "--output is for a policy file; leave out --json";
	return NULL;
}

/* Reads the options. Returns 0, or a negative number with the exit status in cli->status. */
static int take_options(struct cli *cli, struct options *options)
{
	const char *conflict;
	int key;

	while ((key = cli_next(cli)) > 0) {
		switch (key) {
		case KEY_PAGEEXEC:
			options->proposal.pageexec = true;
			break;
		case KEY_USERS:
			options->filter.users = true;
			break;
		case KEY_NAMESPACES:
			options->filter.namespaces = true;
			break;
		case KEY_TRACED:
			options->filter.traced = true;
			break;
		case KEY_ELSEWHERE:
			options->filter.elsewhere = true;
			break;
		case KEY_ROOT:
			options->root = cli->arg;
			break;
		case KEY_HOSTS:
			options->hosts = true;
			break;
		case KEY_HOSTS_MIN:
			cli->status = cli_number(cli, cli->arg, INT_MAX, &options->min);
			if (!cli->status && !options->min)
				cli->status = cli_usage(cli, "--hosts-min is at least 1");
			if (cli->status)
				return -1;
			break;
		case KEY_GROUP:
			options->group = cli->arg;
			break;
		case KEY_MERGE:
			options->proposal.merge = true;
			break;
		case 'o':
			options->output = cli->arg;
			break;
		}
	}
	if (key)
		return key;
	conflict = find_conflict(cli, options);
	if (conflict) {
		cli->status = cli_usage(cli, "%s", conflict);
		return -1;
	}
	return 0;
}

/* Prints the proposal, or writes it into the file. Returns bits of STATUS_*. */
static int propose(const struct cli *cli, const struct options *options,
		   const struct denials *denials)
{
	int status = STATUS_OK;

	if (options->output)
		status = proposal_file_write(cli, options->output, denials, &options->proposal);
	else
		proposal_print(cli, denials, &options->proposal);
	if (!cli->quiet)
		report_left_out(denials);
	return status;
}

/* Proposes a policy from records. Returns bits of STATUS_*. */
static int learn_records(const struct cli *cli, const struct options *options)
{
	struct denials denials = { .filter = &options->filter };
	int i, status = STATUS_OK;

	progress_start("records", 0, cli->progress);
	if (!cli->argc)
		status = denials_read(&denials, DENIALS_EVENTS);
	for (i = 0; i < cli->argc; i++)
		status |= denials_read(&denials, cli->argv[i]);
	progress_end();
	denials_sort(&denials);
	status |= propose(cli, options, &denials);
	denials_free(&denials);
	return status;
}

/* Proposes a policy from the evidence of many hosts. Returns bits of STATUS_*. */
static int learn_hosts(const struct cli *cli, struct options *options)
{
	struct proposal *proposal = &options->proposal;
	struct fleet *fleet = fleet_new(&options->filter);
	struct denials denials = { 0 };
	int i, err = 0, status;

	for (i = 0; i < cli->argc; i++)
		err |= fleet_add(fleet, cli->argv[i]);
	progress_start("hosts", 0, cli->progress);
	err |= fleet_read(fleet);
	progress_end();
	status = err ? STATUS_FAILED : STATUS_OK;
	proposal->hosts = fleet_hosts(fleet);
	if (!fleet_merge(fleet, proposal->hosts_min, options->group, &denials)) {
		say(options->group, "there is no such group; a group is a directory that you name");
		status = STATUS_FAILED;
	} else {
		status |= propose(cli, options, &denials);
		if (proposal->hosts < proposal->hosts_min)
			say("learn",
			    "warning: there are fewer hosts than must show a denial; add hosts, or trust fewer with --hosts-min");
	}
	fleet_free(fleet, &denials);
	return status;
}

/*
 * Completes the options by what follows from them. The files of hosts and of another machine are
 * not here. The policy for hosts is, but not that of another machine.
 */
static void complete(struct options *options, const char *root, struct known_policy *known)
{
	struct record_filter *filter = &options->filter;
	struct proposal *proposal = &options->proposal;

	filter->first_user = users_first_uid(filter->root);
	if (!filter->elsewhere)
		proposal->policy = known;
	if (options->hosts) {
		proposal->hosts_min = options->min ? options->min : HOSTS_MIN;
		filter->elsewhere = true;
		filter->coarse = true;
	}
	if (filter->elsewhere)
		return;
	filter->mounts = mounts_read(root);
	proposal->names = !options->root;
	proposal->root = filter->root;
	void_mark_settings(filter->root, !strcmp(root, "/"), &proposal->kernel);
}

static int run(struct cli *cli)
{
	struct options options = { 0 };
	struct known_policy known = { 0 };
	const char *root, *added_to;
	int status;

	if (take_options(cli, &options))
		return cli->status;
	if (options.output && !proposal_file_is_free(options.output, &options.proposal))
		return STATUS_FAILED;
	root = options.root ? options.root : "/";
	if (root_open(root, &options.filter.root))
		return STATUS_FAILED;
	complete(&options, root, &known);
	added_to = options.proposal.merge ? options.output : NULL;
	if (options.proposal.policy &&
	    known_policy_load(&known, options.filter.root, added_to, options.hosts))
		status = STATUS_FAILED;
	else if (options.hosts)
		status = learn_hosts(cli, &options);
	else
		status = learn_records(cli, &options);
	known_policy_free(&known);
	mounts_free(options.filter.mounts);
	root_close(options.filter.root);
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
		"are commented out, with the reason, as are those that the policy has already. A mark\n"
		"keeps what the policy lifts. Read the file before you apply it.\n",
	.options = option_list,
	.common = COMMON_JSON | COMMON_QUIET | COMMON_PROGRESS,
	.run = run,
};
