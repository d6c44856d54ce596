/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For tests of trampolines, on each architecture: trampolines as compilers and libffi write them,
 * and a target that records the registers.
 */
#ifndef PAX_TRAMP_KIT_H
#define PAX_TRAMP_KIT_H

#include <stdint.h>

#include "pax_test.h"

#define KIT_REGS 31
#define KIT_MAX 40

/* Known to tramp_probe.S. */
struct probe {
	unsigned long in[KIT_REGS], flags_in;
	unsigned long out[KIT_REGS], flags_out;
	unsigned long sp_in, sp_out;
};

void probe_jump(struct probe *probe, const void *trampoline);
void probe_land(void);

#define CHAIN 0x5ac0ffeeul

/* Where a value goes in a trampoline, in bytes from its start. */
struct kit_value {
	unsigned char at, size;
};

enum kit_carry {
	CARRY_KEPT,
	CARRY_CLEAR,
	CARRY_SET,
};

/**
 * struct kit - one kind of trampoline
 * @name: the compiler or library that writes it
 * @code: its bytes, with room for values
 * @size: how many
 * @chain: where CHAIN goes; no size: there is none, libffi looks behind the trampoline
 * @target: where the target goes
 * @relative: the target counts from the end
 * @chain_reg: the register that gets CHAIN, or the trampoline's address
 * @target_reg: the register that gets the target; 0xff for none
 * @carry: what becomes of the carry flag
 * @thumb: it is Thumb code
 */
struct kit {
	const char *name;
	unsigned char code[KIT_MAX];
	unsigned char size;
	struct kit_value chain, target;
	bool relative;
	unsigned char chain_reg, target_reg;
	enum kit_carry carry;
	bool thumb;
};

#define NO_REG 0xff

#if defined(__x86_64__)

#define KIT_SP 4
#define KIT_NUM 16
#define FLAGS_MASK 0x8d5ul /* CF PF AF ZF SF OF */
#define FLAGS_CARRY 0x1ul
/* Of no user program. */
#define KERNEL_TARGETS \
	0xffffffff81000000ul, 0x800000000000ul, 0x7ffffffff000ul, 0xffffffffff600000ul

static const struct kit gcc_kits[] = {
	{
		"gcc",
		{ 0x49, 0xbb, [10] = 0x49, 0xba, [20] = 0x49, 0xff, 0xe3 },
		23,
		{ 12, 8 },
		{ 2, 8 },
		false,
		10,
		11,
		CARRY_KEPT,
		false,
	},
	{
		"gcc after endbr64",
		{ 0xf3, 0x0f, 0x1e, 0xfa, 0x49, 0xbb, [14] = 0x49, 0xba, [24] = 0x49, 0xff, 0xe3 },
		27,
		{ 16, 8 },
		{ 6, 8 },
		false,
		10,
		11,
		CARRY_KEPT,
		false,
	},
};

static const struct kit ffi_kits[] = {
	{
		"libffi 3.0, clc",
		{ 0x49, 0xbb, [10] = 0x49, 0xba, [20] = 0xf8, 0x49, 0xff, 0xe3 },
		24,
		{ 12, 8 },
		{ 2, 8 },
		false,
		10,
		11,
		CARRY_CLEAR,
		false,
	},
	{
		"libffi 3.0, stc",
		{ 0x49, 0xbb, [10] = 0x49, 0xba, [20] = 0xf9, 0x49, 0xff, 0xe3 },
		24,
		{ 12, 8 },
		{ 2, 8 },
		false,
		10,
		11,
		CARRY_SET,
		false,
	},
	{
		"libffi 3.3",
		{ 0x4c, 0x8d, 0x15, 0xf9, 0xff, 0xff, 0xff, 0xff, 0x25, 0x03, 0, 0, 0, 0x0f, 0x1f },
		24,
		{ 0, 0 },
		{ 16, 8 },
		false,
		10,
		NO_REG,
		CARRY_KEPT,
		false,
	},
	{
		"libffi 3.4",
		{ 0xf3, 0x0f, 0x1e, 0xfa, 0x4c, 0x8d, 0x15, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x25,
		  0x07, [17] = 0x0f, 0x1f, 0x80 },
		32,
		{ 0, 0 },
		{ 24, 8 },
		false,
		10,
		NO_REG,
		CARRY_KEPT,
		false,
	},
};

#elif defined(__i386__)

#define KIT_SP 4
#define KIT_NUM 8
#define FLAGS_MASK 0x8d5ul
#define FLAGS_CARRY 0x1ul
#define KERNEL_TARGETS 0xfffff000ul

static const struct kit gcc_kits[] = {
	{
		"gcc",
		{ 0xb9, [5] = 0xe9 },
		10,
		{ 1, 4 },
		{ 6, 4 },
		true,
		1,
		NO_REG,
		CARRY_KEPT,
		false,
	},
	{
		"gcc after endbr32",
		{ 0xf3, 0x0f, 0x1e, 0xfb, 0xb9, [9] = 0xe9 },
		14,
		{ 5, 4 },
		{ 10, 4 },
		true,
		1,
		NO_REG,
		CARRY_KEPT,
		false,
	},
	{
		"gcc by register",
		{ 0xb9, [5] = 0xb8, [10] = 0xff, 0xe0 },
		12,
		{ 1, 4 },
		{ 6, 4 },
		false,
		1,
		0,
		CARRY_KEPT,
		false,
	},
};

static const struct kit ffi_kits[] = {
	{
		"libffi 3.0",
		{ 0xb8, [5] = 0xe9 },
		10,
		{ 1, 4 },
		{ 6, 4 },
		true,
		0,
		NO_REG,
		CARRY_KEPT,
		false,
	},
	{
		"libffi 3.4",
		{ 0xf3, 0x0f, 0x1e, 0xfb, 0xb8, [9] = 0xe9 },
		14,
		{ 5, 4 },
		{ 10, 4 },
		true,
		0,
		NO_REG,
		CARRY_KEPT,
		false,
	},
};

#elif defined(__aarch64__)

#define KIT_SP 31
#define KIT_NUM 31
#define FLAGS_MASK 0xf0000000ul
#define FLAGS_CARRY 0x20000000ul
#define KERNEL_TARGETS 0xffff800010000000ul, 0x1000000000000ul

static const struct kit gcc_kits[] = {
	{
		"gcc 12",
		{ 0x5f, 0x24, 0x03, 0xd5, 0xb1, 0,    0,    0x58, 0xd2, 0,    0,    0x58,
		  0x20, 0x02, 0x1f, 0xd6, 0x9f, 0x3f, 0x03, 0xd5, 0xdf, 0x3f, 0x03, 0xd5 },
		40,
		{ 32, 8 },
		{ 24, 8 },
		false,
		18,
		17,
		CARRY_KEPT,
		false,
	},
	{
		"gcc 10, bti",
		{ 0x5f, 0x24, 0x03, 0xd5, 0x71, 0, 0, 0x58, 0x92, 0, 0, 0x58, 0x20, 0x02, 0x1f,
		  0xd6 },
		32,
		{ 24, 8 },
		{ 16, 8 },
		false,
		18,
		17,
		CARRY_KEPT,
		false,
	},
	{
		"gcc 10",
		{ 0x91, 0, 0, 0x58, 0xb2, 0, 0, 0x58, 0x20, 0x02, 0x1f, 0xd6 },
		32,
		{ 24, 8 },
		{ 16, 8 },
		false,
		18,
		17,
		CARRY_KEPT,
		false,
	},
};

static const struct kit ffi_kits[] = {
	{
		"libffi 3.4",
		{ 0x90, 0, 0, 0x58, 0xf1, 0xff, 0xff, 0x10, 0, 0x02, 0x1f, 0xd6 },
		24,
		{ 0, 0 },
		{ 16, 8 },
		false,
		17,
		16,
		CARRY_KEPT,
		false,
	},
};

extern char probe_pads[];

#elif defined(__arm__)

#define KIT_SP 13
#define KIT_NUM 15
#define FLAGS_MASK 0xf8000000ul
#define FLAGS_CARRY 0x20000000ul
/* The last page; below it a program on arm64 has its helpers. */
#define KERNEL_TARGETS 0xfffff000ul

void probe_land_thumb(void);

static const struct kit gcc_kits[] = {
	{
		"gcc -marm",
		{ 0x00, 0xc0, 0x9f, 0xe5, 0x00, 0xf0, 0x9f, 0xe5 },
		16,
		{ 8, 4 },
		{ 12, 4 },
		false,
		12,
		NO_REG,
		CARRY_KEPT,
		false,
	},
	{
		"gcc -mthumb",
		{ 0xdf, 0xf8, 0x04, 0xc0, 0xdf, 0xf8, 0x04, 0xf0 },
		16,
		{ 8, 4 },
		{ 12, 4 },
		false,
		12,
		NO_REG,
		CARRY_KEPT,
		true,
	},
	{
		"gcc -mthumb -march=armv5te",
		{ 0x03, 0xb4, 0x02, 0x48, 0x84, 0x46, 0x02, 0x48, 0x01, 0x90, 0x01, 0xbd },
		20,
		{ 12, 4 },
		{ 16, 4 },
		false,
		12,
		NO_REG,
		CARRY_KEPT,
		true,
	},
};

static const struct kit ffi_kits[] = {
	{
		"libffi 3.4",
		{ 0x08, 0xc0, 0x4f, 0xe2, 0x04, 0xf0, 0x1f, 0xe5 },
		12,
		{ 0, 0 },
		{ 8, 4 },
		false,
		12,
		NO_REG,
		CARRY_KEPT,
		false,
	},
};

#endif

/* Writes a trampoline to memory; returns the address to jump to. */
static inline void *kit_write(const struct kit *kit, void *memory, unsigned long target)
{
	unsigned char *at = memory;
	uint64_t chain = CHAIN, value = target;

	if (kit->relative)
		value = (uint32_t)(target - ((unsigned long)at + kit->size));
	memcpy(at, kit->code, kit->size);
	memcpy(at + kit->chain.at, &chain, kit->chain.size);
	memcpy(at + kit->target.at, &value, kit->target.size);
	__builtin___clear_cache((char *)at, (char *)at + kit->size);
	return at + kit->thumb;
}

#define FOR_EACH_KIT(k, kits) for (const struct kit *k = kits; k < kits + ARRAY_SIZE(kits); k++)

/* All of them, one after the other; NULL behind the last. */
static inline const struct kit *all_kits(unsigned int n)
{
	if (n < ARRAY_SIZE(gcc_kits))
		return &gcc_kits[n];
	n -= ARRAY_SIZE(gcc_kits);
	return n < ARRAY_SIZE(ffi_kits) ? &ffi_kits[n] : NULL;
}

/* Jumps with these flags; 0 if behind it all is as the trampoline would have left it. */
static inline int jump_with(const struct kit *kit, void *memory, unsigned long target,
			    unsigned long flags)
{
	void *address = kit_write(kit, memory, target);
	struct probe probe = { .flags_in = flags };
	unsigned long want_flags = flags & FLAGS_MASK;
	int n;

	for (n = 0; n < KIT_NUM; n++)
		probe.in[n] = ~0ul / 37 * (n + 1) + n;
	probe_jump(&probe, address);
	for (n = 0; n < KIT_NUM; n++) {
		unsigned long want = probe.in[n];

		if (n == KIT_SP)
			continue;
		if (n == kit->chain_reg)
			want = kit->chain.size ? CHAIN : (unsigned long)address;
		else if (n == kit->target_reg)
			want = target;
		if (probe.out[n] != want) {
			printf("# %s: register %d is %lx, not %lx\n", kit->name, n, probe.out[n],
			       want);
			return 10 + n;
		}
	}
	if (kit->carry == CARRY_CLEAR)
		want_flags &= ~FLAGS_CARRY;
	if (kit->carry == CARRY_SET)
		want_flags |= FLAGS_CARRY;
	if ((probe.flags_out & FLAGS_MASK) != want_flags)
		return 7;
	return probe.sp_in == probe.sp_out ? 0 : 8;
}

static inline int jump(const struct kit *kit, void *memory, unsigned long target)
{
	int bad = jump_with(kit, memory, target, FLAGS_MASK);

	return bad ? bad : jump_with(kit, memory, target, 0);
}

#endif /* PAX_TRAMP_KIT_H */
