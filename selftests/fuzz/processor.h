/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small emulators that support only the instructions of trampolines.
 */
#ifndef PAX_FUZZ_PROCESSOR_H
#define PAX_FUZZ_PROCESSOR_H

#include <stdint.h>

#include "arch/tramp.h"

#define PROCESSOR_REGS 32

/**
 * struct processor - an emulated processor
 * @code: its memory
 * @len: the size of the memory in bytes
 * @start: the address of the memory
 * @pc: the program counter; at the end the target of the jump
 * @is64: it is a 64-bit processor
 * @thumb: at the end, whether the target is Thumb code
 * @regs: its registers
 * @is_set: the registers that the code has set
 * @carry: the effect on the carry flag
 */
struct processor {
	const uint8_t *code;
	size_t len;
	uint64_t start, pc;
	bool is64, thumb;
	uint64_t regs[PROCESSOR_REGS];
	bool is_set[PROCESSOR_REGS];
	enum pax_tramp_carry carry;
};

/* Each runs the code up to the jump. Returns false at an unknown instruction. */
bool run_x86(struct processor *processor);
bool run_arm64(struct processor *processor);
bool run_arm(struct processor *processor);
bool run_thumb(struct processor *processor);

#endif /* PAX_FUZZ_PROCESSOR_H */
