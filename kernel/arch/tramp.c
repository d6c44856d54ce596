// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares memory with the table of known trampolines of an instruction set.
 */
#include "arch/tramp_table.h"

/* Values that were found in the memory. */
struct values {
	u64 of[PAX_TRAMP_END];
	bool found[PAX_TRAMP_END];
};

static unsigned int item_kind(u64 item)
{
	return item >> 40;
}

static unsigned int item_size(u64 item)
{
	return item >> 32 ? (item >> 32) & 0xff : 1;
}

/* The number of bytes of a pattern if the memory begins with it, else 0. */
static size_t match(const struct pax_tramp_isa *isa, const struct pax_tramp_pattern *pattern,
		    const u8 *code, size_t len, u64 pc, struct values *values)
{
	size_t at = 0;
	unsigned int n, i;

	if (pattern->landing)
		for (; at < sizeof(isa->landing); at++)
			if (at == len || code[at] != isa->landing[at])
				return 0;
	for (n = 0; item_kind(pattern->code[n]) != PAX_TRAMP_END; n++) {
		unsigned int kind = item_kind(pattern->code[n]), size = item_size(pattern->code[n]);
		u64 value = 0;

		if (len - at < size)
			return 0;
		for (i = 0; i < size; i++)
			value |= (u64)code[at + i] << (8 * i);
		at += size;
		if (kind == PAX_TRAMP_EXACT && value != (u32)pattern->code[n])
			return 0;
		if (kind == PAX_TRAMP_RELATIVE)
			value += pc + at;
		values->of[kind] = value;
		values->found[kind] = true;
	}
	return at;
}

static void set(struct pax_tramp *tramp, u8 reg, u64 value)
{
	if (reg == PAX_REG_NONE)
		return;
	tramp->set[tramp->num].reg = reg;
	tramp->set[tramp->num].value = value;
	tramp->num++;
}

/* Computes what a trampoline does from its values; false if a processor would not do it. */
static bool effect(const struct pax_tramp_isa *isa, const struct pax_tramp_pattern *pattern,
		   const struct values *values, u64 pc, struct pax_tramp *tramp)
{
	u64 target = values->found[PAX_TRAMP_RELATIVE] ? values->of[PAX_TRAMP_RELATIVE] :
							 values->of[PAX_TRAMP_TARGET];

	if (isa->bits == 32)
		target = (u32)target;
	tramp->name = pattern->name;
	tramp->on_stack = pattern->on_stack;
	tramp->carry = pattern->carry;
	tramp->num = 0;
	set(tramp, pattern->chain,
	    values->found[PAX_TRAMP_CHAIN] ? values->of[PAX_TRAMP_CHAIN] : pc);
	set(tramp, pattern->target, target);
	tramp->thumb = isa->interworks && (target & 1);
	tramp->pc = tramp->thumb ? target - 1 : target;
	/* ARM code lies at whole words. */
	return !isa->interworks || tramp->thumb || !(target & 3);
}

/**
 * pax_tramp_decode - find out what the trampoline at an address does
 * @isa: the instruction set that the processor is in
 * @code: the memory there
 * @len: how many bytes of it could be read; PAX_TRAMP_MAX are enough
 * @pc: the address
 * @tramp: the result; undefined if there is none
 *
 * PaX's rule: only what a compiler or libffi is known to write, to the last byte.
 *
 * Context: any; pure.
 * Return: whether a whole trampoline is there.
 */
bool pax_tramp_decode(const struct pax_tramp_isa *isa, const u8 *code, size_t len, u64 pc,
		      struct pax_tramp *tramp)
{
	unsigned int n;

	if (pc & (isa->align - 1))
		return false;
	for (n = 0; n < isa->num; n++) {
		struct values values = { .found = { false } };
		size_t size = match(isa, &isa->patterns[n], code, len, pc, &values);

		if (!size)
			continue;
		tramp->size = size;
		return effect(isa, &isa->patterns[n], &values, pc, tramp);
	}
	return false;
}
