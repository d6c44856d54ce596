/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Applies the effect of a trampoline to the registers of a program, and finds out which
 * instruction set the program runs in.
 */
#ifndef PAX_ARCH_TRAMP_REGS_H
#define PAX_ARCH_TRAMP_REGS_H

#include <linux/cpufeature.h>
#include <linux/kernel.h>
#include <linux/processor.h>
#include <linux/ptrace.h>

#include "arch/tramp.h"

#if defined(CONFIG_X86)

#include <asm/segment.h>

static const struct pax_tramp_isa *const pax_tramp_isas[] = {
#ifdef CONFIG_X86_64
	&pax_tramp_amd64,
#endif
#if defined(CONFIG_X86_32) || defined(CONFIG_IA32_EMULATION)
	&pax_tramp_i386,
#endif
};

/* In other segments, which a program can make, ip is relative to an unknown base. */
static inline const struct pax_tramp_isa *pax_tramp_isa(const struct pt_regs *regs)
{
	if (v8086_mode((struct pt_regs *)regs))
		return NULL;
#ifdef CONFIG_X86_64
	if (regs->cs == __USER_CS)
		return &pax_tramp_amd64;
	return regs->cs == __USER32_CS ? &pax_tramp_i386 : NULL;
#else
	return regs->cs == __USER_CS ? &pax_tramp_i386 : NULL;
#endif
}

static inline void pax_tramp_set(struct pt_regs *regs, u8 reg, unsigned long value)
{
	switch (reg) {
	case PAX_REG_EAX:
		regs->ax = value;
		break;
	case PAX_REG_ECX:
		regs->cx = value;
		break;
#ifdef CONFIG_X86_64
	case PAX_REG_R10:
		regs->r10 = value;
		break;
	case PAX_REG_R11:
		regs->r11 = value;
		break;
#endif
	}
}

/*
 * A trampoline jumps and neither calls nor returns, so the shadow stack does not change. No kernel
 * yet has IBT for user space, so there is no state of that to restore.
 */
static inline void pax_tramp_jump(struct pt_regs *regs, const struct pax_tramp *tramp)
{
	if (tramp->carry == PAX_CARRY_CLEAR)
		regs->flags &= ~(unsigned long)X86_EFLAGS_CF;
	else if (tramp->carry == PAX_CARRY_SET)
		regs->flags |= X86_EFLAGS_CF;
	regs->ip = tramp->pc;
}

#elif defined(CONFIG_ARM64)

static const struct pax_tramp_isa *const pax_tramp_isas[] = {
	&pax_tramp_arm64,
#ifdef CONFIG_COMPAT
	&pax_tramp_arm,
	&pax_tramp_thumb,
#endif
};

static inline const struct pax_tramp_isa *pax_tramp_isa(const struct pt_regs *regs)
{
	if (!compat_user_mode(regs))
		return &pax_tramp_arm64;
	if (regs->pstate & PSR_AA32_E_BIT)
		return NULL;
	return compat_thumb_mode(regs) ? &pax_tramp_thumb : &pax_tramp_arm;
}

static inline void pax_tramp_set(struct pt_regs *regs, u8 reg, unsigned long value)
{
	regs->regs[reg] = value;
}

/*
 * A branch through x16 or x17 may end at either kind of landing pad. With BTI the processor reads
 * from pstate that the last branch was of that kind.
 */
static inline void pax_tramp_jump(struct pt_regs *regs, const struct pax_tramp *tramp)
{
	if (compat_user_mode(regs)) {
		regs->pstate &= ~(u64)(PSR_AA32_T_BIT | PSR_AA32_IT_MASK);
		if (tramp->thumb)
			regs->pstate |= PSR_AA32_T_BIT;
	} else if (system_supports_bti()) {
		regs->pstate &= ~(u64)PSR_BTYPE_MASK;
		regs->pstate |= PSR_BTYPE_JC;
	}
	regs->pc = tramp->pc;
}

#elif defined(CONFIG_ARM)

static const struct pax_tramp_isa *const pax_tramp_isas[] = { &pax_tramp_arm, &pax_tramp_thumb };

static inline const struct pax_tramp_isa *pax_tramp_isa(const struct pt_regs *regs)
{
	if (regs->ARM_cpsr & PSR_E_BIT)
		return NULL;
	return thumb_mode(regs) ? &pax_tramp_thumb : &pax_tramp_arm;
}

static inline void pax_tramp_set(struct pt_regs *regs, u8 reg, unsigned long value)
{
	regs->uregs[reg] = value;
}

static inline void pax_tramp_jump(struct pt_regs *regs, const struct pax_tramp *tramp)
{
	regs->ARM_cpsr &= ~(unsigned long)(PSR_T_BIT | PSR_IT_MASK);
	if (tramp->thumb)
		regs->ARM_cpsr |= PSR_T_BIT;
	regs->ARM_pc = tramp->pc;
}

#else
#error "pax: no trampolines are known for this architecture; see arch/tramp.h"
#endif

/**
 * pax_tramp_run - change the registers of a program as a trampoline does
 * @regs: its registers
 * @tramp: what pax_tramp_decode() found
 *
 * Context: process context, of the program.
 */
static inline void pax_tramp_run(struct pt_regs *regs, const struct pax_tramp *tramp)
{
	unsigned int n;

	for (n = 0; n < tramp->num; n++)
		pax_tramp_set(regs, tramp->set[n].reg, tramp->set[n].value);
	pax_tramp_jump(regs, tramp);
}

#endif /* PAX_ARCH_TRAMP_REGS_H */
