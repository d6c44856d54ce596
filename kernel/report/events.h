/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stream of events: the newest records, and the operations of the file "events".
 */
#ifndef PAX_EVENTS_H
#define PAX_EVENTS_H

#include <linux/fs.h>
#include <linux/time64.h>
#include <linux/types.h>

#include "report/account.h"

extern const struct file_operations pax_events_ops;

void pax_events_attach(void);
void pax_events_detach(void);
bool pax_events_add(unsigned int account, enum pax_share share, const struct timespec64 *time,
		    const char *text, size_t len);
void pax_events_count_lost(void);

#endif /* PAX_EVENTS_H */
