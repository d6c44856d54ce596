// SPDX-License-Identifier: GPL-2.0-only
/*
 * EMUTRAMP: does to the registers what a known trampoline would do, instead of executing it.
 */
#include <linux/mm.h>
#include <linux/mmap_lock.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "arch/tramp_regs.h"
#include "emutramp.h"
#include "mm_flags.h"

/* Reads code up to what cannot be read; the second page may be missing. */
static size_t read_code(unsigned long pc, u8 code[PAX_TRAMP_MAX])
{
	const u8 __user *from = (const u8 __user *)pc;
	size_t first = min_t(size_t, PAX_TRAMP_MAX, PAGE_SIZE - offset_in_page(pc));

	if (copy_from_user(code, from, first))
		return 0;
	if (first == PAX_TRAMP_MAX ||
	    copy_from_user(code + first, from + first, PAX_TRAMP_MAX - first))
		return first;
	return PAX_TRAMP_MAX;
}

/*
 * Whether memory belongs to the part of the stack that is in use. The stack's pointer may
 * lie below its mapping, where the next push lets it grow to.
 */
static bool on_stack(unsigned long start, size_t size, unsigned long sp)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	bool result;

	mmap_read_lock(mm);
	vma = find_vma(mm, sp);
	result = vma && (sp >= vma->vm_start || (vma->vm_flags & VM_GROWSDOWN)) && start >= sp &&
		 start >= vma->vm_start && start < vma->vm_end && size <= vma->vm_end - start;
	mmap_read_unlock(mm);
	return result;
}

/**
 * pax_emutramp - emulate the trampoline that the current task has jumped to
 * @regs: its registers; it has faulted fetching the instruction at their PC
 *
 * PaX's rule: with E, the trampolines that GCC and libffi write are emulated. Beyond it, and
 * as GCC's are local variables, those count at or above the stack pointer only, in the
 * mapping that holds it: one that an attacker wrote to the heap does not.
 *
 * It is done once and the task returns to user space, so one that leads to itself keeps
 * nobody here.
 *
 * Context: process context, may sleep (user memory, mmap_lock).
 * Return: true if it was one: the registers are as behind it, and the task may go on.
 */
bool pax_emutramp(struct pt_regs *regs)
{
	const unsigned int need = PAX_PAGEEXEC | PAX_EMUTRAMP;
	unsigned long pc = instruction_pointer(regs);
	const struct pax_tramp_isa *isa;
	struct pax_tramp tramp;
	u8 code[PAX_TRAMP_MAX];

	might_sleep();
	if ((pax_mm_flags(current->mm) & need) != need)
		return false;
	isa = pax_tramp_isa(regs);
	if (!isa || !pax_tramp_decode(isa, code, read_code(pc, code), pc, &tramp))
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
