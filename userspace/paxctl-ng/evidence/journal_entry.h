/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The entry of the journal that an event becomes.
 */
#ifndef PAXCTL_JOURNAL_ENTRY_H
#define PAXCTL_JOURNAL_ENTRY_H

#include <stddef.h>
#include <stdint.h>

#include "terminal/journal.h"
#include "terminal/out.h"

/**
 * journal_entry_event - make the entry for an event
 * @journal: the journal
 * @pairs: the keys of the event
 * @num: the number of keys
 *
 * Each key becomes a field: "exe" is PAX_EXE. The entry has a message, a priority, and the message
 * identifier of this kind of event, which the catalog explains.
 */
void journal_entry_event(struct journal *journal, const struct out_pair *pairs, size_t num);

/**
 * journal_entry_lost - make the entry for events that are missing
 * @journal: the journal
 * @lost: how many
 */
void journal_entry_lost(struct journal *journal, uint64_t lost);

/**
 * journal_entry_omitted - make the entry for events of a user who had too many
 * @journal: the journal
 * @user: the uid as text, or "others"
 * @omitted: how many were left out
 */
void journal_entry_omitted(struct journal *journal, const char *user, unsigned long omitted);

#endif /* PAXCTL_JOURNAL_ENTRY_H */
