// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trampolines of i386 and amd64. A program that was built with -fcf-protection writes them with
 * endbr at the beginning.
 */
#include "arch/tramp_table.h"

/* clang-format off */

/* mov $target, %r11; mov $chain, %r10; jmp *%r11 */
static const u64 mov_mov_jmp[] = {
	0x49, 0xbb, TARGET64, 0x49, 0xba, CHAIN64, 0x49, 0xff, 0xe3, END
};

/* The same with a target below 4 GiB. */
static const u64 movl_mov_jmp[] = {
	0x41, 0xbb, TARGET32, 0x49, 0xba, CHAIN64, 0x49, 0xff, 0xe3, END
};

/* The same where pointers are that short (x32). */
static const u64 movl_movl_jmp[] = {
	0x41, 0xbb, TARGET32, 0x41, 0xba, CHAIN32, 0x49, 0xff, 0xe3, END
};

/* libffi up to 3.2 says in the carry flag whether it returns a structure: clc, stc. */
static const u64 mov_mov_clc_jmp[] = {
	0x49, 0xbb, TARGET64, 0x49, 0xba, CHAIN64, 0xf8, 0x49, 0xff, 0xe3, END
};

static const u64 mov_mov_stc_jmp[] = {
	0x49, 0xbb, TARGET64, 0x49, 0xba, CHAIN64, 0xf9, 0x49, 0xff, 0xe3, END
};

/* libffi since then: lea of its own start to %r10; jmp *target; nop up to the target. */
static const u64 lea_jmp[] = {
	0x4c, 0x8d, 0x15, WORD(0xfffffff9), 0xff, 0x25, WORD(3), 0x0f, 0x1f, 0x00, TARGET64, END
};

static const u64 endbr_lea_jmp[] = {
	0x4c, 0x8d, 0x15, WORD(0xfffffff5), 0xff, 0x25, WORD(7), 0x0f, 0x1f, 0x80, WORD(0),
	TARGET64, END
};

#define GCC_AMD64(row, endbr)                                                         \
	{                                                                             \
		.name = "gcc amd64", .code = row, .landing = endbr,                   \
		.chain = PAX_REG_R10, .target = PAX_REG_R11, .on_stack = true,        \
	}
#define FFI_AMD64(row, endbr, jump, flag)                                             \
	{                                                                             \
		.name = "libffi amd64", .code = row, .landing = endbr,                \
		.chain = PAX_REG_R10, .target = jump, .carry = flag,                  \
	}

static const struct pax_tramp_pattern amd64[] = {
	GCC_AMD64(mov_mov_jmp, false),
	GCC_AMD64(mov_mov_jmp, true),
	GCC_AMD64(movl_mov_jmp, false),
	GCC_AMD64(movl_mov_jmp, true),
	GCC_AMD64(movl_movl_jmp, false),
	GCC_AMD64(movl_movl_jmp, true),
	FFI_AMD64(mov_mov_clc_jmp, false, PAX_REG_R11, PAX_CARRY_CLEAR),
	FFI_AMD64(mov_mov_clc_jmp, true, PAX_REG_R11, PAX_CARRY_CLEAR),
	FFI_AMD64(mov_mov_stc_jmp, false, PAX_REG_R11, PAX_CARRY_SET),
	FFI_AMD64(mov_mov_stc_jmp, true, PAX_REG_R11, PAX_CARRY_SET),
	FFI_AMD64(lea_jmp, false, PAX_REG_NONE, PAX_CARRY_KEPT),
	FFI_AMD64(endbr_lea_jmp, true, PAX_REG_NONE, PAX_CARRY_KEPT),
};

const struct pax_tramp_isa pax_tramp_amd64 = {
	.patterns = amd64,
	.num = ARRAY_SIZE(amd64),
	.landing = { 0xf3, 0x0f, 0x1e, 0xfa }, /* endbr64 */
	.bits = 64,
	.align = 1,
};

/* mov $chain, %ecx; mov $target, %eax; jmp *%eax */
static const u64 ecx_eax_jmp[] = { 0xb9, CHAIN32, 0xb8, TARGET32, 0xff, 0xe0, END };

/* mov $chain, %ecx; jmp target */
static const u64 ecx_jmp[] = { 0xb9, CHAIN32, 0xe9, RELATIVE32, END };

/* mov $chain, %eax; jmp target: libffi's, and GCC's for functions with an argument in %ecx */
static const u64 eax_jmp[] = { 0xb8, CHAIN32, 0xe9, RELATIVE32, END };

#define GCC_I386(row, endbr, jump)                                                    \
	{                                                                             \
		.name = "gcc i386", .code = row, .landing = endbr,                    \
		.chain = PAX_REG_ECX, .target = jump, .on_stack = true,               \
	}
#define FFI_I386(row, endbr)                                                          \
	{                                                                             \
		.name = "libffi i386", .code = row, .landing = endbr,                 \
		.chain = PAX_REG_EAX, .target = PAX_REG_NONE,                         \
	}

static const struct pax_tramp_pattern i386_patterns[] = {
	GCC_I386(ecx_jmp, false, PAX_REG_NONE),
	GCC_I386(ecx_jmp, true, PAX_REG_NONE),
	GCC_I386(ecx_eax_jmp, false, PAX_REG_EAX),
	GCC_I386(ecx_eax_jmp, true, PAX_REG_EAX),
	FFI_I386(eax_jmp, false),
	FFI_I386(eax_jmp, true),
};

const struct pax_tramp_isa pax_tramp_i386 = {
	.patterns = i386_patterns,
	.num = ARRAY_SIZE(i386_patterns),
	.landing = { 0xf3, 0x0f, 0x1e, 0xfb }, /* endbr32 */
	.bits = 32,
	.align = 1,
};
