// SPDX-License-Identifier: GPL-2.0-only
/*
 * Audit records.
 *
 * Each stands for itself: when task work runs, the system call is over for audit, so there is
 * no record of it to go with.
 *
 * Of the kernel's types for anomalies (1700 to 1799, which no program can send), ANOM_ABEND is the
 * one whose form is a task and what it did, and that every auditd knows: so ausearch finds
 * these by program and type, and aureport --anomaly lists them. The types of access
 * vectors are SELinux's, and its tools would look for classes and contexts in them.
 */
#include <linux/audit.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "report/record.h"

static int record_type(enum pax_event event)
{
	return pax_event_is_denial(event) ? AUDIT_ANOM_ABEND : AUDIT_CONFIG_CHANGE;
}

/**
 * pax_audit_wants - tell whether audit gets a record of an event
 * @event: which event; denials, and changes of the module's state
 *
 * Context: any.
 * Return: true if audit is on and does.
 */
bool pax_audit_wants(enum pax_event event)
{
	return audit_enabled && !(event >= PAX_EV_MARK_INVALID && event <= PAX_EV_MARK_UNREADABLE);
}

/**
 * pax_audit - tell audit, if the record's limits allow that
 * @record: the record
 *
 * Waits while audit's backlog is full, as long as audit is told to: a record that does not
 * wait is lost then, and audit stops the machine for that where the admin wants so
 * (auditctl -f 2). It is the task that caused the event that waits.
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
	if (what.at) {
		pax_record_what(&what, record);
		if (record->event != PAX_EV_ARMED_CHANGED)
			pax_record_who(&what);
	}
	ab = audit_log_start(NULL, GFP_KERNEL, record_type(record->event));
	if (ab) {
		if (what.at)
			audit_log_format(ab, "op=pax %s", what.at);
		else
			audit_log_format(ab, "op=pax event=%s", pax_event_name(record->event));
		if (record->event != PAX_EV_ARMED_CHANGED)
			audit_log_task_info(ab);
		audit_log_format(ab, " res=%d",
				 !pax_event_is_denial(record->event) || record->permissive);
		audit_log_end(ab);
	}
	kvfree(what.at);
}
