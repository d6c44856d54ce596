// SPDX-License-Identifier: GPL-2.0-only
/*
 * The options of apply, check and diff, and the comparison that all three run first.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "commands/compare_options.h"
#include "judgement/void_mark.h"
#include "policy/fleet_policy.h"
#include "policy/profiles.h"
#include "policy/rules.h"
#include "files/identity.h"
#include "files/root.h"
#include "files/tree.h"
#include "terminal/message.h"
#include "terminal/interrupt.h"
#include "terminal/progress.h"

#define MAX_TREES 64
#define MAX_FACTS 64

enum {
	KEY_ROOT = CLI_KEY,
	KEY_PROFILE,
	KEY_SECURITY,
	KEY_FORCE,
	KEY_STRICT,
	KEY_TREE,
	KEY_HOME,
	KEY_FLEET,
	KEY_FACT,
	KEY_SIGN,
	KEY_SIGN_COMMAND,
	KEY_CERTIFICATE,
};

/* The options of check and diff. */
const struct cli_option compare_options_check[] = {
	{ KEY_STRICT, "strict", NULL, "also find marks that the policy does not list" },
	{ KEY_TREE, "tree", "DIR", "with --strict: look only below DIR" },
	{ KEY_ROOT, "root", "DIR", "use DIR as the root directory" },
	{ KEY_PROFILE, "profile", "PROFILE", "use this profile, not the chosen one" },
	{ KEY_HOME, "home", "DIR", "relative paths of FILE start from DIR" },
	{ KEY_FLEET, "fleet", "FILE", "use this signed policy of a fleet, not the installed one" },
	{ KEY_FACT, "fact", "NAME=VALUE", "what --fleet is to know of the machine" },
	{ KEY_SECURITY, "security", NULL, "use security.pax.flags, not user.pax.flags" },
	{ KEY_FORCE, "force", NULL, "accept marks that the kernel refuses, and any kind of file" },
	{ 0 },
};

/* The options of apply. */
const struct cli_option compare_options_apply[] = {
	{ KEY_SIGN, "sign", "KEY", "sign the marks with this key, for trust=signed" },
	{ KEY_CERTIFICATE, "certificate", "FILE", "with --sign: the certificate of the key, PEM" },
	{ KEY_SIGN_COMMAND, "sign-command", "COMMAND", "sign the marks with this command" },
	{ KEY_ROOT, "root", "DIR", "use DIR as the root directory" },
	{ KEY_PROFILE, "profile", "PROFILE", "use this profile, not the chosen one" },
	{ KEY_HOME, "home", "DIR", "relative paths of FILE start from DIR" },
	{ KEY_FLEET, "fleet", "FILE", "use this signed policy of a fleet, not the installed one" },
	{ KEY_FACT, "fact", "NAME=VALUE", "what --fleet is to know of the machine" },
	{ KEY_SECURITY, "security", NULL, "use security.pax.flags, not user.pax.flags" },
	{ KEY_FORCE, "force", NULL, "accept marks that the kernel refuses, and any kind of file" },
	{ 0 },
};

struct options {
	struct policy_request request;
	const char *root;
	bool strict;
	const char *trees[MAX_TREES];
	size_t num_trees;
	const char *facts[MAX_FACTS + 1];
	size_t num_facts;
};

/* Takes the argument of --fact. Returns false with the exit status in cli->status. */
static bool take_fact(struct cli *cli, struct options *options)
{
	size_t len = strcspn(cli->arg, "=");

	if (options->num_facts == MAX_FACTS) {
		cli->status = cli_usage(cli, "--fact: at most %d of them", MAX_FACTS);
		return false;
	}
	if (!cli->arg[len] || facts_find(cli->arg, len) < 0) {
		cli->status = cli_usage(cli, "--fact: host=, group=, os=, arch= or kernel= and a value");
		return false;
	}
	options->facts[options->num_facts++] = cli->arg;
	return true;
}

/* Reads the options. Returns a negative number if the command has nothing more to do. */
static int take_options(struct cli *cli, struct comparison *comparison, struct options *options)
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
		case KEY_HOME:
			if (*cli->arg != '/') {
				cli->status = cli_usage(cli, "--home takes an absolute path");
				return -1;
			}
			options->request.home = cli->arg;
			break;
		case KEY_FLEET:
			options->request.fleet = cli->arg;
			break;
		case KEY_FACT:
			if (!take_fact(cli, options))
				return -1;
			break;
		case KEY_SECURITY:
			comparison->attr = PAXFLAGS_SECURITY;
			break;
		case KEY_FORCE:
			comparison->force = true;
			break;
		case KEY_SIGN:
			comparison->sign_key = cli->arg;
			break;
		case KEY_CERTIFICATE:
			comparison->sign_certificate = cli->arg;
			break;
		case KEY_SIGN_COMMAND:
			comparison->sign_command = cli->arg;
			break;
		case KEY_STRICT:
			options->strict = true;
			break;
		case KEY_TREE:
			if (*cli->arg != '/' || options->num_trees == MAX_TREES) {
				cli->status = cli_usage(cli, "--tree: at most %d absolute paths",
							MAX_TREES);
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
	if (!key && !comparison->sign_key != !comparison->sign_certificate &&
	    !(comparison->sign_command && comparison->sign_certificate)) {
		cli->status = cli_usage(cli, "--sign needs --certificate, and the other way round");
		return -1;
	}
	return key;
}

static void find_extra(const char *tree, void *comparison)
{
	compare_unlisted(comparison, tree);
}

/**
 * compare_load - read the policy of a comparison
 * @comparison: the comparison; @comparison->force and others are already set
 * @request: the policy; the function sets its root
 * @root: the root directory
 *
 * Return: 0; -EBADMSG if the policy is not valid, or another negative errno, after messages. The
 * caller frees the comparison with compare_free() if there is no error.
 */
int compare_load(struct comparison *comparison, struct policy_request *request, const char *root)
{
	size_t i;
	int err;

	err = root_open(root, &comparison->root);
	if (err)
		return err;
	request->root = comparison->root;
	err = policy_load(request, &comparison->policy);
	if (err) {
		say("policy",
		    "nothing was done, since the policy has errors; correct those named above");
		compare_free(comparison);
		return -EBADMSG;
	}
	for (i = 0; i < comparison->policy.num && !comparison->mounts; i++) {
		if (policy_looks_closer(&comparison->policy.rules[i]))
			comparison->mounts = mounts_read(root);
	}
	return 0;
}

/*
 * Warns about lines of the administrator that mark nothing. The profiles are for machines of many
 * kinds, so there a line for a program that is not installed is no mistake.
 */
static void warn_unmatched(const struct compare_entry *entry)
{
	const struct rule *rule = entry->rule;
	char where[PATH_MAX + 16];

	if (strncmp(rule->from, "/etc/pax/policy.d/", strlen("/etc/pax/policy.d/")))
		return;
	snprintf(where, sizeof(where), "%s:%u", rule->from, rule->line);
	say(where, "warning: this line marks nothing, as %s %s; correct it, or remove it",
	    rule->glob ? "no program matches" : "there is no", rule->path);
}

/* Warns about what the policy says in vain. */
static void warn_vain(const struct comparison *comparison, bool is_machine)
{
	struct paxflags_kernel kernel;
	size_t i;

	void_mark_settings(comparison->root, is_machine, &kernel);
	for (i = 0; i < comparison->num && !interrupted(); i++) {
		const struct compare_entry *entry = &comparison->entries[i];

		if (entry->state == COMPARE_ABSENT)
			warn_unmatched(entry);
		else if ((entry->state == COMPARE_OK || entry->state == COMPARE_MISSING ||
			  entry->state == COMPARE_DIFFERENT) &&
			 void_mark(&kernel, comparison->root, entry->path, entry->wanted))
			say(entry->path, "warning: %s", void_mark_text);
	}
}

/* Says that the profile of --profile is that of this run only, unless it is the chosen one. */
static void say_not_remembered(struct root *root, const char *name)
{
	struct policy_file choice;

	if (!profile_choice(root, &choice) && !profile_is_chosen(&choice, name))
		say("--profile",
		    "%s is not remembered: boot and updates of packages apply %s; \"paxctl-ng profile %s\" remembers it",
		    name, choice.num_inherits ? choice.inherits[0].name : "none", name);
	policy_file_free(&choice);
}

/* Returns 0, or a negative number with the exit status in cli->status. */
static int do_audit(struct cli *cli, struct comparison *comparison)
{
	struct options options = { .root = "/" };
	size_t i;
	int err;

	err = take_options(cli, comparison, &options);
	if (err)
		return err;
	options.request.force = comparison->force;
	options.request.names = cli->argc ? cli->argv : NULL;
	options.request.facts = options.facts;
	comparison->dry_run = cli->dry_run;
	err = compare_load(comparison, &options.request, options.root);
	if (err) {
		cli->status = err == -EBADMSG ? EX_DATAERR : STATUS_FAILED;
		return err;
	}
	if (comparison->policy.fleet && !cli->quiet)
		say(options.request.fleet ? options.request.fleet : FLEET_FILE, "%s",
		    comparison->policy.fleet);
	/* After an interruption the command still prints the result so far. */
	interrupt_catch(false);
	progress_start("lines", comparison->policy.num, cli->progress);
	compare_run(comparison);
	progress_end();
	progress_start("files", 0, cli->progress);
	if (options.strict && !options.num_trees)
		tree_standard(comparison->root, find_extra, comparison);
	for (i = 0; i < options.num_trees; i++)
		compare_unlisted(comparison, options.trees[i]);
	progress_end();
	if (interrupted())
		say("policy",
		    "interrupted: this is what was done until then; run it again for the rest");
	compare_sort(comparison);
	if (!cli->quiet)
		warn_vain(comparison, !strcmp(options.root, "/"));
	if (options.request.profile && comparison->write && !cli->quiet)
		say_not_remembered(comparison->root, options.request.profile);
	return 0;
}

/**
 * compare_open - parse the command line of apply, check or diff, and run the comparison
 * @cli: the command line
 * @write: write the marks
 * @columns: the columns of the output
 * @num: the number of columns
 * @comparison: the result, ordered by path; the caller frees it with compare_free()
 *
 * Return: the output for the result; or NULL without a result, with the exit status in
 * @cli->status. With --json the function prints a complete object in this case too.
 */
struct out *compare_open(struct cli *cli, bool write, const struct out_column *columns, size_t num,
			 struct comparison *comparison)
{
	*comparison = (struct comparison){ .write = write };
	if (!do_audit(cli, comparison))
		return out_open(cli, OUT_TABLE, columns, num);
	if (cli->json && (cli->status == STATUS_FAILED || cli->status == EX_DATAERR))
		out_close(out_open(cli, OUT_TABLE, columns, num));
	return NULL;
}

/**
 * compare_next_drift - find the next file that does not agree with the policy
 * @comparison: the result
 * @at: the position of the search; 0 for the first file
 *
 * Return: the file, or NULL after the last one.
 */
const struct compare_entry *compare_next_drift(const struct comparison *comparison, size_t *at)
{
	while (*at < comparison->num) {
		const struct compare_entry *entry = &comparison->entries[(*at)++];

		if (compare_is_drift(entry->state))
			return entry;
	}
	return NULL;
}
