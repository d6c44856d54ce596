// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reports changes of protection that the kernel will refuse because of the MAY bits that MPROTECT
 * has taken from a mapping. There is no function to hook where the kernel refuses them, so this
 * checks the mappings at the beginning of the system call.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pax.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/task_work.h>

#include "module/mprotect_report.h"
#include "base/mm_flags.h"
#include "protect/mprotect.h"

/* How many mappings of one request are checked without sleeping. */
#define VMAS_MAX 64

/* A request to change the protection of memory. */
struct request {
	struct callback_head work;
	unsigned long start, end, prot;
};

/*
 * Reports the first mapping of a request that the kernel refuses. Stops at the first one that the
 * hook of mprotect_fixup() refuses and reports, or at a hole. The result is the same before and
 * after the request: a refused mapping does not change, and one that is not refused has its MAY
 * bits. Returns false if there are more mappings than the given number.
 */
static bool report_first_refusal(struct mm_struct *mm, const struct request *request,
				 unsigned int most)
{
	unsigned long at = request->start;
	struct vm_area_struct *vma;
	unsigned int n;

	for (n = 0; at < request->end; n++, at = vma->vm_end) {
		if (n == most)
			return false;
		vma = find_vma(mm, at);
		if (!vma || vma->vm_start > at)
			return true;
		if (pax_on_mprotect_refused(vma, at, request->end, request->prot) ||
		    pax_mprotect_denies(vma, request->prot))
			return true;
	}
	return true;
}

static void report_work(struct callback_head *work)
{
	struct request *request = container_of(work, struct request, work);
	struct mm_struct *mm = current->mm;

	might_sleep();
	/*
	 * An exiting task has no mm, and nothing to report. A killed one must not wait for another
	 * thread that keeps the lock, as it holds a reference to the module.
	 */
	if (mm && !mmap_read_lock_killable(mm)) {
		report_first_refusal(mm, request, UINT_MAX);
		mmap_read_unlock(mm);
	}
	kfree(request);
	module_put(THIS_MODULE);
}

/*
 * Checks in task work, which may sleep, before the task returns to user space: other threads that
 * keep the mmap lock busy, or many mappings, must not hide a denial.
 */
static void report_later(const struct request *request)
{
	struct request *copy;

	if (!try_module_get(THIS_MODULE))
		return;
	copy = kmemdup(request, sizeof(*request), GFP_NOWAIT | __GFP_NOWARN);
	if (copy) {
		init_task_work(&copy->work, report_work);
		if (!task_work_add(current, &copy->work, TWA_RESUME))
			return;
	}
	kfree(copy);
	module_put(THIS_MODULE);
}

static noinline void report_refusal(struct mm_struct *mm, unsigned long start, unsigned long end,
				    unsigned long prot)
{
	struct request request = { .start = start, .end = end, .prot = prot & VM_ACCESS_FLAGS };
	bool seen = mmap_read_trylock(mm);

	if (seen) {
		seen = report_first_refusal(mm, &request, VMAS_MAX);
		mmap_read_unlock(mm);
	}
	if (!seen)
		report_later(&request);
}

/**
 * pax_mprotect_report_refusal - report a change of protection that the kernel will refuse
 * @start: as in mprotect(2)
 * @len: as in mprotect(2)
 * @prot: as in mprotect(2)
 *
 * The kernel checks the MAY bits before any other hook runs, and refuses in permissive mode, too,
 * if the bits were taken before. This only reports. If another thread changes the mapping in
 * between, a log line can be missing; nothing else depends on it.
 *
 * Context: atomic.
 */
void pax_mprotect_report_refusal(unsigned long start, unsigned long len, unsigned long prot)
{
	struct mm_struct *mm = current->mm;
	unsigned long end;

	if (!(pax_mm_flags(mm) & PAX_MPROTECT) || !(prot & (VM_WRITE | VM_EXEC)))
		return;
	if (pax_mprotect_is_plain(mm, start, len, prot))
		return;
	start = untagged_addr(start);
	end = start + PAGE_ALIGN(len);
	if (PAGE_ALIGNED(start) && end > start)
		report_refusal(mm, start, end, prot);
}
