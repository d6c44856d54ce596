/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Options and operands that apply, check and diff share.
 */
#ifndef PAXCTL_COMPARE_OPTIONS_H
#define PAXCTL_COMPARE_OPTIONS_H

#include "policy/compare.h"
#include "terminal/cli.h"
#include "terminal/out.h"

extern const struct cli_option compare_options_apply[];
extern const struct cli_option compare_options_check[];

int compare_load(struct comparison *comparison, struct policy_request *request, const char *root);
struct out *compare_open(struct cli *cli, bool write, const struct out_column *columns, size_t num,
			 struct comparison *comparison);
const struct compare_entry *compare_next_drift(const struct comparison *comparison, size_t *at);

#endif /* PAXCTL_COMPARE_OPTIONS_H */
