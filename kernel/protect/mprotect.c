// SPDX-License-Identifier: GPL-2.0-only
/*
 * MPROTECT: the hooks in the kernel's functions that create mappings or change their protection.
 *
 * Each hook runs at the beginning of a function that takes protections as an argument. It asks
 * rules/policy.c, then changes that argument or returns the error that the function is to return.
 * No hook sleeps or waits for a lock; task work writes the report of a denial later.
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

/* The minor number of /dev/zero below MEM_MAJOR. */
#define ZERO_MINOR 5

/* Private pages of /dev/zero belong to the program; the device does not know them. */
static bool is_private_zero(const struct inode *inode, unsigned long vm_flags)
{
	return S_ISCHR(inode->i_mode) && inode->i_rdev == MKDEV(MEM_MAJOR, ZERO_MINOR) &&
	       !(vm_flags & VM_MAYSHARE);
}

/*
 * Tells whether a mapping shows the data of a file. The kernel or a device may write to anything
 * else (devices, sockets, rings of io_uring or perf) for the program, although no mapping is ever
 * writable. Some of these are regular files, too: in debugfs and tracefs, and on file systems that
 * only the kernel mounts, except for shared memory.
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
 * A private executable mapping of huge pages is refused. The first read would make the pages the
 * program's own, and without VM_MAYWRITE 6.12 then loops in process_vm_readv() after a fork. No
 * program can have put code there, so none needs such a mapping.
 */
static bool is_private_huge(const struct file *file, unsigned long vm_flags)
{
	return (vm_flags & (VM_EXEC | VM_SHARED)) == VM_EXEC &&
	       file_inode(file)->i_sb->s_magic == HUGETLBFS_MAGIC;
}

/* Tells whether a file may be mapped with these protections. */
static bool may_map(struct file *file, unsigned long asked, unsigned long *vm_flags)
{
	if ((*vm_flags & VM_EXEC) &&
	    (!is_data(file, *vm_flags) || is_private_huge(file, *vm_flags)))
		return false;
	return pax_strict_map(file, asked, vm_flags);
}

/* The slow path of check_map(): the mapping may be refused, or an option may concern it. */
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
 * Checks a new mapping, and changes the protections that were asked for to those to give. Programs
 * map memory often, and executable memory rarely, so the common case is inline.
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
 * pax_on_mmap_region - a program or the loader creates a mapping
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
 * pax_on_special_mapping - the kernel creates a mapping of its own, such as the vdso
 * @mm: the mm that gets it
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
 * pax_on_vm_brk - the loader maps the bss of a program
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
 * pax_on_shmat - a program attaches System V shared memory
 * @addr: the address that it asks for
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
 * True while exec sets up the stack. The kernel then sets two hints that madvise() never sets
 * together.
 */
static bool is_new_stack(const struct vm_area_struct *vma)
{
	return (vma->vm_flags & VM_STACK_INCOMPLETE_SETUP) == VM_STACK_INCOMPLETE_SETUP;
}

/* A private mapping of a file, such as the data of a loaded object. */
static bool is_private(const struct vm_area_struct *vma)
{
	return vma->vm_file && !(vma->vm_flags & VM_MAYSHARE);
}

/*
 * Only the flags can show it, as nothing else stays with a mapping in all cases: mremap() with
 * MREMAP_DONTUNMAP takes the private pages out of the old mapping.
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
 * Tells whether this change of protection is the dynamic loader sealing RELRO: it makes pages
 * read-only that the headers of the object declare as RELRO. Sealing sets VM_MAYEXEC, so this
 * excludes mappings from which the kernel itself has taken that bit (noexec).
 */
static bool is_sealing(const struct vm_area_struct *vma, unsigned long start, unsigned long end,
		       unsigned long vm_flags)
{
	return (vm_flags & VM_ACCESS_FLAGS) == VM_READ && (vm_flags & VM_MAYWRITE) &&
	       !pax_policy_sealed(vm_flags) && is_private(vma) && !is_noexec(vma->vm_file) &&
	       pax_elf_in_relro(vma, start, end);
}

/*
 * Tells whether a change of protection concerns sealed pages. In permissive mode data keeps
 * VM_MAYEXEC and looks sealed, so there the headers decide.
 */
static bool meets_seal(const struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	return is_sealed(vma) && (!pax_permissive() || pax_elf_in_relro(vma, start, end));
}

/* The change makes a mapping executable that may_map() refuses when it is created executable. */
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

/* Reports a refused change of the part of a mapping that lies between two addresses. */
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
 * pax_on_mprotect_fixup - the protection of one mapping is about to change
 * @vma: the mapping
 * @start: the first address of the change
 * @end: the first one behind it
 * @vm_flags: flags asked for; changed to those to give
 *
 * This is also where exec gives the stack its protection. Changes only the argument, never the
 * mapping: the kernel may be about to split it, and in 6.12 changing its flags takes a sleeping
 * lock.
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
 * The options of the setting "strict" are not considered.
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
 * Tells whether the kernel will refuse a request because of the MAY bits that MPROTECT took from
 * the mapping. The kernel itself takes MAYEXEC on a file system mounted noexec, and MAYWRITE
 * from shared mappings of files that may not be written; with MPROTECT the latter lack both.
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
 * Reports the refusal if MPROTECT has taken the missing bits.
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
