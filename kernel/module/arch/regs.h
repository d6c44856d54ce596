/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads the arguments of a hooked function from the registers, and redirects its call, on each
 * architecture.
 */
#ifndef PAX_ARCH_REGS_H
#define PAX_ARCH_REGS_H

#include <linux/ftrace.h>
#include <linux/module.h>
#include <linux/ptrace.h>

#include "base/compat.h"
#include "proof/arch/symbols.h"

/*
 * struct pax_regs - the registers that are saved at the entry of a hooked function
 */
#if defined(PAX_ON_FTRACE) && defined(CONFIG_ARM64)
#define pax_regs __arch_ftrace_regs
#define pax_ftrace_regs(fregs) arch_ftrace_regs(fregs)
#else
#define pax_regs pt_regs
#define pax_ftrace_regs(fregs) (&arch_ftrace_regs(fregs)->regs)
#endif

#if defined(CONFIG_X86)

#ifdef CONFIG_X86_32
static inline unsigned long *pax_arg_slot(struct pax_regs *regs, unsigned int n)
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
static inline unsigned long *pax_arg_slot(struct pax_regs *regs, unsigned int n)
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

static inline unsigned long *pax_arg_slot(struct pax_regs *regs, unsigned int n)
{
	return (unsigned long *)&regs->regs[n];
}

#elif defined(CONFIG_ARM)

static inline unsigned long *pax_arg_slot(struct pax_regs *regs, unsigned int n)
{
	if (n < 4)
		return (unsigned long *)&regs->uregs[n];
	return (unsigned long *)regs->ARM_sp + (n - 4);
}

#endif

/**
 * pax_arg - an argument of the hooked function
 * @regs: registers at the entry of the function
 * @n: which argument, from 0; each is one machine word
 *
 * Context: a hook's handler.
 * Return: its value.
 */
static inline unsigned long pax_arg(struct pax_regs *regs, unsigned int n)
{
	return *pax_arg_slot(regs, n);
}

/**
 * pax_pc - where execution continues after the hook
 * @regs: registers at the entry of the function
 *
 * A call of that address enters a kprobe again, as it is at that instruction. It does not enter a
 * hook on ftrace, whose call is before that address.
 *
 * Context: a hook's handler.
 * Return: the location of the address, to be changed to redirect the call.
 */
static inline unsigned long *pax_pc(struct pax_regs *regs)
{
#if defined(CONFIG_X86)
	return &regs->ip;
#elif defined(CONFIG_ARM64)
	return (unsigned long *)&regs->pc;
#else
	return (unsigned long *)&regs->ARM_pc;
#endif
}

#if defined(CONFIG_ARM64) || defined(CONFIG_ARM)
/**
 * pax_own_call - tell whether the module has called the hooked function, by its pax_pc()
 * @regs: registers at the entry of the function
 *
 * Context: a hook's handler.
 * Return: true if so.
 */
static inline bool pax_own_call(const struct pax_regs *regs)
{
#if defined(PAX_ON_FTRACE)
	return false;
#elif defined(CONFIG_ARM64)
	return within_module(regs->regs[30], THIS_MODULE);
#else
	return within_module(regs->ARM_lr, THIS_MODULE);
#endif
}
#endif

#ifdef CONFIG_X86
/* 32-bit programs pass the arguments in other registers. */
static inline unsigned long pax_syscall_arg_ia32(struct pax_regs *regs, unsigned int n)
{
	const struct pt_regs *user = (const struct pt_regs *)pax_arg(regs, 0);

	return n == 0 ? user->bx : n == 1 ? user->cx : user->dx;
}
#endif

/**
 * pax_syscall_arg - an argument of a system call
 * @regs: registers at the entry of the function that PAX_SYSCALL() names
 * @n: which argument, from 0 to 2
 *
 * Context: a hook's handler.
 * Return: its value, as the program gave it.
 */
static inline unsigned long pax_syscall_arg(struct pax_regs *regs, unsigned int n)
{
#if defined(CONFIG_X86_64)
	const struct pt_regs *user = (const struct pt_regs *)pax_arg(regs, 0);

	return n == 0 ? user->di : n == 1 ? user->si : user->dx;
#elif defined(CONFIG_X86_32)
	return pax_syscall_arg_ia32(regs, n);
#elif defined(CONFIG_ARM64)
	return ((const struct pt_regs *)pax_arg(regs, 0))->regs[n];
#else
	return pax_arg(regs, n);
#endif
}

/**
 * pax_mprotect_arg - an argument of PAX_SYM_MPROTECT
 * @regs: registers at the entry of the function
 * @n: 0 for the start, 1 for the length, 2 for the protection
 *
 * Context: a hook's handler.
 * Return: its value, as the program gave it.
 */
static inline unsigned long pax_mprotect_arg(struct pax_regs *regs, unsigned int n)
{
#if defined(CONFIG_ARCH_HAS_PKEYS)
	return pax_arg(regs, n);
#else
	return pax_syscall_arg(regs, n);
#endif
}

/**
 * pax_redirect - run another function in place of the hooked one
 * @regs: registers at the entry of the function
 * @function: one of the same signature; it returns to the caller
 *
 * The hook must say .redirects in the table, or the kernel ignores this.
 *
 * Context: a hook's handler.
 * Return: 1, which the handler must return.
 */
static inline int pax_redirect(struct pax_regs *regs, void *function)
{
	*pax_pc(regs) = (unsigned long)function;
	return 1;
}

#endif /* PAX_ARCH_REGS_H */
