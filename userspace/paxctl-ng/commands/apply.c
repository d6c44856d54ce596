// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng apply: writes the marks of the policy to the files that it names.
 */
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "commands/compare_options.h"
#include "commands/sign_file.h"
#include "files/root.h"
#include "policy/compare.h"
#include "policy/last_apply.h"
#include "terminal/cli.h"
#include "terminal/interrupt.h"
#include "terminal/message.h"
#include "terminal/out.h"

static const struct out_column columns[] = {
	{ "result", "RESULT", OUT_TEXT }, { "path", "FILE", OUT_TEXT },
	{ "before", "BEFORE", OUT_TEXT }, { "mark", "MARK", OUT_TEXT },
	{ "reason", "REASON", OUT_TEXT },
};

/* Prints the result for one file. Returns the exit status for it. */
static int show(const struct cli *cli, struct out *out, const struct comparison *comparison,
		const struct compare_entry *entry)
{
	bool failed = !entry->written;

	if (entry->err)
		say_error(entry->path, STEP_WRITE_ATTR, comparison->attr, entry->err);
	else if (failed)
		say(entry->path, "%s", entry->reason);
	out_paint(out, failed ? OUT_BAD : OUT_GOOD);
	if (failed)
		out_text(out, "failed");
	else
		out_text(out, cli->dry_run ? "would-set" : "set");
	out_text(out, entry->path);
	out_mark(out, entry->has_mark ? entry->mark : NULL);
	out_mark(out, entry->wanted);
	out_text(out, entry->err ? strerror(-entry->err) : entry->reason);
	out_row(out);
	return failed ? STATUS_FAILED : STATUS_OK;
}

/* Signs the mark of a file, unless that is done. Returns the exit status for it. */
static int sign_entry(const struct sign_request *sign, struct root *root, const char *path)
{
	int fd = root_read(root, path), status = STATUS_OK;

	if (fd < 0) {
		say_error(path, STEP_OPEN, PAXFLAGS_SECURITY, fd);
		return STATUS_FAILED;
	}
	if (!sign_is_done(sign, fd))
		status = sign_file(sign, path, fd);
	close(fd);
	return status;
}

/* Signs the marks of all files that have the mark of the policy now. Returns how many it cannot. */
static size_t sign_all(const struct cli *cli, const struct comparison *comparison)
{
	struct sign_request sign = {
		.signer = { .key = comparison->sign_key,
			    .certificate = comparison->sign_certificate,
			    .command = comparison->sign_command },
		.now = sign_time(),
		.quiet = cli->quiet,
	};
	size_t i, failed = 0;

	if ((!sign.signer.key && !sign.signer.command) || cli->dry_run)
		return 0;
	for (i = 0; i < comparison->num && !interrupted(); i++) {
		const struct compare_entry *entry = &comparison->entries[i];

		if ((entry->written || entry->state == COMPARE_OK) &&
		    sign_entry(&sign, comparison->root, entry->path))
			failed++;
	}
	return failed;
}

static int run(struct cli *cli)
{
	const struct compare_entry *entry;
	size_t at = 0, set = 0, failed = 0;
	struct comparison comparison;
	struct out *out;

	out = compare_open(cli, true, columns, sizeof(columns) / sizeof(columns[0]), &comparison);
	if (!out)
		return cli->status;
	while ((entry = compare_next_drift(&comparison, &at))) {
		if (show(cli, out, &comparison, entry))
			failed++;
		else
			set++;
	}
	failed += sign_all(cli, &comparison);
	out_total(out, "set", set);
	out_total(out, "right", comparison.counts[COMPARE_OK]);
	out_total(out, "absent", comparison.counts[COMPARE_ABSENT]);
	out_total(out, "failed", failed);
	out_close(out);
	if (!cli->dry_run && !cli->argc)
		last_apply_write(comparison.root, failed);
	if (!cli->quiet)
		say("apply", "%zu %s, %zu right already, %zu not there, %zu failed", set,
		    cli->dry_run ? "would be set" : "set", comparison.counts[COMPARE_OK],
		    comparison.counts[COMPARE_ABSENT], failed);
	compare_free(&comparison);
	return failed ? STATUS_FAILED : STATUS_OK;
}

const struct command command_apply = {
	.name = "apply",
	.operands = "[FILE]...",
	.summary = "write the marks of the policy to its files",
	.about =
		"The policy is that of /usr/lib/pax and /etc/pax, or the files named; \"-\" is\n"
		"standard input. An error anywhere in the policy stops it before any file is changed.\n"
		"A file that has its mark already is not written.\n"
		"Status: 0 every file has its mark, 1 some do not, 65 the policy is not valid.\n",
	.options = compare_options_apply,
	.common = COMMON_JSON | COMMON_QUIET | COMMON_DRY_RUN | COMMON_PROGRESS,
	.run = run,
};
