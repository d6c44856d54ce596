// SPDX-License-Identifier: GPL-2.0-only
/*
 * A model of what the kernel does with an address space: mremap().
 */
#include <errno.h>
#include <string.h>

#include "model.h"
#include "space.h"

/* Whether these pages are of one mapping, as mremap() asks for. */
static int one_mapping(const struct world *world, unsigned int at, unsigned int len)
{
	const struct cell *cells = world->cells;
	unsigned int i;

	if (!cells[at].there)
		return -EFAULT;
	if (!len && !cells[at].shared)
		return -EINVAL;
	for (i = at + 1; i < at + len; i++)
		if (!cells[i].there || cells[i].starts)
			return -EFAULT;
	return 0;
}

struct outcome space_shrink(struct world *world, const struct step *step)
{
	if (step->askew || !step->new_len)
		return failed(-EINVAL);
	if (!world->cells[step->at].there)
		return failed(-EFAULT);
	space_unmap(world, step->at + step->new_len, step->len - step->new_len);
	return done(step->at);
}

/* Pages behind the last one, like it. */
static void extend(struct world *world, unsigned int at, unsigned int len)
{
	while (len--) {
		world->cells[at] = world->cells[at - 1];
		world->cells[at].starts = false;
		if (world->cells[at].object != ANON)
			world->cells[at].offset++;
		at++;
	}
}

struct outcome space_grow(struct world *world, const struct step *step)
{
	int err = one_mapping(world, step->at, step->len);

	if (err)
		return failed(err);
	if (space_any(world, step->at + step->len, step->new_len - step->len))
		return failed(-ENOMEM);
	extend(world, step->at + step->len, step->new_len - step->len);
	return done(step->at);
}

/**
 * space_is_settled - whether all releases of the kernel give the same answer
 * @world: the address space
 * @step: the request
 *
 * A move that fails may do so before or after the target is unmapped, and since 6.17 some moves
 * succeed that failed before.
 *
 * Return: false if the step is better left out.
 */
bool space_is_settled(const struct world *world, const struct step *step)
{
	unsigned int at = step->at, to = step->to, len = step->len;
	bool there = world->cells[at].there;

	if (step->action != MOVE && step->action != MOVE_KEEP && step->action != DOUBLE)
		return true;
	if (at < to + step->new_len && at + (len ? len : 1) > to)
		return there && len;
	if (len > step->new_len)
		len = step->new_len;
	return !there || !one_mapping(world, at, len);
}

struct outcome space_move(struct world *world, const struct step *step)
{
	unsigned int at = step->at, to = step->to, len = step->len;
	bool keep = step->action == MOVE_KEEP;
	struct cell cells[WINDOW_PAGES];
	int err;

	if (!world->cells[at].there)
		return failed(-EFAULT);
	if (at + len > to && to + step->new_len > at)
		return failed(-EINVAL);
	space_unmap(world, to, step->new_len);
	if (len > step->new_len) {
		space_unmap(world, at + step->new_len, len - step->new_len);
		len = step->new_len;
	}
	err = one_mapping(world, at, len);
	if (err)
		return failed(err);
	/* Of no length: a second mapping of the same. */
	memcpy(cells, &world->cells[at], (len ? len : 1) * sizeof(cells[0]));
	if (!keep)
		space_unmap(world, at, len);
	if (!len)
		len = 1;
	memcpy(&world->cells[to], cells, len * sizeof(cells[0]));
	extend(world, to + len, step->new_len - len);
	return done(to);
}
