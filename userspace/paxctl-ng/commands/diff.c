// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng diff: prints the mark on disk beside the mark in the policy.
 */
#include <limits.h>
#include <stdio.h>

#include "commands/commands.h"
#include "commands/compare_options.h"
#include "policy/compare.h"
#include "terminal/cli.h"
#include "terminal/out.h"

static const struct out_column columns[] = {
	{ "path", "FILE", OUT_TEXT },		{ "on_disk", "ON DISK", OUT_TEXT },
	{ "in_policy", "IN POLICY", OUT_TEXT }, { "state", "STATE", OUT_TEXT },
	{ "line", "LINE", OUT_TEXT },
};

static int run(struct cli *cli)
{
	const struct compare_entry *entry;
	char line[PATH_MAX + 16];
	size_t at = 0, drift = 0;
	struct comparison comparison;
	struct out *out;

	out = compare_open(cli, false, columns, sizeof(columns) / sizeof(columns[0]), &comparison);
	if (!out)
		return cli->status;
	while ((entry = compare_next_drift(&comparison, &at))) {
		drift++;
		out_text(out, entry->path);
		out_paint(out, OUT_BAD);
		out_mark(out, entry->has_mark ? entry->mark : NULL);
		out_paint(out, OUT_GOOD);
		out_mark(out, entry->rule ? entry->wanted : NULL);
		out_text(out, compare_state_name(entry->state));
		if (entry->rule)
			snprintf(line, sizeof(line), "%s:%u", entry->rule->from, entry->rule->line);
		out_text(out, entry->rule ? line : NULL);
		out_row(out);
	}
	out_total(out, "different", drift);
	out_close(out);
	compare_free(&comparison);
	return drift ? STATUS_FAILED : STATUS_OK;
}

const struct command command_diff = {
	.name = "diff",
	.operands = "[FILE]...",
	.summary = "show the marks on disk and in the policy where they differ",
	.about = "Status: 0 all agree, 1 some differ, 65 the policy is not valid.\n",
	.options = compare_options_check,
	.common = COMMON_JSON | COMMON_QUIET | COMMON_PROGRESS,
	.run = run,
};
