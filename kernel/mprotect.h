/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MPROTECT: no memory that is writable and executable, at once or in turn.
 */
#ifndef PAX_MPROTECT_H
#define PAX_MPROTECT_H

struct pt_regs;

int hook_mmap_region(struct pt_regs *regs);
int hook_install_special_mapping(struct pt_regs *regs);
int hook_vm_brk_flags(struct pt_regs *regs);
int hook_do_mprotect_pkey(struct pt_regs *regs);
int hook_mprotect_fixup(struct pt_regs *regs);
int hook_do_shmat(struct pt_regs *regs);

#endif /* PAX_MPROTECT_H */
