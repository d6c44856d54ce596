// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts events and has their records written.
 *
 * A hook can neither sleep nor look up a path. It counts the event and stores the details in a
 * small record. Task work writes the record before the task returns to user space, so a task that
 * causes events faster than they can be written only slows itself down. The task work may wait for
 * the console or for the backlog of audit; enforcement never waits for it. Each user has limits of
 * his own (account.c), and events beyond the limits are counted.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/atomic.h>
#include <linux/file.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "report/account.h"
#include "report/events.h"
#include "base/mm_flags.h"
#include "report/record.h"
#include "settings/settings.h"

static atomic_long_t counters[PAX_EV_NUM];
static atomic_long_t unlogged, unrecorded;

/* Fills in the record of an event, and asks the limits where it may go. */
static void fill_record(struct pax_record *r, enum pax_event event,
			const struct pax_subject *subject, unsigned int account)
{
	enum pax_share share = pax_event_kinds[event].share;

	r->event = event;
	ktime_get_real_ts64(&r->time);
	r->permissive = pax_permissive() && !subject->refused;
	r->flags = pax_mm_flags(current->mm);
	r->account = account;
	r->log = pax_account_take(account, share, PAX_OUTLET_LOG);
	r->audit = pax_audit_wants(event) && pax_account_take(account, share, PAX_OUTLET_AUDIT);
	r->subject = *subject;
	if (!r->log)
		atomic_long_inc(&unlogged);
}

static enum pax_share share_of(const struct pax_record *r)
{
	return pax_event_kinds[r->event].share;
}

/* Counts an event for which no record can be made. */
static void count_unrecorded(unsigned int account)
{
	atomic_long_inc(&unrecorded);
	pax_account_omit(account, PAX_OUTLET_EVENTS);
	pax_events_count_lost();
}

static void add_to_stream(const struct pax_record *r)
{
	struct pax_text text = { .size = PAX_RECORD_MAX };

	text.at = kvmalloc(text.size, GFP_KERNEL | __GFP_NOWARN);
	if (!text.at) {
		count_unrecorded(r->account);
		return;
	}
	pax_record_write(&text, r);
	if (!pax_events_add(r->account, share_of(r), &r->time, text.at, text.len)) {
		atomic_long_inc(&unrecorded);
		pax_account_omit(r->account, PAX_OUTLET_EVENTS);
	}
	kvfree(text.at);
}

/* Logs how many events the limit has dropped from the log since the last line. */
static void log_omitted(const struct pax_record *r)
{
	static const char *const names[PAX_SHARE_NUM] = {
		[PAX_SHARE_DENIAL] = "denials",
		[PAX_SHARE_FAULT] = "execution faults",
		[PAX_SHARE_MARK] = "marks",
	};
	unsigned long omitted = r->log ? pax_account_unlogged(r->account, share_of(r)) : 0;
	char name[PAX_ACCOUNT_NAME];

	if (!omitted)
		return;
	pax_account_name(r->account, name);
	pr_warn("%lu %s of uid %s were not logged\n", omitted, names[share_of(r)], name);
}

/* Copies the mark and takes references to the files, which may be gone when it is written. */
static void take_references(struct pax_record *r)
{
	r->subject.len = min_t(size_t, r->subject.len, PAX_SUBJECT_VALUE);
	if (r->subject.len)
		memcpy(r->value, r->subject.value, r->subject.len);
	r->subject.value = r->value;
	if (r->subject.file)
		get_file(r->subject.file);
	if (r->subject.target)
		get_file(r->subject.target);
}

static void put_references(const struct pax_record *r)
{
	if (r->subject.file)
		fput(r->subject.file);
	if (r->subject.target)
		fput(r->subject.target);
}

static void report_work(struct callback_head *work)
{
	struct pax_record *r = container_of(work, struct pax_record, work);

	might_sleep();
	add_to_stream(r);
	log_omitted(r);
	if (r->log)
		pax_log(r);
	pax_audit(r);
	put_references(r);
	pax_account_release(r->account);
	kfree(r);
	module_put(THIS_MODULE);
}

/**
 * pax_report_attach - initialize the stream of events
 *
 * Context: process context.
 */
void pax_report_attach(void)
{
	pax_events_attach();
}

/**
 * pax_report_detach - free all records
 *
 * Context: process context; no hook is attached, and no file is open.
 */
void pax_report_detach(void)
{
	pax_events_detach();
}

static void report(enum pax_event event, const struct pax_subject *subject)
{
	unsigned int account = pax_account_current();
	struct pax_record *r;
	bool log = true;

	atomic_long_inc(&counters[event]);
	/* The task work runs in module text, perhaps after somebody began to unload the module. */
	if (!try_module_get(THIS_MODULE))
		goto out_unrecorded;
	if (!pax_account_hold(account))
		goto out_module;
	r = kzalloc(sizeof(*r), GFP_NOWAIT | __GFP_NOWARN);
	if (!r)
		goto out_release;
	fill_record(r, event, subject, account);
	take_references(r);
	init_task_work(&r->work, report_work);
	if (!task_work_add(current, &r->work, TWA_RESUME))
		return;

	/* The task is exiting, and no task work will run. */
	log = r->log;
	put_references(r);
	kfree(r);
out_release:
	pax_account_release(account);
out_module:
	module_put(THIS_MODULE);
out_unrecorded:
	if (log) {
		atomic_long_inc(&unlogged);
		pax_account_omit(account, PAX_OUTLET_LOG);
	}
	count_unrecorded(account);
}

/**
 * pax_report - count an event, and report it later
 * @event: what happened to the current task
 * @subject: the details; the caller keeps its references
 *
 * Context: process context, atomic or not, but not in an interrupt.
 */
void pax_report(enum pax_event event, const struct pax_subject *subject)
{
	/* Hooks are not atomic on every kernel; let a debug kernel detect sleeping here anyway. */
	non_block_start();
	report(event, subject);
	non_block_end();
}

/**
 * pax_report_now - count an event, and report it before this returns
 * @event: what happened to the current task, or, from a kernel thread, to the module
 * @subject: the details
 * @print: prints it to the log, if the limits allow that; NULL if the caller has printed it
 * @data: argument of @print
 *
 * This may wait for the backlog of audit. So the caller acts on the event first, and holds no lock
 * that others wait for.
 *
 * Context: process context, may sleep.
 */
void pax_report_now(enum pax_event event, const struct pax_subject *subject,
		    void (*print)(const void *data), const void *data)
{
	struct pax_record r;

	might_sleep();
	atomic_long_inc(&counters[event]);
	fill_record(&r, event, subject, pax_account_current());
	add_to_stream(&r);
	log_omitted(&r);
	if (r.log && print)
		print(data);
	pax_audit(&r);
}

/**
 * pax_counters_show - print how often each event happened
 * @m: the file; a line each, "event count"
 *
 * Context: process context.
 */
void pax_counters_show(struct seq_file *m)
{
	unsigned int n;

	for (n = 0; n < PAX_EV_NUM; n++)
		seq_printf(m, "%s %ld\n", pax_event_kinds[n].name, atomic_long_read(&counters[n]));
	seq_printf(m, "unlogged %ld\n", atomic_long_read(&unlogged));
	seq_printf(m, "unrecorded %ld\n", atomic_long_read(&unrecorded));
	pax_accounts_show(m);
}
