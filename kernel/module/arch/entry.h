/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fast ways from the entry of a function that programs call often to its hook, for
 * architectures where hooks stand on ftrace alone (entry_x86.S).
 */
#ifndef PAX_ARCH_ENTRY_H
#define PAX_ARCH_ENTRY_H

#if defined(CONFIG_X86_64) && defined(CONFIG_DYNAMIC_FTRACE) && \
	defined(CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS)

#define PAX_ON_FTRACE

void pax_entry_mmap_region(void);
void pax_entry_do_mmap(void);
void pax_entry_mprotect_fixup(void);
void pax_entry_do_mprotect_pkey(void);
void pax_entry_do_brk_flags(void);

#else

#define pax_entry_mmap_region NULL
#define pax_entry_do_mmap NULL
#define pax_entry_mprotect_fixup NULL
#define pax_entry_do_mprotect_pkey NULL
#define pax_entry_do_brk_flags NULL

#endif

#endif /* PAX_ARCH_ENTRY_H */
