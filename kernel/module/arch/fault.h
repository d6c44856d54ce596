/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hooks execution faults: recognizes them at the entry of PAX_SYM_EXEC_FAULT.
 */
#ifndef PAX_ARCH_FAULT_H
#define PAX_ARCH_FAULT_H

#include "module/arch/regs.h"

bool pax_arch_exec_fault(struct pax_regs *regs);
void *pax_arch_exec_fault_replacement(void);

#endif /* PAX_ARCH_FAULT_H */
