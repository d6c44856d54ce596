/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the benchmark share.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct op - an operation to count
 * @name: in the report
 * @batch: how often it runs between two readings of the counter; so often that a
 *	reading costs and errs little, so rarely that a timer's tick rarely falls in
 * @samples: how many readings make one run
 * @prepare: before each sample, not counted; NULL for nothing
 * @run: does it @batch times; false if it is refused
 * @arg: for @run
 */
struct op {
	const char *name;
	unsigned int batch, samples;
	void (*prepare)(const struct op *op);
	bool (*run)(const struct op *op);
	const void *arg;
};

/* Ends with an op that has no name. */
extern const struct op memory_ops[];
extern const struct op process_ops[];

/* Instructions since some moment: where the guest's clock counts them. */
uint64_t count_now(void);

/* What systems have for the same purpose; each ends the program if it cannot be had. */
void guard_mdwe(void);
void guard_seccomp(void);

void __attribute__((noreturn)) fail(const char *what);

#endif /* BENCH_H */
