// SPDX-License-Identifier: GPL-2.0-only
/*
 * Limits what each user can have reported.
 *
 * An account belongs to a user of the initial user namespace: the real uid of the task or, in a
 * user namespace, the user who created the outermost one, whatever ids were mapped into it. So
 * no user gets more than one account. Root creates user namespaces for containers: each of
 * these has an account of its own, apart from root's.
 *
 * The table has a fixed size, as hooks are atomic and cannot allocate reliably. When all accounts
 * are taken, the next user gets the one that was idle longest. If none was idle for long enough,
 * the user shares the first account with others.
 */
#include <linux/cred.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

#include "report/account.h"

/* The rate limit for log lines, and for audit records, of each user and share. */
#define PERIOD (5 * HZ)
#define PERIOD_MOST 20

/* How long an account must be idle before another user gets it. */
#define IDLE (60 * HZ)

/* How many records of one account may wait to be written; each may hold its files. */
#define HELD_MOST 256

static const char *const outlet_names[PAX_OUTLET_NUM] = {
	[PAX_OUTLET_LOG] = "unlogged",
	[PAX_OUTLET_AUDIT] = "unaudited",
	[PAX_OUTLET_EVENTS] = "unrecorded",
};

/**
 * struct budget - the rate limit of one share for one outlet
 * @begin: when the period began, in jiffies
 * @used: how many events passed in this period
 * @omitted: how many events were dropped since the log last said so
 */
struct budget {
	unsigned long begin;
	unsigned int used;
	unsigned long omitted;
};

/**
 * struct account - the account of one user
 * @taken: it belongs to somebody
 * @uid: the user, in the initial user namespace
 * @namespace: the outermost user namespace, of those that root created; else 0
 * @used: when it was last used, in jiffies
 * @held: records that wait to be written
 * @budgets: for log and audit
 * @omitted: how many events were dropped in total
 */
struct account {
	bool taken;
	uid_t uid;
	unsigned int namespace;
	unsigned long used;
	unsigned int held;
	struct budget budgets[PAX_SHARE_NUM][PAX_OUTLET_EVENTS];
	unsigned long omitted[PAX_OUTLET_NUM];
};

static struct account accounts[PAX_ACCOUNTS];
static DEFINE_SPINLOCK(lock);

/* Finds the user whose account the current task uses. */
static void find_owner(uid_t *uid, unsigned int *namespace)
{
	const struct user_namespace *ns = current_user_ns();

	*namespace = 0;
	if (ns == &init_user_ns) {
		*uid = from_kuid(&init_user_ns, current_uid());
		return;
	}
	while (ns->parent != &init_user_ns)
		ns = ns->parent;
	*uid = from_kuid(&init_user_ns, ns->owner);
	if (!*uid)
		*namespace = ns->ns.inum;
}

static unsigned int find_account(uid_t uid, unsigned int namespace)
{
	unsigned int n, unused = 0, idlest = 0;

	for (n = 1; n < PAX_ACCOUNTS; n++) {
		const struct account *account = &accounts[n];

		if (!account->taken) {
			unused = unused ?: n;
			continue;
		}
		if (account->uid == uid && account->namespace == namespace)
			return n;
		if (!account->held && time_after(jiffies, account->used + IDLE) &&
		    (!idlest || time_before(account->used, accounts[idlest].used)))
			idlest = n;
	}
	n = unused ?: idlest;
	if (n)
		accounts[n] = (struct account){ .taken = true, .uid = uid, .namespace = namespace };
	return n;
}

/**
 * pax_account_current - the account of the current task
 *
 * Context: process context, atomic or not.
 * Return: a number below PAX_ACCOUNTS.
 */
unsigned int pax_account_current(void)
{
	unsigned int namespace, account;
	unsigned long flags;
	uid_t uid;

	find_owner(&uid, &namespace);
	spin_lock_irqsave(&lock, flags);
	account = find_account(uid, namespace);
	accounts[account].used = jiffies;
	spin_unlock_irqrestore(&lock, flags);
	return account;
}

/**
 * pax_account_take - ask whether an event may go to the log, or to audit
 * @account: of pax_account_current()
 * @share: the event's
 * @outlet: PAX_OUTLET_LOG or PAX_OUTLET_AUDIT
 *
 * Changes of PaX itself are not limited: only an admin can cause them.
 *
 * Context: any.
 * Return: true if so; else the event is counted as dropped.
 */
bool pax_account_take(unsigned int account, enum pax_share share, enum pax_outlet outlet)
{
	struct budget *budget = &accounts[account].budgets[share][outlet];
	unsigned long flags;
	bool taken;

	if (share == PAX_SHARE_STATE)
		return true;
	spin_lock_irqsave(&lock, flags);
	if (!budget->used || time_after(jiffies, budget->begin + PERIOD)) {
		budget->begin = jiffies;
		budget->used = 0;
	}
	taken = budget->used < PERIOD_MOST;
	if (taken) {
		budget->used++;
	} else {
		budget->omitted++;
		accounts[account].omitted[outlet]++;
	}
	spin_unlock_irqrestore(&lock, flags);
	return taken;
}

/**
 * pax_account_omit - count an event that is dropped for another reason than its limit
 * @account: of pax_account_current()
 * @outlet: where
 *
 * Context: any.
 */
void pax_account_omit(unsigned int account, enum pax_outlet outlet)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	accounts[account].omitted[outlet]++;
	spin_unlock_irqrestore(&lock, flags);
}

/**
 * pax_account_unlogged - get the number of events that the limit dropped from the log
 * @account: of pax_account_current()
 * @share: which of its events
 *
 * Context: any.
 * Return: their number since the last call.
 */
unsigned long pax_account_unlogged(unsigned int account, enum pax_share share)
{
	struct budget *budget = &accounts[account].budgets[share][PAX_OUTLET_LOG];
	unsigned long flags, omitted;

	spin_lock_irqsave(&lock, flags);
	omitted = budget->omitted;
	budget->omitted = 0;
	spin_unlock_irqrestore(&lock, flags);
	return omitted;
}

/**
 * pax_account_hold - ask whether one more record of an account may wait
 * @account: of pax_account_current()
 *
 * Context: any.
 * Return: true if so; pax_account_release() must follow.
 */
bool pax_account_hold(unsigned int account)
{
	unsigned long flags;
	bool held;

	spin_lock_irqsave(&lock, flags);
	held = accounts[account].held < HELD_MOST;
	accounts[account].held += held;
	spin_unlock_irqrestore(&lock, flags);
	return held;
}

/**
 * pax_account_release - count a record as written
 * @account: the account that held it
 *
 * Context: any.
 */
void pax_account_release(unsigned int account)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	accounts[account].held--;
	spin_unlock_irqrestore(&lock, flags);
}

/**
 * pax_account_name - name the user of an account
 * @account: of pax_account_current()
 * @name: the result: "UID", "UID@NAMESPACE" for a user namespace that root created, or "others"
 *
 * Context: any.
 */
void pax_account_name(unsigned int account, char name[PAX_ACCOUNT_NAME])
{
	uid_t uid = READ_ONCE(accounts[account].uid);
	unsigned int namespace = READ_ONCE(accounts[account].namespace);

	if (!account)
		strscpy(name, "others", PAX_ACCOUNT_NAME);
	else if (namespace)
		scnprintf(name, PAX_ACCOUNT_NAME, "%u@%u", uid, namespace);
	else
		scnprintf(name, PAX_ACCOUNT_NAME, "%u", uid);
}

/**
 * pax_accounts_show - print how many events were dropped, for each user
 * @m: the file; a line each, "unlogged:USER count", likewise unaudited and unrecorded
 *
 * Context: process context.
 */
void pax_accounts_show(struct seq_file *m)
{
	char name[PAX_ACCOUNT_NAME];
	unsigned long omitted;
	unsigned int n, outlet;

	for (n = 0; n < PAX_ACCOUNTS; n++) {
		for (outlet = 0; outlet < PAX_OUTLET_NUM; outlet++) {
			omitted = READ_ONCE(accounts[n].omitted[outlet]);
			if (!omitted)
				continue;
			pax_account_name(n, name);
			seq_printf(m, "%s:%s %lu\n", outlet_names[outlet], name, omitted);
		}
	}
}
