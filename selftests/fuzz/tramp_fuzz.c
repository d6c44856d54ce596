// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares the decoder of trampolines with small processors that execute the instructions one by
 * one. Whatever the decoder accepts must have the effect that the processor computes.
 */
#include "arch/tramp.h"
#include "fuzz.h"
#include "processor.h"

static const struct {
	const struct pax_tramp_isa *isa;
	bool (*run)(struct processor *processor);
} machines[] = {
	{ &pax_tramp_i386, run_x86 },	 { &pax_tramp_amd64, run_x86 },
	{ &pax_tramp_arm64, run_arm64 }, { &pax_tramp_arm, run_arm },
	{ &pax_tramp_thumb, run_thumb },
};

#define NUM_MACHINES (sizeof(machines) / sizeof(machines[0]))

static void compare(const struct processor *processor, const struct pax_tramp *tramp)
{
	unsigned int n;

	MUST(processor->pc == tramp->pc);
	MUST(processor->thumb == tramp->thumb);
	MUST(processor->carry == tramp->carry);
	for (n = 0; n < tramp->num; n++) {
		MUST(tramp->set[n].reg < PROCESSOR_REGS);
		MUST(processor->is_set[tramp->set[n].reg]);
		MUST(processor->regs[tramp->set[n].reg] == tramp->set[n].value);
	}
	for (n = 0; n < PROCESSOR_REGS; n++) {
		unsigned int i;

		for (i = 0; i < tramp->num && tramp->set[i].reg != n; i++)
			;
		MUST(processor->is_set[n] == (i < tramp->num));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct pax_tramp_isa *isa;
	struct pax_tramp tramp, again;
	struct processor processor;
	size_t len;
	uint64_t pc;
	uint8_t *code;
	unsigned int machine;

	/* The first byte selects the instruction set and the address. */
	if (size < 1)
		return -1;
	machine = data[0] % NUM_MACHINES;
	isa = machines[machine].isa;
	pc = (isa->bits == 32 ? 0xbffff000u : 0x7ffffffff000u) + data[0] / NUM_MACHINES;
	code = exact_copy(data + 1, size - 1);
	if (pax_tramp_decode(isa, code, size - 1, pc, &tramp)) {
		MUST(tramp.size && tramp.size <= size - 1 && tramp.size <= PAX_TRAMP_MAX);
		MUST(tramp.num <= PAX_TRAMP_REGS);
		processor = (struct processor){
			.code = code,
			.len = tramp.size,
			.start = pc,
			.pc = pc,
			.is64 = isa->bits == 64,
			.carry = PAX_CARRY_KEPT,
		};
		MUST(machines[machine].run(&processor));
		compare(&processor, &tramp);
		/* The decoder must need all bytes of the trampoline, and none after it. */
		MUST(pax_tramp_decode(isa, code, tramp.size, pc, &again));
		MUST(again.size == tramp.size && again.pc == tramp.pc);
		for (len = 0; len < tramp.size; len++)
			MUST(!pax_tramp_decode(isa, code, len, pc, &again));
	}
	free(code);
	return 0;
}
