// SPDX-License-Identifier: GPL-2.0-only
/*
 * EMUTRAMP: changes the registers as a known trampoline would, instead of executing it.
 */
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/rmap.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "arch/tramp_regs.h"
#include "protect/emutramp.h"
#include "base/mm_flags.h"
#include "protect/vma.h"

/*
 * How long the handling of one fault may wait for the mmap lock. Only a program with E waits at
 * all: if its code cannot be read directly, and before Linux 6.4.
 */
#define LOCK_TIMEOUT (HZ / 2)

/* How many mappings a stack may be split into, between its pointer and a trampoline. */
#define PARTS_MAX 256

/*
 * The root anon_vma of a mapping. The parts of a mapping share it after a split and, in a child,
 * after a fork. It is only compared. Under RCU it may be out of date, but the memory is still an
 * anon_vma (SLAB_TYPESAFE_BY_RCU).
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
 * Whether a mapping continues the stack that the mapping below it belongs to. mlock(),
 * madvise() and mprotect() split a mapping into such parts. A part that cannot be read is a
 * guard: behind it lies another stack.
 */
static bool continues_stack(struct vm_area_struct *vma, struct vm_area_struct *below)
{
	if (vma->vm_start != below->vm_end || ((vma->vm_flags ^ below->vm_flags) & VM_GROWSDOWN))
		return false;
	if (vma->vm_flags & VM_GROWSDOWN)
		return true;
	return is_plain(vma) && is_plain(below) &&
	       vma->vm_pgoff == below->vm_pgoff + vma_pages(below);
}

/*
 * Whether memory belongs to the stack that a stack pointer points to: to adjacent mappings, which
 * must be parts of one mapping unless the stack grows.
 */
static bool in_same_stack(struct mm_struct *mm, unsigned long sp, unsigned long start,
			  unsigned long end)
{
	struct vm_area_struct *first = pax_vma_find(mm, sp), *vma = first, *below;
	unsigned int n;

	/* The pointer may lie below its mapping only if the next push makes that grow. */
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
		if (!vma || !continues_stack(vma, below))
			return false;
	}
	return false;
}

/* Whether memory belongs to the part of the stack that is in use. */
static bool on_stack(unsigned long start, size_t size, unsigned long sp, unsigned long until)
{
	struct mm_struct *mm = current->mm;
	bool result;

	if (start < sp || !pax_vmas_begin(mm, until))
		return false;
	result = in_same_stack(mm, sp, start, start + size);
	pax_vmas_end(mm);
	return result;
}

/**
 * pax_emutramp - emulate the trampoline that the current task has jumped to
 * @regs: its registers; it has faulted fetching the instruction at their PC
 *
 * PaX's rule: with E, the trampolines that GCC and libffi write are emulated. Stricter than PaX:
 * as GCC's are local variables, they are accepted only at or above the stack pointer, in the
 * stack that it points to, so an attacker cannot put one into the heap.
 *
 * One trampoline is emulated and the task returns to user space, so one that jumps to itself does
 * not loop in the kernel. Otherwise the caller is about to kill the process: nothing here waits for
 * memory that the program provides, and the wait for its mmap lock is bounded (LOCK_TIMEOUT).
 *
 * Context: process context, may sleep.
 * Return: true if it was one: the registers are as after it, and the task may continue.
 */
bool pax_emutramp(struct pt_regs *regs)
{
	const unsigned int need = PAX_PAGEEXEC | PAX_EMUTRAMP;
	unsigned long pc = instruction_pointer(regs);
	unsigned long until = jiffies + LOCK_TIMEOUT;
	const struct pax_tramp_isa *isa;
	struct pax_tramp tramp;
	u8 code[PAX_TRAMP_MAX];
	size_t len;

	might_sleep();
	if ((pax_mm_flags(current->mm) & need) != need)
		return false;
	isa = pax_tramp_isa(regs);
	if (!isa)
		return false;
	/* The second page may be missing. */
	len = pax_read_memory(code, pc, sizeof(code), until);
	if (!pax_tramp_decode(isa, code, len, pc, &tramp))
		return false;
	if (tramp.on_stack && !on_stack(pc, tramp.size, user_stack_pointer(regs), until))
		return false;
	/* Never an address that only the kernel can jump to, or that no one can. */
	if (tramp.pc >= TASK_SIZE)
		return false;
	pax_tramp_run(regs, &tramp);
	return true;
}

/**
 * pax_emutramp_show - print the names of the trampolines that this kernel emulates
 * @m: the file
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
			/* Patterns of the same name are adjacent. */
			if (!strcmp(name, last))
				continue;
			seq_printf(m, "%s%s", between, name);
			between = ", ";
			last = name;
		}
	seq_puts(m, "\n");
}
