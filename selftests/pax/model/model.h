/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random system calls, compared with the answers that two models predict.
 *
 * A step is one request, made from the seed and its number alone, so any subset of the steps can
 * run alone. The world is the models' state of an address space, page by page. Two models say what
 * a page may become: the module's own policy.c, as flags of the kernel (policy_*), and the words of
 * the documentation (page_*).
 */
#ifndef PAX_MODEL_H
#define PAX_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE 4096ul
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* As in <sys/mman.h>, and as the kernel has them in its flags. */
#define R 1u
#define W 2u
#define X 4u

/* Where pages are: a window of our own, and what each program has. */
enum place { WINDOW, HEAP, BSS, STACK, TEXT, PLACES };

#define WINDOW_PAGES 32
#define HEAP_PAGES 8
#define OWN_PAGES 4 /* of bss, stack, and text */
#define CELLS (WINDOW_PAGES + HEAP_PAGES + 3 * OWN_PAGES)

/*
 * What can be mapped. LIBRARY and MEMFD begin with ELF headers, of an object with these pages
 * as RELRO, at the same place in memory as in the file.
 */
#define RELRO_FIRST 5
#define RELRO_PAGES 2
enum backing { ANON, PLAIN, LIBRARY, MEMFD, NOEXEC, BACKINGS };

/* Objects are known by number: backings, segments, the program, and shared memory after them. */
#define OBJECT_SEGMENT BACKINGS
#define SEGMENTS 2
#define OBJECT_PROGRAM (OBJECT_SEGMENT + SEGMENTS)

/* Descriptors that the runner leaves open for each backing: to write, to read. */
#define FD_BASE 40
#define FD_OF(backing, readonly) (FD_BASE + 2 * (int)(backing) + (readonly))
#define FD_REPORT (FD_BASE + 2 * BACKINGS)
/* Shared memory's is its open file, too, so none of those. */
#define OBJECT_NEXT FD_REPORT
#define FD_ONLY (FD_REPORT + 1)
#define FILE_PAGES 64

static inline unsigned int segment_pages(unsigned int segment)
{
	return 4 << segment;
}

/**
 * struct page - a page in the words of the documentation
 * @made: as what
 * @now: bits of R, W, X
 * @sealed: the dynamic loader is done with it
 */
struct page {
	enum { AS_ANYTHING, AS_DATA, AS_CODE, UNSETTLED } made;
	unsigned int now;
	bool sealed;
};

/**
 * struct cell - a page
 * @there: it is mapped
 * @shared: with others
 * @writable: what is behind it lets it be written
 * @runnable: it is not of a file system that is mounted noexec
 * @private: private pages of a file, which can be sealed
 * @starts: a mapping of the kernel's begins here, as far as that was asked
 * @object: what it is of
 * @file: which open file of that
 * @offset: which page of it
 * @end: how many it has
 * @vm: flags by policy.c
 * @page: the page in words
 */
struct cell {
	bool there;
	bool shared;
	bool writable;
	bool runnable;
	bool private;
	bool starts;
	unsigned int object;
	unsigned int file;
	unsigned long offset;
	unsigned long end;
	unsigned long vm;
	struct page page;
};

/**
 * struct world - an address space
 * @cells: its pages
 * @base: where each place is
 * @flags: bits of PAX_* that it runs with
 * @implies: READ_IMPLIES_EXEC is on
 * @objects: number of the next object
 * @heap: pages of the heap
 * @disagree: what the two models do not agree in, or NULL
 * @segments: identifiers of System V segments
 */
struct world {
	struct cell cells[CELLS];
	unsigned long base[PLACES];
	unsigned int flags;
	bool implies;
	unsigned int objects;
	unsigned int heap;
	const char *disagree;
	int segments[SEGMENTS];
};

enum action {
	MAP,	  /* MAP_FIXED */
	MAP_NEW,  /* MAP_FIXED_NOREPLACE */
	MAP_HINT, /* anywhere, then moved here */
	PROTECT,
	PROTECT_PKEY,
	UNMAP,
	SHRINK,	   /* mremap() */
	GROW,	   /* mremap() in place */
	MOVE,	   /* mremap(MREMAP_FIXED) */
	MOVE_KEEP, /* mremap(MREMAP_DONTUNMAP) */
	DOUBLE,	   /* mremap() of no length: shared memory a second time */
	REMAP,	   /* remap_file_pages() */
	ATTACH,
	ATTACH_OVER,
	DETACH,
	BRK,
	PERSONALITY,
	WRITE,
	FORK,
	EXEC,
	ACTIONS,
};

/**
 * struct step - a request
 * @action: what
 * @at: the first cell
 * @len: how many
 * @to: for moves: where to
 * @new_len: for mremap(): how many then; for BRK: of the heap
 * @prot: bits of R, W, X
 * @backing: what to map
 * @shared: MAP_SHARED
 * @readonly: by a descriptor that can only read
 * @offset: from which page of it
 * @how: for ATTACH which segment, for PERSONALITY whether on, for EXEC which program, for
 *	FORK whether the child takes over
 * @askew: addresses are off by that
 */
struct step {
	enum action action;
	unsigned int at, len, to, new_len;
	unsigned int prot;
	enum backing backing;
	bool shared, readonly;
	unsigned int offset;
	unsigned int how;
	unsigned int askew;
};

/* A result: a negative errno, or 0 and the cell of the address that was returned. */
#define NOWHERE (-1)
struct outcome {
	int err;
	int cell;
	bool heard; /* a hint */
	bool was;   /* a personality */
};

/* model_steps.c */
uint64_t model_random(uint64_t *state);
void step_make(uint64_t seed, unsigned long n, struct step *step);
void step_words(const struct step *step, char *text, size_t size);

/* model_world.c, model_space.c, model_move.c: what the kernel does besides what PaX is about. */
extern const unsigned int place_first[PLACES + 1];
struct outcome space_apply(struct world *world, const struct step *step);
bool space_is_settled(const struct world *world, const struct step *step);
bool space_touches_private(const struct world *world, const struct step *step);
bool space_needs_starts(const struct world *world, const struct step *step);
void space_begin(struct world *world);
const char *space_agree(struct world *world);
unsigned long cell_address(const struct world *world, unsigned int cell);
int address_cell(const struct world *world, unsigned long address);

/* model_policy.c and model_page.c: the same questions, answered independently. */
int policy_map(struct cell *cell, unsigned int flags, unsigned int prot);
int policy_protect(struct cell *cell, unsigned int flags, unsigned int prot, bool relro);
void policy_heap(struct cell *cell, unsigned int prot);
void policy_bss(struct cell *cell, unsigned int flags);
void policy_stack(struct cell *cell, unsigned int flags);
bool policy_sealed(const struct cell *cell);
int policy_attach(unsigned int flags, bool exec);
bool policy_drops_implies(unsigned int flags);

int page_map(struct cell *cell, unsigned int flags, unsigned int prot);
int page_protect(struct cell *cell, unsigned int flags, unsigned int prot, bool relro);
void page_heap(struct cell *cell, unsigned int flags, unsigned int prot);
void page_bss(struct cell *cell, unsigned int flags);
void page_stack(struct cell *cell, unsigned int flags);
bool page_sealed(const struct cell *cell);
bool page_may_write(const struct cell *cell);
bool page_may_exec(const struct cell *cell);
int page_attach(unsigned int flags, bool exec);
bool page_drops_implies(unsigned int flags);

/* model_kernel.c */
int kernel_begin(struct world *world);
struct outcome kernel_apply(struct world *world, const struct step *step);
void kernel_starts(struct world *world);
bool kernel_compare(struct world *world, bool thoroughly, char *why, size_t size);

/* model_worker.c */
struct report {
	unsigned long first, at; /* the step that the program began with; the one that differs */
	unsigned int program;
};

struct work {
	uint64_t seed;
	unsigned long first, last;
	unsigned int program;
	bool implies; /* READ_IMPLIES_EXEC was on before the exec */
	bool quiet;
	int segments[SEGMENTS];
};

int work_run(const struct work *work);

/* model_fuzz.c */
struct program {
	const char *path;
	const char *flags;
};

extern struct program programs[];
extern unsigned int num_programs;
void program_exec(const struct work *work);

#endif /* PAX_MODEL_H */
