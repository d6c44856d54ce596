/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether the processor has NX, and which programs it can run.
 */
#ifndef PAX_ARCH_MACHINE_H
#define PAX_ARCH_MACHINE_H

#include <linux/elf.h>
#include <linux/ptrace.h>

#if defined(CONFIG_X86)

#include <asm/pgtable_types.h>

/* NX also needs page tables with a bit for it (PAE), and noexec=off turns it off. */
static inline bool pax_arch_nx(void)
{
	return __supported_pte_mask & _PAGE_NX;
}

static inline bool pax_arch_loads(const struct elfhdr *elf)
{
	return (IS_ENABLED(CONFIG_X86_64) && elf->e_machine == EM_X86_64) ||
	       elf->e_machine == EM_386 || elf->e_machine == EM_486;
}

static inline bool pax_arch_user_32(const struct pt_regs *user)
{
#ifdef CONFIG_X86_32
	return true;
#else
	return user->cs == __USER32_CS;
#endif
}

#elif defined(CONFIG_ARM64)

static inline bool pax_arch_nx(void)
{
	return true;
}

static inline bool pax_arch_loads(const struct elfhdr *elf)
{
	return elf->e_machine == EM_AARCH64 || elf->e_machine == EM_ARM;
}

static inline bool pax_arch_user_32(const struct pt_regs *user)
{
	return compat_user_mode(user);
}

#elif defined(CONFIG_ARM)

/* XN came with version 6 of the architecture. */
static inline bool pax_arch_nx(void)
{
	return __LINUX_ARM_ARCH__ >= 6;
}

static inline bool pax_arch_loads(const struct elfhdr *elf)
{
	return elf->e_machine == EM_ARM;
}

static inline bool pax_arch_user_32(const struct pt_regs *user)
{
	return true;
}

#else
#error "pax: this architecture is not supported; provide for it what the others have here"
#endif

#endif /* PAX_ARCH_MACHINE_H */
