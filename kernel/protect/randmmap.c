// SPDX-License-Identifier: GPL-2.0-only
/*
 * RANDMMAP: adds randomness to the addresses of stack, mappings, executable and heap.
 *
 * The kernel chooses these addresses while it loads a program; each function here adds randomness
 * to one of them. Two things must never happen: that a program does not start because it has no
 * room left, and that it controls its layout by asking for an address (a hint) or for no
 * randomness (ADDR_NO_RANDOMIZE).
 *
 * The stack moves down by a first amount, the base that mappings are searched from by the same and
 * a second one, so the gap that the stack may grow into does not shrink; rules/layout.c computes
 * the amounts. All are bounded by the free space. A program with 32-bit addresses can be as large
 * as its address space, so for such a program the size of the image is read first.
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
 * In bprm->per_clear: the personality of the caller had ADDR_NO_RANDOMIZE, and must get it
 * back. No personality uses this bit, so clearing it has no effect.
 */
#define RESTORE_NO_RANDOMIZE BIT(31)

/* One random choice may take this part of the address space, and of the room above the image. */
#define TOP_PART 8
#define ROOM_PART 4

/* Heaps begin at multiples of 16 bytes, as allocators expect. */
#define HEAP_SHIFT 4

/* How many program headers of a file are read at most, as in the kernel. */
#define HEADERS_MAX (65536u / sizeof(struct elf32_phdr))

/* The function that searches downwards, for kernels where each mm points to its function. */
static void *topdown_search;

/**
 * pax_randomizes - tell whether RANDMMAP acts on the current task
 *
 * Context: any.
 * Return: true if its layout is to be randomized.
 */
bool pax_randomizes(void)
{
	return (pax_mm_flags(current->mm) & PAX_RANDMMAP) && (current->flags & PF_RANDOMIZE) &&
	       !pax_permissive();
}

/*
 * A random number of bytes, a multiple of 1 << shift: below 1 << (bits + shift), and not above max.
 * No choice has more than 32 bits, which cost half as much as a random long.
 */
static unsigned long draw(unsigned int bits, unsigned int shift, unsigned long max)
{
	u32 most = min_t(u64, BIT_ULL(bits) - 1, max >> shift);
	u32 units = most == U32_MAX ? get_random_u32() : get_random_u32_below(most + 1);

	return (unsigned long)units << shift;
}

/* The end of the image where the kernel alone would load it; 0 if it is unknown. */
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
 * The maximum of one random choice. It is 0 if the headers cannot be read, so that every program
 * that the kernel can load is loaded.
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

/* Lowers or raises a base, by at most half of its value. */
static unsigned long moved(unsigned long base, bool raised, unsigned long shift)
{
	shift = min(shift, PAGE_ALIGN(base / 2));
	return raised ? base + shift : base - shift;
}

/**
 * pax_on_setup_arg_pages - the kernel is about to place the stack of a new program
 * @bprm: the exec
 * @stack_top: the address that the kernel has chosen
 *
 * Also moves the base of mappings, which has been chosen by then; nothing is mapped yet.
 *
 * Context: exec, past the point of no return; may sleep.
 * Return: the address where the stack is to begin.
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
 * pax_randmmap_pie - choose the random offset of a position-independent executable
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
 * pax_on_arch_mmap_rnd - the kernel is about to place a position-independent executable
 * @rnd: what the kernel would add to it
 *
 * Context: exec, past the point of no return; may sleep.
 * Return: what to add.
 */
unsigned long pax_on_arch_mmap_rnd(unsigned long rnd)
{
	return pax_randomizes() ? pax_randmmap_pie() : rnd;
}

/* The room above the heap, which is still empty; 0 if the heap must not be moved. */
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
 * Gives a mapping the flag that brk() gives to the heap on every arm64 kernel with memory tagging,
 * and mmap() only where the processor has tags. Without it brk() could not extend the mapping.
 */
static bool allow_tags(struct mm_struct *mm, unsigned long start)
{
	struct vm_area_struct *vma;

	if (!VM_MTE_ALLOWED)
		return true;
	if (mmap_write_lock_killable(mm))
		return false;
	vma = find_vma(mm, start);
	if (vma)
		pax_vma_add_flags(vma, VM_MTE_ALLOWED);
	mmap_write_unlock(mm);
	return vma;
}

/*
 * Maps the first page of the heap. The kernel's own function for that is not exported everywhere.
 * So that brk() can extend the mapping, it gets the flags that brk() gives: MPROTECT, which takes
 * VM_MAYEXEC from other mappings, looks away. No user code can run in this mm yet.
 */
static bool map_heap_page(struct mm_struct *mm, unsigned long start)
{
	unsigned int flags = pax_mm_flags(mm);
	unsigned long mapped;

	pax_drop_read_implies_exec();
	pax_mm_set_flags(mm, flags & ~PAX_MPROTECT);
	mapped = vm_mmap(NULL, start, PAGE_SIZE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, 0);
	pax_mm_set_flags(mm, flags);
	return mapped == start && allow_tags(mm, start);
}

/*
 * Moves the heap within its room, and its start within the page. brk() maps memory from the next
 * page on, so this page is mapped here as brk() would. If that fails, for example because of a
 * resource limit, the heap begins with the page.
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
	if (within && !map_heap_page(mm, start))
		within = 0;
	mm->brk = start + within;
	mm->start_brk = mm->brk;
}

/**
 * pax_randmmap_restore - set ADDR_NO_RANDOMIZE again if the caller had it
 * @bprm: the exec
 *
 * Not for a program that gains privileges: it does not inherit the bit from its caller.
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
 * pax_on_finalize_exec - a program is loaded, and does not run yet
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
 * @addr: the address that it asks for; changed to the one to search from
 * @flags: as in mmap(2)
 *
 * PaX's RANDMMAP: an address that is only a hint is ignored.
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
 * Clears ADDR_NO_RANDOMIZE for the time of the exec: it must not apply to this program, but the
 * programs that this one starts inherit it (they may run without RANDMMAP, as under a debugger).
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
 * pax_randmmap_attach - find out how this kernel shows the direction of the search
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative errno.
 */
int pax_randmmap_attach(void)
{
	return pax_find_topdown(&topdown_search);
}
