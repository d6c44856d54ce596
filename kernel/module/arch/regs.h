/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between architectures: how a probed function gets its arguments, and
 * how it is replaced by another one.
 */
#ifndef PAX_ARCH_REGS_H
#define PAX_ARCH_REGS_H

#include <linux/ptrace.h>

#if defined(CONFIG_X86)

#ifdef CONFIG_X86_32
static inline unsigned long *pax_arg_slot(struct pt_regs *regs, unsigned int n)
{
	switch (n) {
	case 0:
		return &regs->ax;
	case 1:
		return &regs->dx;
	case 2:
		return &regs->cx;
	default:
		/* At the entry of a function its return address lies below. */
		return (unsigned long *)regs->sp + (n - 2);
	}
}
#else
static inline unsigned long *pax_arg_slot(struct pt_regs *regs, unsigned int n)
{
	switch (n) {
	case 0:
		return &regs->di;
	case 1:
		return &regs->si;
	case 2:
		return &regs->dx;
	case 3:
		return &regs->cx;
	case 4:
		return &regs->r8;
	case 5:
		return &regs->r9;
	default:
		/* At the entry of a function its return address lies below. */
		return (unsigned long *)regs->sp + (n - 5);
	}
}
#endif

#elif defined(CONFIG_ARM64)

static inline unsigned long *pax_arg_slot(struct pt_regs *regs, unsigned int n)
{
	return (unsigned long *)&regs->regs[n];
}

#elif defined(CONFIG_ARM)

static inline unsigned long *pax_arg_slot(struct pt_regs *regs, unsigned int n)
{
	if (n < 4)
		return (unsigned long *)&regs->uregs[n];
	return (unsigned long *)regs->ARM_sp + (n - 4);
}

#endif

/**
 * pax_arg - an argument of the probed function
 * @regs: registers at the entry of the function
 * @n: which argument, from 0; each is one machine word
 *
 * Context: a probe's handler.
 * Return: its value.
 */
static inline unsigned long pax_arg(struct pt_regs *regs, unsigned int n)
{
	return *pax_arg_slot(regs, n);
}

#if defined(CONFIG_ARM64) || defined(CONFIG_ARM)
/**
 * pax_return_address - who called the probed function
 * @regs: registers at the entry of the function
 *
 * True where probes stand on a function's first instruction, so that no tracer has put its
 * own address there yet.
 *
 * Context: a probe's handler.
 * Return: the address that it returns to.
 */
static inline unsigned long pax_return_address(const struct pt_regs *regs)
{
#if defined(CONFIG_ARM64)
	return regs->regs[30];
#else
	return regs->ARM_lr;
#endif
}
#endif

/*
 * Where a program's request for another protection can be seen first. Without protection
 * keys do_mprotect_pkey() has one caller, the system call, and is inlined into it.
 */
#if defined(CONFIG_ARCH_HAS_PKEYS)
#define PAX_SYM_MPROTECT "do_mprotect_pkey"
#elif defined(CONFIG_ARM64)
#define PAX_SYM_MPROTECT "__arm64_sys_mprotect"
#elif defined(CONFIG_X86_32)
#define PAX_SYM_MPROTECT "__ia32_sys_mprotect"
#else
#define PAX_SYM_MPROTECT "sys_mprotect"
#endif

/**
 * pax_mprotect_arg - an argument of PAX_SYM_MPROTECT
 * @regs: registers at the entry of the function
 * @n: 0 for the start, 1 for the length, 2 for the protection
 *
 * Context: a probe's handler.
 * Return: its value, as the program gave it.
 */
static inline unsigned long pax_mprotect_arg(struct pt_regs *regs, unsigned int n)
{
#if defined(CONFIG_ARM64) && !defined(CONFIG_ARCH_HAS_PKEYS)
	/* The system call's one argument is the program's registers. */
	regs = (struct pt_regs *)pax_arg(regs, 0);
#elif defined(CONFIG_X86_32)
	/* Likewise, but programs pass theirs in other registers than the kernel. */
	regs = (struct pt_regs *)pax_arg(regs, 0);
	return n == 0 ? regs->bx : n == 1 ? regs->cx : regs->dx;
#endif
	return pax_arg(regs, n);
}

/**
 * pax_redirect - run another function in place of the probed one
 * @regs: registers at the entry of the function
 * @function: one of the same signature; it returns to the caller
 *
 * The hook must say .redirects in the table, or the kernel ignores this.
 *
 * Context: a probe's handler.
 * Return: 1, which the handler must return.
 */
static inline int pax_redirect(struct pt_regs *regs, void *function)
{
	instruction_pointer_set(regs, (unsigned long)function);
	return 1;
}

#endif /* PAX_ARCH_REGS_H */
