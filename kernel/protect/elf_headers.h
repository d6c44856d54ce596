/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the ELF headers of a mapped file say.
 */
#ifndef PAX_OBJECT_H
#define PAX_OBJECT_H

#include <linux/types.h>

struct file;
struct vm_area_struct;

bool pax_object_has_textrel(struct file *file);
bool pax_object_in_relro(const struct vm_area_struct *vma, unsigned long start, unsigned long end);

#endif /* PAX_OBJECT_H */
