// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trampolines of arm64. The code loads its values from memory behind it.
 */
#include "arch/tramp_table.h"

/* clang-format off */

/* Since GCC 11, whatever -mbranch-protection says; a barrier keeps speculation in. */
static const u64 gcc[] = {
	WORD(0xd503245f), /* bti c */
	WORD(0x580000b1), /* ldr x17, .+20 */
	WORD(0x580000d2), /* ldr x18, .+24 */
	WORD(0xd61f0220), /* br x17 */
	WORD(0xd5033f9f), /* dsb sy */
	WORD(0xd5033fdf), /* isb */
	TARGET64, CHAIN64, END
};

/* Before that, with -mbranch-protection=bti, */
static const u64 gcc_10_bti[] = {
	WORD(0xd503245f), /* bti c */
	WORD(0x58000071), /* ldr x17, .+12 */
	WORD(0x58000092), /* ldr x18, .+16 */
	WORD(0xd61f0220), /* br x17 */
	TARGET64, CHAIN64, END
};

/* and without. */
static const u64 gcc_10[] = {
	WORD(0x58000091), /* ldr x17, .+16 */
	WORD(0x580000b2), /* ldr x18, .+20 */
	WORD(0xd61f0220), /* br x17 */
	WORD(0),
	TARGET64, CHAIN64, END
};

static const u64 ffi[] = {
	WORD(0x58000090), /* ldr x16, .+16 */
	WORD(0x10fffff1), /* adr x17, .-4 */
	WORD(0xd61f0200), /* br x16 */
	WORD(0),
	TARGET64, END
};

#define GCC(row)                                                                      \
	{                                                                             \
		.name = "gcc arm64", .code = row,                                     \
		.chain = PAX_REG_X18, .target = PAX_REG_X17, .on_stack = true,        \
	}

static const struct pax_tramp_pattern arm64[] = {
	GCC(gcc),
	GCC(gcc_10_bti),
	GCC(gcc_10),
	{
		.name = "libffi arm64", .code = ffi,
		.chain = PAX_REG_X17, .target = PAX_REG_X16,
	},
};

const struct pax_tramp_isa pax_tramp_arm64 = {
	.patterns = arm64,
	.num = ARRAY_SIZE(arm64),
	.bits = 64,
	.align = 4,
};
