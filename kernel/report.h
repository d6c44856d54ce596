/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tells the admin what was denied: counters, and rate-limited log lines.
 */
#ifndef PAX_REPORT_H
#define PAX_REPORT_H

#include <linux/fs.h>
#include <linux/mm_types.h>
#include <linux/seq_file.h>

#include "mark.h"

enum pax_event {
	PAX_EV_MMAP_DENIED,
	PAX_EV_MPROTECT_DENIED,
	PAX_EV_SHMAT_DENIED,
	PAX_EV_EXEC_REFUSED,
	PAX_EV_EXEC_FAULT,
	PAX_EV_MARK_INVALID,
	PAX_EV_MARK_UNREADABLE,
	PAX_EV_NUM
};

/**
 * struct pax_subject - what an event is about
 * @file: the mapping's file or the executable; NULL for none. A reference is
 *	taken where one is needed.
 * @area: what a mapping without a file is, in PaX's words ("<heap>"); static
 * @attribute: name of the attribute, for events of marks; static
 * @value: bytes of the mark, for events of marks
 * @len: how many bytes @value has; at most PAX_SUBJECT_VALUE are kept
 * @flags: bits of PAX_*, for PAX_EV_EXEC_REFUSED
 * @error: negative errno, for PAX_EV_MARK_UNREADABLE
 */
struct pax_subject {
	struct file *file;
	const char *area;
	const char *attribute;
	const char *value;
	size_t len;
	unsigned int flags;
	int error;
};

#define PAX_SUBJECT_VALUE 16

void pax_report_start(void);
void pax_report(enum pax_event event, const struct pax_subject *subject);
bool pax_report_count(enum pax_event event);
char *pax_file_text(struct file *file);
char *pax_exe_text(struct task_struct *task);
const char *pax_vma_area(const struct vm_area_struct *vma);
void pax_counters_show(struct seq_file *m);

#endif /* PAX_REPORT_H */
