// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tells the admin what was denied.
 *
 * A probe's handler can neither sleep nor look up a path. It counts the event,
 * notes what it is about in a small record and leaves the wording to task work,
 * which runs before the task is back in user space. Events past the rate limit
 * are only counted.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/atomic.h>
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/string_helpers.h>
#include <linux/task_work.h>
#include <linux/uidgid.h>

#include "compat.h"
#include "report.h"
#include "settings.h"

static const char *const event_names[PAX_EV_NUM] = {
	[PAX_EV_MMAP_DENIED] = "mmap_denied",
	[PAX_EV_MPROTECT_DENIED] = "mprotect_denied",
	[PAX_EV_SHMAT_DENIED] = "shmat_denied",
	[PAX_EV_EXEC_REFUSED] = "exec_refused",
	[PAX_EV_EXEC_FAULT] = "exec_fault",
	[PAX_EV_MARK_INVALID] = "mark_invalid",
	[PAX_EV_MARK_UNREADABLE] = "mark_unreadable",
};

static atomic_long_t counters[PAX_EV_NUM];
static atomic_long_t unlogged;

/* One for denials and one for marks and execs: no flood of the first hides the second. */
static DEFINE_RATELIMIT_STATE(denial_limit, 5 * HZ, 20);
static DEFINE_RATELIMIT_STATE(exec_limit, 5 * HZ, 20);

/* Whether records can be made: not before the module is sure to stay. */
static bool started;

struct record {
	struct callback_head work;
	enum pax_event event;
	bool permissive;
	struct file *file;
	const char *area;
	const char *attribute;
	unsigned int flags;
	int error;
	size_t len;
	char value[PAX_SUBJECT_VALUE];
};

/**
 * pax_file_text - a file's path as text that is safe to print
 * @file: the file
 *
 * Context: process context, may sleep.
 * Return: a string that the caller frees, or NULL.
 */
char *pax_file_text(struct file *file)
{
	char *name, *text;

	if (!(current->flags & PF_EXITING))
		return kstrdup_quotable_file(file, GFP_KERNEL);
	/* A task that is past giving up its root directory has no paths. */
	name = kasprintf(GFP_KERNEL, "%pD4", file);
	text = kstrdup_quotable(name, GFP_KERNEL);
	kfree(name);
	return text;
}

/**
 * pax_exe_text - the path of a task's executable as text that is safe to print
 * @task: the task
 *
 * Context: process context, may sleep.
 * Return: a string that the caller frees, or NULL.
 */
char *pax_exe_text(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	struct file *file = mm ? pax_exe_file(mm) : NULL;
	char *text = NULL;

	if (file) {
		text = pax_file_text(file);
		fput(file);
	}
	if (mm)
		mmput(mm);
	return text;
}

/* "EXE[COMM:PID] uid/euid:U/E gid/egid:G/F"; the caller frees it. */
static char *task_text(struct task_struct *task)
{
	const struct cred *cred = get_task_cred(task);
	char name[TASK_COMM_LEN], *exe, *comm, *text;

	get_task_comm(name, task);
	exe = pax_exe_text(task);
	comm = kstrdup_quotable(name, GFP_KERNEL);
	text = kasprintf(GFP_KERNEL, "%s[%s:%d] uid/euid:%u/%u gid/egid:%u/%u", exe ?: "?",
			 comm ?: "?", task_pid_nr(task), from_kuid(&init_user_ns, cred->uid),
			 from_kuid(&init_user_ns, cred->euid), from_kgid(&init_user_ns, cred->gid),
			 from_kgid(&init_user_ns, cred->egid));
	kfree(comm);
	kfree(exe);
	put_cred(cred);
	return text;
}

static void log_denied(const struct record *r, const char *request, const char *what)
{
	struct task_struct *parent;
	char *by, *from;

	rcu_read_lock();
	parent = rcu_dereference(current->real_parent);
	get_task_struct(parent);
	rcu_read_unlock();
	by = task_text(current);
	from = task_text(parent);
	put_task_struct(parent);
	pr_warn("%s %s of %s by %s, parent %s\n", r->permissive ? "would have denied" : "denied",
		request, what, by ?: "?", from ?: "?");
	kfree(from);
	kfree(by);
}

static void log_refused(const struct record *r, const char *what)
{
	const char *left_on = !(r->flags & PAX_EMUTRAMP) ? "MPROTECT" :
			      !(r->flags & PAX_MPROTECT) ? "EMUTRAMP" :
							   "MPROTECT and EMUTRAMP";
	char *by = task_text(current);

	pr_warn("%s exec of %s by %s: its mark turns PAGEEXEC off but leaves on what needs it: %s; the mark to lift them all is \"pem\"\n",
		r->permissive ? "would have refused" : "refused", what, by ?: "?", left_on);
	kfree(by);
}

static void report_work(struct callback_head *work)
{
	struct record *r = container_of(work, struct record, work);
	char *path = r->file ? pax_file_text(r->file) : NULL;
	const char *what = path ?: r->area ?: "?";

	might_sleep();
	switch (r->event) {
	case PAX_EV_MMAP_DENIED:
		log_denied(r, "RWX mmap", what);
		break;
	case PAX_EV_MPROTECT_DENIED:
		log_denied(r, "RWX mprotect", what);
		break;
	case PAX_EV_SHMAT_DENIED:
		log_denied(r, "executable shmat", what);
		break;
	case PAX_EV_EXEC_REFUSED:
		log_refused(r, what);
		break;
	case PAX_EV_MARK_INVALID:
		pr_warn("ignored the invalid mark \"%*pE\" in %s of %s: a mark has each letter of %s at most once, in one case\n",
			(int)r->len, r->value, r->attribute, what, PAX_LETTERS);
		break;
	case PAX_EV_MARK_UNREADABLE:
		pr_warn("cannot read %s of %s (error %d); it runs as if it had none\n",
			r->attribute, what, r->error);
		break;
	case PAX_EV_EXEC_FAULT:
	case PAX_EV_NUM:
		break;
	}
	kfree(path);
	if (r->file)
		fput(r->file);
	kfree(r);
	module_put(THIS_MODULE);
}

static bool is_denial(enum pax_event event)
{
	return event == PAX_EV_MMAP_DENIED || event == PAX_EV_MPROTECT_DENIED ||
	       event == PAX_EV_SHMAT_DENIED || event == PAX_EV_EXEC_FAULT;
}

/**
 * pax_report_start - begin to log events
 *
 * Until then they are only counted: a module that fails to load is freed without
 * anybody waiting for its task work.
 *
 * Context: the last step of loading.
 */
void pax_report_start(void)
{
	WRITE_ONCE(started, true);
}

/**
 * pax_report_count - count an event
 * @event: what happened to the current task
 *
 * Context: any.
 * Return: true if it is to be logged: neither too early nor past the rate limit.
 */
bool pax_report_count(enum pax_event event)
{
	atomic_long_inc(&counters[event]);
	if (READ_ONCE(started) && __ratelimit(is_denial(event) ? &denial_limit : &exec_limit))
		return true;
	atomic_long_inc(&unlogged);
	return false;
}

/**
 * pax_report - count an event and have it logged
 * @event: what happened to the current task
 * @subject: what it is about; nothing of it is kept but the static strings
 *
 * Context: process context, atomic or not, but not in an interrupt.
 */
void pax_report(enum pax_event event, const struct pax_subject *subject)
{
	struct record *r;

	if (!pax_report_count(event))
		return;
	/* The record's work runs in module text after a removal could have begun. */
	if (!try_module_get(THIS_MODULE))
		goto out_unlogged;
	r = kzalloc(sizeof(*r), GFP_NOWAIT | __GFP_NOWARN);
	if (!r)
		goto out_module;
	r->event = event;
	r->permissive = pax_permissive();
	r->area = subject->area;
	r->attribute = subject->attribute;
	r->flags = subject->flags;
	r->error = subject->error;
	r->len = min_t(size_t, subject->len, PAX_SUBJECT_VALUE);
	if (r->len)
		memcpy(r->value, subject->value, r->len);
	r->file = subject->file ? get_file(subject->file) : NULL;
	init_task_work(&r->work, report_work);
	if (!task_work_add(current, &r->work, TWA_RESUME))
		return;

	/* Only a task that has all but exited: nobody is left to be told. */
	if (r->file)
		fput(r->file);
	kfree(r);
out_module:
	module_put(THIS_MODULE);
out_unlogged:
	atomic_long_inc(&unlogged);
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
		seq_printf(m, "%s %ld\n", event_names[n], atomic_long_read(&counters[n]));
	seq_printf(m, "unlogged %ld\n", atomic_long_read(&unlogged));
}
