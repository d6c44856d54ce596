// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests the search of "paxctl-ng try": for every program whose needs can be stated as sets of
 * exemptions, it finds the weakest mark, and tries few.
 */
#include "evidence/mark_search.h"
#include "rules/mark.h"
#include "test.h"

#define ALL (PAX_PAGEEXEC | PAX_EMUTRAMP | PAX_MPROTECT | PAX_RANDMMAP)

/* What a mark lifts, by the kernel's rules. */
static unsigned int lifts(const char *mark, bool softmode)
{
	unsigned int flags = PAX_FLAGS_DEFAULT;
	struct pax_mark parsed;

	if (mark) {
		if (pax_mark_parse(mark, strlen(mark), &parsed))
			return ~0u;
		flags = pax_mark_resolve(&parsed, softmode, PAX_FLAGS_DEFAULT);
	}
	if (pax_mark_contradicts(flags))
		return ~0u;
	return (PAX_FLAGS_DEFAULT & ~flags) | (flags & PAX_EMUTRAMP);
}

TEST(table)
{
	size_t i, n;

	for (i = 0; i < MARK_CHOICES; i++) {
		EXPECT_EQ(mark_choices[i].lifts, lifts(mark_choices[i].mark, false));
		EXPECT_EQ(mark_choices[i].lifts, lifts(mark_choices[i].whole, false));
		EXPECT_EQ(mark_choices[i].lifts, lifts(mark_choices[i].whole, true));
		/* A part comes before the whole, and no two are the same. */
		for (n = i + 1; n < MARK_CHOICES; n++)
			EXPECT_NE(0, mark_choices[n].lifts & ~mark_choices[i].lifts);
	}
}

/* Bit n of @needs: the program passes with mark_choices[n]. Returns the number of trials. */
static size_t search(unsigned int needs, size_t limit, bool all, size_t *found)
{
	struct mark_search search;
	size_t choice, tries = 0;

	mark_search_init(&search, limit, all);
	while (mark_search_next(&search, &choice)) {
		if (search.verdicts[choice] != MARK_UNKNOWN || tries++ > MARK_CHOICES)
			return 0;
		mark_search_note(&search, choice, needs & 1u << choice);
	}
	if (!mark_search_found(&search, found))
		*found = MARK_CHOICES;
	return tries;
}

/* The marks that lift all of @need, as bits. */
static unsigned int passing(unsigned int need)
{
	unsigned int bits = 0;
	size_t i;

	for (i = 0; i < MARK_CHOICES; i++)
		bits |= !(need & ~mark_choices[i].lifts) << i;
	return bits;
}

static bool is_inside(size_t choice, size_t limit)
{
	return limit == MARK_CHOICES || !(mark_choices[choice].lifts & ~mark_choices[limit].lifts);
}

/* A program may do with either of two sets of exemptions. */
TEST(finds_the_weakest)
{
	unsigned int a, b, bits;
	size_t limit, tries, found, wanted;

	for (limit = 0; limit <= MARK_CHOICES; limit++) {
		for (a = 0; a <= ALL + 1; a++) {
			for (b = 0; b <= ALL; b++) {
				/* The last one needs what no mark gives. */
				bits = a > ALL ? 0 : passing(a) | passing(b);
				for (wanted = 0; wanted < MARK_CHOICES; wanted++) {
					if (is_inside(wanted, limit) && bits & 1u << wanted)
						break;
				}
				tries = search(bits, limit, false, &found);
				EXPECT_EQ(wanted, found);
				EXPECT_GE(9, tries);
				EXPECT_LE(1, tries);
				search(bits, limit, true, &found);
				EXPECT_EQ(wanted, found);
			}
		}
	}
}

TEST(tries_few)
{
	size_t found;

	/* Works as it is; no mark helps; em; emr; pem. */
	EXPECT_EQ(1, search(passing(0), MARK_CHOICES, false, &found));
	EXPECT_EQ(3, search(0, MARK_CHOICES, false, &found));
	EXPECT_EQ(MARK_CHOICES, found);
	EXPECT_EQ(4, search(passing(PAX_MPROTECT), MARK_CHOICES, false, &found));
	EXPECT_STREQ("em", mark_choices[found].mark);
	EXPECT_EQ(6, search(passing(PAX_MPROTECT | PAX_RANDMMAP), MARK_CHOICES, false, &found));
	EXPECT_STREQ("emr", mark_choices[found].mark);
	EXPECT_EQ(4, search(passing(PAX_PAGEEXEC), MARK_CHOICES, false, &found));
	EXPECT_STREQ("pem", mark_choices[found].mark);
	EXPECT_EQ(MARK_CHOICES, search(passing(0), MARK_CHOICES, true, &found));
	EXPECT_EQ(0, found);
}

/* A mark with which the trial failed is never the result, even if lesser ones would pass. */
TEST(no_order_in_the_program)
{
	unsigned int bits;
	size_t found;

	for (bits = 0; bits < 1u << MARK_CHOICES; bits++) {
		EXPECT_NE(0, search(bits, MARK_CHOICES, false, &found));
		EXPECT_TRUE(found == MARK_CHOICES || bits & 1u << found);
		search(bits, MARK_CHOICES, true, &found);
		EXPECT_EQ(bits ? (size_t)__builtin_ctz(bits) : MARK_CHOICES, found);
	}
}

TEST(says_nothing_early)
{
	struct mark_search state;
	size_t choice;

	mark_search_init(&state, MARK_CHOICES, false);
	EXPECT_FALSE(mark_search_found(&state, &choice));
	mark_search_note(&state, 0, false);
	mark_search_note(&state, MARK_CHOICES - 1, true);
	EXPECT_FALSE(mark_search_found(&state, &choice));
	mark_search_note(&state, 3, false);
	EXPECT_EQ(MARK_IMPLIED, state.verdicts[1]);
	EXPECT_EQ(MARK_IMPLIED, state.verdicts[2]);
	EXPECT_EQ(MARK_UNKNOWN, state.verdicts[4]);
}

TEST_HARNESS_MAIN
