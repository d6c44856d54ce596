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

enum pax_assumed { PAX_ASSUMES_FUNCTION, PAX_ASSUMES_TRACEPOINT, PAX_ASSUMES_MEMBER };

/**
 * struct pax_assumption - one thing that the module assumes of the kernel
 * @what: of which kind it is, an enum pax_assumed
 * @offset: of a member: where it is in its structure, in bytes
 * @size: of a member: its size in bytes
 * @name: of a function or a tracepoint, or STRUCTURE.MEMBER
 * @prototype: that of the function, or of the functions that the tracepoint calls, as
 *	pax_btf_prototype() writes it; other rows with the same name are alternatives
 *
 * The build reads this out of the object file, so there are no pointers.
 */
struct pax_assumption {
	u32 what, offset, size;
	char name[52];
	char prototype[PAX_PROTOTYPE_MAX];
};

/**
 * struct pax_proof - what one comparison needs
 * @btf: the types of the kernel
 * @table: the assumptions
 * @num: how many there are, at most PAX_ASSUMPTIONS_MAX
 * @report: called with a line about each assumption that does not hold; the line ends with 0
 * @reported: how often it was called
 * @letters: which names can be in the table, by a hash of their first letters
 * @found: by rows of the table, which of them this kernel has
 * @held: and which of them hold
 * @offset: and where those members are that do not hold
 * @size: and their size
 * @prototype: that of one function
 * @line: see @report
 */
struct pax_proof {
	const struct pax_btf *btf;
	const struct pax_assumption *table;
	u32 num;
	void (*report)(const char *line);
	u32 reported;
	u32 letters[32];
	bool found[PAX_ASSUMPTIONS_MAX], held[PAX_ASSUMPTIONS_MAX];
	u32 offset[PAX_ASSUMPTIONS_MAX], size[PAX_ASSUMPTIONS_MAX];
	char prototype[PAX_PROTOTYPE_MAX];
	char line[PAX_PROOF_LINE];
};

bool pax_prove(struct pax_proof *proof);

#endif /* PAX_PROVE_H */
