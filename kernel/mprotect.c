// SPDX-License-Identifier: GPL-2.0-only
/*
 * MPROTECT: adapters between the kernel's functions and the decisions of policy.c.
 *
 * Each hook stands at the entry of a function that takes protections as an
 * argument. It edits that argument, or has the function replaced by one that only
 * returns the error. Nothing here sleeps or waits for a lock; a denial is put into words
 * later, from task work.
 */
#include <linux/magic.h>
#include <linux/maple_tree.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/task_work.h>
#include <uapi/linux/shm.h>

#include "arch/regs.h"
#include "mm_flags.h"
#include "mprotect.h"
#include "pageexec.h"
#include "policy.h"
#include "report.h"
#include "settings.h"
#include "strict.h"

/* How far from a mapping its object's text is looked for, in mappings. */
#define NEAR_MAX 64
/* How many mappings of one request are looked at, to report a refusal, without sleeping. */
#define LOOK_MAX 64

/*
 * What the replaced functions return. They take no argument, which is fine in the
 * calling conventions of all architectures here, and never sleep.
 */
static noinline long return_eperm(void)
{
	return -EPERM;
}

static noinline long return_eacces(void)
{
	return -EACCES;
}

static noinline long return_einval(void)
{
	return -EINVAL;
}

/*
 * Private huge pages of an executable mapping would be the program's own on the first
 * read, and without VM_MAYWRITE 6.12 then loops in process_vm_readv() after a fork. No
 * program can have put code there, so nothing is lost by refusing.
 */
static bool is_private_huge(const struct file *file, unsigned long vm_flags)
{
	return file && file_inode(file)->i_sb->s_magic == HUGETLBFS_MAGIC &&
	       (vm_flags & (VM_EXEC | VM_SHARED)) == VM_EXEC;
}

/*
 * A new mapping: both functions that make one take the protections as argument
 * three, and on both -EPERM is an error (a pointer that IS_ERR() for one of them).
 */
static int decide_map(struct pt_regs *regs, unsigned int flags, struct file *file, u64 offset)
{
	unsigned long vm_flags, asked;

	if (!(flags & PAX_MPROTECT))
		return 0;
	asked = pax_arg(regs, 3);
	vm_flags = asked;
	if (pax_policy_map(flags, &vm_flags) || is_private_huge(file, vm_flags) ||
	    !pax_strict_map(file, asked, &vm_flags)) {
		struct pax_subject subject = { .file = file,
					       .area = "<anonymous mapping>",
					       .addr = pax_arg(regs, 1),
					       .size = pax_arg(regs, 2),
					       .offset = offset,
					       .prot = vm_flags & PAX_VM_ACCESS };

		pax_report(PAX_EV_MMAP_DENIED, &subject);
		return pax_permissive() ? 0 : pax_redirect(regs, return_eperm);
	}
	if (!pax_permissive())
		pax_set_arg(regs, 3, vm_flags);
	return 0;
}

/**
 * hook_mmap_region - every mapping that a program or the loader makes
 * @regs: registers at the entry of mmap_region(file, addr, len, vm_flags, ...)
 *
 * Context: atomic; the mm's mmap lock is held for writing.
 * Return: 0, or 1 to have the mapping refused with -EPERM.
 */
int hook_mmap_region(struct pt_regs *regs)
{
	return decide_map(regs, pax_mm_flags(current->mm), (struct file *)pax_arg(regs, 0),
			  (u64)pax_arg(regs, 4) << PAGE_SHIFT);
}

/**
 * hook_install_special_mapping - mappings that the kernel makes: vdso and kin
 * @regs: registers at the entry of _install_special_mapping(mm, addr, len, vm_flags, spec)
 *
 * Context: atomic; the mm's mmap lock is held for writing.
 * Return: 0, or 1 to have the mapping refused with -EPERM.
 */
int hook_install_special_mapping(struct pt_regs *regs)
{
	return decide_map(regs, pax_mm_flags((struct mm_struct *)pax_arg(regs, 0)), NULL, 0);
}

/**
 * hook_vm_brk_flags - a program's bss
 * @regs: registers at the entry of vm_brk_flags(addr, len, flags)
 *
 * Context: atomic.
 * Return: 0, the kernel goes on.
 */
int hook_vm_brk_flags(struct pt_regs *regs)
{
	unsigned int flags = pax_mm_flags(current->mm);
	unsigned long vm_flags = pax_arg(regs, 2);

	if (!pax_permissive()) {
		pax_policy_brk(flags, &vm_flags);
		pax_set_arg(regs, 2, vm_flags);
	}
	return 0;
}

/**
 * hook_do_shmat - System V shared memory
 * @regs: registers at the entry of do_shmat(shmid, shmaddr, shmflg, ...)
 *
 * Context: atomic.
 * Return: 0, or 1 to have the request refused with -EINVAL.
 */
int hook_do_shmat(struct pt_regs *regs)
{
	unsigned long shmflg = pax_arg(regs, 2);
	struct pax_subject subject = { .area = "<System V shared memory>",
				       .addr = pax_arg(regs, 1),
				       .prot = PAX_VM_READ | PAX_VM_EXEC };

	if (!pax_policy_shmat(pax_mm_flags(current->mm), shmflg & SHM_EXEC))
		return 0;
	if (!(shmflg & SHM_RDONLY))
		subject.prot |= PAX_VM_WRITE;
	pax_report(PAX_EV_SHMAT_DENIED, &subject);
	return pax_permissive() ? 0 : pax_redirect(regs, return_einval);
}

/*
 * True while exec sets the stack up. The kernel marks it with two hints that
 * madvise() never sets together.
 */
static bool is_new_stack(const struct vm_area_struct *vma)
{
	return (vma->vm_flags & VM_STACK_INCOMPLETE_SETUP) == VM_STACK_INCOMPLETE_SETUP;
}

/* Tells whether two mappings are of one file. */
static bool same_file(const struct vm_area_struct *a, const struct vm_area_struct *b)
{
	return b && b->vm_file && file_inode(a->vm_file) == file_inode(b->vm_file);
}

/* Private pages of a file: what a loaded object's data is. */
static bool is_private_data(const struct vm_area_struct *vma)
{
	return vma->vm_file && vma->anon_vma && !(vma->vm_flags & VM_SHARED);
}

static bool is_sealed(const struct vm_area_struct *vma)
{
	return is_private_data(vma) && pax_policy_sealed(vma->vm_flags);
}

static bool is_noexec(const struct file *file)
{
	return (file->f_path.mnt->mnt_flags & MNT_NOEXEC) ||
	       (file_inode(file)->i_sb->s_iflags & SB_I_NOEXEC);
}

/* Tells whether a mapping is text of this one's file. */
static bool is_own_text(const struct vm_area_struct *vma, const struct vm_area_struct *near)
{
	return same_file(vma, near) && (near->vm_flags & VM_EXEC);
}

/*
 * Tells whether the file of a mapping is mapped executable nearby. Between the segments of
 * an object that the kernel loads there may be holes, and in them the vdso, or whatever
 * else was mapped later; so other mappings in between mean nothing.
 */
static bool has_text_near(const struct vm_area_struct *vma)
{
	MA_STATE(mas, &vma->vm_mm->mm_mt, vma->vm_start, vma->vm_start);
	const struct vm_area_struct *near;
	unsigned int n;

	near = mas_prev(&mas, 0);
	for (n = 0; near && n < NEAR_MAX; n++, near = mas_prev(&mas, 0))
		if (is_own_text(vma, near))
			return true;
	mas_set(&mas, vma->vm_end);
	near = mas_find(&mas, ULONG_MAX);
	for (n = 0; near && n < NEAR_MAX; n++, near = mas_find(&mas, ULONG_MAX))
		if (is_own_text(vma, near))
			return true;
	return false;
}

/* Tells whether private data of a file is the head of a segment of a loaded object. */
static noinline bool is_head(struct vm_area_struct *vma)
{
	MA_STATE(mas, &vma->vm_mm->mm_mt, vma->vm_start, vma->vm_start);
	struct vm_area_struct *before = mas_prev(&mas, 0);

	if (same_file(vma, before) && before->vm_end == vma->vm_start &&
	    before->vm_pgoff + vma_pages(before) == vma->vm_pgoff &&
	    ((before->vm_flags & VM_WRITE) || is_sealed(before)))
		return false;
	return has_text_near(vma);
}

/*
 * Tells whether this change of protection is the dynamic loader's, sealing RELRO: it
 * takes writing from the head of a segment of a loaded object, that is of a file that
 * is mapped executable nearby. What lies behind RELRO in its segment is not the head, so
 * data made read-only is not sealed.
 */
static bool is_sealing(struct vm_area_struct *vma, unsigned long start, unsigned long vm_flags)
{
	return (vm_flags & VM_ACCESS_FLAGS) == VM_READ && (vma->vm_flags & VM_WRITE) &&
	       start == vma->vm_start && is_private_data(vma) && !is_noexec(vma->vm_file) &&
	       is_head(vma);
}

/* A refused change of the part of a mapping that lies between two addresses; by whom. */
static void report_protect(const struct vm_area_struct *vma, unsigned long start, unsigned long end,
			   unsigned long vm_flags, bool by_kernel)
{
	struct pax_subject subject = { .file = vma->vm_file,
				       .area = pax_vma_area(vma),
				       .prot = vm_flags & PAX_VM_ACCESS,
				       .had = vma->vm_flags & PAX_VM_ACCESS,
				       .refused = by_kernel };

	subject.addr = max(start, vma->vm_start);
	subject.size = min(end, vma->vm_end) - subject.addr;
	subject.offset = ((u64)vma->vm_pgoff << PAGE_SHIFT) + (subject.addr - vma->vm_start);
	pax_report(PAX_EV_MPROTECT_DENIED, &subject);
}

/**
 * hook_mprotect_fixup - one mapping is about to change its protection
 * @regs: registers at the entry of mprotect_fixup()
 *
 * Also the one place where exec gives the stack its protection. Edits only the
 * argument, never the mapping: it may be about to be split, and in 6.12 changing
 * its flags takes a lock that sleeps.
 *
 * Context: atomic; the mm's mmap lock is held for writing.
 * Return: 0, or 1 to have the change refused with -EACCES.
 */
int hook_mprotect_fixup(struct pt_regs *regs)
{
	struct vm_area_struct *vma = (struct vm_area_struct *)pax_arg(regs, PAX_ARG_FIXUP_VMA);
	unsigned int flags = pax_mm_flags(vma->vm_mm);
	unsigned long vm_flags = pax_arg(regs, PAX_ARG_FIXUP_FLAGS);

	if (!flags)
		return 0;
	if (is_new_stack(vma)) {
		pax_policy_stack(flags, &vm_flags);
	} else if (pax_policy_protect(flags, vma->vm_flags, is_sealed(vma), &vm_flags)) {
		if (!pax_strict_protect(vma, &vm_flags)) {
			report_protect(vma, pax_arg(regs, PAX_ARG_FIXUP_START),
				       pax_arg(regs, PAX_ARG_FIXUP_END), vm_flags, false);
			return pax_permissive() ? 0 : pax_redirect(regs, return_eacces);
		}
	} else if (is_sealing(vma, pax_arg(regs, PAX_ARG_FIXUP_START), vm_flags)) {
		pax_policy_seal(flags, &vm_flags);
	}
	if (!pax_permissive())
		pax_set_arg(regs, PAX_ARG_FIXUP_FLAGS, vm_flags);
	return 0;
}

/*
 * Tells whether the kernel will refuse a request because of the bits that we took from
 * the mapping, and not for a reason of its own: it takes MAYEXEC itself where a file
 * system is mounted noexec, and MAYWRITE from shared mappings of what may not be
 * written, which with MPROTECT then lack both.
 */
static bool lacks_for_us(const struct vm_area_struct *vma, unsigned long prot)
{
	if ((prot & VM_EXEC) && !(vma->vm_flags & VM_MAYEXEC))
		return !vma->vm_file || !is_noexec(vma->vm_file);
	return (prot & VM_WRITE) && !(vma->vm_flags & VM_MAYWRITE) && (vma->vm_flags & VM_MAYEXEC);
}

/* A request for another protection. */
struct request {
	struct callback_head work;
	unsigned long start, end, prot;
};

/*
 * Tells at little cost that the kernel will not refuse a request because of us: it is for
 * writing, to part of one mapping that may be written. That can change meanwhile; see below.
 */
static bool is_plain(struct mm_struct *mm, const struct request *request)
{
	const struct vm_area_struct *vma;
	bool plain;

	if (!PAX_VMA_IS_RCU || (request->prot & VM_EXEC))
		return false;
	rcu_read_lock();
	vma = vma_lookup(mm, request->start);
	plain = vma && READ_ONCE(vma->vm_end) >= request->end && (vma->vm_flags & VM_MAYWRITE);
	rcu_read_unlock();
	return plain;
}

/*
 * Reports the first mapping of a request that the kernel refuses, up to the first that
 * another hook does, and tells of, or the first hole. Before the request or after it: what
 * is refused stays as it is, and what is not lacks nothing. Returns false if that took more
 * than so many mappings.
 */
static bool look(struct mm_struct *mm, const struct request *request, unsigned int most)
{
	unsigned long at = request->start, vm_flags;
	unsigned int flags = pax_mm_flags(mm), n;
	struct vm_area_struct *vma;

	for (n = 0; at < request->end; n++, at = vma->vm_end) {
		if (n == most)
			return false;
		vma = find_vma(mm, at);
		if (!vma || vma->vm_start > at)
			return true;
		if (lacks_for_us(vma, request->prot)) {
			report_protect(vma, at, request->end, request->prot, true);
			return true;
		}
		vm_flags = (vma->vm_flags & ~VM_ACCESS_FLAGS) | request->prot;
		if (!pax_permissive() &&
		    pax_policy_protect(flags, vma->vm_flags, is_sealed(vma), &vm_flags))
			return true;
	}
	return true;
}

static void look_again(struct callback_head *work)
{
	struct request *request = container_of(work, struct request, work);
	struct mm_struct *mm = current->mm;

	might_sleep();
	/* A task that exits has none, and nothing of its request either. */
	if (mm) {
		mmap_read_lock(mm);
		look(mm, request, UINT_MAX);
		mmap_read_unlock(mm);
	}
	kfree(request);
	module_put(THIS_MODULE);
}

/*
 * Has a look taken that may sleep, before the task is back in user space: other threads
 * that keep the mmap lock busy, or many mappings, must not hide a denial.
 */
static void look_later(const struct request *request)
{
	struct request *copy;

	if (!try_module_get(THIS_MODULE))
		return;
	copy = kmemdup(request, sizeof(*request), GFP_NOWAIT | __GFP_NOWARN);
	if (copy) {
		init_task_work(&copy->work, look_again);
		if (!task_work_add(current, &copy->work, TWA_RESUME))
			return;
	}
	kfree(copy);
	module_put(THIS_MODULE);
}

/**
 * hook_do_mprotect_pkey - a program asks for another protection
 * @regs: registers at the entry of PAX_SYM_MPROTECT (start, len, prot)
 *
 * Takes READ_IMPLIES_EXEC away before it counts. What the MAY bits forbid is refused by the
 * kernel before any later hook could see it, in permissive mode as well if the bits were
 * taken before; this looks ahead, only to report. A change of the same mapping by another
 * thread in between can cost a line in the log, nothing else.
 *
 * Context: atomic.
 * Return: 0, the kernel goes on.
 */
int hook_do_mprotect_pkey(struct pt_regs *regs)
{
	struct mm_struct *mm = current->mm;
	struct request request;
	bool seen;

	pax_drop_read_implies_exec();
	request.prot = pax_mprotect_arg(regs, 2) & VM_ACCESS_FLAGS;
	if (!(pax_mm_flags(mm) & PAX_MPROTECT) || !(request.prot & (VM_WRITE | VM_EXEC)))
		return 0;
	request.start = untagged_addr(pax_mprotect_arg(regs, 0));
	request.end = request.start + PAGE_ALIGN(pax_mprotect_arg(regs, 1));
	if (!PAGE_ALIGNED(request.start) || request.end <= request.start ||
	    is_plain(mm, &request))
		return 0;
	seen = mmap_read_trylock(mm);
	if (seen) {
		seen = look(mm, &request, LOOK_MAX);
		mmap_read_unlock(mm);
	}
	if (!seen)
		look_later(&request);
	return 0;
}
