/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The options of the setting "strict": one is stricter than PaX, one is weaker than its defaults.
 */
#ifndef PAX_STRICT_H
#define PAX_STRICT_H

#include <linux/types.h>

struct file;
struct vm_area_struct;

bool pax_strict_map(struct file *file, unsigned long asked, unsigned long *vm_flags);
bool pax_strict_protect(const struct vm_area_struct *vma, unsigned long *vm_flags);

#endif /* PAX_STRICT_H */
