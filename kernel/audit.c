// SPDX-License-Identifier: GPL-2.0-only
/*
 * Audit records.
 *
 * Each stands for itself: when task work runs, the system call is over for audit, so there is
 * no record of it to go with.
 */
#include <linux/audit.h>

#include "record.h"

static int record_type(enum pax_event event)
{
	return pax_event_is_denial(event) ? AUDIT_ANOM_ABEND : AUDIT_CONFIG_CHANGE;
}

/**
 * pax_audit - tell audit, if it is on
 * @record: a denial, or a change of the module's state; others are not told
 * @what: the text of pax_record_what()
 *
 * Does not wait for a full backlog, as a user could then be made to wait by another; audit
 * counts what it loses.
 *
 * Context: process context, may sleep.
 */
void pax_audit(const struct pax_record *record, const char *what)
{
	struct audit_buffer *ab;

	if (!audit_enabled ||
	    (record->event >= PAX_EV_MARK_INVALID && record->event <= PAX_EV_MARK_UNREADABLE))
		return;
	ab = audit_log_start(NULL, GFP_NOWAIT | __GFP_NOWARN, record_type(record->event));
	if (!ab)
		return;
	audit_log_format(ab, "op=pax %s", what);
	if (record->event != PAX_EV_ARMED_CHANGED)
		audit_log_task_info(ab);
	audit_log_format(ab, " res=%d", !pax_event_is_denial(record->event) || record->permissive);
	audit_log_end(ab);
}
