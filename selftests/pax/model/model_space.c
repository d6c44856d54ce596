// SPDX-License-Identifier: GPL-2.0-only
/*
 * A model of what the kernel does with an address space, page by page: holes, lengths, and which
 * mapping replaces which. Asks both models whether a page may have a protection.
 */
#include <errno.h>
#include <string.h>

#include "model.h"
#include "space.h"

static int agree(struct world *world, const char *what, int policy, int page)
{
	if (policy != page)
		world->disagree = what;
	return policy;
}

/* READ_IMPLIES_EXEC is about to count: true if it does. */
static bool implies(struct world *world)
{
	bool drops = policy_drops_implies(world->flags);

	agree(world, "READ_IMPLIES_EXEC", drops, page_drops_implies(world->flags));
	if (drops)
		world->implies = false;
	return world->implies;
}

bool space_any(const struct world *world, unsigned int at, unsigned int len)
{
	unsigned int i;

	for (i = at; i < at + len; i++)
		if (world->cells[i].there)
			return true;
	return false;
}

void space_unmap(struct world *world, unsigned int at, unsigned int len)
{
	memset(&world->cells[at], 0, len * sizeof(world->cells[0]));
}

/* Puts pages like @like, with offsets that go on, at @at; or returns why it may not be. */
int space_put(struct world *world, unsigned int at, unsigned int len, const struct cell *like,
	      unsigned int prot)
{
	struct cell cell = *like;
	unsigned int i;
	int err;

	cell.there = true;
	err = agree(world, "a new mapping", policy_map(&cell, world->flags, prot),
		    page_map(&cell, world->flags, prot));
	if (err)
		return err;
	for (i = 0; i < len; i++, cell.offset += cell.object != ANON)
		world->cells[at + i] = cell;
	return 0;
}

static struct outcome map(struct world *world, const struct step *step)
{
	bool imply = implies(world), hint = step->action == MAP_HINT;
	struct cell cell = {
		.shared = step->shared,
		.writable = !step->shared || !step->readonly,
		.runnable = step->backing != NOEXEC,
		.private = !step->shared && (step->backing == LIBRARY || step->backing == MEMFD),
		.object = step->backing,
		.file = FD_OF(step->backing, step->readonly),
		.offset = step->offset,
		.end = FILE_PAGES,
	};
	unsigned int prot = step->prot;
	struct outcome outcome = done(step->at);

	if (!step->len)
		return failed(-EINVAL);
	if (imply && (prot & R) && cell.runnable)
		prot |= X;
	if (step->action == MAP_NEW && space_any(world, step->at, step->len))
		return failed(-EEXIST);
	if (step->backing == ANON) {
		cell.writable = true;
		cell.offset = 0;
		cell.end = step->len;
		if (step->shared)
			cell.object = cell.file = world->objects++;
	} else if (step->shared && (prot & W) && step->readonly) {
		return failed(-EACCES);
	}
	if (!cell.runnable && (prot & X))
		return failed(-EPERM);
	/* A hint is heard where there is room, but not under RANDMMAP. */
	outcome.heard = hint && !(world->flags & 0x08) && !space_any(world, step->at, step->len);
	outcome.err = space_put(world, step->at, step->len, &cell, prot);
	return outcome.err ? failed(outcome.err) : outcome;
}

/*
 * Whether the part of a change that begins at @at, up to the end of a mapping or of the change, is
 * RELRO of an object, whose first segment and whose last are where they would be then.
 */
static bool is_relro(const struct world *world, unsigned int at, unsigned int limit)
{
	const struct cell *cell = &world->cells[at], *first, *last;
	unsigned int end = space_mapping_end(world, at);

	if (end > limit)
		end = limit;
	if (!cell->private || cell->offset < RELRO_FIRST || cell->offset > at ||
	    cell->offset + (end - at) > RELRO_FIRST + RELRO_PAGES)
		return false;
	first = cell - cell->offset;
	last = first + RELRO_FIRST;
	return first->there && first->object == cell->object && !first->offset && last->there &&
	       last->object == cell->object && last->offset == RELRO_FIRST;
}

static struct outcome protect(struct world *world, const struct step *step)
{
	bool imply = implies(world) && (step->prot & R), relro = false;
	unsigned int i;
	int err;

	if (step->askew)
		return failed(-EINVAL);
	for (i = step->at; i < step->at + step->len; i++) {
		struct cell *cell = &world->cells[i];
		unsigned int prot = step->prot;

		if (!cell->there)
			return failed(-ENOMEM);
		if (imply && cell->runnable && page_may_exec(cell))
			prot |= X;
		if (cell->starts || i == step->at)
			relro = is_relro(world, i, step->at + step->len);
		err = agree(world, "a change of protection",
			    policy_protect(cell, world->flags, prot, relro),
			    page_protect(cell, world->flags, prot, relro));
		if (err)
			return failed(err);
	}
	return nothing();
}

static struct outcome just_unmap(struct world *world, const struct step *step)
{
	if (step->askew || !step->len)
		return failed(-EINVAL);
	space_unmap(world, step->at, step->len);
	return nothing();
}

/* Maps what is there anew, with another part of the file. */
static struct outcome remap(struct world *world, const struct step *step)
{
	struct cell *first = &world->cells[step->at], like;
	unsigned int i, prot;
	int err;

	if (!first->there || !first->shared || !first->writable || !step->len)
		return failed(-EINVAL);
	for (i = 1; i < step->len; i++)
		if (!first[i].there || first[i].file != first->file || first[i].vm != first->vm)
			return failed(-EINVAL);
	like = *first;
	like.offset = step->offset;
	like.starts = false;
	prot = like.page.now;
	if (implies(world) && (prot & R) && like.runnable)
		prot |= X;
	err = space_put(world, step->at, step->len, &like, prot);
	return err ? failed(err) : nothing();
}

static struct outcome attach(struct world *world, const struct step *step)
{
	unsigned int len = segment_pages(step->how), prot = step->prot;
	struct cell cell = {
		.shared = true,
		.writable = !step->readonly,
		.runnable = true,
		.object = OBJECT_SEGMENT + step->how,
		.file = world->objects++,
		.end = len,
	};
	int err = agree(world, "shmat", policy_attach(world->flags, prot & X),
			page_attach(world->flags, prot & X));

	if (err)
		return failed(err);
	if (step->action == ATTACH && space_any(world, step->at, len))
		return failed(-EINVAL);
	if (implies(world) && (prot & R))
		prot |= X;
	err = space_put(world, step->at, len, &cell, prot);
	return err ? failed(err) : done(step->at);
}

/* A mapping that shmat() made at @at begins here. */
static bool is_attached_at(const struct cell *cells, unsigned int i, unsigned int at)
{
	return cells[i].there && cells[i].starts && cells[i].offset == i - at &&
	       cells[i].object >= OBJECT_SEGMENT && cells[i].object < OBJECT_SEGMENT + SEGMENTS;
}

/* The first mapping counts, and with it those of the same attachment within its length. */
static struct outcome detach(struct world *world, const struct step *step)
{
	struct cell *cells = world->cells;
	unsigned int i = step->at, end, next, file;

	while (i < WINDOW_PAGES && !is_attached_at(cells, i, step->at))
		i++;
	if (i == WINDOW_PAGES)
		return failed(-EINVAL);
	file = cells[i].file;
	end = step->at + segment_pages(cells[i].object - OBJECT_SEGMENT);
	next = space_mapping_end(world, i);
	space_unmap(world, i, next - i);
	for (i = next; i < WINDOW_PAGES; i = next) {
		if (!cells[i].there) {
			next = i + 1;
			continue;
		}
		next = space_mapping_end(world, i);
		if (next > end)
			break;
		if (is_attached_at(cells, i, step->at) && cells[i].file == file)
			space_unmap(world, i, next - i);
	}
	return nothing();
}

static struct outcome brk_to(struct world *world, const struct step *step)
{
	unsigned int heap = place_first[HEAP], prot = R | W;

	if (step->new_len < world->heap)
		space_unmap(world, heap + step->new_len, world->heap - step->new_len);
	else if (step->new_len > world->heap && implies(world))
		prot |= X;
	for (; world->heap < step->new_len; world->heap++) {
		struct cell *cell = &world->cells[heap + world->heap];

		*cell = (struct cell){
			.there = true,
			.writable = true,
			.runnable = true,
			.end = 1,
		};
		policy_heap(cell, prot);
		page_heap(cell, world->flags, prot);
	}
	world->heap = step->new_len;
	return nothing();
}

static struct outcome write_to(struct world *world, const struct step *step)
{
	struct cell *cell = &world->cells[step->at];

	if (!cell->there || !(cell->page.now & W))
		return failed(-EFAULT);
	return cell->offset < cell->end ? nothing() : failed(-EIO);
}

/**
 * space_apply - what the models say that the kernel will do
 * @world: the address space; is changed accordingly
 * @step: the request
 *
 * Return: the result.
 */
struct outcome space_apply(struct world *world, const struct step *step)
{
	struct outcome outcome = nothing();

	world->disagree = NULL;
	switch (step->action) {
	case MAP:
	case MAP_NEW:
	case MAP_HINT:
		return map(world, step);
	case PROTECT:
	case PROTECT_PKEY:
		return protect(world, step);
	case UNMAP:
		return just_unmap(world, step);
	case SHRINK:
		return space_shrink(world, step);
	case GROW:
		return space_grow(world, step);
	case MOVE:
	case MOVE_KEEP:
	case DOUBLE:
		return space_move(world, step);
	case REMAP:
		return remap(world, step);
	case ATTACH:
	case ATTACH_OVER:
		return attach(world, step);
	case DETACH:
		return detach(world, step);
	case BRK:
		return brk_to(world, step);
	case PERSONALITY:
		outcome.was = world->implies;
		world->implies = step->how;
		return outcome;
	case WRITE:
		return write_to(world, step);
	default:
		return outcome;
	}
}
