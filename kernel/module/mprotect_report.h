/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reports changes of protection that the kernel will refuse because of the MAY bits that MPROTECT
 * has taken from a mapping.
 */
#ifndef PAX_MPROTECT_REPORT_H
#define PAX_MPROTECT_REPORT_H

#include <linux/mm.h>
#include <linux/preempt.h>

#include "base/compat.h"

/**
 * pax_mprotect_is_plain - quickly recognize a request that the kernel does not refuse for MPROTECT
 * @mm: the current one
 * @start: as in mprotect(2)
 * @len: as in mprotect(2)
 * @prot: as in mprotect(2)
 *
 * The request asks for writing, and lies in one mapping that may be written. Another thread can
 * change that; see pax_mprotect_report_refusal(). RCU frees mappings, and waits for code that
 * cannot be preempted.
 *
 * Context: any.
 * Return: true if so; false if a full check is needed.
 */
static __always_inline bool pax_mprotect_is_plain(struct mm_struct *mm, unsigned long start,
						  unsigned long len, unsigned long prot)
{
	const struct vm_area_struct *vma;
	bool plain;

	if (!PAX_VMA_IS_RCU || (prot & VM_EXEC))
		return false;
	start = untagged_addr(start);
	preempt_disable();
	vma = vma_lookup(mm, start);
	plain = vma && READ_ONCE(vma->vm_end) - start >= len && (vma->vm_flags & VM_MAYWRITE);
	preempt_enable();
	return plain;
}

void pax_mprotect_report_refusal(unsigned long start, unsigned long len, unsigned long prot);

#endif /* PAX_MPROTECT_REPORT_H */
