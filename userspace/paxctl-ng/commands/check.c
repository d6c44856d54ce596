// SPDX-License-Identifier: GPL-2.0-only
/*
 * check: which files do not agree with the policy, and how.
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
	const struct audit_entry *entry;
	size_t i, at = 0, drift = 0;
	struct audit audit;
	struct out *out;

	out = audit_open(cli, false, columns, sizeof(columns) / sizeof(columns[0]), &audit);
	if (!out)
		return cli->status;
	while ((entry = audit_drift(&audit, &at))) {
		drift++;
		out_paint(out, OUT_BAD);
		out_text(out, audit_state_name(entry->state));
		out_text(out, entry->path);
		out_text(out, entry->reason);
		out_row(out);
	}
	for (i = 0; i < AUDIT_NUM; i++)
		out_total(out, audit_state_name(i), audit.counts[i]);
	out_close(out);
	if (!cli->quiet)
		say("check", "%zu as the policy says, %zu not there, %zu drifted",
		    audit.counts[AUDIT_OK], audit.counts[AUDIT_ABSENT], drift);
	audit_free(&audit);
	return drift ? STATUS_FAILED : STATUS_OK;
}

const struct command command_check = {
	.name = "check",
	.operands = "[FILE]...",
	.summary = "find files that have drifted from the policy",
	.about = "Status 1 if there are any: missing or different marks, required files that are\n"
		 "gone, files that cannot be read; with --strict also marks that the policy does\n"
		 "not name. \"paxctl-ng diff\" shows both sides, \"paxctl-ng apply\" mends them.\n",
	.options = audit_options_check,
	.common = COMMON_JSON | COMMON_QUIET | COMMON_PROGRESS,
	.run = run,
};
