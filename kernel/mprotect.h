/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MPROTECT: no memory that is writable and executable, at once or in turn.
 */
#ifndef PAX_MPROTECT_H
#define PAX_MPROTECT_H

#include <linux/types.h>

struct vm_area_struct;

bool pax_mprotect_denies(const struct vm_area_struct *vma, unsigned long prot);

#endif /* PAX_MPROTECT_H */
