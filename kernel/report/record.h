/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The record of one event, and the functions that write it as text.
 */
#ifndef PAX_RECORD_H
#define PAX_RECORD_H

#include <linux/task_work.h>
#include <linux/time64.h>

#include "report/account.h"
#include "report/report.h"

/* Longest text of a record: three paths with every byte in hex, and the rest. */
#define PAX_RECORD_MAX (6 * PATH_MAX + 1024)

/**
 * struct pax_event_kind - what is the same for all events of a kind
 * @name: its name for users
 * @share: the limit that it shares with others
 * @is: a denial; a mark that does not count, of which audit gets no record; or a change of PaX
 *	itself. The module cannot know which task has caused an uncaused change
 */
struct pax_event_kind {
	const char *name;
	enum pax_share share;
	enum { PAX_IS_DENIAL, PAX_IS_ABOUT_MARK, PAX_IS_CHANGE, PAX_IS_UNCAUSED_CHANGE } is;
};

extern const struct pax_event_kind pax_event_kinds[PAX_EV_NUM];

static inline bool pax_event_has_task(enum pax_event event)
{
	return pax_event_kinds[event].is != PAX_IS_UNCAUSED_CHANGE;
}

/**
 * struct pax_record - an event of the current task
 * @work: the task work that writes it
 * @event: what happened
 * @time: when, in real time
 * @permissive: the request was allowed because of permissive mode
 * @account: the account that pays for it
 * @log: the limits allow a log line
 * @audit: the limits allow an audit record
 * @flags: bits of PAX_* that the process had
 * @subject: the details; holds references to its files
 * @value: bytes that @subject.value points to
 */
struct pax_record {
	struct callback_head work;
	enum pax_event event;
	struct timespec64 time;
	bool permissive;
	unsigned int account;
	bool log, audit;
	unsigned int flags;
	struct pax_subject subject;
	char value[PAX_SUBJECT_VALUE];
};

/**
 * struct pax_text - a text buffer that is filled bit by bit; what does not fit is dropped
 * @at: the text, with its NUL
 * @len: how long it is
 * @size: of the memory behind @at
 * @audit: the text is for audit, whose tools use the keys "action" and "flags" otherwise
 */
struct pax_text {
	char *at;
	size_t len, size;
	bool audit;
};

/**
 * struct pax_view - whether a task has the same view of files and users as PID 1
 * @userns: its user namespace is the initial one: only there it has not chosen its executable's
 *	name by prctl(PR_SET_MM_MAP)
 * @mntns: its mount namespace is that of PID 1
 * @root: its root directory is
 */
struct pax_view {
	bool userns, mntns, root;
};

__printf(2, 3) void pax_text_add(struct pax_text *text, const char *format, ...);
char *pax_path_end(char *path, size_t most);
void pax_record_view(struct pax_view *view);
void pax_record_write(struct pax_text *text, const struct pax_record *record);

char *pax_file_text(struct file *file);
char *pax_exe_text(struct task_struct *task);
void pax_log(const struct pax_record *record);

bool pax_audit_wants(enum pax_event event);
void pax_audit(const struct pax_record *record);

#endif /* PAX_RECORD_H */
