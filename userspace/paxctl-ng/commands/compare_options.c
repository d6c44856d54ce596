// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the command lines of apply, check and diff share.
 */
#include <string.h>

#include "commands/compare_options.h"
#include "policy/rules.h"
#include "files/identity.h"
#include "files/root.h"
#include "files/tree.h"
#include "terminal/message.h"
#include "terminal/interrupt.h"
#include "terminal/progress.h"

#define MAX_TREES 64

enum {
	KEY_ROOT = CLI_KEY,
	KEY_PROFILE,
	KEY_SECURITY,
	KEY_FORCE,
	KEY_STRICT,
	KEY_TREE,
};

/* The options of check and diff. */
const struct cli_option audit_options_check[] = {
	{ KEY_STRICT, "strict", NULL, "find marks that the policy does not name" },
	{ KEY_TREE, "tree", "DIR", "with --strict: look here, not everywhere" },
	{ KEY_ROOT, "root", "DIR", "work in this tree, as if it were /" },
	{ KEY_PROFILE, "profile", "NAME", "take this profile, not the chosen one" },
	{ KEY_SECURITY, "security", NULL, "mark security.pax.flags" },
	{ KEY_FORCE, "force", NULL, "accept what is refused for your own good" },
	{ 0 },
};

/* The options of apply. */
const struct cli_option audit_options_apply[] = {
	{ KEY_ROOT, "root", "DIR", "work in this tree, as if it were /" },
	{ KEY_PROFILE, "profile", "NAME", "take this profile, not the chosen one" },
	{ KEY_SECURITY, "security", NULL, "mark security.pax.flags" },
	{ KEY_FORCE, "force", NULL, "accept what is refused for your own good" },
	{ 0 },
};

struct options {
	struct policy_request request;
	const char *root;
	bool strict;
	const char *trees[MAX_TREES];
	size_t num_trees;
};

/* Reads the options; a negative number if there is nothing to do then. */
static int take_options(struct cli *cli, struct audit *audit, struct options *options)
{
	int key;

	while ((key = cli_next(cli)) > 0) {
		switch (key) {
		case KEY_ROOT:
			options->root = cli->arg;
			break;
		case KEY_PROFILE:
			if (!policy_name_is_good(cli->arg)) {
				cli->status =
					cli_usage(cli, "\"%s\" is no name of a profile", cli->arg);
				return -1;
			}
			options->request.profile = cli->arg;
			break;
		case KEY_SECURITY:
			audit->attr = PAXFLAGS_SECURITY;
			break;
		case KEY_FORCE:
			audit->force = true;
			break;
		case KEY_STRICT:
			options->strict = true;
			break;
		case KEY_TREE:
			if (*cli->arg != '/' || options->num_trees == MAX_TREES) {
				cli->status =
					cli_usage(cli, "one --tree too many, or not absolute");
				return -1;
			}
			options->trees[options->num_trees++] = cli->arg;
			break;
		}
	}
	if (!key && options->num_trees && !options->strict) {
		cli->status = cli_usage(cli, "--tree says where --strict looks; give both");
		return -1;
	}
	return key;
}

static void find_extra(const char *tree, void *audit)
{
	audit_extra(audit, tree);
}

/* Returns 0; or a negative number, and then cli->status is the exit status. */
static int do_audit(struct cli *cli, struct audit *audit)
{
	struct options options = { .root = "/" };
	size_t i;
	int err;

	err = take_options(cli, audit, &options);
	if (err)
		return err;
	err = root_open(options.root, &audit->root);
	if (err) {
		say(options.root, "cannot open the root: %s", strerror(-err));
		cli->status = STATUS_FAILED;
		return err;
	}
	options.request.root = audit->root;
	options.request.force = audit->force;
	options.request.names = cli->argc ? cli->argv : NULL;
	audit->dry_run = cli->dry_run;
	err = policy_load(&options.request, &audit->policy);
	if (err) {
		say("policy", "nothing has been done, since the policy is not valid as a whole");
		audit_free(audit);
		cli->status = STATUS_FAILED;
		return err;
	}
	for (i = 0; i < audit->policy.num && !audit->mounts; i++) {
		if (audit->policy.rules[i].id.known)
			audit->mounts = mounts_read(options.root);
	}
	/* What was done until then is to be told. */
	interrupt_catch(false);
	progress_start("lines", audit->policy.num, cli->progress);
	audit_run(audit);
	progress_end();
	progress_start("files", 0, cli->progress);
	if (options.strict && !options.num_trees)
		tree_standard(audit->root, find_extra, audit);
	for (i = 0; i < options.num_trees; i++)
		audit_extra(audit, options.trees[i]);
	progress_end();
	if (interrupted())
		say("policy",
		    "interrupted: this is what was done until then; run it again for the rest");
	audit_sort(audit);
	return 0;
}

/**
 * audit_open - do what the command line of apply, check or diff says
 * @cli: the command line
 * @write: write the marks
 * @columns: the columns of the output
 * @num: how many
 * @audit: the result, in the order of paths; to be freed with audit_free()
 *
 * Return: where to show it; or NULL if there is no result, and then @cli->status is the exit
 * status. With --json the object is complete even so.
 */
struct out *audit_open(struct cli *cli, bool write, const struct out_column *columns, size_t num,
		       struct audit *audit)
{
	*audit = (struct audit){ .write = write };
	if (!do_audit(cli, audit))
		return out_open(cli, OUT_TABLE, columns, num);
	if (cli->json && cli->status == STATUS_FAILED)
		out_close(out_open(cli, OUT_TABLE, columns, num));
	return NULL;
}

/**
 * audit_drift - the next file that does not agree with the policy
 * @audit: the result
 * @at: where to look on; 0 for the first
 *
 * Return: the file, or NULL after the last.
 */
const struct audit_entry *audit_drift(const struct audit *audit, size_t *at)
{
	while (*at < audit->num) {
		const struct audit_entry *entry = &audit->entries[(*at)++];

		if (audit_is_drift(entry->state))
			return entry;
	}
	return NULL;
}
