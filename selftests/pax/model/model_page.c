// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a page may become, in the words of Documentation/semantics.rst. Written without
 * the kernel's flags and without a look at policy.c.
 */
#include <errno.h>

#include "model.h"

/* Letters of a mark, as the documentation numbers them. */
#define PAGEEXEC 0x01u
#define MPROTECT 0x04u

static bool enforced(unsigned int flags)
{
	return flags & MPROTECT;
}

/* The protection at creation decides. */
int page_map(struct cell *cell, unsigned int flags, unsigned int prot)
{
	struct page *page = &cell->page;

	page->now = prot;
	page->sealed = false;
	page->made = AS_ANYTHING;
	if (!enforced(flags))
		return 0;
	if ((prot & W) && (prot & X))
		return -EPERM;
	page->made = prot & X ? AS_CODE : AS_DATA;
	return 0;
}

bool page_sealed(const struct cell *cell)
{
	return cell->page.sealed;
}

bool page_may_write(const struct cell *cell)
{
	return cell->writable && cell->page.made != AS_CODE;
}

/* As the kernel shows it: of sealed data this bit is the seal. */
bool page_may_exec(const struct cell *cell)
{
	if (cell->page.sealed)
		return true;
	return cell->runnable && cell->page.made != AS_DATA;
}

int page_protect(struct cell *cell, unsigned int flags, unsigned int prot, bool relro)
{
	struct page *page = &cell->page;

	if ((prot & W) && (!cell->writable || page->made == AS_CODE || page_sealed(cell)))
		return -EACCES;
	if ((prot & X) && (!cell->runnable || page->made == AS_DATA || page->made == UNSETTLED ||
			   page_sealed(cell)))
		return -EACCES;
	if (enforced(flags) && (prot & W) && (prot & X))
		return -EACCES;
	page->now = prot;
	if (!enforced(flags))
		return 0;
	if (page->made == UNSETTLED)
		page->made = AS_DATA;
	/* What the loader does last: RELRO of an object is read-only. Text is never sealed. */
	if (relro && prot == R && page->made == AS_DATA)
		page->sealed = true;
	return 0;
}

/* Made with all possibilities open. */
void page_heap(struct cell *cell, unsigned int flags, unsigned int prot)
{
	cell->page.now = prot;
	cell->page.sealed = false;
	cell->page.made = enforced(flags) ? UNSETTLED : AS_ANYTHING;
}

void page_bss(struct cell *cell, unsigned int flags)
{
	page_heap(cell, flags, R | W);
}

/* Never executable, nor to become so where MPROTECT is on. */
void page_stack(struct cell *cell, unsigned int flags)
{
	cell->page.now = R | W;
	cell->page.sealed = false;
	cell->page.made = enforced(flags) ? AS_DATA : AS_ANYTHING;
}

int page_attach(unsigned int flags, bool exec)
{
	return exec && enforced(flags) ? -EINVAL : 0;
}

/* Nothing becomes executable that was not asked to be. */
bool page_drops_implies(unsigned int flags)
{
	return flags & (PAGEEXEC | MPROTECT);
}
