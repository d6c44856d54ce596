/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reports events to the admin: counters, log lines, the stream of events, audit.
 *
 * report.c counts an event and makes its record, within the limits of each user (account.c).
 * record.c writes it as text for programs, log.c as a log line for people; events.c and audit.c
 * deliver it to readers and to audit.
 */
#ifndef PAX_REPORT_H
#define PAX_REPORT_H

#include <linux/fs.h>
#include <linux/seq_file.h>

#include "rules/mark.h"

enum pax_event {
	/* Denials. */
	PAX_EV_MMAP_DENIED,
	PAX_EV_MPROTECT_DENIED,
	PAX_EV_SHMAT_DENIED,
	PAX_EV_WRITE_DENIED,
	PAX_EV_EXEC_REFUSED,
	PAX_EV_EXEC_FAULT,
	/* Marks that do not count. */
	PAX_EV_MARK_INVALID,
	PAX_EV_MARK_UNTRUSTED,
	PAX_EV_MARK_UNREADABLE,
	/* Changes of PaX itself. */
	PAX_EV_CONFIG_CHANGED,
	PAX_EV_ARMED_CHANGED,
	PAX_EV_NUM
};

/**
 * struct pax_subject - the details of an event; members that do not apply are zero
 * @file: the mapping's file or the executable; NULL for none. A reference is
 *	taken where one is needed.
 * @target: the executable of the process that was written to, for PAX_EV_WRITE_DENIED;
 *	likewise
 * @area: the name of a mapping without a file, as in PaX ("<heap>"); static
 * @addr: the address, in the current task or in the target; of the instruction for
 *	PAX_EV_EXEC_FAULT
 * @size: how many bytes from there
 * @offset: the offset of @addr in @file
 * @sp: the stack pointer, for PAX_EV_EXEC_FAULT
 * @prot: protection asked for, bits of PAX_VM_ACCESS
 * @had: protection that the mapping has, for PAX_EV_MPROTECT_DENIED and PAX_EV_WRITE_DENIED
 * @attribute: name of the attribute, for events of marks; static
 * @value: bytes of the mark, for events of marks
 * @len: how many bytes @value has; at most PAX_SUBJECT_VALUE are kept
 * @privileged: the file gives privileges to whoever executes it, for PAX_EV_MARK_UNTRUSTED
 * @why: why the signature does not make the mark count, likewise; static, NULL for none
 * @refused: it is refused in permissive mode, too: a mapping does not get MAY bits back
 * @flags: bits of PAX_* that the file would have got, for PAX_EV_EXEC_REFUSED
 * @error: negative errno, for PAX_EV_MARK_UNREADABLE
 * @what: name of the setting; or why the hooks are not in force, empty if they are
 * @from: the old value, only for pax_report_now()
 * @to: the new one, likewise
 */
struct pax_subject {
	struct file *file, *target;
	const char *area;
	unsigned long addr, size, sp;
	u64 offset;
	unsigned int prot, had;
	bool privileged, refused;
	const char *why;
	const char *attribute;
	const char *value;
	size_t len;
	unsigned int flags;
	int error;
	const char *what, *from, *to;
};

#define PAX_SUBJECT_VALUE 16

void pax_report_attach(void);
void pax_report_detach(void);
void pax_report(enum pax_event event, const struct pax_subject *subject);
void pax_report_now(enum pax_event event, const struct pax_subject *subject,
		    void (*print)(const void *data), const void *data);
void pax_counters_show(struct seq_file *m);

#endif /* PAX_REPORT_H */
