/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The handlers of the hooks. Each runs at the entry of a function of the kernel, takes the
 * arguments from the registers and calls the hook that linux/pax.h declares.
 */
#ifndef PAX_HOOK_HANDLERS_H
#define PAX_HOOK_HANDLERS_H

#include "module/arch/regs.h"

int hook_mmap_region(struct pax_regs *regs);
int hook_install_special_mapping(struct pax_regs *regs);
int hook_vm_brk_flags(struct pax_regs *regs);
int hook_mprotect_fixup(struct pax_regs *regs);
int hook_do_mprotect_pkey(struct pax_regs *regs);
int hook_do_shmat(struct pax_regs *regs);
int hook_do_mmap(struct pax_regs *regs);
int hook_do_brk_flags(struct pax_regs *regs);
int hook_access_remote_vm(struct pax_regs *regs);
int hook_uprobe_write_opcode(struct pax_regs *regs);
int hook_setup_arg_pages(struct pax_regs *regs);
int hook_arch_mmap_rnd(struct pax_regs *regs);
int hook_finalize_exec(struct pax_regs *regs);
int hook_exec_fault(struct pax_regs *regs);
int hook_task_status(struct pax_regs *regs);
int hook_delete_module(struct pax_regs *regs);
int hook_delete_module_ia32(struct pax_regs *regs);
int hook_selftest(struct pax_regs *regs);

#endif /* PAX_HOOK_HANDLERS_H */
