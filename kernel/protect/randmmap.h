/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * RANDMMAP: the address space of a program is more random than the kernel makes it, and the program
 * cannot turn that off or choose addresses.
 */
#ifndef PAX_RANDMMAP_H
#define PAX_RANDMMAP_H

#include <linux/types.h>

struct linux_binprm;

int pax_randmmap_attach(void);
void pax_randmmap_prepare(struct linux_binprm *bprm, unsigned int flags);
bool pax_randomizes(void);
unsigned long pax_randmmap_pie(void);
void pax_randmmap_restore(const struct linux_binprm *bprm);

#endif /* PAX_RANDMMAP_H */
