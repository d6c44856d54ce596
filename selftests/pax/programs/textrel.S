/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A library with a text relocation: its text holds the address of its data.
 */
	.section .note.GNU-stack, "", %progbits

#ifdef __ARM_PCS_VFP
	/* Arguments in registers of the floating-point unit: loaders look at that. */
	.eabi_attribute 28, 1
#endif

	.data
	.globl textrel_data
	.balign 8
textrel_data:
	.space 8

	.text
	.balign 4096
	.globl textrel_text
	.type textrel_text, %object
textrel_text:
#if __SIZEOF_POINTER__ == 8
	.quad textrel_data
#else
	.long textrel_data
#endif
	.balign 4096
