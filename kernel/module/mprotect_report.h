/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For a module only: sees what the kernel is about to refuse.
 */
#ifndef PAX_MPROTECT_REPORT_H
#define PAX_MPROTECT_REPORT_H

#include <linux/mm.h>
#include <linux/preempt.h>

#include "base/compat.h"

/**
 * pax_mprotect_is_plain - tell at little cost that the kernel will not refuse a request for us
 * @mm: the current one
 * @start: as in mprotect(2)
 * @len: as in mprotect(2)
 * @prot: as in mprotect(2)
 *
 * It is for writing, to part of one mapping that may be written. That can change meanwhile;
 * see pax_mprotect_report_refusal(). RCU, which frees mappings, waits for whoever cannot be
 * preempted.
 *
 * Context: any.
 * Return: true if so; false if that needs a closer look.
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
