/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decodes trampolines: the few instructions that a compiler or libffi writes to memory at run
 * time so that a pointer to a function also carries a value. Pure, like mark.h: the file of each
 * architecture is a table of the known trampolines, and one function compares memory with a table.
 * Nothing else is decoded, and nothing is executed.
 */
#ifndef PAX_ARCH_TRAMP_H
#define PAX_ARCH_TRAMP_H

#include <linux/types.h>
#ifndef __KERNEL__
#include <stdbool.h>
#include <stddef.h>
typedef __u8 u8;
typedef __u32 u32;
typedef __u64 u64;
#endif

/* How many bytes the longest trampoline has, with the values that it loads. */
#define PAX_TRAMP_MAX 40

/* The most registers that one sets. */
#define PAX_TRAMP_REGS 2

/* What a trampoline does to the carry flag. */
enum pax_tramp_carry {
	PAX_CARRY_KEPT,
	PAX_CARRY_CLEAR,
	PAX_CARRY_SET,
};

/* Registers are numbered as the processor numbers them. */
#define PAX_REG_NONE 0xff

#define PAX_REG_EAX 0
#define PAX_REG_ECX 1
#define PAX_REG_R10 10
#define PAX_REG_R11 11

#define PAX_REG_X16 16
#define PAX_REG_X17 17
#define PAX_REG_X18 18

#define PAX_REG_IP 12 /* of arm */

/**
 * struct pax_tramp_pattern - one known trampoline
 * @name: who writes it and for what, "gcc amd64"
 * @code: its bytes and values, as tramp_table.h makes them
 * @chain: the register that gets what the pointer carries: the value of that name, or
 *	where there is none the address of the trampoline itself, which libffi looks behind
 * @target: the register that gets the target; PAX_REG_NONE for none
 * @carry: what becomes of the carry flag
 * @landing: it begins with a landing pad (endbr)
 * @on_stack: it is a local variable, so it is valid on the stack only
 */
struct pax_tramp_pattern {
	const char *name;
	const u64 *code;
	u8 chain;
	u8 target;
	enum pax_tramp_carry carry;
	bool landing;
	bool on_stack;
};

/**
 * struct pax_tramp_isa - the trampolines of one instruction set
 * @patterns: a table
 * @num: how many it has
 * @landing: the landing pad (endbr)
 * @bits: width of a register, 32 or 64
 * @align: what the address of a trampoline is a multiple of, a power of two
 * @interworks: bit 0 of a target says that it is Thumb code
 */
struct pax_tramp_isa {
	const struct pax_tramp_pattern *patterns;
	u8 num;
	u8 landing[4];
	u8 bits;
	u8 align;
	bool interworks;
};

/**
 * struct pax_tramp - what a trampoline does
 * @name: of its pattern
 * @on_stack: of its pattern
 * @size: how many bytes it has
 * @num: how many registers it sets
 * @set: which to what
 * @carry: what becomes of the carry flag
 * @pc: where it jumps to
 * @thumb: Thumb code is there; false on other architectures
 */
struct pax_tramp {
	const char *name;
	bool on_stack;
	u8 size;
	u8 num;
	struct {
		u8 reg;
		u64 value;
	} set[PAX_TRAMP_REGS];
	enum pax_tramp_carry carry;
	u64 pc;
	bool thumb;
};

extern const struct pax_tramp_isa pax_tramp_i386, pax_tramp_amd64;
extern const struct pax_tramp_isa pax_tramp_arm64;
extern const struct pax_tramp_isa pax_tramp_arm, pax_tramp_thumb;

bool pax_tramp_decode(const struct pax_tramp_isa *isa, const u8 *code, size_t len, u64 pc,
		      struct pax_tramp *tramp);

#endif /* PAX_ARCH_TRAMP_H */
