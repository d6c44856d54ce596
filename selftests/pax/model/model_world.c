// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pages of a program when it starts, where they lie, and questions about them.
 */
#include <string.h>

#include "model.h"
#include "policy.h"
#include "space.h"

const unsigned int place_first[PLACES + 1] = {
	[WINDOW] = 0,
	[HEAP] = WINDOW_PAGES,
	[BSS] = WINDOW_PAGES + HEAP_PAGES,
	[STACK] = WINDOW_PAGES + HEAP_PAGES + OWN_PAGES,
	[TEXT] = WINDOW_PAGES + HEAP_PAGES + 2 * OWN_PAGES,
	[PLACES] = CELLS,
};

unsigned long cell_address(const struct world *world, unsigned int cell)
{
	unsigned int place = PLACES - 1;

	while (place_first[place] > cell)
		place--;
	return world->base[place] + (cell - place_first[place]) * PAGE;
}

int address_cell(const struct world *world, unsigned long address)
{
	unsigned int place;

	for (place = 0; place < PLACES; place++) {
		unsigned long end =
			world->base[place] + (place_first[place + 1] - place_first[place]) * PAGE;

		if (address >= world->base[place] && address < end)
			return place_first[place] + (address - world->base[place]) / PAGE;
	}
	return NOWHERE;
}

/* The place that a cell is in ends before this one. */
static unsigned int place_end(unsigned int cell)
{
	unsigned int place = 0;

	while (place_first[place + 1] <= cell)
		place++;
	return place_first[place + 1];
}

unsigned int space_mapping_end(const struct world *world, unsigned int at)
{
	unsigned int end = place_end(at);

	do
		at++;
	while (at < end && world->cells[at].there && !world->cells[at].starts);
	return at;
}

/* Its bss, stack and text; nothing in the window and the heap. */
void space_begin(struct world *world)
{
	struct cell data = { .there = true, .writable = true, .runnable = true, .end = 1 },
		    text = data;
	unsigned int i;

	memset(world->cells, 0, sizeof(world->cells));
	world->objects = OBJECT_NEXT;
	world->heap = 0;
	world->disagree = NULL;
	for (i = 0; i < OWN_PAGES; i++) {
		struct cell *bss = &world->cells[place_first[BSS] + i];
		struct cell *stack = &world->cells[place_first[STACK] + i];

		*bss = data;
		policy_bss(bss, world->flags);
		page_bss(bss, world->flags);
		*stack = data;
		policy_stack(stack, world->flags);
		page_stack(stack, world->flags);
	}
	text.object = OBJECT_PROGRAM;
	text.end = ~0ul;
	space_put(world, place_first[TEXT], OWN_PAGES, &text, R | X);
}

/* What the two models do not agree in, or NULL. */
const char *space_agree(struct world *world)
{
	unsigned int i;

	for (i = 0; i < CELLS && !world->disagree; i++) {
		const struct cell *cell = &world->cells[i];

		if (!cell->there)
			continue;
		if ((cell->vm & PAX_VM_ACCESS) != cell->page.now)
			world->disagree = "the protection of a page";
		else if (!!(cell->vm & PAX_VM_MAYWRITE) != page_may_write(cell))
			world->disagree = "whether a page may become writable";
		else if (!!(cell->vm & PAX_VM_MAYEXEC) != page_may_exec(cell))
			world->disagree = "whether a page may become executable";
		else if ((world->flags & PAX_MPROTECT) && policy_sealed(cell) != page_sealed(cell))
			world->disagree = "whether a page is sealed";
	}
	return world->disagree;
}

static bool any_private(const struct world *world, unsigned int at, unsigned int len)
{
	unsigned int i;

	for (i = at; i < at + len && i < CELLS; i++)
		if (world->cells[i].private)
			return true;
	return false;
}

/* Whether the kernel's mappings of pages that can be sealed may be others than before. */
bool space_touches_private(const struct world *world, const struct step *step)
{
	unsigned int len = step->len > step->new_len ? step->len : step->new_len;

	if (!(world->flags & PAX_MPROTECT))
		return false;
	switch (step->action) {
	case BRK:
	case PERSONALITY:
	case FORK:
	case EXEC:
		return false;
	case WRITE:
		return any_private(world, step->at, 1);
	case MOVE:
	case MOVE_KEEP:
	case DOUBLE:
		if (any_private(world, step->to, step->new_len))
			return true;
		break;
	case ATTACH:
	case ATTACH_OVER:
		len = segment_pages(step->how);
		break;
	case DETACH:
		len = WINDOW_PAGES - step->at;
		break;
	default:
		break;
	}
	return any_private(world, step->at, len);
}

/* Whether it makes a difference how the pages lie in mappings of the kernel's. */
bool space_needs_starts(const struct world *world, const struct step *step)
{
	unsigned int len = step->len, i;

	if (step->action == DETACH)
		return true;
	if (step->action != GROW && step->action != MOVE && step->action != MOVE_KEEP)
		return false;
	/* What a move makes shorter is cut off before. */
	if (step->action != GROW && len > step->new_len)
		len = step->new_len;
	for (i = step->at; i < step->at + len; i++)
		if (!world->cells[i].there)
			return false;
	return len > 1;
}
