// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests which names matter to "paxctl-ng watch", and what it does after an event: every use of a
 * name with every kind of event.
 */
#include <sys/inotify.h>

#include "commands/watch_budget.h"
#include "policy/places.h"
#include "test.h"

#define MAX_USE (PLACE_FILE | PLACE_POLICY | PLACE_HELD | PLACE_STAGED)
#define SECOND 1000000

TEST(names)
{
	struct places places = { 0 };
	struct place *place = place_get(&places, 1, 2);

	EXPECT_EQ(place, place_get(&places, 1, 2));
	EXPECT_NE(place, place_get(&places, 1, 3));
	EXPECT_NE(place, place_get(&places, 2, 2));
	EXPECT_EQ(3, places.num);
	EXPECT_TRUE(place_add(place, "node", false, PLACE_FILE));
	EXPECT_FALSE(place_add(place, "node", false, PLACE_FILE));
	EXPECT_TRUE(place_add(place, "node", false, PLACE_HELD));
	EXPECT_TRUE(place_add(place, "qemu-*", true, PLACE_FILE));
	EXPECT_FALSE(place_add(place, "qemu-*", true, PLACE_FILE));
	EXPECT_TRUE(place_add(place, "qemu-*", true, PLACE_POLICY));
	/* A pattern has it already, so no run that meets each match makes the place larger. */
	EXPECT_FALSE(place_add(place, "qemu-arm", false, PLACE_FILE));

	EXPECT_EQ(PLACE_FILE | PLACE_HELD, place_use(place, "node"));
	EXPECT_EQ(PLACE_FILE | PLACE_POLICY, place_use(place, "qemu-x86"));
	EXPECT_EQ(0, place_use(place, "nodes"));
	EXPECT_EQ(0, place_use(place, "nod"));
	EXPECT_EQ(0, place_use(place, ""));
	EXPECT_EQ(0, place_use(place_get(&places, 1, 3), "node"));
	EXPECT_EQ(PLACE_FILE | PLACE_HELD, places_use(&places, "node"));
	EXPECT_EQ(0, places_use(&places, "nothing"));
	places_free(&places);
	EXPECT_EQ(0, places.num);
}

/* As in the shell, a pattern matches hidden names only if it says so. */
TEST(patterns)
{
	struct places places = { 0 };
	struct place *place = place_get(&places, 1, 2);

	place_add(place, "*", true, PLACE_FILE);
	EXPECT_EQ(PLACE_FILE, place_use(place, "any"));
	EXPECT_EQ(0, place_use(place, ".hidden"));
	place_add(place, "[", true, PLACE_POLICY);
	EXPECT_EQ(PLACE_FILE | PLACE_POLICY, place_use(place, "["));
	places_free(&places);
}

TEST(staged_names)
{
	struct places places = { 0 };
	struct place *place = place_get(&places, 1, 2);

	place_add(place, "node", false, PLACE_FILE | PLACE_HELD);
	place_add(place, "50.conf", false, PLACE_POLICY);
	EXPECT_EQ(PLACE_STAGED, place_use(place, "node.dpkg-new"));
	EXPECT_EQ(0, place_use(place, "node.dpkg-tmp"));
	EXPECT_EQ(0, place_use(place, "other.dpkg-new"));
	EXPECT_EQ(0, place_use(place, ".dpkg-new"));
	EXPECT_EQ(0, place_use(place, "50.conf.dpkg-new"));
	place_add(place, "*", true, PLACE_FILE);
	EXPECT_EQ(PLACE_FILE, place_use(place, "node.dpkg-new"));
	places_free(&places);
}

TEST(watches)
{
	struct places places = { 0 };
	struct place *first = place_get(&places, 1, 2), *second = place_get(&places, 1, 3);

	EXPECT_LT(first->wd, 0);
	first->wd = 7;
	second->wd = 8;
	EXPECT_EQ(first, place_by_watch(&places, 7));
	EXPECT_EQ(second, place_by_watch(&places, 8));
	EXPECT_EQ(NULL, place_by_watch(&places, 9));
	place_remove(&places, first);
	EXPECT_EQ(NULL, place_by_watch(&places, 7));
	EXPECT_EQ(second, place_by_watch(&places, 8));
	EXPECT_EQ(second, place_get(&places, 1, 3));
	places_free(&places);
}

TEST(events)
{
	static const unsigned int events[] = {
		IN_CREATE,	IN_CREATE | IN_ISDIR, IN_MOVED_TO,   IN_MOVED_TO | IN_ISDIR,
		IN_DELETE,	IN_DELETE | IN_ISDIR, IN_MOVED_FROM, IN_MOVED_FROM | IN_ISDIR,
		IN_CLOSE_WRITE,
	};
	unsigned int use, unfinished;
	size_t i;

	for (use = 0; use <= MAX_USE; use++) {
		for (i = 0; i < ARRAY_SIZE(events) * 2; i++) {
			unsigned int event = events[i / 2], want = 0;
			bool comes = !(event & (IN_DELETE | IN_MOVED_FROM));

			unfinished = i % 2;
			if (use & PLACE_POLICY)
				want |= PLACE_DO_RELOAD;
			if (comes && (use & (PLACE_FILE | PLACE_HELD)))
				want |= PLACE_DO_APPLY;
			if (comes && (use & PLACE_STAGED))
				want |= PLACE_DO_STAGED;
			if (unfinished && event == IN_CREATE)
				want = 0;
			EXPECT_EQ(want, place_todo(use, event, unfinished))
			{
				TH_LOG("use %x event %x unfinished %u", use, event, unfinished);
			}
		}
	}
}

/* A burst runs at once. Work without end takes a tenth of the time. */
TEST(budget)
{
	struct budget budget = { .most = SECOND, .left = SECOND };
	int64_t now = 0, worked = 0, wait;

	while (now < 100 * (int64_t)SECOND) {
		wait = budget_wait(&budget, now);
		if (worked < SECOND)
			EXPECT_EQ(0, wait);
		now += wait + 3000;
		budget_spend(&budget, now, 3000);
		worked += 3000;
	}
	EXPECT_GT(worked, 10 * SECOND);
	EXPECT_LT(worked, 12 * SECOND);
	/* A pause saves up no more than the most. */
	now += 1000 * (int64_t)SECOND;
	budget_spend(&budget, now, 0);
	EXPECT_EQ(SECOND, budget.left);
	/* Work that took long has to be waited for. */
	budget_spend(&budget, now, 2 * SECOND);
	EXPECT_GE(budget_wait(&budget, now), 10 * (int64_t)SECOND);
	EXPECT_EQ(0, budget_wait(&budget, now + budget_wait(&budget, now)));
}

TEST_HARNESS_MAIN
