// SPDX-License-Identifier: GPL-2.0-only
/*
 * Small emulators for the instructions of trampolines. They decode an instruction by its fields, as
 * the manuals describe it, while the module's tables compare whole words.
 */
#include "processor.h"

/* Loads @size bytes of memory. Returns false if the address is outside. */
static bool load(const struct processor *processor, uint64_t address, unsigned int size,
		 uint64_t *value)
{
	uint64_t at = address - processor->start;
	unsigned int i;

	*value = 0;
	if (at > processor->len || size > processor->len - at)
		return false;
	for (i = 0; i < size; i++)
		*value |= (uint64_t)processor->code[at + i] << (8 * i);
	return true;
}

static bool fetch(struct processor *processor, unsigned int size, uint64_t *value)
{
	bool ok = load(processor, processor->pc, size, value);

	processor->pc += size;
	return ok;
}

static void set(struct processor *processor, unsigned int reg, uint64_t value)
{
	processor->regs[reg] = value;
	processor->is_set[reg] = true;
}

static int64_t sign(uint64_t value, unsigned int bits)
{
	return (int64_t)(value << (64 - bits)) >> (64 - bits);
}

static bool x86_jump(struct processor *processor, uint64_t to)
{
	processor->pc = processor->is64 ? to : (uint32_t)to;
	return true;
}

/* Executes instructions with a ModRM byte: jumps, lea, nop. Sets *done after a jump. */
static bool x86_modrm(struct processor *processor, unsigned int opcode, unsigned int rex,
		      bool *done)
{
	uint64_t modrm, disp = 0, value;
	unsigned int mod, reg, rm;

	if (!fetch(processor, 1, &modrm))
		return false;
	mod = modrm >> 6;
	reg = (modrm >> 3 & 7) | (rex & 4 ? 8 : 0);
	rm = (modrm & 7) | (rex & 1 ? 8 : 0);
	if (mod == 3) {
		*done = true;
		return opcode == 0xff && (reg & 7) == 4 && processor->is_set[rm] &&
		       x86_jump(processor, processor->regs[rm]);
	}
	/* Supports no SIB byte, and a base register only in a nop. */
	if ((modrm & 7) == 4)
		return false;
	if (mod == 1 && !fetch(processor, 1, &disp))
		return false;
	if ((mod == 2 || (mod == 0 && (modrm & 7) == 5)) && !fetch(processor, 4, &disp))
		return false;
	if (opcode == 0x0f1f)
		return true;
	if (mod != 0 || (modrm & 7) != 5 || !processor->is64)
		return false;
	disp = processor->pc + sign(disp, 32);
	if (opcode == 0x8d) {
		set(processor, reg, rex & 8 ? disp : (uint32_t)disp);
		return true;
	}
	*done = true;
	return opcode == 0xff && (reg & 7) == 4 && load(processor, disp, 8, &value) &&
	       x86_jump(processor, value);
}

bool run_x86(struct processor *processor)
{
	bool done = false;

	while (!done) {
		uint64_t byte, value;
		unsigned int rex = 0;

		if (!fetch(processor, 1, &byte))
			return false;
		if (processor->is64 && byte >> 4 == 4) {
			rex = byte;
			if (!fetch(processor, 1, &byte))
				return false;
		}
		switch (byte) {
		case 0xf3: /* endbr */
			if (!fetch(processor, 3, &value) ||
			    value != (processor->is64 ? 0xfa1e0fu : 0xfb1e0fu))
				return false;
			break;
		case 0xb8 ... 0xbf: /* mov imm, reg */
			if (!fetch(processor, rex & 8 ? 8 : 4, &value))
				return false;
			set(processor, (byte & 7) | (rex & 1 ? 8 : 0), value);
			break;
		case 0xe9: /* jmp rel32 */
			return fetch(processor, 4, &value) &&
			       x86_jump(processor, processor->pc + sign(value, 32));
		case 0xf8:
			processor->carry = PAX_CARRY_CLEAR;
			break;
		case 0xf9:
			processor->carry = PAX_CARRY_SET;
			break;
		case 0x0f: /* nop */
			if (!fetch(processor, 1, &value) || value != 0x1f ||
			    !x86_modrm(processor, 0x0f1f, rex, &done))
				return false;
			break;
		case 0x8d:
		case 0xff:
			if (!x86_modrm(processor, byte, rex, &done))
				return false;
			break;
		default:
			return false;
		}
	}
	return true;
}

bool run_arm64(struct processor *processor)
{
	uint64_t at, word, value;

	for (;;) {
		at = processor->pc;
		if (!fetch(processor, 4, &word))
			return false;
		if ((word & 0xfffff01f) == 0xd503201f || (word & 0xfffff01f) == 0xd503301f) {
			/* Hints, and barriers. */
			continue;
		} else if (word >> 24 == 0x58) { /* ldr x, label */
			if (!load(processor, at + 4 * sign(word >> 5 & 0x7ffff, 19), 8, &value))
				return false;
			set(processor, word & 31, value);
		} else if ((word >> 24 & 0x9f) == 0x10) { /* adr */
			value = sign((word >> 5 & 0x7ffff) << 2 | (word >> 29 & 3), 21);
			set(processor, word & 31, at + value);
		} else if ((word & 0xfffffc1f) == 0xd61f0000) { /* br */
			processor->pc = processor->regs[word >> 5 & 31];
			return processor->is_set[word >> 5 & 31];
		} else {
			return false;
		}
	}
}

/* Jumps on 32-bit ARM. Bit 0 selects Thumb. ARM code must be word-aligned. */
static bool interwork(struct processor *processor, uint64_t to)
{
	processor->thumb = to & 1;
	processor->pc = to & ~1ull & 0xffffffffu;
	return processor->thumb || !(to & 3);
}

bool run_arm(struct processor *processor)
{
	uint64_t at, word, value;

	for (;;) {
		at = processor->pc + 8;
		if (!fetch(processor, 4, &word) || word >> 28 != 0xe)
			return false;
		if ((word >> 16 & 0xf7f) == 0x51f) { /* ldr reg, [pc, #+-imm] */
			value = word & 0xfff;
			value = word & 1u << 23 ? at + value : at - value;
			if (!load(processor, (uint32_t)value, 4, &value))
				return false;
			if ((word >> 12 & 15) == 15)
				return interwork(processor, value);
			set(processor, word >> 12 & 15, value);
		} else if (word >> 16 == 0xe24f && !(word & 0xf00)) { /* sub reg, pc, #imm */
			set(processor, word >> 12 & 15, (uint32_t)(at - (word & 0xff)));
		} else {
			return false;
		}
	}
}

/* Emulates a stack of two words, which is enough for push {r0, r1}. */
bool run_thumb(struct processor *processor)
{
	uint64_t at, half, second, value, stack[2] = { 0 };
	bool pushed = false, stored = false, had_r0 = false;

	for (;;) {
		at = (processor->pc + 4) & ~3ull;
		if (!fetch(processor, 2, &half))
			return false;
		if (half == 0xf8df) { /* ldr.w reg, [pc, #imm] */
			if (!fetch(processor, 2, &second) ||
			    !load(processor, at + (second & 0xfff), 4, &value))
				return false;
			if (second >> 12 == 15)
				return interwork(processor, value);
			set(processor, second >> 12, value);
		} else if (half >> 11 == 9) { /* ldr reg, [pc, #imm] */
			if (!load(processor, at + 4 * (half & 0xff), 4, &value))
				return false;
			set(processor, half >> 8 & 7, value);
		} else if (half == 0xb403 && !pushed) { /* push {r0, r1} */
			pushed = true;
			had_r0 = processor->is_set[0];
		} else if (half >> 8 == 0x46 && (half & 0x80)) { /* mov to a high register */
			unsigned int from = half >> 3 & 15;

			if (!processor->is_set[from])
				return false;
			set(processor, (half & 7) | 8, processor->regs[from]);
		} else if (half >> 8 == 0x90 && pushed &&
			   (half & 0xff) == 1) { /* str r0, [sp, #4] */
			if (!processor->is_set[0])
				return false;
			stack[1] = processor->regs[0];
			stored = true;
		} else if (half == 0xbd01 && stored) { /* pop {r0, pc} */
			processor->is_set[0] = had_r0;
			return interwork(processor, stack[1]);
		} else {
			return false;
		}
	}
}
