/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All marks that differ in effect, and the search for the weakest of them with which a trial
 * passes. Pure: runs nothing.
 */
#ifndef PAXCTL_MARK_SEARCH_H
#define PAXCTL_MARK_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#define MARK_CHOICES 10

/**
 * struct mark_choice - a mark that a program can have
 * @mark: its text; NULL for no mark
 * @whole: the same with a letter for each protection, so that no setting of the kernel matters
 * @lifts: bits of PAX_*: the protections that it turns off, and PAX_EMUTRAMP if it has trampolines
 *	emulated; without PAGEEXEC they fail as on a stock kernel
 */
struct mark_choice {
	const char *mark;
	const char *whole;
	unsigned int lifts;
};

/* Each mark comes after every mark whose exemptions are a part of its own. */
extern const struct mark_choice mark_choices[MARK_CHOICES];

/**
 * enum mark_verdict - what is known of a mark
 * @MARK_UNKNOWN: nothing yet
 * @MARK_PASSES: the trial passed with it
 * @MARK_FAILS: the trial failed with it
 * @MARK_IMPLIED: a mark that lifts all that this one lifts, and more, failed
 * @MARK_OUTSIDE: it lifts what the search may not lift
 */
enum mark_verdict {
	MARK_UNKNOWN,
	MARK_PASSES,
	MARK_FAILS,
	MARK_IMPLIED,
	MARK_OUTSIDE,
};

/**
 * struct mark_search - a search
 * @verdicts: what is known of each of mark_choices[]
 * @all: try every mark
 */
struct mark_search {
	enum mark_verdict verdicts[MARK_CHOICES];
	bool all;
};

/**
 * mark_search_init - begin a search
 * @search: the search
 * @limit: a mark; only marks whose exemptions are a part of its own are tried. MARK_CHOICES for all
 * @all: try every mark, in place of as few as are needed
 */
void mark_search_init(struct mark_search *search, size_t limit, bool all);

/**
 * mark_search_next - choose the mark to try next
 * @search: the search
 * @choice: the result, an index into mark_choices[]
 *
 * No mark first, then the strongest, PEmr and if that fails pemr, which shows whether any helps.
 * Then, the weakest first, but PEr before its parts: if it fails, they need not be tried.
 *
 * Return: false if nothing is left to try.
 */
bool mark_search_next(const struct mark_search *search, size_t *choice);

/**
 * mark_search_note - add the result of a trial
 * @search: the search
 * @choice: the mark that was tried
 * @passes: the trial passed
 */
void mark_search_note(struct mark_search *search, size_t choice, bool passes);

/**
 * mark_search_found - get the weakest mark that passes
 * @search: the search
 * @choice: the result
 *
 * Return: false if none passes, or if a weaker one is still unknown.
 */
bool mark_search_found(const struct mark_search *search, size_t *choice);

#endif /* PAXCTL_MARK_SEARCH_H */
