/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hooks execution faults: the function in which each architecture turns such a fault into a signal.
 */
#ifndef PAX_ARCH_FAULT_H
#define PAX_ARCH_FAULT_H

#include "module/arch/regs.h"

#if defined(CONFIG_X86)
#define PAX_SYM_EXEC_FAULT "fixup_vdso_exception"
#elif defined(CONFIG_ARM64)
#define PAX_SYM_EXEC_FAULT "arm64_force_sig_fault"
#else
#define PAX_SYM_EXEC_FAULT "force_sig_fault"
#endif

bool pax_arch_exec_fault(struct pax_regs *regs);
void *pax_arch_exec_fault_replacement(void);

#endif /* PAX_ARCH_FAULT_H */
