// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes audit records.
 *
 * Each record stands alone: when task work runs, the system call is over for audit, so there is no
 * SYSCALL record to attach it to.
 *
 * A denial is an ANOM_ABEND record. Among the kernel's types for anomalies (1700 to 1799, which no
 * program can send) it is the one that describes a task and what it did, and every auditd knows it.
 * So ausearch finds the records by program and type, and aureport --anomaly lists them. The AVC
 * types belong to SELinux, whose tools expect classes and contexts in them.
 */
#include <linux/audit.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "report/record.h"

static bool is_denial(enum pax_event event)
{
	return pax_event_kinds[event].is == PAX_IS_DENIAL;
}

static int record_type(enum pax_event event)
{
	return is_denial(event) ? AUDIT_ANOM_ABEND : AUDIT_CONFIG_CHANGE;
}

/**
 * pax_audit_wants - tell whether an event gets an audit record
 * @event: which event; denials and changes of PaX itself do
 *
 * Context: any.
 * Return: true if it does and audit is on.
 */
bool pax_audit_wants(enum pax_event event)
{
	return audit_enabled && pax_event_kinds[event].is != PAX_IS_ABOUT_MARK;
}

/**
 * pax_audit - write the audit record of an event, if its limits allow that
 * @record: the record
 *
 * If the backlog of audit is full, this waits as long as audit is configured to. A record that does
 * not wait would be lost, and with auditctl -f 2 audit stops the machine for a lost record. The
 * task that waits is the one that caused the event.
 *
 * Context: process context, may sleep; no lock is held that others wait for.
 */
void pax_audit(const struct pax_record *record)
{
	struct pax_text what = { .size = PAX_RECORD_MAX, .audit = true };
	struct audit_buffer *ab;

	might_sleep();
	if (!record->audit)
		return;
	what.at = kvmalloc(what.size, GFP_KERNEL | __GFP_NOWARN);
	if (what.at)
		pax_record_write(&what, record);
	ab = audit_log_start(NULL, GFP_KERNEL, record_type(record->event));
	if (ab) {
		if (what.at)
			audit_log_format(ab, "op=pax %s", what.at);
		else
			audit_log_format(ab, "op=pax event=%s",
					 pax_event_kinds[record->event].name);
		if (pax_event_has_task(record->event))
			audit_log_task_info(ab);
		audit_log_format(ab, " res=%d", !is_denial(record->event) || record->permissive);
		audit_log_end(ab);
	}
	kvfree(what.at);
}
