/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PAGEEXEC: memory is executable only where that was asked for. The hardware
 * refuses the execution; this refuses the shortcuts around asking.
 */
#ifndef PAX_PAGEEXEC_H
#define PAX_PAGEEXEC_H

#include <linux/types.h>

struct pt_regs;

void pax_drop_read_implies_exec(void);
bool pax_exec_fault(struct pt_regs *user, unsigned long addr);
int hook_do_brk_flags(struct pt_regs *regs);
int hook_exec_fault(struct pt_regs *regs);

#endif /* PAX_PAGEEXEC_H */
