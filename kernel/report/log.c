// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints a record to the kernel's log for people, in the words of PaX where PaX has such a message.
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

#include "base/compat.h"
#include "rules/policy.h"
#include "report/record.h"

/* The log cuts a line after some 1000 characters: three paths and the tasks must fit. */
#define PATH_SHOWN 200

/**
 * pax_file_text - the path of a file, escaped for printing
 * @file: the file
 *
 * A long path is shortened to "..." and its end.
 *
 * Context: process context, may sleep.
 * Return: a string that the caller frees, or NULL.
 */
char *pax_file_text(struct file *file)
{
	char *name, *text;

	if (!(current->flags & PF_EXITING))
		return pax_path_end(kstrdup_quotable_file(file, GFP_KERNEL), PATH_SHOWN);
	/* An exiting task may have no root directory any more, and so no paths. */
	name = kasprintf(GFP_KERNEL, "%pD4", file);
	text = kstrdup_quotable(name, GFP_KERNEL);
	kfree(name);
	return pax_path_end(text, PATH_SHOWN);
}

/**
 * pax_exe_text - the path of the executable of a task, escaped for printing
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

/* A warning if the current task may have chosen the paths in the line itself. */
static const char *view_text(void)
{
	struct pax_view view;

	pax_record_view(&view);
	if (!view.mntns)
		return ", in another mount namespace";
	if (!view.root)
		return ", in another root directory";
	return view.userns ? "" : ", in another user namespace";
}

/* What was asked for: "RWX". */
static void prot_text(unsigned int prot, char text[4])
{
	scnprintf(text, 4, "%s%s%s", prot & PAX_VM_READ ? "R" : "", prot & PAX_VM_WRITE ? "W" : "",
		  prot & PAX_VM_EXEC ? "X" : "");
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
	pr_warn("%s %s of %s by %s, parent %s%s\n", r->permissive ? "would have denied" : "denied",
		request, what, by ?: "?", from ?: "?", view_text());
	kfree(from);
	kfree(by);
}

static void log_refused(const struct pax_record *r, const char *what)
{
	const char *left_on = !(r->subject.flags & PAX_EMUTRAMP) ? "MPROTECT" :
			      !(r->subject.flags & PAX_MPROTECT) ? "EMUTRAMP" :
								   "MPROTECT and EMUTRAMP";
	char *by = task_text(current);

	pr_warn("%s exec of %s by %s: its mark turns PAGEEXEC off but leaves on what needs it: %s; the mark to lift them all is \"pem\"\n",
		r->permissive ? "would have refused" : "refused", what, by ?: "?", left_on);
	kfree(by);
}

static void log_write(const struct pax_record *r, const char *what)
{
	char *target = r->subject.target ? pax_file_text(r->subject.target) : NULL, *request;

	request = kasprintf(GFP_KERNEL, "write to the memory of %s,", target ?: "?");
	log_denied(r, request ?: "write", what);
	kfree(request);
	kfree(target);
}

/**
 * pax_log - print a record to the kernel's log
 * @record: the record; not of an event of pax_report_now(), which its caller prints
 *
 * Context: process context, may sleep.
 */
void pax_log(const struct pax_record *record)
{
	const struct pax_subject *subject = &record->subject;
	char *path = subject->file ? pax_file_text(subject->file) : NULL;
	const char *what = path ?: subject->area ?: "?";
	char request[sizeof("RWX mprotect")], prot[4];

	might_sleep();
	prot_text(subject->prot, prot);
	switch (record->event) {
	case PAX_EV_MMAP_DENIED:
		scnprintf(request, sizeof(request), "%s mmap", prot);
		log_denied(record, request, what);
		break;
	case PAX_EV_MPROTECT_DENIED:
		scnprintf(request, sizeof(request), "%s mprotect", prot);
		log_denied(record, request, what);
		break;
	case PAX_EV_WRITE_DENIED:
		log_write(record, what);
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
		if (subject->why) {
			pr_warn("ignored the mark \"%*pE\" in %s of %s: it weakens, and with trust=signed only a signature makes it count: %s\n",
				(int)subject->len, subject->value, subject->attribute, what,
				subject->why);
			break;
		}
		pr_warn("ignored the mark \"%*pE\" in %s of %s: it weakens, and %s such a mark counts only on a file that root owns and nobody else can write\n",
			(int)subject->len, subject->value, subject->attribute, what,
			subject->privileged ? "on a program that gives privileges" :
					      "with trust=root");
		break;
	case PAX_EV_MARK_UNREADABLE:
		pr_warn("cannot read %s of %s (error %d); it runs with the default protections\n",
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
