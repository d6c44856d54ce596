// SPDX-License-Identifier: GPL-2.0-only
/*
 * diff: what files have and what the policy gives them.
 */
#include <limits.h>

#include "audit.h"
#include "out.h"
#include "tool.h"

static const struct out_column columns[] = {
	{ "path", "FILE", OUT_TEXT },		{ "on_disk", "ON DISK", OUT_TEXT },
	{ "in_policy", "IN POLICY", OUT_TEXT }, { "state", "STATE", OUT_TEXT },
	{ "line", "LINE", OUT_TEXT },
};

#define NUM_COLUMNS (sizeof(columns) / sizeof(columns[0]))

static int run(struct cli *cli)
{
	size_t i, drift = 0;
	struct audit audit;
	struct out *out;

	if (audit_cli(cli, false, &audit))
		return audit_cli_failed(cli, columns, NUM_COLUMNS);
	out = out_open(cli, OUT_TABLE, columns, NUM_COLUMNS);
	for (i = 0; i < audit.num; i++) {
		const struct audit_entry *entry = &audit.entries[i];
		char line[PATH_MAX + 16];

		if (!audit_is_drift(entry->state))
			continue;
		drift++;
		out_text(out, entry->path);
		out_paint(out, OUT_BAD);
		out_text(out, audit_shown(entry->has_mark, entry->mark));
		out_paint(out, OUT_GOOD);
		out_text(out, entry->rule ? entry->wanted : NULL);
		out_text(out, audit_state_name(entry->state));
		if (entry->rule)
			snprintf(line, sizeof(line), "%s:%u", entry->rule->from, entry->rule->line);
		out_text(out, entry->rule ? line : NULL);
		out_row(out);
	}
	out_total(out, "different", drift);
	out_close(out);
	audit_free(&audit);
	return drift ? STATUS_FAILED : STATUS_OK;
}

const struct command command_diff = {
	.name = "diff",
	.operands = "[FILE]...",
	.summary = "show where files and policy differ, both sides",
	.about = "Status 1 if they differ.\n",
	.options = audit_options_check,
	.common = COMMON_JSON | COMMON_PROGRESS,
	.run = run,
};
