/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads the ELF headers of a mapped file: text relocations and RELRO.
 */
#ifndef PAX_ELF_HEADERS_H
#define PAX_ELF_HEADERS_H

#include <linux/types.h>

struct file;
struct vm_area_struct;

bool pax_elf_has_textrel(struct file *file);
bool pax_elf_in_relro(const struct vm_area_struct *vma, unsigned long start, unsigned long end);

#endif /* PAX_ELF_HEADERS_H */
