/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * MPROTECT: no memory that is writable and executable, at once or in turn.
 */
#ifndef PAX_MPROTECT_H
#define PAX_MPROTECT_H

#include <linux/mm.h>
#include <linux/types.h>

/**
 * pax_mprotect_kernel_decides - tell whether the kernel alone decides a change of protection
 * @vma: the mapping
 * @vm_flags: flags asked for
 *
 * That is so for a mapping without a file that lacks one of the MAY bits: MPROTECT has decided
 * about it by these bits, which the kernel obeys.
 *
 * Context: any; the mm's mmap lock is held for writing.
 * Return: true if MPROTECT has nothing to decide.
 */
static inline bool pax_mprotect_kernel_decides(const struct vm_area_struct *vma,
					       unsigned long vm_flags)
{
	return !vma->vm_file &&
	       (vm_flags & (VM_MAYWRITE | VM_MAYEXEC)) != (VM_MAYWRITE | VM_MAYEXEC);
}

bool pax_mprotect_denies(const struct vm_area_struct *vma, unsigned long prot);

#endif /* PAX_MPROTECT_H */
