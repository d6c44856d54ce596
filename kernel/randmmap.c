// SPDX-License-Identifier: GPL-2.0-only
/*
 * RANDMMAP: where stack, mappings, executable and heap of a program lie.
 *
 * The kernel lays a program out while it is being loaded; each hook adds randomness to
 * one of its choices. Two things must never follow: that a program does not start
 * because there is no room left for it, and that it learns where things are by asking
 * for an address (hints) or for no randomness (ADDR_NO_RANDOMIZE).
 *
 * The stack goes down by a first amount, the base that mappings are searched from by the
 * same and a second one, so the gap that the stack may grow into stays as it was. All is
 * bounded by what there is: programs with 32-bit addresses can be as large as their
 * address space, so for them the size of the image is looked up first.
 */
#include <linux/binfmts.h>
#include <linux/elf.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/personality.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "arch/layout.h"
#include "arch/regs.h"
#include "compat.h"
#include "mm_flags.h"
#include "pageexec.h"
#include "policy.h"
#include "randmmap.h"
#include "settings.h"

/*
 * In bprm->per_clear: the caller's personality had ADDR_NO_RANDOMIZE, and is to have it
 * again. No personality uses this bit, so that it is "cleared" too has no effect.
 */
#define RESTORE_NO_RANDOMIZE BIT(31)

/* The part of the address space, and of the room above its image, that one choice may take. */
#define TOP_PART 8
#define ROOM_PART 4

/* The most program headers of a file that are looked at, as the kernel does. */
#define HEADERS_MAX (65536u / sizeof(struct elf32_phdr))

static const struct pax_layout layout_64 = PAX_LAYOUT_64;
static const struct pax_layout layout_32 = PAX_LAYOUT_32;

/* How mappings are searched downwards, for kernels that tell it by function. */
static void *topdown_search;

static const struct pax_layout *layout(void)
{
	return pax_arch_loads_32() ? &layout_32 : &layout_64;
}

static bool randomizes(void)
{
	return (pax_mm_flags(current->mm) & PAX_RANDMMAP) && (current->flags & PF_RANDOMIZE) &&
	       !pax_permissive();
}

/* Bytes, a multiple of 1 << shift: below 1 << (bits + shift), and not above max. */
static unsigned long draw(unsigned int bits, unsigned int shift, unsigned long max)
{
	unsigned long units = min(BIT(bits) - 1, max >> shift);

	return units == ULONG_MAX ? 0 : (get_random_long() % (units + 1)) << shift;
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
	u64 end;

	if (!pax_arch_loads_32())
		return most;
	end = image_end(file, top);
	return end && end < top ? min(most, (top - (unsigned long)end) / ROOM_PART) : 0;
}

/* Lowers or raises a base by at most half of it. */
static unsigned long move_base(unsigned long base, bool topdown, unsigned long shift)
{
	shift = min(shift, PAGE_ALIGN(base / 2));
	return topdown ? base - shift : base + shift;
}

/* Context: exec, past the point of no return; may sleep. */
static noinline int replace_setup_arg_pages(struct linux_binprm *bprm, unsigned long stack_top,
					    int executable_stack)
{
	bool topdown = pax_mm_topdown(current->mm, topdown_search);
	unsigned long most = room(bprm->file, stack_top), stack, base;
	int err;

	might_sleep();
	stack = draw(layout()->bits, PAGE_SHIFT, most);
	base = draw(layout()->bits, PAGE_SHIFT, most);
	pax_arch_move_mmap_base(current->mm, topdown, move_base, topdown ? stack + base : base);
	err = setup_arg_pages(bprm, stack_top - stack, executable_stack);
	module_put(THIS_MODULE);
	return err;
}

/* Context: exec, past the point of no return; may sleep. */
static noinline unsigned long replace_arch_mmap_rnd(void)
{
	const struct pax_layout *how = layout();
	struct file *file = pax_exe_file(current->mm);
	unsigned long offset = 0;

	might_sleep();
	if (file) {
		offset = draw(how->pie_bits, how->pie_shift, room(file, current->mm->start_stack));
		fput(file);
	}
	module_put(THIS_MODULE);
	return how->pie_below ? -offset : offset;
}

/**
 * hook_setup_arg_pages - the stack of a new program is about to get its place
 * @regs: registers at the entry of setup_arg_pages(bprm, stack_top, executable_stack)
 *
 * The base of mappings has been chosen, and nothing is mapped yet.
 *
 * Context: atomic.
 * Return: 0, or 1 to have replace_setup_arg_pages() run instead.
 */
int hook_setup_arg_pages(struct pt_regs *regs)
{
	if (!randomizes() || within_module(pax_return_address(regs), THIS_MODULE) ||
	    !try_module_get(THIS_MODULE))
		return 0;
	return pax_redirect(regs, replace_setup_arg_pages);
}

/**
 * hook_arch_mmap_rnd - a position-independent executable is about to get its place
 * @regs: registers at the entry of arch_mmap_rnd()
 *
 * The kernel may call it for the base of mappings too; then there is no stack yet.
 *
 * Context: atomic.
 * Return: 0, or 1 to have replace_arch_mmap_rnd() run instead.
 */
int hook_arch_mmap_rnd(struct pt_regs *regs)
{
	if (!randomizes() || !current->mm->start_stack || !try_module_get(THIS_MODULE))
		return 0;
	return pax_redirect(regs, replace_arch_mmap_rnd);
}

/* Moves the heap, which is empty yet, within the room that it has. */
static void move_heap(struct mm_struct *mm)
{
	struct vm_area_struct *next;
	unsigned long end;

	if (!layout()->brk_bits || !mmap_read_trylock(mm))
		return;
	next = find_vma(mm, mm->brk);
	end = next ? next->vm_start : mm->brk;
	mmap_read_unlock(mm);
	if (end <= mm->brk || mm->brk != mm->start_brk)
		return;
	mm->brk += draw(layout()->brk_bits, PAGE_SHIFT, (end - mm->brk) / 2);
	mm->start_brk = mm->brk;
}

/**
 * hook_finalize_exec - a program is loaded, and has not run yet
 * @regs: registers at the entry of finalize_exec(bprm)
 *
 * Context: atomic.
 * Return: 0, the kernel goes on.
 */
int hook_finalize_exec(struct pt_regs *regs)
{
	const struct linux_binprm *bprm = (const struct linux_binprm *)pax_arg(regs, 0);

	if (randomizes())
		move_heap(current->mm);
	/* A program with other rights than its caller's does not get its caller's wish. */
	if ((bprm->per_clear & RESTORE_NO_RANDOMIZE) &&
	    (bprm->per_clear & PER_CLEAR_ON_SETID) != PER_CLEAR_ON_SETID)
		current->personality |= ADDR_NO_RANDOMIZE;
	return 0;
}

/**
 * hook_do_mmap - a program or the loader asks for a mapping
 * @regs: registers at the entry of do_mmap(file, addr, len, prot, flags, ...)
 *
 * PaX's RANDMMAP: an address that is only a wish is not heard.
 *
 * Context: atomic.
 * Return: 0, the kernel goes on.
 */
int hook_do_mmap(struct pt_regs *regs)
{
	pax_drop_read_implies_exec();
	if (pax_arg(regs, 1) && !(pax_arg(regs, 4) & (MAP_FIXED | MAP_FIXED_NOREPLACE)) &&
	    randomizes())
		pax_set_arg(regs, 1, 0);
	return 0;
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
