// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes a record as text for programs: key=value, separated by one space. As in audit records, a
 * value that a user can choose is in quotes. If it contains a quote, a space or a byte that is not
 * printable ASCII, it is in hex without quotes. So no value can look like another key.
 */
#include <linux/audit.h>
#include <linux/cred.h>
#include <linux/ctype.h>
#include <linux/file.h>
#include <linux/fs_struct.h>
#include <linux/kdev_t.h>
#include <linux/mm.h>
#include <linux/nsproxy.h>
#include <linux/path.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/string_helpers.h>
#include <linux/uidgid.h>

#include "base/compat.h"
#include "rules/policy.h"
#include "report/record.h"

/*
 * The longest path in an audit record, half of that in hex: auditd drops records of more than 8970
 * bytes, and audit adds the full path of the executable.
 */
#define AUDITED_PATH 200

/* What is the same for all events of a kind. */
const struct pax_event_kind pax_event_kinds[PAX_EV_NUM] = {
	[PAX_EV_MMAP_DENIED] = { "mmap_denied", PAX_SHARE_DENIAL, PAX_IS_DENIAL },
	[PAX_EV_MPROTECT_DENIED] = { "mprotect_denied", PAX_SHARE_DENIAL, PAX_IS_DENIAL },
	[PAX_EV_SHMAT_DENIED] = { "shmat_denied", PAX_SHARE_DENIAL, PAX_IS_DENIAL },
	[PAX_EV_WRITE_DENIED] = { "write_denied", PAX_SHARE_DENIAL, PAX_IS_DENIAL },
	[PAX_EV_EXEC_REFUSED] = { "exec_refused", PAX_SHARE_MARK, PAX_IS_DENIAL },
	[PAX_EV_EXEC_FAULT] = { "exec_fault", PAX_SHARE_FAULT, PAX_IS_DENIAL },
	[PAX_EV_MARK_INVALID] = { "mark_invalid", PAX_SHARE_MARK, PAX_IS_ABOUT_MARK },
	[PAX_EV_MARK_UNTRUSTED] = { "mark_untrusted", PAX_SHARE_MARK, PAX_IS_ABOUT_MARK },
	[PAX_EV_MARK_UNREADABLE] = { "mark_unreadable", PAX_SHARE_MARK, PAX_IS_ABOUT_MARK },
	[PAX_EV_CONFIG_CHANGED] = { "config_changed", PAX_SHARE_STATE, PAX_IS_CHANGE },
	[PAX_EV_ARMED_CHANGED] = { "armed_changed", PAX_SHARE_STATE, PAX_IS_UNCAUSED_CHANGE },
};

/**
 * pax_text_add - append to a text
 * @text: the text
 * @format: as of printf
 *
 * Context: any.
 */
void pax_text_add(struct pax_text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text->len += vscnprintf(text->at + text->len, text->size - text->len, format, args);
	va_end(args);
}

static bool is_plain(const char *value, size_t len)
{
	size_t n;

	for (n = 0; n < len; n++)
		if (value[n] == '"' || value[n] <= ' ' || value[n] > '~')
			return false;
	return true;
}

static void add_untrusted(struct pax_text *text, const char *key, const char *value, size_t len)
{
	size_t n;

	if (is_plain(value, len)) {
		pax_text_add(text, " %s=\"%.*s\"", key, (int)len, value);
		return;
	}
	pax_text_add(text, " %s=", key);
	for (n = 0; n < len; n++)
		pax_text_add(text, "%02X", (u8)value[n]);
}

static void add_string(struct pax_text *text, const char *key, const char *value)
{
	add_untrusted(text, key, value, strlen(value));
}

/**
 * pax_path_end - shorten a path, in place
 * @path: the path, or NULL
 * @most: the maximum length
 *
 * Context: any.
 * Return: @path as it is, or "..." and its end, which begins with a slash if it has one.
 */
char *pax_path_end(char *path, size_t most)
{
	static const char cut[] = "...";
	size_t len = path ? strlen(path) : 0;
	char *end;

	if (len <= most)
		return path;
	end = path + len - (most - strlen(cut));
	end = strchr(end, '/') ?: end;
	memmove(path + strlen(cut), end, strlen(end) + 1);
	return memcpy(path, cut, strlen(cut));
}

/*
 * Adds the device and inode of a file, as in /proc/PID/maps. A process cannot choose these, but
 * it can choose its root directory, which the path begins at.
 */
static void add_identity(struct pax_text *text, const char *key, struct file *file)
{
	const struct inode *inode = pax_user_inode(file);
	dev_t dev = inode->i_sb->s_dev;

	pax_text_add(text, " %s_dev=%u:%u %s_ino=%lu", key, MAJOR(dev), MINOR(dev), key,
		     (unsigned long)inode->i_ino);
}

static void add_path(struct pax_text *text, const char *key, struct file *file)
{
	char *buffer = kmalloc(PATH_MAX, GFP_KERNEL), *path;

	if (!buffer)
		return;
	/* An exiting task may have no root directory any more, and so no paths. */
	if (current->flags & PF_EXITING) {
		path = buffer;
		scnprintf(buffer, PATH_MAX, "%pD4", file);
	} else {
		path = file_path(file, buffer, PATH_MAX);
	}
	if (IS_ERR(path))
		path = "?";
	else if (text->audit)
		pax_path_end(path, is_plain(path, strlen(path)) ? AUDITED_PATH : AUDITED_PATH / 2);
	add_string(text, key, path);
	kfree(buffer);
}

static void add_file(struct pax_text *text, const char *key, struct file *file)
{
	add_identity(text, key, file);
	add_path(text, key, file);
}

/* Adds a constant text as one word: "<anonymous mapping>" becomes anonymous_mapping. */
static void add_words(struct pax_text *text, const char *key, const char *words)
{
	pax_text_add(text, " %s=", key);
	for (; *words; words++)
		if (isalnum(*words) || *words == ' ' || *words == '_')
			pax_text_add(text, "%c", *words == ' ' ? '_' : tolower(*words));
}

static void add_prot(struct pax_text *text, const char *key, unsigned int prot)
{
	pax_text_add(text, " %s=%c%c%c", key, prot & PAX_VM_READ ? 'r' : '-',
		     prot & PAX_VM_WRITE ? 'w' : '-', prot & PAX_VM_EXEC ? 'x' : '-');
}

static void add_denied(struct pax_text *text, const struct pax_record *r)
{
	const struct pax_subject *subject = &r->subject;
	char flags[PAX_FLAGS_NUM + 1];

	pax_flags_format(r->event == PAX_EV_EXEC_REFUSED ? subject->flags : r->flags, flags);
	pax_text_add(text, text->audit ? " decision=%s pax=%s" : " action=%s flags=%s",
		     r->permissive ? "allow" : "deny", flags);
	if (r->event == PAX_EV_EXEC_REFUSED)
		return;
	pax_text_add(text, " addr=0x%lx", subject->addr);
	if (r->event == PAX_EV_EXEC_FAULT) {
		pax_text_add(text, " sp=0x%lx", subject->sp);
	} else {
		if (subject->size)
			pax_text_add(text, " len=%lu", subject->size);
		add_prot(text, "prot", subject->prot);
	}
	if (r->event == PAX_EV_MPROTECT_DENIED || r->event == PAX_EV_WRITE_DENIED)
		add_prot(text, "had", subject->had);
	if (subject->file)
		pax_text_add(text, " offset=0x%llx", subject->offset);
}

/* Adds what happened. */
static void add_event(struct pax_text *text, const struct pax_record *record)
{
	const struct pax_subject *subject = &record->subject;

	pax_text_add(text, "event=%s", pax_event_kinds[record->event].name);
	if (pax_event_kinds[record->event].is == PAX_IS_DENIAL)
		add_denied(text, record);
	if (subject->file)
		add_file(text, "file", subject->file);
	else if (subject->area)
		add_words(text, "area", subject->area);
	if (subject->target)
		add_file(text, "target", subject->target);
	if (subject->attribute)
		pax_text_add(text, " attr=%s", subject->attribute);
	if (subject->attribute && !subject->error)
		add_untrusted(text, "mark", subject->value, subject->len);
	if (subject->why)
		add_words(text, "why", subject->why);
	if (subject->error)
		pax_text_add(text, " error=%d", -subject->error);
	if (record->event == PAX_EV_CONFIG_CHANGED)
		add_words(text, "setting", subject->what);
	if (record->event == PAX_EV_ARMED_CHANGED) {
		pax_text_add(text, " armed=%s", subject->what[0] ? "no" : "yes");
		if (subject->what[0])
			add_words(text, "cause", subject->what);
	}
	if (subject->from)
		add_string(text, "old", subject->from);
	if (subject->to)
		add_string(text, "new", subject->to);
}

/* Adds whether the paths of the current task are those that PID 1 sees. */
static void add_view(struct pax_text *text)
{
	static const char *const names[] = { "other", "init" };
	struct pax_view view;

	pax_record_view(&view);
	pax_text_add(text, " userns=%s mntns=%s root=%s", names[view.userns], names[view.mntns],
		     names[view.root]);
}

/* Adds the login of the current task, and whether it is traced. */
static void add_control(struct pax_text *text)
{
	kuid_t login = audit_get_loginuid(current);

	/* Audit adds the login itself. */
	if (!text->audit && uid_valid(login))
		pax_text_add(text, " auid=%u", from_kuid(&init_user_ns, login));
	else if (!text->audit)
		pax_text_add(text, " auid=unset");
	pax_text_add(text, " traced=%s", str_yes_no(READ_ONCE(current->ptrace)));
}

/**
 * pax_record_view - tell whether the current task sees the file system as PID 1 does
 * @view: the result
 *
 * Context: process context, may sleep.
 */
void pax_record_view(struct pax_view *view)
{
	struct task_struct *init = init_pid_ns.child_reaper;
	struct path mine = {}, theirs = {};

	*view = (struct pax_view){ .userns = current_user_ns() == &init_user_ns };
	/* An exiting task may have neither any more. */
	task_lock(current);
	if (current->fs)
		get_fs_root(current->fs, &mine);
	task_unlock(current);
	task_lock(init);
	if (init->nsproxy && current->nsproxy)
		view->mntns = init->nsproxy->mnt_ns == current->nsproxy->mnt_ns;
	if (init->fs)
		get_fs_root(init->fs, &theirs);
	task_unlock(init);
	view->root = mine.mnt && path_equal(&mine, &theirs);
	if (mine.mnt)
		path_put(&mine);
	if (theirs.mnt)
		path_put(&theirs);
}

static void add_ids(struct pax_text *text)
{
	const struct cred *cred = current_cred();
	pid_t parent;

	rcu_read_lock();
	parent = task_tgid_nr(rcu_dereference(current->real_parent));
	rcu_read_unlock();
	pax_text_add(text, " pid=%d tgid=%d ppid=%d uid=%u euid=%u gid=%u egid=%u",
		     task_pid_nr(current), task_tgid_nr(current), parent,
		     from_kuid(&init_user_ns, cred->uid), from_kuid(&init_user_ns, cred->euid),
		     from_kgid(&init_user_ns, cred->gid), from_kgid(&init_user_ns, cred->egid));
}

/* Adds which task it was: the current one. For audit without what audit_log_task_info() adds. */
static void add_task(struct pax_text *text)
{
	struct file *exe = current->mm ? pax_exe_file(current->mm) : NULL;
	char comm[TASK_COMM_LEN];

	if (!text->audit)
		add_ids(text);
	add_control(text);
	add_view(text);
	if (!text->audit) {
		get_task_comm(comm, current);
		add_string(text, "comm", comm);
	}
	if (!exe)
		return;
	add_identity(text, "exe", exe);
	if (!text->audit)
		add_path(text, "exe", exe);
	fput(exe);
}

/**
 * pax_record_write - write a record as text
 * @text: the text to append to
 * @record: the record
 *
 * Context: process context, may sleep; the task that caused the event.
 */
void pax_record_write(struct pax_text *text, const struct pax_record *record)
{
	add_event(text, record);
	if (pax_event_has_task(record->event))
		add_task(text);
}
