// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng explain: prints what the kernel does with a mark, and why.
 */
#include <string.h>

#include "commands/commands.h"
#include "judgement/kernel_options.h"
#include "judgement/describe.h"
#include "terminal/cli.h"
#include "terminal/out.h"

static const struct out_column columns[] = {
	{ "mark", "MARK", OUT_TEXT },	{ "valid", "valid", OUT_BOOL },
	{ "flags", "flags", OUT_TEXT }, { "runs", "runs", OUT_BOOL },
	{ "why", "because", OUT_LIST }, { "means", "means", OUT_LIST },
};

/* Returns STATUS_FAILED for an invalid mark, and for a mark that every kernel refuses. */
static int explain(struct out *out, const struct paxflags_kernel *kernel, const char *text)
{
	struct paxflags_value value = { .len = strlen(text) };
	struct paxflags_file file = { .user = &value };
	struct paxflags_decision decision;
	const char *words[DESCRIBE_MAX + 1];
	char flags[PAXFLAGS_TEXT_SIZE];
	const char *invalid;
	bool runs;
	size_t n;

	memcpy(value.bytes, text,
	       value.len < sizeof(value.bytes) ? value.len : sizeof(value.bytes));
	invalid = describe_invalid(&value);
	paxflags_decide(kernel, &file, &decision);
	paxflags_flags_format(decision.flags, flags);
	runs = !(decision.why & PAXFLAGS_WHY_REFUSED) || kernel->permissive;

	out_mark(out, text);
	out_paint(out, invalid ? OUT_BAD : OUT_PLAIN);
	out_bool(out, !invalid);
	out_text(out, flags);
	out_paint(out, runs ? OUT_PLAIN : OUT_BAD);
	out_bool(out, runs);
	n = describe_reasons(kernel, &decision, words);
	if (invalid)
		words[n++] = invalid;
	out_list(out, words, n);
	n = describe_flags(decision.flags, words);
	out_list(out, words, runs ? n : 0);
	out_row(out);
	return invalid || !runs ? STATUS_FAILED : STATUS_OK;
}

static int run(struct cli *cli)
{
	struct kernel_options kernel_options = { 0 };
	int status = STATUS_OK;
	struct out *out;

	if (kernel_options_take(&kernel_options, cli))
		return cli->status;
	if (!cli->argc)
		return cli_usage(cli, "no mark is given; \"\" is the empty one");
	kernel_options_apply(&kernel_options, cli);
	out = out_open(cli, OUT_BLOCKS, columns, sizeof(columns) / sizeof(columns[0]));
	for (; *cli->argv; cli->argv++)
		status |= explain(out, &kernel_options.kernel, *cli->argv);
	out_close(out);
	return status;
}

const struct command command_explain = {
	.name = "explain",
	.operands = "FLAGS...",
	.summary = "say what a mark means",
	.about =
		"FLAGS are the letters of a mark, such as em; \"\" is the empty mark. The answer is for\n"
		"the settings of the running kernel, or for those that options assume.\n"
		"Status: 0 every mark is valid and runs, 1 a mark is invalid or is refused.\n",
	.also = kernel_option_list,
	.common = COMMON_JSON | COMMON_QUIET,
	.run = run,
};
