/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Limits for each user: the rate of log lines and audit records, and the number of records that
 * wait to be written. No user's events displace another user's, and no kind of event another kind.
 */
#ifndef PAX_ACCOUNT_H
#define PAX_ACCOUNT_H

#include <linux/seq_file.h>
#include <linux/types.h>

#include "report/report.h"

/*
 * Events that share one limit. Execution faults have their own, as they are signs of an attack, and
 * denials, which any program can cause at any rate, must not hide them.
 */
enum pax_share {
	PAX_SHARE_DENIAL,
	PAX_SHARE_FAULT,
	PAX_SHARE_MARK,
	PAX_SHARE_STATE,
	PAX_SHARE_NUM
};

/* Where a limit can drop an event. */
enum pax_outlet { PAX_OUTLET_LOG, PAX_OUTLET_AUDIT, PAX_OUTLET_EVENTS, PAX_OUTLET_NUM };

/* The number of accounts. All users for whom no other one is free share the first one. */
#define PAX_ACCOUNTS 64

/* Longest name of an account, with its NUL. */
#define PAX_ACCOUNT_NAME 32

unsigned int pax_account_current(void);
bool pax_account_take(unsigned int account, enum pax_share share, enum pax_outlet outlet);
void pax_account_omit(unsigned int account, enum pax_outlet outlet);
unsigned long pax_account_unlogged(unsigned int account, enum pax_share share);
bool pax_account_hold(unsigned int account);
void pax_account_release(unsigned int account);
void pax_account_name(unsigned int account, char name[PAX_ACCOUNT_NAME]);
void pax_accounts_show(struct seq_file *m);

#endif /* PAX_ACCOUNT_H */
