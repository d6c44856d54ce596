// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes to text that do not go through a mapping of the process itself. MPROTECT has taken
 * VM_MAYWRITE from the mapping.
 *
 * The kernel refuses writes by a tracer or through /proc/PID/mem, which are only reported here. It
 * does not refuse breakpoints of uprobes: 6.12 puts a page of its own into the mapping, and after
 * a fork loops when somebody reads that page; 7.3 warns and refuses. So they are skipped here.
 */
#include <linux/file.h>
#include <linux/mm.h>
#include <linux/pax.h>
#include <linux/sched/mm.h>

#include "base/compat.h"
#include "base/mm_flags.h"
#include "protect/vma.h"
#include "rules/policy.h"
#include "report/report.h"

/* Tells whether a mapping lacks the right to be written because of MPROTECT. */
static bool lacks_write(unsigned long vm_flags)
{
	return (vm_flags & (VM_MAYEXEC | VM_MAYWRITE | VM_WRITE)) == VM_MAYEXEC;
}

/*
 * Fills in the mapping at an address; returns false if MPROTECT does not keep it from being
 * written. Another thread that holds the mmap lock must not hide the denial: without the lock, the
 * flags are read under RCU on kernels where RCU frees mappings, and the name is left out.
 */
static bool find_text(struct mm_struct *mm, struct pax_subject *subject)
{
	struct vm_area_struct *vma;
	unsigned long vm_flags = 0;

	if (mmap_read_trylock(mm)) {
		vma = vma_lookup(mm, subject->addr);
		if (vma) {
			vm_flags = vma->vm_flags;
			subject->area = pax_vma_area(vma);
			subject->offset = ((u64)vma->vm_pgoff << PAGE_SHIFT) +
					  (subject->addr - vma->vm_start);
			subject->file = vma->vm_file ? get_file(vma->vm_file) : NULL;
		}
		mmap_read_unlock(mm);
	} else if (PAX_VMA_IS_RCU) {
		rcu_read_lock();
		vma = vma_lookup(mm, subject->addr);
		vm_flags = vma ? vma->vm_flags : 0;
		rcu_read_unlock();
		subject->area = "<unknown mapping>";
	}
	subject->had = vm_flags & PAX_VM_ACCESS;
	return lacks_write(vm_flags);
}

/**
 * pax_on_access_remote_vm - another process is about to read or write memory of a process
 * @mm: the mm of the latter
 * @addr: the address
 * @len: how many bytes, up to the end of the page at most
 * @gup_flags: FOLL_* of the kernel's
 *
 * PaX's MPROTECT: text that was never writable cannot be written by a debugger either. The
 * kernel answers EIO.
 *
 * Context: atomic or not.
 */
void pax_on_access_remote_vm(struct mm_struct *mm, unsigned long addr, int len,
			     unsigned int gup_flags)
{
	struct pax_subject subject = {
		.addr = addr, .size = len, .prot = PAX_VM_WRITE, .refused = true
	};

	if (!(gup_flags & FOLL_WRITE) || !(pax_mm_flags(mm) & PAX_MPROTECT))
		return;
	if (find_text(mm, &subject)) {
		subject.target = pax_exe_file(mm);
		pax_report(PAX_EV_WRITE_DENIED, &subject);
		if (subject.target)
			fput(subject.target);
	}
	if (subject.file)
		fput(subject.file);
}

/**
 * pax_on_uprobe_write - the kernel is about to put a breakpoint into a process or to remove it
 * @mm: the mm of the process
 * @addr: where
 * @sets: it puts it there
 *
 * PaX's MPROTECT: text that was never writable is not written, by the kernel either. The uprobe
 * stays registered, and fires in all other processes: if one protected process could fail it, no
 * library could be traced. Who registers it gets a report of each process that is left out.
 *
 * Context: atomic or not; the mm's mmap lock is held.
 * Return: true if nothing is to be written.
 */
bool pax_on_uprobe_write(struct mm_struct *mm, unsigned long addr, bool sets)
{
	struct pax_subject subject = { .addr = addr, .size = 1, .prot = PAX_VM_WRITE };
	struct vm_area_struct *vma;

	if (!(pax_mm_flags(mm) & PAX_MPROTECT))
		return false;
	vma = vma_lookup(mm, addr);
	if (!vma || !lacks_write(vma->vm_flags))
		return false;
	/* Not for each program that maps a file with uprobes. */
	if (sets && current->mm != mm) {
		subject.area = pax_vma_area(vma);
		subject.had = vma->vm_flags & PAX_VM_ACCESS;
		subject.offset = ((u64)vma->vm_pgoff << PAGE_SHIFT) + (addr - vma->vm_start);
		subject.file = vma->vm_file;
		subject.target = pax_exe_file(mm);
		pax_report(PAX_EV_WRITE_DENIED, &subject);
		if (subject.target)
			fput(subject.target);
	}
	return true;
}
