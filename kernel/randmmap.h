/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * RANDMMAP: a program's address space is laid out at random, further than the kernel
 * itself does it, and the program cannot ask for anything else.
 */
#ifndef PAX_RANDMMAP_H
#define PAX_RANDMMAP_H

#include <linux/types.h>

struct linux_binprm;
struct pt_regs;

int pax_randmmap_attach(void);
void pax_randmmap_prepare(struct linux_binprm *bprm, unsigned int flags);
int hook_setup_arg_pages(struct pt_regs *regs);
int hook_arch_mmap_rnd(struct pt_regs *regs);
int hook_finalize_exec(struct pt_regs *regs);
int hook_do_mmap(struct pt_regs *regs);

#endif /* PAX_RANDMMAP_H */
