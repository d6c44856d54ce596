// SPDX-License-Identifier: GPL-2.0-only
/*
 * MPROTECT: between the kernel's functions and the decisions of policy.c.
 *
 * What is here comes first in a function that takes protections as an argument. It edits
 * that argument, or gives the error that the function is to return. Nothing here sleeps or
 * waits for a lock; a denial is put into words later, from task work.
 */
#include <linux/magic.h>
#include <linux/major.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <linux/pax.h>
#include <uapi/linux/shm.h>

#include "base/mm_flags.h"
#include "protect/mprotect.h"
#include "protect/elf_headers.h"
#include "rules/policy.h"
#include "report/report.h"
#include "settings/settings.h"
#include "protect/strict.h"
#include "protect/vma.h"

/* Of MEM_MAJOR. */
#define ZERO_MINOR 5

/* Private pages of /dev/zero are the program's own, of which the device knows nothing. */
static bool is_private_zero(const struct inode *inode, unsigned long vm_flags)
{
	return S_ISCHR(inode->i_mode) && inode->i_rdev == MKDEV(MEM_MAJOR, ZERO_MINOR) &&
	       !(vm_flags & VM_MAYSHARE);
}

/*
 * Tells whether what is mapped is a file's data. Anything else (devices, sockets, rings of
 * io_uring or perf) may be written by the kernel or a device for the program, with no mapping
 * ever writable. Some of that is known as a regular file, too: of file systems that show
 * nothing stored, and of those that only the kernel mounts, but for memory that is shared.
 */
static bool is_data(const struct file *file, unsigned long vm_flags)
{
	const struct inode *inode = file_inode(file);

	if (!S_ISREG(inode->i_mode))
		return is_private_zero(inode, vm_flags);
	switch (inode->i_sb->s_magic) {
	case TMPFS_MAGIC:
	case RAMFS_MAGIC:
	case HUGETLBFS_MAGIC:
		return true;
	case DEBUGFS_MAGIC:
	case TRACEFS_MAGIC:
		return false;
	default:
		return !(inode->i_sb->s_flags & SB_KERNMOUNT);
	}
}

/*
 * Private huge pages of an executable mapping would be the program's own on the first
 * read, and without VM_MAYWRITE 6.12 then loops in process_vm_readv() after a fork. No
 * program can have put code there, so nothing is lost by refusing.
 */
static bool is_private_huge(const struct file *file, unsigned long vm_flags)
{
	return (vm_flags & (VM_EXEC | VM_SHARED)) == VM_EXEC &&
	       file_inode(file)->i_sb->s_magic == HUGETLBFS_MAGIC;
}

/* Tells whether a file may be mapped like that. */
static bool may_map(struct file *file, unsigned long asked, unsigned long *vm_flags)
{
	if ((*vm_flags & VM_EXEC) &&
	    (!is_data(file, *vm_flags) || is_private_huge(file, *vm_flags)))
		return false;
	return pax_strict_map(file, asked, vm_flags);
}

/* A new mapping that is to be refused, or that an option has a say in. */
static noinline int check_map_slowly(unsigned int flags, struct file *file, unsigned long addr,
				     unsigned long len, unsigned long *vm_flags, u64 offset)
{
	unsigned long given = *vm_flags;

	if (pax_policy_map(flags, &given) || (file && !may_map(file, *vm_flags, &given))) {
		struct pax_subject subject = { .file = file,
					       .area = "<anonymous mapping>",
					       .addr = addr,
					       .size = len,
					       .offset = offset,
					       .prot = given & PAX_VM_ACCESS };

		pax_report(PAX_EV_MMAP_DENIED, &subject);
		return pax_permissive() ? 0 : -EPERM;
	}
	if (!pax_permissive())
		*vm_flags = given;
	return 0;
}

/*
 * A new mapping; the protections that were asked for become those to give. Programs ask
 * often, and rarely for what is executable: the rest is settled at a glance.
 */
static __always_inline int check_map(unsigned int flags, struct file *file, unsigned long addr,
				     unsigned long len, unsigned long *vm_flags, u64 offset)
{
	if (!(flags & PAX_MPROTECT))
		return 0;
	if (!(*vm_flags & VM_EXEC) && !pax_permissive() && !(file && pax_setting(PAX_SET_STRICT)))
		return pax_policy_map(flags, vm_flags);
	return check_map_slowly(flags, file, addr, len, vm_flags, offset);
}

/**
 * pax_on_mmap_region - every mapping that a program or the loader makes
 * @file: what is mapped, or NULL
 * @addr: where
 * @len: how many bytes
 * @vm_flags: protections asked for; changed to those to give
 * @pgoff: where in @file, in pages
 *
 * Context: atomic or not; the mm's mmap lock is held for writing.
 * Return: 0, or -EPERM to have the mapping refused.
 */
int pax_on_mmap_region(struct file *file, unsigned long addr, unsigned long len,
		       unsigned long *vm_flags, unsigned long pgoff)
{
	return check_map(pax_mm_flags(current->mm), file, addr, len, vm_flags,
			 (u64)pgoff << PAGE_SHIFT);
}

/**
 * pax_on_special_mapping - mappings that the kernel makes: vdso and kin
 * @mm: whose
 * @addr: where
 * @len: how many bytes
 * @vm_flags: protections asked for; changed to those to give
 *
 * Context: atomic or not; the mm's mmap lock is held for writing.
 * Return: 0, or -EPERM to have the mapping refused.
 */
int pax_on_special_mapping(struct mm_struct *mm, unsigned long addr, unsigned long len,
			   unsigned long *vm_flags)
{
	return check_map(pax_mm_flags(mm), NULL, addr, len, vm_flags, 0);
}

/**
 * pax_on_vm_brk - a program's bss
 * @vm_flags: protections asked for; changed to those to give
 *
 * Context: atomic or not.
 */
void pax_on_vm_brk(unsigned long *vm_flags)
{
	if (!pax_permissive())
		pax_policy_brk(pax_mm_flags(current->mm), vm_flags);
}

/**
 * pax_on_shmat - System V shared memory
 * @addr: where a program asks for it
 * @shmflg: as in shmat(2)
 *
 * Context: atomic or not.
 * Return: 0, or -EINVAL to have the request refused.
 */
int pax_on_shmat(unsigned long addr, int shmflg)
{
	struct pax_subject subject = { .area = "<System V shared memory>",
				       .addr = addr,
				       .prot = PAX_VM_READ | PAX_VM_EXEC };

	if (!pax_policy_shmat(pax_mm_flags(current->mm), shmflg & SHM_EXEC))
		return 0;
	if (!(shmflg & SHM_RDONLY))
		subject.prot |= PAX_VM_WRITE;
	pax_report(PAX_EV_SHMAT_DENIED, &subject);
	return pax_permissive() ? 0 : -EINVAL;
}

/*
 * True while exec sets the stack up. The kernel marks it with two hints that
 * madvise() never sets together.
 */
static bool is_new_stack(const struct vm_area_struct *vma)
{
	return (vma->vm_flags & VM_STACK_INCOMPLETE_SETUP) == VM_STACK_INCOMPLETE_SETUP;
}

/* Private pages of a file: what a loaded object's data is. */
static bool is_private(const struct vm_area_struct *vma)
{
	return vma->vm_file && !(vma->vm_flags & VM_MAYSHARE);
}

/*
 * The flags alone tell it, as nothing else stays with a mapping through everything: mremap()
 * can take the private pages from the place that it leaves behind (MREMAP_DONTUNMAP).
 */
static bool is_sealed(const struct vm_area_struct *vma)
{
	return is_private(vma) && pax_policy_sealed(vma->vm_flags);
}

static bool is_noexec(const struct file *file)
{
	return (file->f_path.mnt->mnt_flags & MNT_NOEXEC) ||
	       (file_inode(file)->i_sb->s_iflags & SB_I_NOEXEC);
}

/*
 * Tells whether this change of protection is the dynamic loader's, sealing RELRO: it leaves
 * pages read-only that the object's own headers call so. A seal gives VM_MAYEXEC back,
 * which must not be lacking for a reason of the kernel's.
 */
static bool is_sealing(const struct vm_area_struct *vma, unsigned long start, unsigned long end,
		       unsigned long vm_flags)
{
	return (vm_flags & VM_ACCESS_FLAGS) == VM_READ && (vm_flags & VM_MAYWRITE) &&
	       !pax_policy_sealed(vm_flags) && is_private(vma) && !is_noexec(vma->vm_file) &&
	       pax_elf_in_relro(vma, start, end);
}

/*
 * Tells whether a change of protection meets sealed pages. In permissive mode nothing takes
 * VM_MAYEXEC from data, so there the headers are asked as well.
 */
static bool meets_seal(const struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	return is_sealed(vma) && (!pax_permissive() || pax_elf_in_relro(vma, start, end));
}

/* What becomes executable only now, of a mapping that was made while nothing was enforced. */
static bool adds_exec(const struct vm_area_struct *vma, unsigned long vm_flags)
{
	return (vm_flags & VM_EXEC) && !(vma->vm_flags & VM_EXEC) && vma->vm_file &&
	       !is_data(vma->vm_file, vma->vm_flags);
}

static int check_protect(unsigned int flags, const struct vm_area_struct *vma, bool sealed,
			 unsigned long *vm_flags)
{
	if ((flags & PAX_MPROTECT) && adds_exec(vma, *vm_flags))
		return -EACCES;
	return pax_policy_protect(flags, vma->vm_flags, sealed, vm_flags);
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

static noinline int check_fixup(unsigned int flags, struct vm_area_struct *vma, unsigned long start,
				unsigned long end, unsigned long *vm_flags)
{
	unsigned long given = *vm_flags;

	if (is_new_stack(vma)) {
		pax_policy_stack(flags, &given);
	} else if (check_protect(flags, vma, meets_seal(vma, start, end), &given)) {
		if (adds_exec(vma, given) || !pax_strict_protect(vma, &given)) {
			report_protect(vma, start, end, given, false);
			return pax_permissive() ? 0 : -EACCES;
		}
	} else if ((flags & PAX_MPROTECT) && is_sealing(vma, start, end, given)) {
		pax_policy_seal(flags, &given);
	}
	if (!pax_permissive())
		*vm_flags = given;
	return 0;
}

/**
 * pax_on_mprotect_fixup - one mapping is about to change its protection
 * @vma: the mapping
 * @start: the first address of the change
 * @end: the first one behind it
 * @vm_flags: flags asked for; changed to those to give
 *
 * Also the one place where exec gives the stack its protection. Edits only the
 * argument, never the mapping: it may be about to be split, and in 6.12 changing
 * its flags takes a lock that sleeps.
 *
 * Context: atomic or not; the mm's mmap lock is held for writing.
 * Return: 0, or -EACCES to have the change refused.
 */
int pax_on_mprotect_fixup(struct vm_area_struct *vma, unsigned long start, unsigned long end,
			  unsigned long *vm_flags)
{
	unsigned int flags = pax_mm_flags(vma->vm_mm);

	if (!flags || pax_mprotect_kernel_decides(vma, *vm_flags))
		return 0;
	return check_fixup(flags, vma, start, end, vm_flags);
}

/**
 * pax_mprotect_denies - tell whether pax_on_mprotect_fixup() would refuse a change
 * @vma: the mapping
 * @prot: protection asked for, bits of VM_ACCESS_FLAGS
 *
 * The options of the file "strict" have no say in this.
 *
 * Context: any; the mm's mmap lock is held.
 * Return: true if it would.
 */
bool pax_mprotect_denies(const struct vm_area_struct *vma, unsigned long prot)
{
	unsigned long vm_flags = (vma->vm_flags & ~VM_ACCESS_FLAGS) | prot;

	return !pax_permissive() &&
	       check_protect(pax_mm_flags(vma->vm_mm), vma, is_sealed(vma), &vm_flags);
}

/*
 * Tells whether the kernel will refuse a request because of the bits that we took from
 * the mapping, and not for a reason of its own: it takes MAYEXEC itself where a file
 * system is mounted noexec, and MAYWRITE from shared mappings of what may not be
 * written, which with MPROTECT then lack both.
 */
static bool lacks_because_of_mprotect(const struct vm_area_struct *vma, unsigned long prot)
{
	if ((prot & VM_EXEC) && !(vma->vm_flags & VM_MAYEXEC))
		return !vma->vm_file || !is_noexec(vma->vm_file);
	return (prot & VM_WRITE) && !(vma->vm_flags & VM_MAYWRITE) && (vma->vm_flags & VM_MAYEXEC);
}

/**
 * pax_on_mprotect_refused - the kernel refuses a change of protection by the MAY bits
 * @vma: the mapping
 * @start: the first address of the change in it
 * @end: the first one behind the whole request
 * @prot: protection asked for, bits of VM_ACCESS_FLAGS
 *
 * Reports it if the bits are missing because of us.
 *
 * Context: any but an interrupt; the mm's mmap lock is held.
 * Return: true if so.
 */
bool pax_on_mprotect_refused(struct vm_area_struct *vma, unsigned long start, unsigned long end,
			     unsigned long prot)
{
	if (!(pax_mm_flags(vma->vm_mm) & PAX_MPROTECT) || !lacks_because_of_mprotect(vma, prot))
		return false;
	report_protect(vma, start, end, prot, true);
	return true;
}
