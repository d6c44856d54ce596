/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rows of the table of assumptions that differ between architectures. Included by
 * proof/table.h, in the middle of the table.
 */

/*
 * Of a system call on ARM the kernel's types have only the function that it is an alias of. There a
 * missing one is noticed when it is hooked.
 */
#if defined(CONFIG_ARCH_HAS_PKEYS) && defined(CONFIG_64BIT)
	PAX_FUNCTION(PAX_SYM_MPROTECT, int (unsigned long, unsigned long, unsigned long, int)),
#elif defined(CONFIG_ARCH_HAS_PKEYS)
	PAX_FUNCTION(PAX_SYM_MPROTECT, int (unsigned long, unsigned int, unsigned long, int)),
#elif !defined(CONFIG_ARM)
	PAX_FUNCTION(PAX_SYM_MPROTECT, long (struct pt_regs *)),
#endif
#if !defined(__KERNEL__) && defined(CONFIG_64BIT)
	/* The tool does not know whether the kernel has protection keys. */
	PAX_FUNCTION_OPTIONAL(CONFIG_ARCH_HAS_PKEYS, "do_mprotect_pkey",
			      int (unsigned long, unsigned long, unsigned long, int)),
#endif
#ifndef CONFIG_ARM
	PAX_FUNCTION(PAX_SYM_DELETE_MODULE, long (struct pt_regs *)),
#endif
#ifdef PAX_SYM_DELETE_MODULE_IA32
	PAX_FUNCTION(PAX_SYM_DELETE_MODULE_IA32, long (struct pt_regs *)),
#endif

#if defined(CONFIG_X86)
	PAX_FUNCTION(PAX_SYM_EXEC_FAULT,
		     bool (struct pt_regs *, int, unsigned long, unsigned long)),
	PAX_MEMBER(pt_regs, ip),
	PAX_MEMBER(pt_regs, sp),
	PAX_MEMBER(pt_regs, bx),
	PAX_MEMBER(pt_regs, cx),
	PAX_MEMBER(pt_regs, dx),
	PAX_MEMBER(pt_regs, si),
	PAX_MEMBER(pt_regs, di),
	PAX_MEMBER(pt_regs, cs),
#elif defined(CONFIG_ARM64)
	PAX_FUNCTION(PAX_SYM_EXEC_FAULT, void (int, int, unsigned long, char *)),
#ifdef __KERNEL__
	/* The name of the structure depends on how hooks are attached. */
	PAX_MEMBER(pax_regs, regs),
	PAX_MEMBER(pax_regs, pc),
#endif
	PAX_MEMBER(pt_regs, regs),
	PAX_MEMBER(pt_regs, pstate),
	PAX_MEMBER(task_struct, thread.fault_address),
	PAX_MEMBER(task_struct, thread.fault_code),
#else
	PAX_FUNCTION(PAX_SYM_EXEC_FAULT, int (int, int, void *)),
	PAX_MEMBER(pt_regs, uregs),
	PAX_MEMBER(task_struct, thread.address),
	PAX_MEMBER(task_struct, thread.error_code),
	PAX_MEMBER(task_struct, thread.trap_no),
#endif
