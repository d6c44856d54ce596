// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng profile: lists the profiles, and remembers which of them this machine has.
 */
#include <stdlib.h>

#include "commands/commands.h"
#include "files/root.h"
#include "policy/profiles.h"
#include "policy/rules.h"
#include "terminal/cli.h"
#include "terminal/memory.h"
#include "terminal/message.h"
#include "terminal/out.h"

enum {
	OPTION_ROOT = CLI_KEY,
};

static const struct cli_option options[] = {
	{ OPTION_ROOT, "root", "DIR", "use DIR as the root directory" },
	{ 0 },
};

static const struct out_column columns[] = {
	{ "name", "PROFILE", OUT_TEXT },      { "chosen", "CHOSEN", OUT_BOOL },
	{ "inherits", "INHERITS", OUT_LIST }, { "lines", "LINES", OUT_NUMBER },
	{ "about", "ABOUT", OUT_TEXT },	      { "path", "FILE", OUT_TEXT },
};

static void put_row(struct out *out, const struct profile *profile, bool chosen)
{
	const char **names;
	size_t i;

	names = need_memory(calloc(profile->file.num_inherits + 1, sizeof(*names)));
	for (i = 0; i < profile->file.num_inherits; i++)
		names[i] = profile->file.inherits[i].name;
	out_paint(out, chosen ? OUT_GOOD : OUT_PLAIN);
	out_text(out, profile->name);
	out_bool(out, chosen);
	out_list(out, names, profile->file.num_inherits);
	out_number(out, profile->file.num);
	out_text(out, profile->about);
	out_text(out, profile->path);
	out_row(out);
	free(names);
}

static int list(const struct cli *cli, struct root *root)
{
	struct policy_file choice;
	struct profile *profiles;
	size_t num, i;
	struct out *out;
	int err;

	err = profile_choice(root, &choice);
	profiles = profiles_list(root, &num);
	out = out_open(cli, OUT_TABLE, columns, sizeof(columns) / sizeof(columns[0]));
	for (i = 0; i < num; i++)
		put_row(out, &profiles[i], profile_is_chosen(&choice, profiles[i].name));
	out_close(out);
	if (!num)
		say("profile",
		    "no profile is installed, neither in /usr/lib/pax/profiles nor in /etc/pax/profiles");
	else if (!err && !choice.num_inherits && !cli->quiet)
		say("profile", "none is chosen; \"paxctl-ng profile PROFILE\" chooses one");
	profiles_free(profiles, num);
	policy_file_free(&choice);
	return err || !num ? STATUS_FAILED : STATUS_OK;
}

static int choose(const struct cli *cli, struct root *root, const char *name)
{
	char *no_files[1] = { NULL };
	struct policy_request request = { .root = root, .profile = name, .names = no_files };
	struct policy policy;
	int err;

	/* It must exist, and have no error. */
	err = policy_load(&request, &policy);
	policy_free(&policy);
	if (!err && !cli->dry_run)
		err = profile_choose(root, name);
	if (err)
		return STATUS_FAILED;
	if (!cli->quiet)
		say(PROFILE_CHOICE,
		    cli->dry_run ?
			    "the profile %s would be remembered" :
			    "the profile %s is remembered for each boot and each update of packages; to have its marks now: paxctl-ng apply. Marks of another profile stay, see check --strict",
		    name);
	return STATUS_OK;
}

static int run(struct cli *cli)
{
	const char *path = "/";
	struct root *root;
	int key, status = STATUS_OK;

	while ((key = cli_next(cli)) > 0)
		path = cli->arg;
	if (key < 0)
		return cli->status;
	if (cli->argc > 1)
		return cli_usage(cli, "one profile at most");
	if (cli->argc && !policy_name_is_good(cli->argv[0]))
		return cli_usage(cli, "\"%s\" is no name of a profile", cli->argv[0]);
	if (root_open(path, &root))
		return STATUS_FAILED;
	if (cli->argc)
		status = choose(cli, root, cli->argv[0]);
	if (!cli->argc || cli->json)
		status |= list(cli, root);
	root_close(root);
	return status;
}

const struct command command_profile = {
	.name = "profile",
	.operands = "[PROFILE]",
	.summary = "list the profiles, or choose one for good",
	.about =
		"Lists the profiles, and says which is chosen; or remembers PROFILE in\n"
		"/etc/pax/policy.d/00-profile.conf, so that it is part of the policy from then on: at\n"
		"boot, after updates of packages, and for apply, check and diff.\n",
	.options = options,
	.common = COMMON_JSON | COMMON_QUIET | COMMON_DRY_RUN,
	.run = run,
};
