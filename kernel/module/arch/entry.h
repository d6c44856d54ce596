/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where hooks stand on ftrace alone: faster ways from the entry of a function to its hook
 * than ftrace's own (entry_x86.S).
 */
#ifndef PAX_ARCH_ENTRY_H
#define PAX_ARCH_ENTRY_H

#if defined(PAX_ON_FTRACE) && defined(CONFIG_X86_64)

/* For struct pax_hook. */
#define PAX_ENTRY(name) pax_entry_##name

void pax_entry_mmap_region(void);
void pax_entry_install_special_mapping(void);
void pax_entry_vm_brk_flags(void);
void pax_entry_mprotect_fixup(void);
void pax_entry_do_mprotect_pkey(void);
void pax_entry_do_shmat(void);
void pax_entry_do_mmap(void);
void pax_entry_do_brk_flags(void);
void pax_entry_setup_arg_pages(void);
void pax_entry_arch_mmap_rnd(void);
void pax_entry_finalize_exec(void);
void pax_entry_exec_fault(void);
void pax_entry_task_status(void);
void pax_entry_selftest(void);

#else

#define PAX_ENTRY(name) NULL

#endif

#endif /* PAX_ARCH_ENTRY_H */
