/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the entry of a hooked function to its handler, in as few instructions as can be.
 *
 * ftrace lets its user bring the code that the function's entry calls; it is used as long
 * as nobody else traces the same function, else ftrace goes by its own. The code here
 * first tells whether there is anything to do, by what costs next to nothing: the flags of
 * the current process, and what the request asks for. Only then it saves the arguments,
 * where the handler looks for them and changes them.
 */
#include <linux/linkage.h>
#include <asm/asm-offsets.h>
#include <asm/nospec-branch.h>
#include <asm/percpu.h>
#include <asm/ptrace-abi.h>
#include "entry_offsets.h"

/* With other things that are needed often, where the kernel has that. */
#ifdef X86_current_task
#define CURRENT PER_CPU_VAR(pcpu_hot + X86_current_task)
#else
#define CURRENT PER_CPU_VAR(current_task)
#endif

/* Kernels that cannot count the depth of calls, against Retbleed, have no macro for it. */
#ifndef INCREMENT_CALL_DEPTH
.macro CALL_DEPTH_ACCOUNT
.endm
#endif

/*
 * Goes on only if the current process has one of some flags. What a function need not
 * preserve, and no argument is passed in, may change: rax, r10, r11.
 */
.macro ONLY_WITH flags
	CALL_DEPTH_ACCOUNT
	movq	CURRENT, %r11
	movq	TASK_MM(%r11), %rax
	testq	%rax, %rax
	jz	1f
	testl	$((\flags) << MM_SHIFT), MM_FLAGS(%rax)
	jz	1f
.endm

/* Goes on only if the process whose mm is the first argument has one of some flags. */
.macro ONLY_MM_WITH flags
	CALL_DEPTH_ACCOUNT
	testl	$((\flags) << MM_SHIFT), MM_FLAGS(%rdi)
	jz	1f
.endm

/* Goes on only if READ_IMPLIES_EXEC is to be taken away. */
.macro ONLY_WITH_RIE
	testl	$RIE, TASK_PERSONALITY(%r11)
	jz	1f
.endm

/*
 * On the stack lie the return addresses into the function and into its caller; the handler
 * finds the second one at its "stack pointer", as at the function's entry.
 */
.macro RUN handler
	subq	$FRAME_SIZE, %rsp
	movq	%rdi, RDI(%rsp)
	movq	%rsi, RSI(%rsp)
	movq	%rdx, RDX(%rsp)
	movq	%rcx, RCX(%rsp)
	movq	%r8, R8(%rsp)
	movq	%r9, R9(%rsp)
	leaq	FRAME_SIZE+8(%rsp), %rax
	movq	%rax, RSP(%rsp)
	movq	%rsp, %rdi
	call	\handler
	testl	%eax, %eax
	jz	3f
	/* Redirected. */
	movq	RIP(%rsp), %rax
	movq	%rax, FRAME_SIZE(%rsp)
3:	movq	RDI(%rsp), %rdi
	movq	RSI(%rsp), %rsi
	movq	RDX(%rsp), %rdx
	movq	RCX(%rsp), %rcx
	movq	R8(%rsp), %r8
	movq	R9(%rsp), %r9
	addq	$FRAME_SIZE, %rsp
1:	RET
.endm

/* The arguments of mprotect_fixup(), where this kernel has them. */
#if ARG_FIXUP_VMA == 2
#define FIXUP_VMA %rdx
#define FIXUP_FLAGS 16(%rsp)
#else
#define FIXUP_VMA %rsi
#define FIXUP_FLAGS %r9
#endif

	.text

SYM_FUNC_START(pax_entry_mmap_region)
	ONLY_WITH PAX_M
	RUN hook_mmap_region
SYM_FUNC_END(pax_entry_mmap_region)

SYM_FUNC_START(pax_entry_do_mmap)
	ONLY_WITH PAX_P | PAX_M | PAX_R
	/* An address that is only a wish. */
	testq	%rsi, %rsi
	jnz	2f
	ONLY_WITH_RIE
2:	RUN hook_do_mmap
SYM_FUNC_END(pax_entry_do_mmap)

SYM_FUNC_START(pax_entry_mprotect_fixup)
	ONLY_WITH PAX_P | PAX_M
	/* Of a file, or one that may still become anything; else the kernel's own rule holds. */
	cmpq	$0, VMA_FILE(FIXUP_VMA)
	jne	2f
	movq	FIXUP_FLAGS, %rax
	andl	$MAY_WRITE_EXEC, %eax
	cmpl	$MAY_WRITE_EXEC, %eax
	jne	1f
2:	RUN hook_mprotect_fixup
SYM_FUNC_END(pax_entry_mprotect_fixup)

SYM_FUNC_START(pax_entry_do_mprotect_pkey)
	ONLY_WITH PAX_P | PAX_M
	testb	$PROT_WRITE_EXEC, %dl
	jnz	2f
	ONLY_WITH_RIE
2:	RUN hook_do_mprotect_pkey
SYM_FUNC_END(pax_entry_do_mprotect_pkey)

SYM_FUNC_START(pax_entry_do_brk_flags)
	ONLY_WITH PAX_P | PAX_M
	ONLY_WITH_RIE
	RUN hook_do_brk_flags
SYM_FUNC_END(pax_entry_do_brk_flags)

SYM_FUNC_START(pax_entry_install_special_mapping)
	ONLY_MM_WITH PAX_M
	RUN hook_install_special_mapping
SYM_FUNC_END(pax_entry_install_special_mapping)

SYM_FUNC_START(pax_entry_vm_brk_flags)
	ONLY_WITH PAX_M
	RUN hook_vm_brk_flags
SYM_FUNC_END(pax_entry_vm_brk_flags)

SYM_FUNC_START(pax_entry_do_shmat)
	ONLY_WITH PAX_M
	RUN hook_do_shmat
SYM_FUNC_END(pax_entry_do_shmat)

SYM_FUNC_START(pax_entry_access_remote_vm)
	CALL_DEPTH_ACCOUNT
	testb	$FOLL_WRITE_BIT, %r8b
	jz	1f
	RUN hook_access_remote_vm
SYM_FUNC_END(pax_entry_access_remote_vm)

SYM_FUNC_START(pax_entry_setup_arg_pages)
	ONLY_WITH PAX_R
	RUN hook_setup_arg_pages
SYM_FUNC_END(pax_entry_setup_arg_pages)

SYM_FUNC_START(pax_entry_arch_mmap_rnd)
	ONLY_WITH PAX_R
	RUN hook_arch_mmap_rnd
SYM_FUNC_END(pax_entry_arch_mmap_rnd)

SYM_FUNC_START(pax_entry_finalize_exec)
	ONLY_WITH PAX_R
	RUN hook_finalize_exec
SYM_FUNC_END(pax_entry_finalize_exec)

SYM_FUNC_START(pax_entry_exec_fault)
	ONLY_WITH PAX_P
	RUN hook_exec_fault
SYM_FUNC_END(pax_entry_exec_fault)

SYM_FUNC_START(pax_entry_task_status)
	CALL_DEPTH_ACCOUNT
	RUN hook_task_status
SYM_FUNC_END(pax_entry_task_status)

SYM_FUNC_START(pax_entry_selftest)
	CALL_DEPTH_ACCOUNT
	RUN hook_selftest
SYM_FUNC_END(pax_entry_selftest)
