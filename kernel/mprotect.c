// SPDX-License-Identifier: GPL-2.0-only
/*
 * MPROTECT: adapters between the kernel's functions and the decisions of policy.c.
 *
 * Each hook stands at the entry of a function that takes protections as an
 * argument. It edits that argument, or has the function replaced by one that only
 * returns the error. Nothing here sleeps, takes a lock or allocates; a denial is
 * reported later, from task work.
 */
#include <linux/err.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <uapi/linux/shm.h>

#include "arch/regs.h"
#include "mm_flags.h"
#include "mprotect.h"
#include "pageexec.h"
#include "policy.h"
#include "report.h"
#include "settings.h"

/* How many neighbours of a mapping are looked at; beyond, it counts as sealed. */
#define SEALED_WALK_MAX 64
/* How many mappings of one request are looked at to report a refusal. */
#define REPORT_WALK_MAX 64

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

static void report_mapping(enum pax_event event, struct file *file, const char *area)
{
	struct pax_subject subject = { .file = file, .area = area };

	pax_report(event, &subject);
}

/*
 * A new mapping: both functions that make one take the protections as argument
 * three, and on both -EPERM is an error (a pointer that IS_ERR() for one of them).
 */
static int decide_map(struct pt_regs *regs, unsigned int flags, struct file *file)
{
	unsigned long vm_flags;

	if (!(flags & PAX_MPROTECT))
		return 0;
	vm_flags = pax_arg(regs, 3);
	if (pax_policy_map(flags, &vm_flags)) {
		report_mapping(PAX_EV_MMAP_DENIED, file, "<anonymous mapping>");
		return pax_permissive() ? 0 : pax_redirect(regs, return_eperm);
	}
	if (!pax_permissive())
		pax_set_arg(regs, 3, vm_flags);
	return 0;
}

/**
 * hook_mmap_region - every mapping that a program or the loader makes
 * @p: the probe
 * @regs: registers at the entry of mmap_region(file, addr, len, vm_flags, ...)
 *
 * Context: atomic; the mm's mmap lock is held for writing.
 * Return: 0, or 1 to have the mapping refused with -EPERM.
 */
int hook_mmap_region(struct kprobe *p, struct pt_regs *regs)
{
	return decide_map(regs, pax_mm_flags(current->mm), (struct file *)pax_arg(regs, 0));
}

/**
 * hook_install_special_mapping - mappings that the kernel makes: vdso and kin
 * @p: the probe
 * @regs: registers at the entry of _install_special_mapping(mm, addr, len, vm_flags, spec)
 *
 * Context: atomic; the mm's mmap lock is held for writing.
 * Return: 0, or 1 to have the mapping refused with -EPERM.
 */
int hook_install_special_mapping(struct kprobe *p, struct pt_regs *regs)
{
	return decide_map(regs, pax_mm_flags((struct mm_struct *)pax_arg(regs, 0)), NULL);
}

/**
 * hook_vm_brk_flags - a program's bss
 * @p: the probe
 * @regs: registers at the entry of vm_brk_flags(addr, len, flags)
 *
 * Context: atomic.
 * Return: 0, the kernel goes on.
 */
int hook_vm_brk_flags(struct kprobe *p, struct pt_regs *regs)
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
 * @p: the probe
 * @regs: registers at the entry of do_shmat(shmid, shmaddr, shmflg, ...)
 *
 * Context: atomic.
 * Return: 0, or 1 to have the request refused with -EINVAL.
 */
int hook_do_shmat(struct kprobe *p, struct pt_regs *regs)
{
	if (!pax_policy_shmat(pax_mm_flags(current->mm), pax_arg(regs, 2) & SHM_EXEC))
		return 0;
	report_mapping(PAX_EV_SHMAT_DENIED, NULL, "<System V shared memory>");
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

/* The mapping that ends where @vma begins, if it maps the same file. */
static struct vm_area_struct *same_file_before(struct vm_area_struct *vma)
{
	struct vm_area_struct *prev;

	if (!vma->vm_start)
		return NULL;
	prev = find_vma(vma->vm_mm, vma->vm_start - 1);
	if (!prev || prev->vm_end != vma->vm_start || !prev->vm_file ||
	    file_inode(prev->vm_file) != file_inode(vma->vm_file))
		return NULL;
	return prev;
}

static struct vm_area_struct *same_file_after(struct vm_area_struct *vma)
{
	struct vm_area_struct *next = find_vma(vma->vm_mm, vma->vm_end);

	if (!next || next->vm_start != vma->vm_end || !next->vm_file ||
	    file_inode(next->vm_file) != file_inode(vma->vm_file))
		return NULL;
	return next;
}

/*
 * Tells whether @vma is RELRO that the dynamic loader has sealed, by what the
 * mappings look like: a private, written to, now read-only part of a loaded object
 * (a run of adjacent mappings of one file, one of them executable), with nothing
 * writable before it in the same segment. A bit to remember it by would have to be
 * VM_MAYWRITE, and a mapping with private pages must keep that one: without it
 * 6.12 loops in process_vm_readv() after a fork.
 */
static bool is_sealed(struct vm_area_struct *vma)
{
	struct vm_area_struct *at, *next;
	bool linear = true, executable = false;
	unsigned int n = 0;

	if (!vma->vm_file || !vma->anon_vma || (vma->vm_flags & (VM_SHARED | VM_WRITE)))
		return false;
	for (at = vma; (next = same_file_before(at)); at = next) {
		if (++n > SEALED_WALK_MAX)
			return true;
		linear = linear && next->vm_pgoff + vma_pages(next) == at->vm_pgoff;
		if (linear && (next->vm_flags & VM_WRITE))
			return false;
		executable = executable || (next->vm_flags & VM_EXEC);
	}
	for (at = vma; !executable && (next = same_file_after(at)); at = next) {
		if (++n > SEALED_WALK_MAX)
			return true;
		executable = next->vm_flags & VM_EXEC;
	}
	return executable;
}

/**
 * hook_mprotect_fixup - one mapping is about to change its protection
 * @p: the probe
 * @regs: registers at the entry of mprotect_fixup()
 *
 * Also the one place where exec gives the stack its protection. Edits only the
 * argument, never the mapping: it may be about to be split, and in 6.12 changing
 * its flags takes a lock that sleeps.
 *
 * Context: atomic; the mm's mmap lock is held for writing.
 * Return: 0, or 1 to have the change refused with -EACCES.
 */
int hook_mprotect_fixup(struct kprobe *p, struct pt_regs *regs)
{
	struct vm_area_struct *vma = (struct vm_area_struct *)pax_arg(regs, PAX_ARG_FIXUP_VMA);
	unsigned int flags = pax_mm_flags(vma->vm_mm);
	unsigned long vm_flags = pax_arg(regs, PAX_ARG_FIXUP_FLAGS);
	bool sealed;

	if (!flags)
		return 0;
	if (is_new_stack(vma)) {
		pax_policy_stack(flags, &vm_flags);
	} else {
		sealed = (flags & PAX_MPROTECT) && (vm_flags & VM_WRITE) && is_sealed(vma);
		if (pax_policy_protect(flags, vma->vm_flags, sealed, &vm_flags)) {
			report_mapping(PAX_EV_MPROTECT_DENIED, vma->vm_file, pax_vma_area(vma));
			return pax_permissive() ? 0 : pax_redirect(regs, return_eacces);
		}
	}
	if (!pax_permissive())
		pax_set_arg(regs, PAX_ARG_FIXUP_FLAGS, vm_flags);
	return 0;
}

/*
 * The kernel itself takes MAYEXEC from mappings of a file system that is mounted
 * noexec, and MAYWRITE from shared ones of a read-only descriptor. What it then
 * refuses is not our denial.
 */
static bool kernels_own_refusal(const struct vm_area_struct *vma, unsigned long prot)
{
	const struct file *file = vma->vm_file;

	if (!file)
		return false;
	if ((prot & VM_EXEC) && ((file->f_path.mnt->mnt_flags & MNT_NOEXEC) ||
				 (file_inode(file)->i_sb->s_iflags & SB_I_NOEXEC)))
		return true;
	return (prot & VM_WRITE) && (vma->vm_flags & VM_MAYSHARE) && !(file->f_mode & FMODE_WRITE);
}

/**
 * hook_do_mprotect_pkey - a program asks for another protection
 * @p: the probe
 * @regs: registers at the entry of do_mprotect_pkey(start, len, prot, pkey)
 *
 * Takes READ_IMPLIES_EXEC away before it counts. What the MAY bits forbid is
 * refused by the kernel before any later hook could see it; this looks ahead, only
 * to report. A change by another thread in between can cost a line in the log,
 * nothing else.
 *
 * Context: atomic.
 * Return: 0, the kernel goes on.
 */
int hook_do_mprotect_pkey(struct kprobe *p, struct pt_regs *regs)
{
	struct mm_struct *mm = current->mm;
	unsigned int flags = pax_mm_flags(mm), n;
	unsigned long start, end, prot, vm_flags;
	struct vm_area_struct *vma;

	pax_drop_read_implies_exec();
	prot = pax_arg(regs, 2) & (PROT_WRITE | PROT_EXEC);
	if (!(flags & PAX_MPROTECT) || !prot || pax_permissive())
		return 0;
	start = untagged_addr(pax_arg(regs, 0));
	end = start + PAGE_ALIGN(pax_arg(regs, 1));
	if (!mmap_read_trylock(mm))
		return 0;
	for (vma = find_vma(mm, start), n = 0; vma && vma->vm_start < end && n < REPORT_WALK_MAX;
	     vma = find_vma(mm, vma->vm_end), n++) {
		vm_flags = (vma->vm_flags & ~VM_ACCESS_FLAGS) | prot;
		if (!(vm_flags & ~(vm_flags >> 4) & (VM_WRITE | VM_EXEC)))
			continue;
		if (!kernels_own_refusal(vma, prot))
			report_mapping(PAX_EV_MPROTECT_DENIED, vma->vm_file, pax_vma_area(vma));
		break;
	}
	mmap_read_unlock(mm);
	return 0;
}
