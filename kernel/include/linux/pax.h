/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What PaX does where the kernel maps memory, changes its protection, lays a program out,
 * and sends a signal for what it could not execute.
 *
 * Each pax_on_FUNCTION() is what happens on a call of that function of the kernel's. A
 * module hooks the function and passes its arguments on (adapters.c).
 */
#ifndef _LINUX_PAX_H
#define _LINUX_PAX_H

#include <linux/types.h>
#include <uapi/linux/pax.h>

struct file;
struct linux_binprm;
struct mm_struct;
struct pt_regs;
struct seq_file;
struct task_struct;
struct vm_area_struct;

/* How a process gets its flags. */
int pax_on_exec(struct linux_binprm *bprm);

/* MPROTECT. */
int pax_on_mmap_region(struct file *file, unsigned long addr, unsigned long len,
		       unsigned long *vm_flags, unsigned long pgoff);
int pax_on_special_mapping(struct mm_struct *mm, unsigned long addr, unsigned long len,
			   unsigned long *vm_flags);
void pax_on_vm_brk(unsigned long *vm_flags);
int pax_on_shmat(unsigned long addr, int shmflg);
int pax_on_mprotect_fixup(struct vm_area_struct *vma, unsigned long start, unsigned long end,
			  unsigned long *vm_flags);
bool pax_on_mprotect_refused(struct vm_area_struct *vma, unsigned long start, unsigned long end,
			     unsigned long prot);

/* PAGEEXEC. */
void pax_drop_read_implies_exec(void);
bool pax_on_exec_fault(struct pt_regs *user, unsigned long addr);

/* RANDMMAP. */
void pax_on_do_mmap(unsigned long *addr, unsigned long flags);
unsigned long pax_on_setup_arg_pages(struct linux_binprm *bprm, unsigned long stack_top);
unsigned long pax_on_arch_mmap_rnd(unsigned long rnd);
void pax_on_finalize_exec(const struct linux_binprm *bprm);

/* What every user sees. */
void pax_on_task_status(struct seq_file *m, struct task_struct *task);

#endif /* _LINUX_PAX_H */
