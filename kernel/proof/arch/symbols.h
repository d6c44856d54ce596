/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The names of hooked functions that differ between architectures. Also for user space, which
 * defines the architecture as the kernel's configuration does.
 */
#ifndef PAX_SYMBOLS_H
#define PAX_SYMBOLS_H

/*
 * The function of a system call. Its only argument is the registers of the program, except on ARM.
 */
#if defined(CONFIG_X86_64)
#define PAX_SYSCALL(name) "__x64_sys_" name
#elif defined(CONFIG_X86_32)
#define PAX_SYSCALL(name) "__ia32_sys_" name
#elif defined(CONFIG_ARM64)
#define PAX_SYSCALL(name) "__arm64_sys_" name
#else
#define PAX_SYSCALL(name) "sys_" name
#endif

/* The system call that removes modules; on x86-64, 32-bit programs have another one. */
#define PAX_SYM_DELETE_MODULE PAX_SYSCALL("delete_module")
#if defined(CONFIG_X86_64) && defined(CONFIG_IA32_EMULATION)
#define PAX_SYM_DELETE_MODULE_IA32 "__ia32_sys_delete_module"
#endif

/*
 * The first function of a change of protection that can be hooked. Without protection keys
 * do_mprotect_pkey() has one caller, the system call, and is inlined into it.
 */
#if defined(CONFIG_ARCH_HAS_PKEYS)
#define PAX_SYM_MPROTECT "do_mprotect_pkey"
#else
#define PAX_SYM_MPROTECT PAX_SYSCALL("mprotect")
#endif

/* The function in which an execution fault is about to become a signal. */
#if defined(CONFIG_X86)
#define PAX_SYM_EXEC_FAULT "fixup_vdso_exception"
#elif defined(CONFIG_ARM64)
#define PAX_SYM_EXEC_FAULT "arm64_force_sig_fault"
#else
#define PAX_SYM_EXEC_FAULT "force_sig_fault"
#endif

/* The type of an opcode of uprobes. */
#ifdef CONFIG_X86
#define PAX_OPCODE unsigned char
#else
#define PAX_OPCODE unsigned int
#endif

#endif /* PAX_SYMBOLS_H */
