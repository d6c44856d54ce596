// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trampolines of arm, in both instruction sets. The code loads its values from memory behind it,
 * relative to an address that is rounded to a multiple of four. So Thumb trampolines begin at such
 * an address, too.
 */
#include "arch/tramp_table.h"

/* clang-format off */

static const u64 gcc_arm[] = {
	WORD(0xe59fc000), /* ldr ip, [pc, #0] */
	WORD(0xe59ff000), /* ldr pc, [pc, #0] */
	CHAIN32, TARGET32, END
};

static const u64 ffi_arm[] = {
	WORD(0xe24fc008), /* sub ip, pc, #8 */
	WORD(0xe51ff004), /* ldr pc, [pc, #-4] */
	TARGET32, END
};

static const struct pax_tramp_pattern arm[] = {
	{
		.name = "gcc arm", .code = gcc_arm,
		.chain = PAX_REG_IP, .target = PAX_REG_NONE, .on_stack = true,
	},
	{
		.name = "libffi arm", .code = ffi_arm,
		.chain = PAX_REG_IP, .target = PAX_REG_NONE,
	},
};

const struct pax_tramp_isa pax_tramp_arm = {
	.patterns = arm,
	.num = ARRAY_SIZE(arm),
	.bits = 32,
	.align = 4,
	.interworks = true,
};

static const u64 gcc_thumb2[] = {
	HALF(0xf8df), HALF(0xc004), /* ldr.w ip, [pc, #4] */
	HALF(0xf8df), HALF(0xf004), /* ldr.w pc, [pc, #4] */
	CHAIN32, TARGET32, END
};

/* Without Thumb-2. It passes the target through the stack, below the final stack pointer. */
static const u64 gcc_thumb1[] = {
	HALF(0xb403), /* push {r0, r1} */
	HALF(0x4802), /* ldr r0, [pc, #8] */
	HALF(0x4684), /* mov ip, r0 */
	HALF(0x4802), /* ldr r0, [pc, #8] */
	HALF(0x9001), /* str r0, [sp, #4] */
	HALF(0xbd01), /* pop {r0, pc} */
	CHAIN32, TARGET32, END
};

static const struct pax_tramp_pattern thumb[] = {
	{
		.name = "gcc thumb", .code = gcc_thumb2,
		.chain = PAX_REG_IP, .target = PAX_REG_NONE, .on_stack = true,
	},
	{
		.name = "gcc thumb", .code = gcc_thumb1,
		.chain = PAX_REG_IP, .target = PAX_REG_NONE, .on_stack = true,
	},
};

const struct pax_tramp_isa pax_tramp_thumb = {
	.patterns = thumb,
	.num = ARRAY_SIZE(thumb),
	.bits = 32,
	.align = 4,
	.interworks = true,
};
