/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small processors that know only the instructions of trampolines.
 */
#ifndef PAX_FUZZ_PROCESSOR_H
#define PAX_FUZZ_PROCESSOR_H

#include <stdint.h>

#include "arch/tramp.h"

#define PROCESSOR_REGS 32

/**
 * struct processor - a processor
 * @code: its memory
 * @len: how many bytes it has
 * @start: at which address
 * @pc: where it is; in the end where it has jumped to
 * @is64: with 64 bits
 * @thumb: in the end whether that is Thumb code
 * @regs: its registers
 * @is_set: which were set
 * @carry: what became of the carry flag
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

/* Each runs up to the jump; false if there is an instruction that it does not know. */
bool run_x86(struct processor *processor);
bool run_arm64(struct processor *processor);
bool run_arm(struct processor *processor);
bool run_thumb(struct processor *processor);

#endif /* PAX_FUZZ_PROCESSOR_H */
