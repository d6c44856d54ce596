// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notes what happened, and sees that it gets told.
 *
 * A probe's handler can neither sleep nor look up a path. It counts the event,
 * notes what it is about in a small record and leaves the words to task work,
 * which runs before the task is back in user space: so a task that causes events faster
 * than they can be told only slows itself down. Events that cannot be noted are counted,
 * and so are those past the rate limit of the log.
 */
#include <linux/atomic.h>
#include <linux/file.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "events.h"
#include "mm_flags.h"
#include "record.h"
#include "settings.h"

static atomic_long_t counters[PAX_EV_NUM];
static atomic_long_t unlogged, unrecorded;

/* One for denials and one for the rest: no flood of the first hides the second. */
static DEFINE_RATELIMIT_STATE(denial_limit, 5 * HZ, 20);
static DEFINE_RATELIMIT_STATE(other_limit, 5 * HZ, 20);

/* Returns whether the event may have a log line. */
static bool count(enum pax_event event)
{
	bool denial = pax_event_is_denial(event) && event != PAX_EV_EXEC_REFUSED;

	atomic_long_inc(&counters[event]);
	/* Under this name it is told how many were left out. */
	if (___ratelimit(denial ? &denial_limit : &other_limit, "PAX"))
		return true;
	atomic_long_inc(&unlogged);
	return false;
}

static void fill(struct pax_record *r, enum pax_event event, const struct pax_subject *subject)
{
	r->event = event;
	ktime_get_real_ts64(&r->time);
	r->permissive = pax_permissive() && !subject->refused;
	r->flags = pax_mm_flags(current->mm);
	r->subject = *subject;
}

static void tell(const struct pax_record *r)
{
	struct pax_text text = {.size = PAX_RECORD_MAX};

	pax_audit(r);
	text.at = kvmalloc(text.size, GFP_KERNEL | __GFP_NOWARN);
	if (!text.at) {
		atomic_long_inc(&unrecorded);
		pax_events_lose();
		return;
	}
	pax_record_what(&text, r);
	/* Nobody's doing, as far as the module can know. */
	if (r->event != PAX_EV_ARMED_CHANGED)
		pax_record_who(&text);
	pax_events_add(&r->time, text.at, text.len);
	kvfree(text.at);
}

static void report_work(struct callback_head *work)
{
	struct pax_record *r = container_of(work, struct pax_record, work);

	might_sleep();
	if (r->log)
		pax_log(r);
	tell(r);
	if (r->subject.file)
		fput(r->subject.file);
	kfree(r);
	module_put(THIS_MODULE);
}

/**
 * pax_report_attach - make room for records
 *
 * Context: process context, may sleep.
 * Return: 0, or -ENOMEM.
 */
int pax_report_attach(void)
{
	return pax_events_attach();
}

/**
 * pax_report_detach - free what pax_report_attach() took
 *
 * Context: process context; nothing reports any more, and nobody reads.
 */
void pax_report_detach(void)
{
	pax_events_detach();
}

static void report(enum pax_event event, const struct pax_subject *subject)
{
	bool log = count(event);
	struct pax_record *r;

	/* The record's work runs in module text after a removal could have begun. */
	if (!try_module_get(THIS_MODULE))
		goto out_lost;
	r = kzalloc(sizeof(*r), GFP_NOWAIT | __GFP_NOWARN);
	if (!r)
		goto out_module;
	fill(r, event, subject);
	r->log = log;
	r->subject.len = min_t(size_t, subject->len, PAX_SUBJECT_VALUE);
	if (r->subject.len)
		memcpy(r->value, subject->value, r->subject.len);
	r->subject.value = r->value;
	if (r->subject.file)
		get_file(r->subject.file);
	init_task_work(&r->work, report_work);
	if (!task_work_add(current, &r->work, TWA_RESUME))
		return;

	/* Only a task that has all but exited: nobody is left to be told. */
	if (r->subject.file)
		fput(r->subject.file);
	kfree(r);
out_module:
	module_put(THIS_MODULE);
out_lost:
	atomic_long_inc(&unrecorded);
	if (log)
		atomic_long_inc(&unlogged);
	pax_events_lose();
}

/**
 * pax_report - count an event and have it told
 * @event: what happened to the current task
 * @subject: what it is about; nothing of it is kept but the static strings
 *
 * Context: process context, atomic or not, but not in an interrupt.
 */
void pax_report(enum pax_event event, const struct pax_subject *subject)
{
	/* Hooks are not atomic on every kernel; one that looks for sleepers is to find them. */
	non_block_start();
	report(event, subject);
	non_block_end();
}

/**
 * pax_report_now - count an event and tell all but the log
 * @event: what happened to the current task, or, from a kernel thread, to the module
 * @subject: what it is about
 *
 * Context: process context, may sleep.
 * Return: true if the caller may print it to the log: it is within the rate limit.
 */
bool pax_report_now(enum pax_event event, const struct pax_subject *subject)
{
	struct pax_record r;
	bool log = count(event);

	might_sleep();
	fill(&r, event, subject);
	tell(&r);
	return log;
}

/**
 * pax_vma_area - what a mapping without a file is, in PaX's words
 * @vma: the mapping
 *
 * Only for telling people: a user can move the heap's bounds.
 *
 * Context: the mm's mmap lock is held.
 * Return: a static string.
 */
const char *pax_vma_area(const struct vm_area_struct *vma)
{
	const struct mm_struct *mm = vma->vm_mm;

	if (vma->vm_flags & VM_GROWSDOWN)
		return "<stack>";
	if (vma->vm_start < mm->brk && vma->vm_end > mm->start_brk)
		return "<heap>";
	return "<anonymous mapping>";
}

/**
 * pax_counters_show - print how often each event happened
 * @m: where to; a line each, "event count"
 *
 * Context: process context.
 */
void pax_counters_show(struct seq_file *m)
{
	unsigned int n;

	for (n = 0; n < PAX_EV_NUM; n++)
		seq_printf(m, "%s %ld\n", pax_event_name(n), atomic_long_read(&counters[n]));
	seq_printf(m, "unlogged %ld\n", atomic_long_read(&unlogged));
	seq_printf(m, "unrecorded %ld\n", atomic_long_read(&unrecorded));
}
