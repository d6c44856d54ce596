/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Options and operands that apply, check and diff share.
 */
#ifndef PAXCTL_COMPARE_OPTIONS_H
#define PAXCTL_COMPARE_OPTIONS_H

#include "policy/compare.h"
#include "terminal/cli.h"
#include "terminal/out.h"

extern const struct cli_option audit_options_apply[];
extern const struct cli_option audit_options_check[];

struct out *audit_open(struct cli *cli, bool write, const struct out_column *columns, size_t num,
		       struct audit *audit);
const struct audit_entry *audit_drift(const struct audit *audit, size_t *at);

#endif /* PAXCTL_COMPARE_OPTIONS_H */
