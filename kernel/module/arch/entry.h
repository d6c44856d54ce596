/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The entries of hooks on ftrace alone. An entry runs first when a hooked function is called, and
 * calls the handler only if there is something to do. On x86 it replaces the trampoline of ftrace
 * (entry_x86.S), on arm64 ftrace calls it (entry_arm64.c).
 */
#ifndef PAX_ARCH_ENTRY_H
#define PAX_ARCH_ENTRY_H

#include <linux/ftrace.h>

#ifdef PAX_ON_FTRACE

/* For struct pax_hook. */
#define PAX_ENTRY(name) pax_entry_##name

#ifdef CONFIG_X86_64

typedef void pax_entry(void);

/* ftrace uses it as long as nobody else traces the same function. */
static inline void pax_entry_use(struct ftrace_ops *ops, pax_entry *entry)
{
	ops->trampoline = (unsigned long)entry;
}

#else

typedef void pax_entry(unsigned long ip, unsigned long parent, struct ftrace_ops *ops,
		       struct ftrace_regs *fregs);

static inline void pax_entry_use(struct ftrace_ops *ops, pax_entry *entry)
{
	ops->func = entry;
}

#endif

pax_entry pax_entry_mmap_region;
pax_entry pax_entry_install_special_mapping;
pax_entry pax_entry_vm_brk_flags;
pax_entry pax_entry_mprotect_fixup;
pax_entry pax_entry_do_mprotect_pkey;
pax_entry pax_entry_do_shmat;
pax_entry pax_entry_do_mmap;
pax_entry pax_entry_do_brk_flags;
pax_entry pax_entry_access_remote_vm;
pax_entry pax_entry_setup_arg_pages;
pax_entry pax_entry_arch_mmap_rnd;
pax_entry pax_entry_finalize_exec;
pax_entry pax_entry_exec_fault;
pax_entry pax_entry_task_status;
pax_entry pax_entry_selftest;

#else

typedef void pax_entry(void);
#define PAX_ENTRY(name) NULL

#endif

#endif /* PAX_ARCH_ENTRY_H */
