/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parses marks and turns them into the flags of a process. Pure: no kernel object, no
 * allocation, no lock. paxctl-ng compiles the same source, so the tool and the kernel agree on
 * what a mark does.
 */
#ifndef PAX_MARK_H
#define PAX_MARK_H

#ifdef __KERNEL__
#include <linux/types.h>
#include <linux/errno.h>
#else
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#endif
#include <linux/pax.h>

/**
 * struct pax_mark - the parsed mark of an executable
 * @on: bits of PAX_*, the letters in upper case
 * @off: bits of PAX_*, the letters in lower case; disjoint from @on
 */
struct pax_mark {
	unsigned int on;
	unsigned int off;
};

int pax_mark_parse(const char *value, size_t len, struct pax_mark *mark);
unsigned int pax_mark_resolve(const struct pax_mark *mark, bool softmode, unsigned int defaults);
bool pax_mark_contradicts(unsigned int flags);
bool pax_mark_weakens(unsigned int marked, unsigned int unmarked);
int pax_flags_parse(const char *text, unsigned int *flags);
void pax_flags_format(unsigned int flags, char text[PAX_FLAGS_NUM + 1]);

#endif /* PAX_MARK_H */
