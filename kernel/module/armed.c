// SPDX-License-Identifier: GPL-2.0-only
/*
 * Watches whether the hooks are in force ("armed"), and reports when that changes.
 *
 * Root can switch off ftrace or kprobes, and the kernel does not notify the module. For hooks on
 * ftrace the module prevents that: while a permanent ftrace user is registered, the kernel refuses
 * to clear kernel.ftrace_enabled. Everything else is checked every two seconds.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/ftrace.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "module/armed.h"
#include "control/hook_status.h"
#include "module/hook_table.h"
#include "module/kept.h"
#include "report/report.h"

#define PERIOD (2 * HZ)

static DEFINE_MUTEX(lock);
/* Why the hooks are not in force; empty if they are. */
static char cause[PAX_CAUSE_MAX];

/* Finds the current cause, and reports a change. */
static void update_cause(char now[PAX_CAUSE_MAX])
{
	struct pax_subject subject = { .what = now };
	bool changed;

	mutex_lock(&lock);
	pax_hooks_cause(now);
	changed = strcmp(now, cause);
	strscpy(cause, now, PAX_CAUSE_MAX);
	mutex_unlock(&lock);
	if (!changed)
		return;
	if (now[0])
		pr_crit("not armed, requests may pass that should be denied: %s\n", now);
	else
		pr_notice("armed again\n");
	/* This may wait for audit, so the mutex is not held. */
	pax_report_now(PAX_EV_ARMED_CHANGED, &subject, NULL, NULL);
}

static void watch(struct work_struct *work);
static DECLARE_DELAYED_WORK(watch_work, watch);

/* Rounded to whole seconds like other timers, so that an idle processor is not woken for it. */
static void watch_later(void)
{
	queue_delayed_work(system_power_efficient_wq, &watch_work, round_jiffies_relative(PERIOD));
}

static void watch(struct work_struct *work)
{
	char now[PAX_CAUSE_MAX];

	update_cause(now);
	watch_later();
}

/**
 * pax_armed_show - print whether the hooks are in force now
 * @m: the file: "yes", or "no" and the cause
 *
 * Context: process context, may sleep.
 */
void pax_armed_show(struct seq_file *m)
{
	char now[PAX_CAUSE_MAX];

	update_cause(now);
	if (now[0])
		seq_printf(m, "armed: no (%s)\n", now);
	else
		seq_puts(m, "armed: yes\n");
}

#if defined(PAX_ON_FTRACE) || defined(CONFIG_KPROBES_ON_FTRACE)

/* Never called; a function for the permanent ftrace user to trace. */
noinline pax_noipa void pax_armed_traced(void);
noinline pax_noipa void pax_armed_traced(void)
{
	barrier();
}

static void notrace traced(unsigned long ip, unsigned long parent, struct ftrace_ops *ops,
			   struct ftrace_regs *fregs)
{
}

static struct ftrace_ops permanent_ops = {
	.func = traced,
	.flags = FTRACE_OPS_FL_PERMANENT,
};

static int hold_ftrace(void)
{
	int err = ftrace_set_filter_ip(&permanent_ops, (unsigned long)pax_armed_traced, 0, 0);

	if (!err)
		err = register_ftrace_function(&permanent_ops);
	if (err == -EBUSY)
		pr_err("cannot load: ftrace is switched off; sysctl kernel.ftrace_enabled=1\n");
	else if (err)
		pr_err("cannot load: ftrace cannot be held (error %d)\n", err);
	if (err)
		ftrace_free_filter(&permanent_ops);
	return err;
}

static void release_ftrace(void)
{
	unregister_ftrace_function(&permanent_ops);
	ftrace_free_filter(&permanent_ops);
}

#else

static int hold_ftrace(void)
{
	return 0;
}

static void release_ftrace(void)
{
}

#endif

/**
 * pax_armed_attach - keep ftrace from being switched off
 *
 * Context: process context, may sleep; before the hooks are attached.
 * Return: 0, or a negative errno; then it can be switched off.
 */
int pax_armed_attach(void)
{
	return hold_ftrace();
}

/**
 * pax_armed_start - begin to watch the hooks
 *
 * Context: the last step of loading.
 */
void pax_armed_start(void)
{
	watch_later();
}

/**
 * pax_armed_detach - stop watching, and allow ftrace to be switched off
 *
 * Context: process context, may sleep; after pax_armed_start() or without it.
 */
void pax_armed_detach(void)
{
	cancel_delayed_work_sync(&watch_work);
	release_ftrace();
}
