// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng check: lists the files whose mark differs from the policy.
 */
#include "commands/commands.h"
#include "commands/compare_options.h"
#include "policy/compare.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/out.h"

static const struct out_column columns[] = {
	{ "state", "STATE", OUT_TEXT },
	{ "path", "FILE", OUT_TEXT },
	{ "reason", "REASON", OUT_TEXT },
};

static int run(struct cli *cli)
{
	const struct compare_entry *entry;
	size_t i, at = 0, drift = 0;
	struct comparison comparison;
	struct out *out;

	out = compare_open(cli, false, columns, sizeof(columns) / sizeof(columns[0]), &comparison);
	if (!out)
		return cli->status;
	while ((entry = compare_next_drift(&comparison, &at))) {
		drift++;
		out_paint(out, OUT_BAD);
		out_text(out, compare_state_name(entry->state));
		out_text(out, entry->path);
		out_text(out, entry->reason);
		out_row(out);
	}
	for (i = 0; i < COMPARE_NUM; i++)
		out_total(out, compare_state_name(i), comparison.counts[i]);
	out_close(out);
	if (!cli->quiet)
		say("check", "%zu as the policy says, %zu not there, %zu drifted",
		    comparison.counts[COMPARE_OK], comparison.counts[COMPARE_ABSENT], drift);
	compare_free(&comparison);
	return drift ? STATUS_FAILED : STATUS_OK;
}

const struct command command_check = {
	.name = "check",
	.operands = "[FILE]...",
	.summary = "find files whose mark differs from the policy",
	.about =
		"Lists missing and different marks, required files that are missing, and files that\n"
		"cannot be read; with --strict also marks that the policy does not list.\n"
		"\"paxctl-ng diff\" shows both marks, \"paxctl-ng apply\" writes those of the policy.\n"
		"Status: 0 all agree, 1 some differ, 65 the policy is not valid.\n",
	.options = compare_options_check,
	.common = COMMON_JSON | COMMON_QUIET | COMMON_PROGRESS,
	.run = run,
};
