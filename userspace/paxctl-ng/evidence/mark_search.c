// SPDX-License-Identifier: GPL-2.0-only
/*
 * Searches for the weakest mark with which a trial passes. It tries no mark that lifts only a part
 * of what a mark lifts with which the trial has failed.
 */
#include "evidence/mark_search.h"
#include <linux/pax.h>

#define P PAX_PAGEEXEC
#define E PAX_EMUTRAMP
#define M PAX_MPROTECT
#define R PAX_RANDMMAP

/* Marks with E name P as well, because soft mode refuses E alone. */
const struct mark_choice mark_choices[MARK_CHOICES] = {
	{ NULL, "PeMR", 0 },	       { "PE", "PEMR", E },	      { "er", "PeMr", R },
	{ "PEr", "PEMr", E | R },      { "em", "PemR", M },	      { "PEm", "PEmR", E | M },
	{ "emr", "Pemr", M | R },      { "PEmr", "PEmr", E | M | R }, { "pem", "pemR", P | M },
	{ "pemr", "pemr", P | M | R },
};

static bool is_part(size_t part, size_t whole)
{
	return !(mark_choices[part].lifts & ~mark_choices[whole].lifts);
}

void mark_search_init(struct mark_search *search, size_t limit, bool all)
{
	size_t i;

	*search = (struct mark_search){ .all = all };
	for (i = 0; i < MARK_CHOICES; i++) {
		if (limit < MARK_CHOICES && !is_part(i, limit))
			search->verdicts[i] = MARK_OUTSIDE;
	}
}

/* The first mark of a verdict from @start on; MARK_CHOICES if there is none. */
static size_t first(const struct mark_search *search, enum mark_verdict verdict, size_t start)
{
	while (start < MARK_CHOICES && search->verdicts[start] != verdict)
		start++;
	return start;
}

/* Whether a mark lifts as much as any that the search may try. */
static bool is_strongest(const struct mark_search *search, size_t choice)
{
	size_t i;

	for (i = choice + 1; i < MARK_CHOICES; i++) {
		if (search->verdicts[i] != MARK_OUTSIDE && is_part(choice, i))
			return false;
	}
	return true;
}

/* Marks that lift neither PAGEEXEC nor MPROTECT have this one as their whole. */
static size_t whole_of(size_t part)
{
	size_t i;

	for (i = part; i < MARK_CHOICES; i++) {
		if (mark_choices[i].lifts == (E | R))
			return is_part(part, i) ? i : part;
	}
	return part;
}

bool mark_search_next(const struct mark_search *search, size_t *choice)
{
	size_t next = first(search, MARK_UNKNOWN, 0), passing = first(search, MARK_PASSES, 0), i;

	if (next == MARK_CHOICES)
		return false;
	*choice = next;
	if (search->all || !next)
		return true;
	if (passing < next)
		return false;
	for (i = next; passing == MARK_CHOICES && i < MARK_CHOICES; i++) {
		if (search->verdicts[i] == MARK_UNKNOWN && is_strongest(search, i)) {
			*choice = i;
			return true;
		}
	}
	if (search->verdicts[whole_of(next)] == MARK_UNKNOWN)
		*choice = whole_of(next);
	return true;
}

void mark_search_note(struct mark_search *search, size_t choice, bool passes)
{
	size_t i;

	search->verdicts[choice] = passes ? MARK_PASSES : MARK_FAILS;
	for (i = 0; i < choice && !passes && !search->all; i++) {
		if (search->verdicts[i] == MARK_UNKNOWN && is_part(i, choice))
			search->verdicts[i] = MARK_IMPLIED;
	}
}

bool mark_search_found(const struct mark_search *search, size_t *choice)
{
	*choice = first(search, MARK_PASSES, 0);
	return *choice < MARK_CHOICES && first(search, MARK_UNKNOWN, 0) > *choice;
}
