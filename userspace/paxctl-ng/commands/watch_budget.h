/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Limits the share of the time that a kind of work takes, so that nobody who can cause the work can
 * occupy a processor. All times are in microseconds.
 */
#ifndef PAXCTL_WATCH_BUDGET_H
#define PAXCTL_WATCH_BUDGET_H

#include <stdint.h>

/* The work may take a tenth of the time. */
#define BUDGET_SHARE 10

/**
 * struct budget - the time that is left for work
 * @most: the time that can be saved up while there is no work
 * @left: the time that is left at @last; negative if the last work took more
 * @last: the time of the last change
 */
struct budget {
	int64_t most;
	int64_t left;
	int64_t last;
};

/**
 * budget_wait - how long the next work has to wait
 * @budget: the budget
 * @now: the present time
 *
 * Return: 0 if it can begin.
 */
static inline int64_t budget_wait(const struct budget *budget, int64_t now)
{
	int64_t left = budget->left + (now - budget->last) / BUDGET_SHARE;

	return left > 0 ? 0 : (1 - left) * BUDGET_SHARE;
}

/**
 * budget_spend - note work that was done
 * @budget: the budget
 * @now: the present time
 * @cost: how long the work took
 */
static inline void budget_spend(struct budget *budget, int64_t now, int64_t cost)
{
	int64_t left = budget->left + (now - budget->last) / BUDGET_SHARE;

	budget->left = (left < budget->most ? left : budget->most) - cost;
	budget->last = now;
}

#endif /* PAXCTL_WATCH_BUDGET_H */
