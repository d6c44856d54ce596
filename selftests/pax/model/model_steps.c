// SPDX-License-Identifier: GPL-2.0-only
/*
 * Steps: makes a request from the seed and a number, and prints a request in words. No step depends
 * on the steps before it.
 */
#include <stdio.h>
#include <string.h>

#include "model.h"

/* How many steps in a row care for the same pages. */
#define BLOCK 16

/* Of a thousand steps; what is left is PROTECT. */
static const struct {
	enum action action;
	unsigned int share;
} shares[] = {
	{ MAP, 180 },	     { MAP_NEW, 20 }, { MAP_HINT, 30 }, { PROTECT_PKEY, 40 },
	{ UNMAP, 60 },	     { SHRINK, 20 },  { GROW, 30 },	{ MOVE, 60 },
	{ MOVE_KEEP, 25 },   { DOUBLE, 15 },  { REMAP, 15 },	{ ATTACH, 25 },
	{ ATTACH_OVER, 25 }, { DETACH, 20 },  { BRK, 35 },	{ PERSONALITY, 20 },
	{ WRITE, 110 },	     { FORK, 3 },     { EXEC, 1 },
};

/* What kind of mapping comes how often; LIBRARY and MEMFD cost a look at the kernel's maps. */
static const enum backing backings[] = {
	ANON, ANON, ANON, ANON, ANON, PLAIN, PLAIN, PLAIN, LIBRARY, MEMFD, NOEXEC,
};

/* A pseudo-random sequence whose neighbours have nothing in common. */
uint64_t model_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static uint64_t stream(uint64_t seed, uint64_t n, uint64_t kind)
{
	uint64_t state = seed ^ kind << 56;

	state = model_random(&state) ^ n;
	return model_random(&state);
}

static unsigned int below(uint64_t *state, unsigned int limit)
{
	return model_random(state) % limit;
}

static bool one_in(uint64_t *state, unsigned int n)
{
	return !below(state, n);
}

/* A stretch of the window near the block's. */
static void choose_stretch(uint64_t *state, uint64_t seed, unsigned long n, struct step *step)
{
	uint64_t block = stream(seed, n / BLOCK, 1);
	unsigned int focus = below(&block, WINDOW_PAGES - 4), span = 2 + below(&block, 8);

	step->at = one_in(state, 6) ? below(state, WINDOW_PAGES) : focus + below(state, span);
	if (step->at >= WINDOW_PAGES)
		step->at = WINDOW_PAGES - 1;
	step->len = 1 + below(state, one_in(state, 4) ? WINDOW_PAGES : 4);
	if (step->len > WINDOW_PAGES - step->at)
		step->len = WINDOW_PAGES - step->at;
	step->to = below(state, WINDOW_PAGES);
	step->new_len = one_in(state, 2) ? step->len : 1 + below(state, 8);
	if (step->new_len > WINDOW_PAGES - step->to)
		step->new_len = WINDOW_PAGES - step->to;
}

static void choose_mapping(uint64_t *state, struct step *step)
{
	step->prot = below(state, 8);
	if (one_in(state, 2))
		step->prot &= one_in(state, 3) ? R | X : R | W;
	step->backing = backings[below(state, ARRAY_SIZE(backings))];
	step->shared = one_in(state, 3);
	step->readonly = step->backing != ANON && one_in(state, 3);
	step->offset = below(state, 16);
	/* What is never executable is never anybody's text, and costs no look. */
	if (step->backing == PLAIN)
		step->prot &= ~X;
	if (one_in(state, 200))
		step->len = 0;
}

/* Parts of the program itself. */
static void choose_own(uint64_t *state, struct step *step)
{
	unsigned int place = HEAP + below(state, PLACES - HEAP);
	unsigned int pages = place_first[place + 1] - place_first[place];

	step->at = place_first[place] + below(state, pages);
	step->len = 1 + below(state, place_first[place + 1] - step->at);
}

static void choose(uint64_t *state, struct step *step)
{
	switch (step->action) {
	case MAP:
	case MAP_NEW:
	case MAP_HINT:
		choose_mapping(state, step);
		break;
	case PROTECT:
	case PROTECT_PKEY:
		step->prot = below(state, 8);
		if (one_in(state, 2))
			step->prot &= R | (one_in(state, 2) ? W : X);
		if (one_in(state, 4))
			choose_own(state, step);
		step->askew = one_in(state, 300) ? 512 : 0;
		if (one_in(state, 300))
			step->len = 0;
		break;
	case UNMAP:
		step->askew = one_in(state, 50) ? 512 : 0;
		break;
	case SHRINK:
		step->new_len = below(state, step->len + 1);
		step->askew = one_in(state, 50) ? 512 : 0;
		break;
	case GROW:
		step->new_len = step->len + 1 + below(state, 4);
		if (step->at + step->new_len > WINDOW_PAGES)
			step->new_len = WINDOW_PAGES - step->at;
		if (step->new_len <= step->len)
			step->action = WRITE;
		break;
	case MOVE_KEEP:
		step->new_len = step->len;
		if (step->to + step->len > WINDOW_PAGES)
			step->to = WINDOW_PAGES - step->len;
		break;
	case DOUBLE:
		step->len = 0;
		break;
	case REMAP:
		step->offset = below(state, 4);
		break;
	case ATTACH:
	case ATTACH_OVER:
		step->how = below(state, SEGMENTS);
		step->readonly = one_in(state, 2);
		step->prot = R | (step->readonly ? 0 : W) | (one_in(state, 3) ? X : 0);
		/* Where every architecture lets it be. */
		step->at = 4 * below(state, (WINDOW_PAGES - segment_pages(step->how)) / 4 + 1);
		break;
	case DETACH:
		step->at &= ~3u;
		break;
	case BRK:
		step->new_len = below(state, HEAP_PAGES + 1);
		break;
	case PERSONALITY:
		step->how = one_in(state, 2);
		break;
	case WRITE:
		if (one_in(state, 8))
			choose_own(state, step);
		break;
	case FORK:
		step->how = one_in(state, 2);
		break;
	case EXEC:
		step->how = below(state, 16);
		break;
	default:
		break;
	}
}

/* What a dynamic loader does with a library: four segments, data is relocated, then sealed. */
static bool choose_loader(uint64_t seed, unsigned long n, struct step *step)
{
	static const struct {
		enum action action;
		unsigned int at, len, prot;
	} loader[] = {
		{ MAP, 0, 8, R },     { MAP, 2, 2, R | X }, { MAP, 4, 1, R },
		{ MAP, 5, 3, R | W }, { WRITE, 5, 1, 0 },   { WRITE, 6, 1, 0 },
		{ PROTECT, 5, 2, R },
	};
	uint64_t block = stream(seed, n / BLOCK, 2);
	unsigned int i = n % BLOCK, base = below(&block, WINDOW_PAGES - 8);
	enum backing backing = one_in(&block, 2) ? LIBRARY : MEMFD;

	if (!one_in(&block, 8) || i >= ARRAY_SIZE(loader))
		return false;
	step->action = loader[i].action;
	step->at = base + loader[i].at;
	step->len = loader[i].len;
	/* Now and then less, now and then what is none of it, too. */
	if (step->action == PROTECT)
		step->len += below(&block, 3) - 1;
	step->prot = loader[i].prot;
	step->backing = backing;
	step->shared = false;
	step->readonly = true;
	step->offset = loader[i].at;
	return true;
}

/**
 * step_make - make a step
 * @seed: of the run
 * @n: its number
 * @step: the result
 */
void step_make(uint64_t seed, unsigned long n, struct step *step)
{
	uint64_t state = stream(seed, n, 0);
	unsigned int share = below(&state, 1000), i;

	memset(step, 0, sizeof(*step));
	if (!one_in(&state, 8) && choose_loader(seed, n, step))
		return;
	step->action = PROTECT;
	for (i = 0; i < ARRAY_SIZE(shares); i++) {
		if (share < shares[i].share) {
			step->action = shares[i].action;
			break;
		}
		share -= shares[i].share;
	}
	choose_stretch(&state, seed, n, step);
	choose(&state, step);
}

static const char *cell_words(unsigned int cell, char text[32])
{
	static const char *const places[PLACES] = { "window", "heap", "bss", "stack", "text" };
	unsigned int place = PLACES - 1;

	while (place_first[place] > cell)
		place--;
	snprintf(text, 32, "%s+%u", places[place], cell - place_first[place]);
	return text;
}

/**
 * step_words - a step for a reader
 * @step: the step
 * @text: the result
 * @size: of @text
 */
void step_words(const struct step *step, char *text, size_t size)
{
	static const char *const names[ACTIONS] = {
		[MAP] = "mmap(MAP_FIXED)",
		[MAP_NEW] = "mmap(MAP_FIXED_NOREPLACE)",
		[MAP_HINT] = "mmap(hint), mremap(MREMAP_FIXED)",
		[PROTECT] = "mprotect",
		[PROTECT_PKEY] = "pkey_mprotect",
		[UNMAP] = "munmap",
		[SHRINK] = "mremap(smaller)",
		[GROW] = "mremap(larger, in place)",
		[MOVE] = "mremap(MREMAP_FIXED)",
		[MOVE_KEEP] = "mremap(MREMAP_DONTUNMAP)",
		[DOUBLE] = "mremap(of no length)",
		[REMAP] = "remap_file_pages",
		[ATTACH] = "shmat",
		[ATTACH_OVER] = "shmat(SHM_REMAP)",
		[DETACH] = "shmdt",
		[BRK] = "brk",
		[PERSONALITY] = "personality(READ_IMPLIES_EXEC)",
		[WRITE] = "write to the page",
		[FORK] = "fork",
		[EXEC] = "exec",
	};
	static const char *const backing[BACKINGS] = {
		"anonymous", "file", "library", "memfd", "file on noexec",
	};
	const char prot[] = { step->prot & R ? 'r' : '-', step->prot & W ? 'w' : '-',
			      step->prot & X ? 'x' : '-', '\0' };
	char at[32], to[32];

	cell_words(step->at, at);
	cell_words(step->to, to);
	switch (step->action) {
	case MAP:
	case MAP_NEW:
	case MAP_HINT:
		snprintf(text, size, "%s %s, %u pages, %s, %s %s%s, from page %u",
			 names[step->action], at, step->len, prot,
			 step->shared ? "shared" : "private", backing[step->backing],
			 step->readonly ? " opened to read" : "", step->offset);
		break;
	case PROTECT:
	case PROTECT_PKEY:
		snprintf(text, size, "%s %s%s, %u pages, %s", names[step->action], at,
			 step->askew ? " and some bytes" : "", step->len, prot);
		break;
	case UNMAP:
		snprintf(text, size, "%s %s%s, %u pages", names[step->action], at,
			 step->askew ? " and some bytes" : "", step->len);
		break;
	case SHRINK:
	case GROW:
		snprintf(text, size, "%s %s%s, %u pages, to %u pages", names[step->action], at,
			 step->askew ? " and some bytes" : "", step->len, step->new_len);
		break;
	case MOVE:
	case MOVE_KEEP:
	case DOUBLE:
		snprintf(text, size, "%s %s, %u pages, to %s, %u pages", names[step->action], at,
			 step->len, to, step->new_len);
		break;
	case REMAP:
		snprintf(text, size, "%s %s, %u pages, from page %u", names[step->action], at,
			 step->len, step->offset);
		break;
	case ATTACH:
	case ATTACH_OVER:
		snprintf(text, size, "%s %s, %u pages, %s", names[step->action], at,
			 segment_pages(step->how), prot);
		break;
	case BRK:
		snprintf(text, size, "%s: %u pages", names[step->action], step->new_len);
		break;
	case PERSONALITY:
		snprintf(text, size, "%s %s", names[step->action], step->how ? "on" : "off");
		break;
	case DETACH:
	case WRITE:
		snprintf(text, size, "%s %s", names[step->action], at);
		break;
	default:
		snprintf(text, size, "%s", names[step->action]);
	}
}
