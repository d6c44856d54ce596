// SPDX-License-Identifier: GPL-2.0-only
/*
 * EMUTRAMP: does to the registers what a known trampoline would do, instead of executing it.
 */
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/rmap.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/userfaultfd_k.h>

#include "arch/tramp_regs.h"
#include "emutramp.h"
#include "mm_flags.h"
#include "vma.h"

/*
 * How long all of one fault may wait for other threads to let go of the mmap lock. Only a
 * program with E waits at all, and only for what is below.
 */
#define PATIENCE (HZ / 2)

/* How often a page is brought in that does not stay. */
#define TRIES 3

/* How many mappings a stack may be split into, between its pointer and a trampoline. */
#define PARTS_MAX 256

/*
 * Whether a page of a mapping may have been written and then swapped out. Bringing one in
 * waits for no one but the kernel and its swap. A page of a file may come from a FUSE
 * server, and one that userfaultfd watches from a thread of the program: where such a page
 * is not in memory it holds no trampoline.
 */
static bool may_be_swapped(struct vm_area_struct *vma)
{
	return vma_is_anonymous(vma) && vma->anon_vma && !userfaultfd_armed(vma) &&
	       (vma->vm_flags & (VM_READ | VM_SHARED)) == VM_READ;
}

/*
 * Brings in a page that is swapped out, migrated, or unmapped to see who uses it. Without
 * FAULT_FLAG_ALLOW_RETRY the fault neither drops the lock nor waits for userfaultfd, should
 * that have come in between.
 */
static bool bring_in(unsigned long addr, unsigned long until)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	bool done;

	if (PAX_VMA_IS_RCU) {
		rcu_read_lock();
		vma = vma_lookup(mm, addr);
		done = vma && may_be_swapped(vma);
		rcu_read_unlock();
		if (!done)
			return false;
	}
	if (!pax_mmap_read_trylock(mm, until))
		return false;
	vma = vma_lookup(mm, addr);
	done = vma && may_be_swapped(vma) && !fixup_user_fault(mm, addr, 0, NULL);
	mmap_read_unlock(mm);
	return done;
}

/* Reads code that lies within one page. */
static bool read_part(u8 *code, unsigned long addr, size_t size, unsigned long until)
{
	unsigned int n;

	for (n = 0; n < TRIES; n++) {
		if (!copy_from_user_nofault(code, (const void __user *)addr, size))
			return true;
		if (fatal_signal_pending(current) || !bring_in(addr, until))
			return false;
	}
	return !copy_from_user_nofault(code, (const void __user *)addr, size);
}

/* Reads code up to what cannot be read; the second page may be missing. */
static size_t read_code(unsigned long pc, u8 code[PAX_TRAMP_MAX], unsigned long until)
{
	size_t first = min_t(size_t, PAX_TRAMP_MAX, PAGE_SIZE - offset_in_page(pc));

	if (!read_part(code, pc, first, until))
		return 0;
	if (first == PAX_TRAMP_MAX ||
	    !read_part(code + first, pc + first, PAX_TRAMP_MAX - first, until))
		return first;
	return PAX_TRAMP_MAX;
}

/*
 * The origin of the anonymous pages of a mapping, which its parts share after a split and,
 * in a child, after a fork. It is only compared. Under RCU it may be out of date, but is
 * still memory of its kind (SLAB_TYPESAFE_BY_RCU).
 */
static const struct anon_vma *origin(const struct vm_area_struct *vma)
{
	const struct anon_vma *anon_vma = READ_ONCE(vma->anon_vma);

	return anon_vma ? READ_ONCE(anon_vma->root) : NULL;
}

static bool is_plain(struct vm_area_struct *vma)
{
	return vma_is_anonymous(vma) && (vma->vm_flags & (VM_READ | VM_SHARED)) == VM_READ;
}

/*
 * Whether a mapping goes on with the stack that the mapping below it belongs to. mlock(),
 * madvise() and mprotect() split a mapping into such parts. A part that cannot be read is a
 * guard: behind it lies another stack.
 */
static bool goes_on(struct vm_area_struct *vma, struct vm_area_struct *below)
{
	if (vma->vm_start != below->vm_end || ((vma->vm_flags ^ below->vm_flags) & VM_GROWSDOWN))
		return false;
	if (vma->vm_flags & VM_GROWSDOWN)
		return true;
	return is_plain(vma) && is_plain(below) &&
	       vma->vm_pgoff == below->vm_pgoff + vma_pages(below);
}

/*
 * Whether memory belongs to the stack that a stack pointer points to: to one run of
 * mappings, and if that is not a stack that grows, to parts of one mapping.
 */
static bool in_run(struct mm_struct *mm, unsigned long sp, unsigned long start, unsigned long end)
{
	struct vm_area_struct *first = pax_vma_find(mm, sp), *vma = first, *below;
	unsigned int n;

	/* Below its mapping the pointer may lie only where the next push lets that grow to. */
	if (!first || start < first->vm_start ||
	    (sp < first->vm_start && !(first->vm_flags & VM_GROWSDOWN)))
		return false;
	for (n = 0; n < PARTS_MAX; n++) {
		if (start < vma->vm_end && vma != first && !(vma->vm_flags & VM_GROWSDOWN) &&
		    (!origin(vma) || origin(vma) != origin(first)))
			return false;
		if (end <= vma->vm_end)
			return true;
		below = vma;
		vma = pax_vma_find(mm, below->vm_end);
		if (!vma || !goes_on(vma, below))
			return false;
	}
	return false;
}

/* Whether memory belongs to the part of the stack that is in use. */
static bool on_stack(unsigned long start, size_t size, unsigned long sp)
{
	struct mm_struct *mm = current->mm;
	bool result;

	if (start < sp || !pax_vmas_wait(mm))
		return false;
	result = in_run(mm, sp, start, start + size);
	pax_vmas_end(mm);
	return result;
}

/**
 * pax_emutramp - emulate the trampoline that the current task has jumped to
 * @regs: its registers; it has faulted fetching the instruction at their PC
 *
 * PaX's rule: with E, the trampolines that GCC and libffi write are emulated. Beyond it, and
 * as GCC's are local variables, those count at or above the stack pointer only, in the
 * stack that it points to: one that an attacker wrote to the heap does not.
 *
 * It is done once and the task returns to user space, so one that leads to itself keeps
 * nobody here. What is no trampoline is about to be killed for: nothing here waits for
 * memory that the program provides, and for its mmap lock only so long (PATIENCE). What is one
 * waits for its turn at that lock, before 6.4.
 *
 * Context: process context, may sleep.
 * Return: true if it was one: the registers are as behind it, and the task may go on.
 */
bool pax_emutramp(struct pt_regs *regs)
{
	const unsigned int need = PAX_PAGEEXEC | PAX_EMUTRAMP;
	unsigned long pc = instruction_pointer(regs);
	unsigned long until = jiffies + PATIENCE;
	const struct pax_tramp_isa *isa;
	struct pax_tramp tramp;
	u8 code[PAX_TRAMP_MAX];

	might_sleep();
	if ((pax_mm_flags(current->mm) & need) != need)
		return false;
	isa = pax_tramp_isa(regs);
	if (!isa || !pax_tramp_decode(isa, code, read_code(pc, code, until), pc, &tramp))
		return false;
	if (tramp.on_stack && !on_stack(pc, tramp.size, user_stack_pointer(regs)))
		return false;
	/* Never an address that only the kernel can jump to, or that no one can. */
	if (tramp.pc >= TASK_SIZE)
		return false;
	pax_tramp_run(regs, &tramp);
	return true;
}

/**
 * pax_emutramp_show - name the trampolines that this kernel can meet
 * @m: where to
 *
 * Context: any.
 */
void pax_emutramp_show(struct seq_file *m)
{
	const char *name, *last = "", *between = " ";
	unsigned int n, i;

	seq_puts(m, "emutramp:");
	for (n = 0; n < ARRAY_SIZE(pax_tramp_isas); n++)
		for (i = 0; i < pax_tramp_isas[n]->num; i++) {
			name = pax_tramp_isas[n]->patterns[i].name;
			/* Several of one name stand together. */
			if (!strcmp(name, last))
				continue;
			seq_printf(m, "%s%s", between, name);
			between = ", ";
			last = name;
		}
	seq_puts(m, "\n");
}
