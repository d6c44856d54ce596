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

#include "record.h"

static int record_type(enum pax_event event)
{
	return pax_event_is_denial(event) ? AUDIT_ANOM_ABEND : AUDIT_CONFIG_CHANGE;
}

/**
 * pax_audit - tell audit, if it is on
 * @record: a denial, or a change of the module's state; others are not told
 *
 * Does not wait for a full backlog, as a user could then be made to wait by another; audit
 * counts what it loses.
 *
 * Context: process context, may sleep.
 */
void pax_audit(const struct pax_record *record)
{
	struct pax_text what = { .size = PAX_RECORD_MAX, .audit = true };
	struct audit_buffer *ab;

	if (!audit_enabled || (record->event >= PAX_EV_MARK_INVALID &&
			       record->event <= PAX_EV_MARK_UNREADABLE))
		return;
	ab = audit_log_start(NULL, GFP_NOWAIT | __GFP_NOWARN, record_type(record->event));
	if (!ab)
		return;
	what.at = kvmalloc(what.size, GFP_KERNEL | __GFP_NOWARN);
	if (what.at) {
		pax_record_what(&what, record);
		audit_log_format(ab, "op=pax %s", what.at);
		kvfree(what.at);
	} else {
		audit_log_format(ab, "op=pax event=%s", pax_event_name(record->event));
	}
	if (record->event != PAX_EV_ARMED_CHANGED)
		audit_log_task_info(ab);
	audit_log_format(ab, " res=%d",
			 !pax_event_is_denial(record->event) || record->permissive);
	audit_log_end(ab);
}
