/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hook engine: attaches the table of hooks to the kernel's functions.
 */
#ifndef PAX_PROBE_H
#define PAX_PROBE_H

#include <linux/types.h>

/* Longest cause of not being armed, with its NUL. */
#define PAX_CAUSE_MAX 64

int pax_probe_attach(void);
void pax_probe_detach(void);
bool pax_probe_cause(char cause[PAX_CAUSE_MAX]);

#endif /* PAX_PROBE_H */
