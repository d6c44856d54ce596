// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takes the mmap lock within a bounded time, and reads memory of the current task; see vma.h.
 */
#include <linux/delay.h>
#include <linux/highmem.h>
#include <linux/hugetlb.h>
#include <linux/jiffies.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>
#include <linux/userfaultfd_k.h>
#include <linux/workqueue.h>

#include "settings/settings.h"
#include "protect/vma.h"

/* How often a page is faulted in that is evicted again. */
#define TRIES 3

/* Kills a task that waits for a lock for too long. */
struct deadline {
	struct delayed_work work;
	struct task_struct *task;
};

static void kill_late(struct work_struct *work)
{
	struct deadline *deadline = container_of(to_delayed_work(work), struct deadline, work);

	send_sig(SIGKILL, deadline->task, 1);
}

/*
 * Waiting in the queue of the lock has no time limit, but SIGKILL ends it. A task that only polls
 * may never get the lock if other threads always wait in the queue.
 */
static bool lock_in_queue(struct mm_struct *mm, unsigned long delay)
{
	struct deadline deadline = { .task = current };
	bool held;

	INIT_DELAYED_WORK_ONSTACK(&deadline.work, kill_late);
	queue_delayed_work(system_highpri_wq, &deadline.work, delay);
	held = !mmap_read_lock_killable(mm);
	cancel_delayed_work_sync(&deadline.work);
	destroy_delayed_work_on_stack(&deadline.work);
	return held;
}

static bool lock_by_polling(struct mm_struct *mm, unsigned long until)
{
	while (!mmap_read_trylock(mm)) {
		if (time_after_eq(jiffies, until))
			return false;
		usleep_range(20, 100);
	}
	return true;
}

/**
 * pax_mmap_read_lock - take the mmap lock for reading, within a bounded time
 * @mm: the current one
 * @until: the end of that time, in jiffies; not in the future: try once
 *
 * When the time is over the process gets SIGKILL, as it would without the information that the
 * lock is needed for. In permissive mode it does not, and the time has no limit. A task that has
 * been killed already cannot wait in the queue, so it polls.
 *
 * Context: process context; may sleep if @until is in the future.
 * Return: true if the lock is held.
 */
bool pax_mmap_read_lock(struct mm_struct *mm, unsigned long until)
{
	long left = until - jiffies;

	if (mmap_read_trylock(mm))
		return true;
	if (left <= 0)
		return false;
	if (fatal_signal_pending(current))
		return lock_by_polling(mm, until);
	if (pax_permissive())
		return !mmap_read_lock_killable(mm);
	return lock_in_queue(mm, left);
}

/* What to do about a page that cannot be read directly. */
enum remedy { NONE, BRING_IN, COPY };

/*
 * A page of anonymous memory may have been swapped out; bringing it in waits only for the kernel
 * and its swap. A page of a file may have to come from a FUSE server, and a page under userfaultfd
 * from a thread of the program; such a page is read only if it is in memory.
 */
static enum remedy remedy_for(struct vm_area_struct *vma)
{
	if (!vma || !(vma->vm_flags & VM_READ) || is_vm_hugetlb_page(vma))
		return NONE;
	if (vma_is_anonymous(vma) && vma->anon_vma && !(vma->vm_flags & VM_SHARED) &&
	    !userfaultfd_armed(vma))
		return BRING_IN;
	return COPY;
}

/*
 * A page can be in memory and yet fault: on processors without a hardware access flag (ARM), or if
 * the kernel samples who uses it (NUMA balancing).
 */
static bool copy_resident(void *to, unsigned long from, size_t size)
{
	struct page *page;
	void *at;

	if (!pax_get_resident_page(from, &page))
		return false;
	at = kmap_local_page(page);
	memcpy(to, at + offset_in_page(from), size);
	kunmap_local(at);
	put_page(page);
	return true;
}

/* Returns the remedy that succeeded, or NONE. */
static enum remedy apply_remedy(void *to, unsigned long from, size_t size, unsigned long until)
{
	struct mm_struct *mm = current->mm;
	enum remedy remedy;

	if (PAX_VMA_IS_RCU) {
		rcu_read_lock();
		remedy = remedy_for(vma_lookup(mm, from));
		rcu_read_unlock();
		if (remedy == NONE)
			return NONE;
	}
	if (!pax_mmap_read_lock(mm, until))
		return NONE;
	remedy = remedy_for(vma_lookup(mm, from));
	/* Without FAULT_FLAG_ALLOW_RETRY the fault does not drop the lock. */
	if ((remedy == BRING_IN && fixup_user_fault(mm, from, 0, NULL)) ||
	    (remedy == COPY && !copy_resident(to, from, size)))
		remedy = NONE;
	mmap_read_unlock(mm);
	return remedy;
}

/* Reads memory that lies within one page. */
static bool read_part(void *to, unsigned long from, size_t size, unsigned long until)
{
	unsigned int n;

	for (n = 0; n <= TRIES; n++) {
		if (!copy_from_user_nofault(to, (const void __user *)from, size))
			return true;
		switch (apply_remedy(to, from, size, until)) {
		case NONE:
			return false;
		case COPY:
			return true;
		case BRING_IN:
			break;
		}
	}
	return false;
}

/**
 * pax_read_memory - read memory of the current task without waiting for what the task controls
 * @to: the buffer
 * @from: the address in user space
 * @size: how many bytes
 * @until: the end of the time for the mmap lock, if that is needed; see pax_mmap_read_lock()
 *
 * Context: process context, may sleep.
 * Return: how many bytes were read, up to a page that cannot be.
 */
size_t pax_read_memory(void *to, unsigned long from, size_t size, unsigned long until)
{
	size_t done = 0, part;

	might_sleep();
	while (done < size) {
		part = min_t(size_t, size - done, PAGE_SIZE - offset_in_page(from + done));
		if (!read_part(to + done, from + done, part, until))
			break;
		done += part;
	}
	return done;
}

/**
 * pax_vma_area - name a mapping without a file as PaX does: "<heap>"
 * @vma: the mapping
 *
 * For reports only, not for decisions: a process can move the bounds of its heap.
 *
 * Context: the mm's mmap lock is held.
 * Return: a static string.
 */
const char *pax_vma_area(const struct vm_area_struct *vma)
{
	const struct mm_struct *mm = vma->vm_mm;

	if (vma->vm_flags & VM_GROWSDOWN)
		return "<stack>";
	if (vma->vm_start < mm->brk && vma->vm_end > mm->start_brk)
		return "<heap>";
	return "<anonymous mapping>";
}
