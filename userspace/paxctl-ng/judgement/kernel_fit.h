/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel module needs of a kernel: its types and its configuration.
 */
#ifndef PAXCTL_KERNEL_FIT_H
#define PAXCTL_KERNEL_FIT_H

#include <stdbool.h>

#include "proof/prove.h"

/**
 * struct kernel_fit - a comparison of a table of assumptions with the types of a kernel
 * @proof: the comparison, whose function report is set by the caller
 * @btf: the types
 * @types: the memory that @btf uses
 * @rows: the memory of the table, if it was read from a module
 */
struct kernel_fit {
	struct pax_proof proof;
	struct pax_btf btf;
	void *types;
	void *rows;
};

/**
 * kernel_fit_table - take the table of assumptions
 * @fit: the comparison; zero before, but for its function report
 * @module: the module's file; NULL for the table of this program, which knows the members of
 *	structures but not where they must be
 *
 * Return: NULL, or why there is no table.
 */
const char *kernel_fit_table(struct kernel_fit *fit, const char *module);

/**
 * kernel_fit_types - read the types of the kernel
 * @fit: the comparison, after kernel_fit_table()
 * @path: a file that contains only types, or an ELF file with a section .BTF
 *
 * Return: 0, or a negative errno that pax_host_error() explains; -EXDEV if the module or this
 * program is for another size of pointers than the ELF file.
 */
int kernel_fit_types(struct kernel_fit *fit, const char *path);

/**
 * kernel_fit_free - free what the functions above have read
 * @fit: the comparison
 */
void kernel_fit_free(struct kernel_fit *fit);

/**
 * struct kernel_need - an option of the kernel's configuration that matters
 * @name: its name without CONFIG_
 * @on: it must be y; otherwise it must not be
 * @why: what follows if it is otherwise
 */
struct kernel_need {
	const char *name;
	bool on;
	const char *why;
};

/* All of them; the last one has no name. */
extern const struct kernel_need kernel_needs[];

#endif /* PAXCTL_KERNEL_FIT_H */
