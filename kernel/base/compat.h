/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hides the differences between kernel releases. Each names the release that caused it; no other
 * file depends on the version.
 *
 * There is no list of releases. What could go wrong without a word is asked of the headers
 * themselves, as a distribution may have taken over a change of a later release: the arguments of
 * hooked functions by their prototypes, flags by their macros. What only goes by the version does
 * not compile if that is wrong. Whether the kernel is as assumed is proven when the module is built
 * and when it is loaded (proof/prove.h).
 */
#ifndef PAX_COMPAT_H
#define PAX_COMPAT_H

#include <linux/build_bug.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/fsnotify_backend.h>
#include <linux/fsverity.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/sched/coredump.h>
#include <linux/sched/mm.h>
#include <linux/sysctl.h>
#include <linux/uprobes.h>
#include <linux/user_namespace.h>
#include <linux/version.h>

#include "rules/policy.h"

#ifndef MM_MT_FLAGS
#error "pax: this kernel is too old: mappings are kept in a maple tree since Linux 6.1"
#endif

#ifndef CONFIG_SECURITY_PAX
/*
 * For a module only.
 */

#include <linux/kprobes.h>

#ifdef CONFIG_PREEMPT_RT
#error "pax: not for PREEMPT_RT, where locks that the hooks take can sleep"
#endif

/* Whether a function of the kernel has a prototype. */
#define PAX_HAS_TYPE(function, result, ...) __same_type(&(function), (result(*)(__VA_ARGS__))NULL)

/* vm_brk_flags() takes VM_EXEC or 0 as flags, and since 7.1 in their place whether it is set. */
#define PAX_BRK_TAKES_FLAGS \
	PAX_HAS_TYPE(vm_brk_flags, int, unsigned long, unsigned long, unsigned long)
#define PAX_BRK_TAKES_BOOL PAX_HAS_TYPE(vm_brk_flags, int, unsigned long, unsigned long, bool)
static_assert(PAX_BRK_TAKES_FLAGS || PAX_BRK_TAKES_BOOL,
	      "pax: vm_brk_flags() of this kernel has arguments that are not known");

#ifdef CONFIG_UPROBES
/*
 * uprobe_write_opcode() took the mm of a mapping before 6.16, and takes the mapping since then. It
 * got a last argument in 6.18, which the hook does not read.
 */
#define PAX_UPROBE_TAKES_MM                                                              \
	PAX_HAS_TYPE(uprobe_write_opcode, int, struct arch_uprobe *, struct mm_struct *, \
		     unsigned long, uprobe_opcode_t)
#define PAX_UPROBE_TAKES_VMA                                                                   \
	(PAX_HAS_TYPE(uprobe_write_opcode, int, struct arch_uprobe *, struct vm_area_struct *, \
		      unsigned long, uprobe_opcode_t) ||                                       \
	 PAX_HAS_TYPE(uprobe_write_opcode, int, struct arch_uprobe *, struct vm_area_struct *, \
		      unsigned long, uprobe_opcode_t, bool))
static_assert(PAX_UPROBE_TAKES_MM || PAX_UPROBE_TAKES_VMA,
	      "pax: uprobe_write_opcode() of this kernel has arguments that are not known");

static inline struct mm_struct *pax_uprobe_mm(unsigned long arg)
{
	return PAX_UPROBE_TAKES_MM ? (struct mm_struct *)arg :
				     ((struct vm_area_struct *)arg)->vm_mm;
}

/* Tells a breakpoint of uprobes from an instruction. Those of 32-bit ARM have a condition. */
static inline bool pax_is_breakpoint(unsigned long opcode)
{
	unsigned long all = IS_ENABLED(CONFIG_ARM) ? 0x0fffffff : (uprobe_opcode_t)~0;

	return (opcode & all) == (UPROBE_SWBP_INSN & all);
}
#else
#define PAX_UPROBE_TAKES_MM 0
#define PAX_UPROBE_TAKES_VMA 0
#endif

/* mprotect_fixup() got a leading vma_iterator in 6.3. */
#define PAX_FIXUP_HAS_NO_ITERATOR                                                       \
	PAX_HAS_TYPE(mprotect_fixup, int, struct mmu_gather *, struct vm_area_struct *, \
		     struct vm_area_struct **, unsigned long, unsigned long, unsigned long)
#define PAX_FIXUP_HAS_ITERATOR                                                         \
	PAX_HAS_TYPE(mprotect_fixup, int, struct vma_iterator *, struct mmu_gather *,  \
		     struct vm_area_struct *, struct vm_area_struct **, unsigned long, \
		     unsigned long, unsigned long)
static_assert(PAX_FIXUP_HAS_NO_ITERATOR || PAX_FIXUP_HAS_ITERATOR,
	      "pax: mprotect_fixup() of this kernel has arguments that are not known");
#define PAX_ARG_FIXUP_VMA (PAX_FIXUP_HAS_ITERATOR ? 2 : 1)
#define PAX_ARG_FIXUP_START (PAX_ARG_FIXUP_VMA + 2)
#define PAX_ARG_FIXUP_END (PAX_ARG_FIXUP_VMA + 3)
#define PAX_ARG_FIXUP_FLAGS (PAX_ARG_FIXUP_VMA + 4)

/*
 * Tracers and /proc/PID/mem write to the memory of another process through __access_remote_vm().
 * Since 6.12 at the latest that is static, and both call access_remote_vm(), which has the same
 * arguments.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define PAX_SYM_REMOTE "access_remote_vm"
#else
#define PAX_SYM_REMOTE "__access_remote_vm"
#endif

/* struct ftrace_regs is opaque since 6.13, and in some 6.12.y. */
#ifndef arch_ftrace_regs
#define arch_ftrace_regs(fregs) (fregs)
#define __arch_ftrace_regs ftrace_regs
#endif

/**
 * pax_find_symbol - look up a function of the kernel that is not exported
 * @symbol: its name
 * @address: the result: where a kprobe can stand at its entry
 *
 * Registers a kprobe there, which stays disabled: kallsyms_lookup_name() is not exported since 5.7.
 *
 * Context: process context, may sleep.
 * Return: 0, -ENOENT if there is no such function, or another errno.
 */
static inline int pax_find_symbol(const char *symbol, void **address)
{
	struct kprobe trial = { .symbol_name = symbol, .flags = KPROBE_FLAG_DISABLED };
	int err = register_kprobe(&trial);

	if (err)
		return err;
	*address = trial.addr;
	unregister_kprobe(&trial);
	return 0;
}

#endif /* !CONFIG_SECURITY_PAX */

/* A mapping that has a lock of its own, since 6.4, is freed after a grace period. */
#ifdef CONFIG_PER_VMA_LOCK
#define PAX_VMA_IS_RCU true
#else
#define PAX_VMA_IS_RCU false
#endif

/* Flags are changed by a function since 6.3. The caller holds the mmap lock for writing. */
static inline void pax_vma_add_flags(struct vm_area_struct *vma, unsigned long flags)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_set(vma, flags);
#else
	vma->vm_flags |= flags;
#endif
}

/* The first word of mm->flags, which is a bitmap since 6.18. */
#ifdef NUM_MM_FLAG_BITS
static inline unsigned long *pax_mm_word(const struct mm_struct *mm)
{
	return (unsigned long *)__mm_flags_get_bitmap(mm);
}
#else
static inline unsigned long *pax_mm_word(const struct mm_struct *mm)
{
	return (unsigned long *)&mm->flags;
}
#endif

/* Five bits of that word that no kernel from 6.1 to 7.3 uses; see mm_flags.h. */
#define PAX_MM_SHIFT 11
static_assert(MMF_DUMP_FILTER_SHIFT + MMF_DUMP_FILTER_BITS == PAX_MM_SHIFT);
static_assert(MMF_VM_MERGEABLE - PAX_FLAGS_NUM == PAX_MM_SHIFT);
#ifdef CONFIG_SECURITY_PAX
static_assert(MMF_PAX_MASK >> PAX_MM_SHIFT == PAX_FLAGS_ALL);
#endif

static_assert(PAX_VM_READ == VM_READ && PAX_VM_MAYREAD == VM_MAYREAD);
static_assert(PAX_VM_WRITE == VM_WRITE && PAX_VM_MAYWRITE == VM_MAYWRITE);
static_assert(PAX_VM_SHARED == VM_SHARED);
static_assert(PAX_VM_EXEC == VM_EXEC && PAX_VM_MAYEXEC == VM_MAYEXEC);

/* Tables of sysctls lost their empty last entry in 6.11, and became const. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
#define PAX_SYSCTL_END
#define pax_ctl_table const struct ctl_table
#else
#define PAX_SYSCTL_END {},
#define pax_ctl_table struct ctl_table
#endif

/* The id mapping of a mount was a user namespace before 6.3. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
static inline struct mnt_idmap *pax_nop_idmap(void)
{
	return &nop_mnt_idmap;
}

static inline bool pax_file_is_roots(struct file *file)
{
	return vfsuid_eq_kuid(i_uid_into_vfsuid(file_mnt_idmap(file), file_inode(file)),
			      GLOBAL_ROOT_UID);
}
#else
static inline struct user_namespace *pax_nop_idmap(void)
{
	return &init_user_ns;
}

static inline bool pax_file_is_roots(struct file *file)
{
	return vfsuid_eq_kuid(i_uid_into_vfsuid(file_mnt_user_ns(file), file_inode(file)),
			      GLOBAL_ROOT_UID);
}
#endif

/* A security module has an identity beside its name since 6.8. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
#define PAX_LSM_IDENTITY static const struct lsm_id pax_lsm_id = { .name = "pax", .id = LSM_ID_PAX }
#define pax_add_hooks(hooks, num) security_add_hooks(hooks, num, &pax_lsm_id)
#else
#define PAX_LSM_IDENTITY static_assert(true)
#define pax_add_hooks(hooks, num) security_add_hooks(hooks, num, "pax")
#endif

/* Since 7.2 at the latest its declaration has the identity, too, in place of the name. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 2, 0)
#define PAX_LSM_NAME .id = &pax_lsm_id
#else
#define PAX_LSM_NAME .name = "pax"
#endif

/*
 * pax_mm_topdown - tell whether mappings are searched downwards
 *
 * A flag of the mm says so since 6.10. Before, each mm had a pointer to the function that
 * searches, which is compared with the address of the one that searches downwards. If a function
 * has a landing pad, its entry is a few bytes before the place of a probe.
 *
 * Context: any.
 */
#ifdef MMF_TOPDOWN
static inline int pax_find_topdown(void **search)
{
	return 0;
}

static inline bool pax_mm_topdown(const struct mm_struct *mm, const void *search)
{
	return test_bit(MMF_TOPDOWN, pax_mm_word(mm));
}
#else
#define PAX_MM_POINTS_TO_SEARCH
static inline int pax_find_topdown(void **search)
{
#ifndef CONFIG_SECURITY_PAX
	return pax_find_symbol("arch_get_unmapped_area_topdown", search);
#else
	*search = arch_get_unmapped_area_topdown;
	return 0;
#endif
}

static inline bool pax_mm_topdown(const struct mm_struct *mm, const void *search)
{
	return (unsigned long)search - (unsigned long)mm->get_unmapped_area <= 4;
}
#endif

/*
 * pax_user_inode - the file that a user sees
 *
 * On a stacked file system (overlayfs) the kernel maps another file, of the layer below, and the
 * mapping refers to that. Where the kernel keeps the first file changed in 6.8.
 *
 * Context: any.
 */
static inline const struct inode *pax_user_inode(struct file *file)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
	return file_user_inode(file);
#else
	return d_inode(file->f_path.dentry);
#endif
}

/*
 * pax_cached_folio - a page of a file that is in the page cache
 *
 * If there is none, the kernel returns an error pointer since 6.4, and NULL before.
 *
 * Context: any. Return: a reference, or NULL.
 */
static inline struct folio *pax_cached_folio(struct address_space *mapping, pgoff_t index)
{
	struct folio *folio = __filemap_get_folio(mapping, index, 0, 0);

	return IS_ERR(folio) ? NULL : folio;
}

/*
 * pax_exe_file - the executable of an mm
 *
 * A file can be freed and used anew under RCU since 6.7, and get_file_rcu() takes
 * the pointer's address since then.
 *
 * Context: any. Return: a reference, or NULL.
 */
static inline struct file *pax_exe_file(struct mm_struct *mm)
{
	struct file *file;

	rcu_read_lock();
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
	file = get_file_rcu(&mm->exe_file);
#else
	file = rcu_dereference(mm->exe_file);
	if (file && !get_file_rcu(file))
		file = NULL;
#endif
	rcu_read_unlock();
	return file;
}

/*
 * pax_vma_file - the file of a mapping that another thread may be unmapping
 *
 * The kernel drops the file before RCU frees the mapping, so the file may have no users left. Since
 * 6.7 the memory of a file can be reused for another file at once, so get_file_active() checks the
 * pointer again; get_file_rcu() was enough before.
 *
 * Context: under RCU, or with the mmap lock. Return: a reference, or NULL.
 */
static inline struct file *pax_vma_file(struct vm_area_struct *vma)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
	return get_file_active(&vma->vm_file);
#else
	struct file *file = READ_ONCE(vma->vm_file);

	return file && get_file_rcu(file) ? file : NULL;
#endif
}

/*
 * pax_get_resident_page - get a page of the current task if it is in memory
 *
 * get_user_pages() lost its last argument in 6.5.
 *
 * Context: process context; the mmap lock is held.
 * Return: true if there is such a page; the caller puts it.
 */
static inline bool pax_get_resident_page(unsigned long addr, struct page **page)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
	return get_user_pages(addr, 1, FOLL_NOFAULT, page) == 1;
#else
	return get_user_pages(addr, 1, FOLL_NOFAULT, page, NULL) == 1;
#endif
}

/*
 * pax_verity_digest - the SHA-256 digest of a file by fs-verity
 *
 * fsverity_get_digest() is exported, and returns the size of the digest, since 6.5.
 *
 * Context: process context; the file is open. Return: true if the file has one.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
#define PAX_VERITY_KNOWN IS_ENABLED(CONFIG_FS_VERITY)
static inline bool pax_verity_digest(struct inode *inode, u8 digest[SHA256_DIGEST_SIZE])
{
	u8 found[FS_VERITY_MAX_DIGEST_SIZE];
	enum hash_algo algorithm;

	if (fsverity_get_digest(inode, found, NULL, &algorithm) != SHA256_DIGEST_SIZE ||
	    algorithm != HASH_ALGO_SHA256)
		return false;
	memcpy(digest, found, SHA256_DIGEST_SIZE);
	return true;
}
#else
#define PAX_VERITY_KNOWN false
static inline bool pax_verity_digest(struct inode *inode, u8 digest[SHA256_DIGEST_SIZE])
{
	return false;
}
#endif

/*
 * pax_fsnotify_alloc_group - a group whose lock may be taken when the kernel reclaims an inode
 *
 * All groups are such since 6.12, and in its stable predecessors.
 */
static inline struct fsnotify_group *pax_fsnotify_alloc_group(const struct fsnotify_ops *ops)
{
#ifdef FSNOTIFY_GROUP_NOFS
	return fsnotify_alloc_group(ops, FSNOTIFY_GROUP_NOFS);
#else
	return fsnotify_alloc_group(ops, 0);
#endif
}

/*
 * pax_fsnotify_find_mark - the mark of a group on an inode
 *
 * fsnotify_find_mark() takes the object instead of its list since 6.10.
 *
 * Context: process context. Return: the mark with a reference, or NULL.
 */
static inline struct fsnotify_mark *pax_fsnotify_find_mark(struct inode *inode,
							   struct fsnotify_group *group)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
	return fsnotify_find_mark(inode, FSNOTIFY_OBJ_TYPE_INODE, group);
#else
	return fsnotify_find_mark(&inode->i_fsnotify_marks, group);
#endif
}

/*
 * pax_exec_keeps_writers_out - tell whether nobody can write a file that is being executed
 *
 * The kernel denies that from the open of the file on; the count of writers shows it. It does not
 * for a file that is watched by pre-content events of fanotify (HSM), though another process that
 * executes the file may have denied it for a while.
 *
 * Context: any; within an exec of the file.
 */
static inline bool pax_exec_keeps_writers_out(const struct file *file)
{
#ifdef FMODE_FSNOTIFY_HSM
	if (FMODE_FSNOTIFY_HSM(file->f_mode))
		return false;
#endif
	return atomic_read(&file_inode(file)->i_writecount) < 0;
}

#endif /* PAX_COMPAT_H */
