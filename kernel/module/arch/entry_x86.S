/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The entries of the hooks on x86-64, in as few instructions as possible.
 *
 * A user of ftrace can provide the code that a traced function calls. ftrace uses it as long as
 * nobody else traces the same function, and its own code otherwise. An entry first checks whether
 * there is anything to do, by the flags of the current process and the arguments of the request.
 * Only then it saves the arguments, where the handler reads and changes them.
 */
#include <linux/linkage.h>
#include <asm/asm-offsets.h>
#include <asm/ibt.h>
#include <asm/nospec-branch.h>
#include <asm/percpu.h>
#include <asm/ptrace-abi.h>
#include "entry_offsets.h"

/* Newer kernels keep it in one cache line with other hot data. */
#ifdef X86_current_task
#define CURRENT PER_CPU_VAR(pcpu_hot + X86_current_task)
#else
#define CURRENT PER_CPU_VAR(current_task)
#endif

/* Kernels without call depth tracking (against Retbleed) lack this macro. */
#ifndef INCREMENT_CALL_DEPTH
.macro CALL_DEPTH_ACCOUNT
.endm
#endif

/*
 * Continues only if the current process has one of these flags. Changes only registers that a
 * function need not preserve and that pass no argument: rax, r10, r11.
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

/* Continues only if the process whose mm is the first argument has one of these flags. */
.macro ONLY_MM_WITH flags
	CALL_DEPTH_ACCOUNT
	testl	$((\flags) << MM_SHIFT), MM_FLAGS(%rdi)
	jz	1f
.endm

/* Continues only if the current process has READ_IMPLIES_EXEC. */
.macro ONLY_WITH_RIE
	testl	$RIE, TASK_PERSONALITY(%r11)
	jz	1f
.endm

/*
 * Calls the handler. The stack holds the return address into the function, and above it the one
 * into its caller. The handler gets a stack pointer to the latter, as at the entry of the function.
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

/* Its address is taken, and SYM_FUNC_START() has a landing pad on older kernels only. */
#define ENTRY_START(name) SYM_START(name, SYM_L_GLOBAL, SYM_A_ALIGN) ASM_NL ENDBR

	.text

ENTRY_START(pax_entry_mmap_region)
	ONLY_WITH PAX_M
	RUN hook_mmap_region
SYM_FUNC_END(pax_entry_mmap_region)

ENTRY_START(pax_entry_do_mmap)
	ONLY_WITH PAX_P | PAX_M | PAX_R
	/* An address that is only a hint. */
	testq	%rsi, %rsi
	jnz	2f
	ONLY_WITH_RIE
2:	RUN hook_do_mmap
SYM_FUNC_END(pax_entry_do_mmap)

ENTRY_START(pax_entry_mprotect_fixup)
	ONLY_WITH PAX_P | PAX_M
	/* See pax_mprotect_kernel_decides(). */
	cmpq	$0, VMA_FILE(FIXUP_VMA)
	jne	2f
	movq	FIXUP_FLAGS, %rax
	andl	$MAY_WRITE_EXEC, %eax
	cmpl	$MAY_WRITE_EXEC, %eax
	jne	1f
2:	RUN hook_mprotect_fixup
SYM_FUNC_END(pax_entry_mprotect_fixup)

ENTRY_START(pax_entry_do_mprotect_pkey)
	ONLY_WITH PAX_P | PAX_M
	testb	$PROT_WRITE_EXEC, %dl
	jnz	2f
	ONLY_WITH_RIE
2:	RUN hook_do_mprotect_pkey
SYM_FUNC_END(pax_entry_do_mprotect_pkey)

ENTRY_START(pax_entry_do_brk_flags)
	ONLY_WITH PAX_P | PAX_M
	ONLY_WITH_RIE
	RUN hook_do_brk_flags
SYM_FUNC_END(pax_entry_do_brk_flags)

ENTRY_START(pax_entry_install_special_mapping)
	ONLY_MM_WITH PAX_M
	RUN hook_install_special_mapping
SYM_FUNC_END(pax_entry_install_special_mapping)

ENTRY_START(pax_entry_vm_brk_flags)
	ONLY_WITH PAX_M
	RUN hook_vm_brk_flags
SYM_FUNC_END(pax_entry_vm_brk_flags)

ENTRY_START(pax_entry_do_shmat)
	ONLY_WITH PAX_M
	RUN hook_do_shmat
SYM_FUNC_END(pax_entry_do_shmat)

ENTRY_START(pax_entry_access_remote_vm)
	CALL_DEPTH_ACCOUNT
	testb	$FOLL_WRITE_BIT, %r8b
	jz	1f
	RUN hook_access_remote_vm
SYM_FUNC_END(pax_entry_access_remote_vm)

ENTRY_START(pax_entry_setup_arg_pages)
	ONLY_WITH PAX_R
	RUN hook_setup_arg_pages
SYM_FUNC_END(pax_entry_setup_arg_pages)

ENTRY_START(pax_entry_arch_mmap_rnd)
	ONLY_WITH PAX_R
	RUN hook_arch_mmap_rnd
SYM_FUNC_END(pax_entry_arch_mmap_rnd)

ENTRY_START(pax_entry_finalize_exec)
	ONLY_WITH PAX_R
	RUN hook_finalize_exec
SYM_FUNC_END(pax_entry_finalize_exec)

ENTRY_START(pax_entry_exec_fault)
	ONLY_WITH PAX_P
	RUN hook_exec_fault
SYM_FUNC_END(pax_entry_exec_fault)

ENTRY_START(pax_entry_task_status)
	CALL_DEPTH_ACCOUNT
	RUN hook_task_status
SYM_FUNC_END(pax_entry_task_status)

ENTRY_START(pax_entry_selftest)
	CALL_DEPTH_ACCOUNT
	RUN hook_selftest
SYM_FUNC_END(pax_entry_selftest)
