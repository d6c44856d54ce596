/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For a module only: from the registers at the entry of a hooked function to what PaX does
 * there (linux/pax.h).
 */
#ifndef PAX_ADAPTERS_H
#define PAX_ADAPTERS_H

struct pt_regs;

int hook_mmap_region(struct pt_regs *regs);
int hook_install_special_mapping(struct pt_regs *regs);
int hook_vm_brk_flags(struct pt_regs *regs);
int hook_mprotect_fixup(struct pt_regs *regs);
int hook_do_mprotect_pkey(struct pt_regs *regs);
int hook_do_shmat(struct pt_regs *regs);
int hook_do_mmap(struct pt_regs *regs);
int hook_do_brk_flags(struct pt_regs *regs);
int hook_setup_arg_pages(struct pt_regs *regs);
int hook_arch_mmap_rnd(struct pt_regs *regs);
int hook_finalize_exec(struct pt_regs *regs);
int hook_exec_fault(struct pt_regs *regs);
int hook_task_status(struct pt_regs *regs);

#endif /* PAX_ADAPTERS_H */
