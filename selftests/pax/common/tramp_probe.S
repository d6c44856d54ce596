/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Jumps to a trampoline with known registers, and writes down what they are where it
 * leads. struct probe of tramp_kit.h is what both parts fill in: 31 registers as the
 * processor numbers them and the flags, before; the same behind the trampoline; and the
 * stack pointer, before and behind.
 *
 *   void probe_jump(struct probe *probe, const void *trampoline);
 *   void probe_land(void);  where the trampoline is to lead
 */

#if defined(__x86_64__)

#define IN(n) (8 * (n))
#define OUT(n) (8 * (32 + (n)))
#define SP_IN 512
#define SP_OUT 520
	.text
	.globl	probe_jump
	.type	probe_jump, %function
probe_jump:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rdi
	push	%rsi
	mov	%rsp, SP_IN(%rdi)
	push	IN(31)(%rdi)
	popf
	mov	IN(0)(%rdi), %rax
	mov	IN(1)(%rdi), %rcx
	mov	IN(2)(%rdi), %rdx
	mov	IN(3)(%rdi), %rbx
	mov	IN(5)(%rdi), %rbp
	mov	IN(6)(%rdi), %rsi
	mov	IN(8)(%rdi), %r8
	mov	IN(9)(%rdi), %r9
	mov	IN(10)(%rdi), %r10
	mov	IN(11)(%rdi), %r11
	mov	IN(12)(%rdi), %r12
	mov	IN(13)(%rdi), %r13
	mov	IN(14)(%rdi), %r14
	mov	IN(15)(%rdi), %r15
	mov	IN(7)(%rdi), %rdi
	jmp	*(%rsp)

	.globl	probe_land
	.type	probe_land, %function
probe_land:
	endbr64
	push	%rdi
	mov	16(%rsp), %rdi
	mov	%rax, OUT(0)(%rdi)
	mov	%rcx, OUT(1)(%rdi)
	mov	%rdx, OUT(2)(%rdi)
	mov	%rbx, OUT(3)(%rdi)
	mov	%rbp, OUT(5)(%rdi)
	mov	%rsi, OUT(6)(%rdi)
	mov	%r8, OUT(8)(%rdi)
	mov	%r9, OUT(9)(%rdi)
	mov	%r10, OUT(10)(%rdi)
	mov	%r11, OUT(11)(%rdi)
	mov	%r12, OUT(12)(%rdi)
	mov	%r13, OUT(13)(%rdi)
	mov	%r14, OUT(14)(%rdi)
	mov	%r15, OUT(15)(%rdi)
	pop	OUT(7)(%rdi)
	pushf
	pop	OUT(31)(%rdi)
	mov	%rsp, SP_OUT(%rdi)
	pop	%rsi
	pop	%rdi
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret

#elif defined(__i386__)

#define IN(n) (4 * (n))
#define OUT(n) (4 * (32 + (n)))
#define SP_IN 256
#define SP_OUT 260
	.text
	.globl	probe_jump
	.type	probe_jump, %function
probe_jump:
	push	%ebx
	push	%ebp
	push	%esi
	push	%edi
	mov	20(%esp), %edi
	mov	24(%esp), %esi
	push	%edi
	push	%esi
	mov	%esp, SP_IN(%edi)
	push	IN(31)(%edi)
	popf
	mov	IN(0)(%edi), %eax
	mov	IN(1)(%edi), %ecx
	mov	IN(2)(%edi), %edx
	mov	IN(3)(%edi), %ebx
	mov	IN(5)(%edi), %ebp
	mov	IN(6)(%edi), %esi
	mov	IN(7)(%edi), %edi
	jmp	*(%esp)

	.globl	probe_land
	.type	probe_land, %function
probe_land:
	endbr32
	push	%edi
	mov	8(%esp), %edi
	mov	%eax, OUT(0)(%edi)
	mov	%ecx, OUT(1)(%edi)
	mov	%edx, OUT(2)(%edi)
	mov	%ebx, OUT(3)(%edi)
	mov	%ebp, OUT(5)(%edi)
	mov	%esi, OUT(6)(%edi)
	pop	OUT(7)(%edi)
	pushf
	pop	OUT(31)(%edi)
	mov	%esp, SP_OUT(%edi)
	add	$8, %esp
	pop	%edi
	pop	%esi
	pop	%ebp
	pop	%ebx
	ret

#elif defined(__aarch64__)

#define IN(n) (8 * (n))
#define OUT(n) (8 * (32 + (n)))
#define SP_IN 512
#define SP_OUT 520
	.text
	.globl	probe_jump
	.type	probe_jump, %function
probe_jump:
	stp	x29, x30, [sp, #-112]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	str	x0, [sp, #96]
	mov	x2, sp
	str	x2, [x0, #SP_IN]
	ldr	x2, [x0, #IN(31)]
	msr	nzcv, x2
	mov	x17, x1
	ldp	x1, x2, [x0, #IN(1)]
	ldp	x3, x4, [x0, #IN(3)]
	ldp	x5, x6, [x0, #IN(5)]
	ldp	x7, x8, [x0, #IN(7)]
	ldp	x9, x10, [x0, #IN(9)]
	ldp	x11, x12, [x0, #IN(11)]
	ldp	x13, x14, [x0, #IN(13)]
	ldp	x15, x16, [x0, #IN(15)]
	ldp	x18, x19, [x0, #IN(18)]
	ldp	x20, x21, [x0, #IN(20)]
	ldp	x22, x23, [x0, #IN(22)]
	ldp	x24, x25, [x0, #IN(24)]
	ldp	x26, x27, [x0, #IN(26)]
	ldp	x28, x29, [x0, #IN(28)]
	ldr	x30, [x0, #IN(30)]
	ldr	x0, [x0, #IN(0)]
	br	x17

	.globl	probe_land
	.type	probe_land, %function
probe_land:
	hint	#38			/* bti jc */
	str	x0, [sp, #104]
	ldr	x0, [sp, #96]
	stp	x1, x2, [x0, #OUT(1)]
	stp	x3, x4, [x0, #OUT(3)]
	stp	x5, x6, [x0, #OUT(5)]
	stp	x7, x8, [x0, #OUT(7)]
	stp	x9, x10, [x0, #OUT(9)]
	stp	x11, x12, [x0, #OUT(11)]
	stp	x13, x14, [x0, #OUT(13)]
	stp	x15, x16, [x0, #OUT(15)]
	stp	x17, x18, [x0, #OUT(17)]
	stp	x19, x20, [x0, #OUT(19)]
	stp	x21, x22, [x0, #OUT(21)]
	stp	x23, x24, [x0, #OUT(23)]
	stp	x25, x26, [x0, #OUT(25)]
	stp	x27, x28, [x0, #OUT(27)]
	stp	x29, x30, [x0, #OUT(29)]
	ldr	x1, [sp, #104]
	str	x1, [x0, #OUT(0)]
	mrs	x1, nzcv
	str	x1, [x0, #OUT(31)]
	mov	x1, sp
	str	x1, [x0, #SP_OUT]
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #112
	ret

/* A page of places to jump to; made a guarded one, a processor looks at how each begins. */
	.pushsection .text.probe_pads, "ax", %progbits
	.balign	4096
	.globl	probe_pads
probe_pads:
	hint	#34			/* bti c */
	ret
	hint	#36			/* bti j */
	ret
	mov	x0, x0			/* no place to jump to */
	ret
	.skip	4096 - 24
	.popsection

#elif defined(__arm__)

#define IN(n) (4 * (n))
#define OUT(n) (4 * (32 + (n)))
#define SP_IN 256
#define SP_OUT 260
	.syntax	unified
	.text
	.arm
	.globl	probe_jump
	.type	probe_jump, %function
probe_jump:
	push	{r4-r11, lr}
	push	{r0, r1}
	str	sp, [r0, #SP_IN]
	ldr	r2, [r0, #IN(31)]
	msr	cpsr_f, r2
	mov	r12, r1
	add	lr, r0, #IN(1)
	ldm	lr, {r1-r11}
	ldr	lr, [r0, #IN(14)]
	ldr	r0, [r0, #IN(0)]
	bx	r12

	.globl	probe_land
	.type	probe_land, %function
probe_land:
	str	r0, [sp, #4]
	ldr	r0, [sp]
	str	lr, [r0, #OUT(14)]
	add	lr, r0, #OUT(1)
	stm	lr, {r1-r12}
	ldr	r1, [sp, #4]
	str	r1, [r0, #OUT(0)]
	mrs	r1, cpsr
	str	r1, [r0, #OUT(31)]
	str	sp, [r0, #SP_OUT]
	add	sp, sp, #8
	pop	{r4-r11, pc}

/* The same place for Thumb code. */
	.thumb
	.globl	probe_land_thumb
	.type	probe_land_thumb, %function
probe_land_thumb:
	bx	pc
	nop
	.arm
	b	probe_land

#endif

	.section .note.GNU-stack, "", %progbits
