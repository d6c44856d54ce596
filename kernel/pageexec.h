/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PAGEEXEC: memory is executable only where that was asked for. The hardware
 * refuses the execution; this refuses the shortcuts around asking.
 */
#ifndef PAX_PAGEEXEC_H
#define PAX_PAGEEXEC_H

struct kprobe;
struct pt_regs;

void pax_drop_read_implies_exec(void);
int hook_protection(struct kprobe *p, struct pt_regs *regs);

#endif /* PAX_PAGEEXEC_H */
