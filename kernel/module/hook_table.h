/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of hooks in the kernel's functions: attaches, detaches and checks all of them.
 */
#ifndef PAX_HOOK_TABLE_H
#define PAX_HOOK_TABLE_H

#include <linux/types.h>

/* Longest cause of not being armed, with its NUL. */
#define PAX_CAUSE_MAX 64

int pax_hooks_attach(void);
void pax_hooks_detach(void);
bool pax_hooks_cause(char cause[PAX_CAUSE_MAX]);

#endif /* PAX_HOOK_TABLE_H */
