// SPDX-License-Identifier: GPL-2.0-only
/*
 * A record in words for people, PaX's where it has some, in the kernel's log.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/cred.h>
#include <linux/file.h>
#include <linux/printk.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string_helpers.h>
#include <linux/uidgid.h>

#include "compat.h"
#include "record.h"

/* The log cuts a line off behind some 1000 characters: three paths and who did it must fit. */
#define PATH_SHOWN 200

/**
 * pax_file_text - a file's path as text that is safe to print
 * @file: the file
 *
 * Of a long path it is the end, behind "...".
 *
 * Context: process context, may sleep.
 * Return: a string that the caller frees, or NULL.
 */
char *pax_file_text(struct file *file)
{
	char *name, *text;

	if (!(current->flags & PF_EXITING))
		return pax_path_end(kstrdup_quotable_file(file, GFP_KERNEL), PATH_SHOWN);
	/* A task that is past giving up its root directory has no paths. */
	name = kasprintf(GFP_KERNEL, "%pD4", file);
	text = kstrdup_quotable(name, GFP_KERNEL);
	kfree(name);
	return pax_path_end(text, PATH_SHOWN);
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

static void log_denied(const struct pax_record *r, const char *request, const char *what)
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

static void log_refused(const struct pax_record *r, const char *what)
{
	const char *left_on = !(r->subject.flags & PAX_EMUTRAMP)   ? "MPROTECT"
			      : !(r->subject.flags & PAX_MPROTECT) ? "EMUTRAMP"
								   : "MPROTECT and EMUTRAMP";
	char *by = task_text(current);

	pr_warn("%s exec of %s by %s: its mark turns PAGEEXEC off but leaves on what needs it: %s; the mark to lift them all is \"pem\"\n",
		r->permissive ? "would have refused" : "refused", what, by ?: "?", left_on);
	kfree(by);
}

/**
 * pax_log - print a record to the kernel's log
 * @record: the record; not one of those that come through pax_report_now(), which
 *	their callers print
 *
 * Context: process context, may sleep.
 */
void pax_log(const struct pax_record *record)
{
	const struct pax_subject *subject = &record->subject;
	char *path = subject->file ? pax_file_text(subject->file) : NULL;
	const char *what = path ?: subject->area ?: "?";

	might_sleep();
	switch (record->event) {
	case PAX_EV_MMAP_DENIED:
		log_denied(record, "RWX mmap", what);
		break;
	case PAX_EV_MPROTECT_DENIED:
		log_denied(record, "RWX mprotect", what);
		break;
	case PAX_EV_SHMAT_DENIED:
		log_denied(record, "executable shmat", what);
		break;
	case PAX_EV_EXEC_REFUSED:
		log_refused(record, what);
		break;
	case PAX_EV_MARK_INVALID:
		pr_warn("ignored the invalid mark \"%*pE\" in %s of %s: a mark has each letter of %s at most once, in one case\n",
			(int)subject->len, subject->value, subject->attribute, what, PAX_LETTERS);
		break;
	case PAX_EV_MARK_UNTRUSTED:
		pr_warn("ignored the mark \"%*pE\" in %s of %s: it weakens, and with trust=root such a mark counts only on a file that root owns and nobody else can write\n",
			(int)subject->len, subject->value, subject->attribute, what);
		break;
	case PAX_EV_MARK_UNREADABLE:
		pr_warn("cannot read %s of %s (error %d); it runs as if it had none\n",
			subject->attribute, what, subject->error);
		break;
	case PAX_EV_EXEC_FAULT:
	case PAX_EV_CONFIG_CHANGED:
	case PAX_EV_ARMED_CHANGED:
	case PAX_EV_NUM:
		break;
	}
	kfree(path);
}
