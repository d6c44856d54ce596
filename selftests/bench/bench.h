/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations that the parts of the benchmark share.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct op - an operation to count
 * @name: its name in the report
 * @batch: the number of repetitions between two readings of the counter: enough to make the
 *	cost and error of a reading small, few enough to make a timer's tick in between rare
 * @samples: the number of readings in one run
 * @prepare: called before each sample, not counted; may be NULL
 * @run: does the operation @batch times; returns false if it is refused
 * @arg: for @run
 */
struct op {
	const char *name;
	unsigned int batch, samples;
	void (*prepare)(const struct op *op);
	bool (*run)(const struct op *op);
	const void *arg;
};

/* The last op has no name. */
extern const struct op memory_ops[];
extern const struct op process_ops[];

/* Returns the number of instructions since an arbitrary start, if the guest's clock counts them. */
uint64_t count_now(void);

/* Alternatives to the module. Each function ends the program if the alternative is missing. */
void guard_mdwe(void);
void guard_seccomp(void);

void __attribute__((noreturn)) fail(const char *what);

#endif /* BENCH_H */
