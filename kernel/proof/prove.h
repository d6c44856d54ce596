/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compares what the module assumes of a kernel with the types of that kernel. Pure, like btf.h. The
 * build does so with the kernel's headers (prove_host.c), and the module when it loads.
 */
#ifndef PAX_PROVE_H
#define PAX_PROVE_H

#include "proof/btf.h"

/*
 * The section of the object file that contains the table of assumptions, an array of struct
 * pax_assumption. The kernel frees it after the module has loaded.
 */
#define PAX_ASSUMPTIONS_SECTION ".init.rodata.pax_assumptions"

#define PAX_ASSUMPTIONS_MAX 128
#define PAX_PROTOTYPE_MAX 192

/* One line about a kernel that is not as assumed. */
#define PAX_PROOF_LINE 800

/* PAX_ASSUMES_NOTHING is a row for another release: the compiler of the module has left it out. */
enum pax_assumed {
	PAX_ASSUMES_NOTHING,
	PAX_ASSUMES_FUNCTION,
	PAX_ASSUMES_TRACEPOINT,
	PAX_ASSUMES_MEMBER,
};

/* The offset of a member that may be anywhere, and have any size. */
#define PAX_ANYWHERE 0xffffffffu

/**
 * struct pax_assumption - one thing that the module assumes of the kernel
 * @what: of which kind it is, an enum pax_assumed
 * @optional: nonzero if a kernel need not have it; if it does, it must be as the row says
 * @offset: of a member: where it is in its structure, in bytes, or PAX_ANYWHERE
 * @size: of a member: its size in bytes
 * @name: of a function or a tracepoint, or STRUCTURE.MEMBER
 * @prototype: that of the function, or of the functions that the tracepoint calls, as
 *	pax_btf_prototype() writes it; other rows with the same name are alternatives
 *
 * The build reads this out of the object file, so there are no pointers.
 */
struct pax_assumption {
	u32 what, optional, offset, size;
	char name[52];
	char prototype[PAX_PROTOTYPE_MAX];
};

/**
 * struct pax_finding - what became of one assumption
 * @row: its row, the first one of alternatives
 * @found: what the kernel has: a prototype, or "8 bytes at offset 16"; NULL if it has nothing
 * @wrong: a line that says what is wrong, and ends with 0; NULL if nothing is
 */
struct pax_finding {
	const struct pax_assumption *row;
	const char *found, *wrong;
};

/**
 * struct pax_proof - what one comparison needs
 * @btf: the types of the kernel
 * @table: the assumptions, which pax_table_error() has nothing against
 * @num: how many rows it has
 * @report: called for each assumption, in the order of the table
 * @assumed: how many assumptions there are; alternatives count once
 * @failed: how many of them do not hold
 * @letters: which names can be in the table, by a hash of their first letters
 * @compared: how many types had a name of the table
 * @id: by rows of the table, the type that decides; 0 if this kernel has none
 * @held: and whether the assumption holds
 * @found: see struct pax_finding
 * @line: likewise
 */
struct pax_proof {
	const struct pax_btf *btf;
	const struct pax_assumption *table;
	u32 num;
	void (*report)(const struct pax_finding *finding);
	u32 assumed, failed;
	u32 letters[32];
	u32 compared;
	u32 id[PAX_ASSUMPTIONS_MAX];
	bool held[PAX_ASSUMPTIONS_MAX];
	char found[PAX_PROTOTYPE_MAX];
	char line[PAX_PROOF_LINE];
};

const char *pax_table_error(const struct pax_assumption *table, size_t size);
bool pax_prove(struct pax_proof *proof);

#endif /* PAX_PROVE_H */
