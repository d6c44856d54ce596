/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For a module only: sees what the kernel is about to refuse.
 */
#ifndef PAX_AHEAD_H
#define PAX_AHEAD_H

void pax_mprotect_ahead(unsigned long start, unsigned long len, unsigned long prot);

#endif /* PAX_AHEAD_H */
