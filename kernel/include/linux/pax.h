/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hooks of PaX: what it does where the kernel maps memory, changes the protection of a mapping,
 * chooses the layout of a program, or handles an execution fault.
 *
 * pax_on_FUNCTION() is the hook of the kernel's FUNCTION(). With CONFIG_SECURITY_PAX that function
 * calls pax_FUNCTION(), which costs nothing while PaX is off. Without, a loadable module hooks the
 * function and calls pax_on_FUNCTION() with its arguments.
 */
#ifndef _LINUX_PAX_H
#define _LINUX_PAX_H

#include <linux/jump_label.h>
#include <linux/personality.h>
#include <linux/sched.h>
#include <linux/types.h>
#include <uapi/linux/pax.h>

struct file;
struct linux_binprm;
struct mm_struct;
struct pt_regs;
struct seq_file;
struct vm_area_struct;

#ifdef CONFIG_SECURITY_PAX
DECLARE_STATIC_KEY_FALSE(pax_active);
#define pax_is_active() static_branch_likely(&pax_active)
#else
#define pax_is_active() false
#endif

/*
 * Exec: a process gets its flags.
 */

int pax_on_exec(struct linux_binprm *bprm);

/*
 * MPROTECT
 */

int pax_on_mmap_region(struct file *file, unsigned long addr, unsigned long len,
		       unsigned long *vm_flags, unsigned long pgoff);

static inline int pax_mmap_region(struct file *file, unsigned long addr, unsigned long len,
				  unsigned long *vm_flags, unsigned long pgoff)
{
	return pax_is_active() ? pax_on_mmap_region(file, addr, len, vm_flags, pgoff) : 0;
}

int pax_on_special_mapping(struct mm_struct *mm, unsigned long addr, unsigned long len,
			   unsigned long *vm_flags);

static inline int pax_special_mapping(struct mm_struct *mm, unsigned long addr, unsigned long len,
				      unsigned long *vm_flags)
{
	return pax_is_active() ? pax_on_special_mapping(mm, addr, len, vm_flags) : 0;
}

int pax_on_mprotect_fixup(struct vm_area_struct *vma, unsigned long start, unsigned long end,
			  unsigned long *vm_flags);

static inline int pax_mprotect_fixup(struct vm_area_struct *vma, unsigned long start,
				     unsigned long end, unsigned long *vm_flags)
{
	return pax_is_active() ? pax_on_mprotect_fixup(vma, start, end, vm_flags) : 0;
}

bool pax_on_mprotect_refused(struct vm_area_struct *vma, unsigned long start, unsigned long end,
			     unsigned long prot);

static inline void pax_mprotect_refused(struct vm_area_struct *vma, unsigned long start,
					unsigned long end, unsigned long prot)
{
	if (pax_is_active())
		pax_on_mprotect_refused(vma, start, end, prot);
}

void pax_on_vm_brk(unsigned long *vm_flags);

int pax_on_shmat(unsigned long addr, int shmflg);

void pax_on_access_remote_vm(struct mm_struct *mm, unsigned long addr, int len,
			     unsigned int gup_flags);

static inline void pax_access_remote_vm(struct mm_struct *mm, unsigned long addr, int len,
					unsigned int gup_flags)
{
	if (pax_is_active())
		pax_on_access_remote_vm(mm, addr, len, gup_flags);
}

bool pax_on_uprobe_write(struct mm_struct *mm, unsigned long addr, bool sets);

static inline bool pax_uprobe_write(struct mm_struct *mm, unsigned long addr, bool sets)
{
	return pax_is_active() && pax_on_uprobe_write(mm, addr, sets);
}

/*
 * PAGEEXEC
 */

void pax_on_read_implies_exec(void);

/* The personality of the current task, where the kernel is about to act on READ_IMPLIES_EXEC. */
static inline unsigned int pax_personality(void)
{
	if (pax_is_active() && unlikely(current->personality & READ_IMPLIES_EXEC))
		pax_on_read_implies_exec();
	return current->personality;
}

/* Before the kernel computes the protection of the heap, or of bss. */
static inline void pax_do_brk_flags(unsigned long *vm_flags)
{
	pax_personality();
	if (pax_is_active() && *vm_flags)
		pax_on_vm_brk(vm_flags);
}

bool pax_on_exec_fault(struct pt_regs *user, unsigned long addr);

static inline bool pax_exec_fault(struct pt_regs *user, unsigned long addr)
{
	return pax_is_active() && pax_on_exec_fault(user, addr);
}

/*
 * RANDMMAP
 */

void pax_on_do_mmap(unsigned long *addr, unsigned long flags);

static inline void pax_do_mmap(unsigned long *addr, unsigned long flags)
{
	if (pax_is_active() && (*addr || unlikely(current->personality & READ_IMPLIES_EXEC)))
		pax_on_do_mmap(addr, flags);
}

unsigned long pax_on_setup_arg_pages(struct linux_binprm *bprm, unsigned long stack_top);

static inline unsigned long pax_setup_arg_pages(struct linux_binprm *bprm, unsigned long stack_top)
{
	return pax_is_active() ? pax_on_setup_arg_pages(bprm, stack_top) : stack_top;
}

unsigned long pax_on_arch_mmap_rnd(unsigned long rnd);

static inline unsigned long pax_arch_mmap_rnd(unsigned long rnd)
{
	return pax_is_active() ? pax_on_arch_mmap_rnd(rnd) : rnd;
}

void pax_on_finalize_exec(const struct linux_binprm *bprm);

static inline void pax_finalize_exec(const struct linux_binprm *bprm)
{
	if (pax_is_active())
		pax_on_finalize_exec(bprm);
}

/*
 * The PaX: line of /proc/PID/status
 */

void pax_on_task_status(struct seq_file *m, struct task_struct *task);

static inline void pax_task_status(struct seq_file *m, struct task_struct *task)
{
	if (pax_is_active())
		pax_on_task_status(m, task);
}

#endif /* _LINUX_PAX_H */
