// SPDX-License-Identifier: GPL-2.0-only
/*
 * RANDMMAP: where stack, mappings, executable and heap of a program lie.
 *
 * The kernel lays a program out while it is being loaded; each function here adds randomness
 * to one of its choices. Two things must never follow: that a program does not start
 * because there is no room left for it, and that it learns where things are by asking
 * for an address (hints) or for no randomness (ADDR_NO_RANDOMIZE).
 *
 * The stack goes down by a first amount, the base that mappings are searched from by the
 * same and a second one, so the gap that the stack may grow into stays as it was; layout.c
 * says how far. All is bounded by what there is: programs with 32-bit addresses can be as large
 * as their address space, so for them the size of the image is looked up first.
 */
#include <linux/binfmts.h>
#include <linux/elf.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/pax.h>
#include <linux/personality.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "arch/layout.h"
#include "base/compat.h"
#include "base/mm_flags.h"
#include "rules/policy.h"
#include "protect/pageexec.h"
#include "protect/randmmap.h"
#include "settings/settings.h"
#include "protect/waiting.h"

/*
 * In bprm->per_clear: the caller's personality had ADDR_NO_RANDOMIZE, and is to have it
 * again. No personality uses this bit, so that it is "cleared" too has no effect.
 */
#define RESTORE_NO_RANDOMIZE BIT(31)

/* The part of the address space, and of the room above its image, that one choice may take. */
#define TOP_PART 8
#define ROOM_PART 4

/* Heaps begin at multiples of 16 bytes, as allocators expect. */
#define HEAP_SHIFT 4

/* The most program headers of a file that are looked at, as the kernel does. */
#define HEADERS_MAX (65536u / sizeof(struct elf32_phdr))

/* How mappings are searched downwards, for kernels that tell it by function. */
static void *topdown_search;

/**
 * pax_randomizes - tell whether RANDMMAP acts on the current task
 *
 * Context: any.
 * Return: true if what it maps is to be laid out at random.
 */
bool pax_randomizes(void)
{
	return (pax_mm_flags(current->mm) & PAX_RANDMMAP) && (current->flags & PF_RANDOMIZE) &&
	       !pax_permissive();
}

/*
 * Bytes, a multiple of 1 << shift: below 1 << (bits + shift), and not above max. No choice has
 * more than 32 bits, and the kernel's generator makes those at half the price of a long.
 */
static unsigned long draw(unsigned int bits, unsigned int shift, unsigned long max)
{
	u32 most = min_t(u64, BIT_ULL(bits) - 1, max >> shift);
	u32 units = most == U32_MAX ? get_random_u32() : get_random_u32_below(most + 1);

	return (unsigned long)units << shift;
}

/* The end of the image where the kernel alone would load it; 0 if that cannot be told. */
static u64 image_end(struct file *file, unsigned long top)
{
	struct elf32_phdr *headers;
	struct elf32_hdr elf;
	u64 end = 0;
	unsigned int n;
	loff_t at = 0;
	size_t size;

	if (kernel_read(file, &elf, sizeof(elf), &at) != sizeof(elf) ||
	    elf.e_phentsize != sizeof(*headers) || elf.e_phnum > HEADERS_MAX)
		return 0;
	size = elf.e_phnum * sizeof(*headers);
	headers = kvmalloc(size, GFP_KERNEL);
	if (!headers)
		return 0;
	at = elf.e_phoff;
	if (kernel_read(file, headers, size, &at) == size) {
		for (n = 0; n < elf.e_phnum; n++)
			if (headers[n].p_type == PT_LOAD)
				end = max(end, (u64)headers[n].p_vaddr + headers[n].p_memsz);
	}
	kvfree(headers);
	return end && elf.e_type == ET_DYN ? end + pax_arch_pie_base_32(top) : end;
}

/*
 * What one random choice may take: nothing if the headers cannot be read, so that a
 * program which the kernel can load is loaded.
 */
static unsigned long room(struct file *file, unsigned long top)
{
	unsigned long most = top / TOP_PART;
	struct pax_waiting waiting;
	u64 end;

	if (!pax_arch_loads_32())
		return most;
	pax_waiting_begin(&waiting, file);
	end = image_end(file, top);
	pax_waiting_end(&waiting);
	return end && end < top ? min(most, (top - (unsigned long)end) / ROOM_PART) : 0;
}

/* Lowers or raises a base by at most half of it. */
static unsigned long moved(unsigned long base, bool raised, unsigned long shift)
{
	shift = min(shift, PAGE_ALIGN(base / 2));
	return raised ? base + shift : base - shift;
}

/**
 * pax_on_setup_arg_pages - the stack of a new program is about to get its place
 * @bprm: the exec
 * @stack_top: the place that the kernel has chosen
 *
 * The base of mappings has been chosen, too, and nothing is mapped yet; it is moved.
 *
 * Context: exec, past the point of no return; may sleep.
 * Return: where the stack is to begin.
 */
unsigned long pax_on_setup_arg_pages(struct linux_binprm *bprm, unsigned long stack_top)
{
	struct mm_struct *mm = current->mm;
	unsigned long stack, base;
	struct pax_moves moves;
	bool topdown;

	might_sleep();
	if (!pax_randomizes())
		return stack_top;
	topdown = pax_mm_topdown(mm, topdown_search);
	pax_layout_moves(pax_arch_layout(), stack_top, pax_arch_mmap_base(mm), topdown, PAGE_SHIFT,
			 room(bprm->file, stack_top), &moves);
	stack = draw(32, PAGE_SHIFT, moves.stack);
	base = draw(32, PAGE_SHIFT, moves.base);
	if (moves.with_stack)
		base += stack;
	pax_arch_set_mmap_base(mm, topdown, moved(moves.from, moves.raised, base));
	return stack_top - stack;
}

/**
 * pax_randmmap_pie - draw what is added to the place of a position-independent executable
 *
 * Context: exec, past the point of no return; may sleep.
 * Return: bytes, to be added modulo the size of the address space.
 */
unsigned long pax_randmmap_pie(void)
{
	const struct pax_layout *how = pax_arch_layout();
	struct file *file = pax_exe_file(current->mm);
	unsigned long offset = 0;

	might_sleep();
	if (file) {
		offset = draw(how->pie_bits, how->pie_shift, room(file, current->mm->start_stack));
		fput(file);
	}
	return pax_layout_pie(how, offset);
}

/**
 * pax_on_arch_mmap_rnd - a position-independent executable is about to get its place
 * @rnd: what the kernel would add to it
 *
 * Context: exec, past the point of no return; may sleep.
 * Return: what to add.
 */
unsigned long pax_on_arch_mmap_rnd(unsigned long rnd)
{
	return pax_randomizes() ? pax_randmmap_pie() : rnd;
}

/* The room for the heap, which is empty yet; 0 if it is not to be moved. */
static unsigned long heap_room(struct mm_struct *mm)
{
	struct vm_area_struct *next;
	unsigned long end;

	if (mmap_read_lock_killable(mm))
		return 0;
	next = find_vma(mm, mm->brk);
	end = next ? next->vm_start : mm->brk;
	mmap_read_unlock(mm);
	return end > mm->brk && mm->brk == mm->start_brk ? end - mm->brk : 0;
}

/*
 * Moves the heap within the room that it has, and its start within the page. brk() maps from the
 * next page on, so this one is mapped here, as brk() would; if that cannot be, say for a limit
 * of the program's, the heap begins with the page.
 */
static void move_heap(struct mm_struct *mm)
{
	const struct pax_layout *how = pax_arch_layout();
	unsigned long space = heap_room(mm), start = mm->brk, within = 0;

	if (!space)
		return;
	if (how->brk_bits)
		start += draw(how->brk_bits, PAGE_SHIFT, space / 2);
	if (space > 2 * PAGE_SIZE && PAGE_ALIGNED(start) && pax_layout_heap_offset(how, start))
		within = draw(32, HEAP_SHIFT, PAGE_SIZE - 1);
	mm->brk = start + within;
	mm->start_brk = mm->brk;
	if (within && vm_brk_flags(start, PAGE_SIZE, 0)) {
		mm->brk = start;
		mm->start_brk = start;
	}
}

/**
 * pax_randmmap_restore - give a loaded program its caller's personality
 * @bprm: the exec
 *
 * A program with other rights than its caller's does not get its caller's wish.
 *
 * Context: exec, past the point of no return; atomic or not.
 */
void pax_randmmap_restore(const struct linux_binprm *bprm)
{
	if ((bprm->per_clear & RESTORE_NO_RANDOMIZE) &&
	    (bprm->per_clear & PER_CLEAR_ON_SETID) != PER_CLEAR_ON_SETID)
		current->personality |= ADDR_NO_RANDOMIZE;
}

/**
 * pax_on_finalize_exec - a program is loaded, and has not run yet
 * @bprm: the exec
 *
 * Context: exec, past the point of no return; may sleep.
 */
void pax_on_finalize_exec(const struct linux_binprm *bprm)
{
	might_sleep();
	if (pax_randomizes())
		move_heap(current->mm);
	pax_randmmap_restore(bprm);
}

/**
 * pax_on_do_mmap - a program or the loader asks for a mapping
 * @addr: where; changed to where it is to be searched for
 * @flags: as in mmap(2)
 *
 * PaX's RANDMMAP: an address that is only a wish is not heard.
 *
 * Context: atomic or not.
 */
void pax_on_do_mmap(unsigned long *addr, unsigned long flags)
{
	pax_drop_read_implies_exec();
	if (*addr && !(flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) && pax_randomizes())
		*addr = 0;
}

/**
 * pax_randmmap_prepare - a program is about to be loaded
 * @bprm: the exec
 * @flags: bits of PAX_* that it will have
 *
 * ADDR_NO_RANDOMIZE must not count for the program itself, but for those that it starts
 * (without RANDMMAP it would count for them, say under a debugger that wants it).
 *
 * Context: process context, before the point of no return.
 */
void pax_randmmap_prepare(struct linux_binprm *bprm, unsigned int flags)
{
	bprm->per_clear &= ~RESTORE_NO_RANDOMIZE;
	if ((flags & PAX_RANDMMAP) && (current->personality & ADDR_NO_RANDOMIZE) &&
	    !pax_permissive())
		bprm->per_clear |= ADDR_NO_RANDOMIZE | RESTORE_NO_RANDOMIZE;
}

/**
 * pax_randmmap_attach - find out how this kernel tells its layouts apart
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative errno.
 */
int pax_randmmap_attach(void)
{
	return pax_find_topdown(&topdown_search);
}
