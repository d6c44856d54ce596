// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of what the module assumes of the kernel: the prototypes of the functions that it
 * hooks, and where the members of structures are that it reads.
 *
 * The build compares it with the kernel's headers (proof/prove_host.c), and the module with the
 * kernel that it is loaded into (proof.c). A hook or a member of a structure needs a row here;
 * scripts/check-assumptions finds those that have none.
 *
 * A row states the prototype as the kernel's types have it. Rows with the same name are
 * alternatives: each of them must have the arguments that the handler reads in the same places. If
 * a release moved one of these, base/compat.h has the places and the prototype together.
 */
#include <linux/binfmts.h>
#include <linux/build_bug.h>
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm_types.h>
#include <linux/mount.h>
#include <linux/nsproxy.h>
#include <linux/ptrace.h>
#include <linux/rmap.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/stddef.h>

#include "base/compat.h"
#include "module/arch/fault.h"
#include "module/arch/regs.h"
#include "module/assumptions.h"

#define PAX_TEXT(...) #__VA_ARGS__
#define PAX_FUNCTION(symbol, ...) \
	{ .what = PAX_ASSUMES_FUNCTION, .name = (symbol), .prototype = PAX_TEXT(__VA_ARGS__) }
#define PAX_TRACEPOINT(symbol, ...) \
	{ .what = PAX_ASSUMES_TRACEPOINT, .name = (symbol), .prototype = PAX_TEXT(__VA_ARGS__) }
/* In two steps, as the name of a structure may be a macro. */
#define PAX_MEMBER(type, ...) PAX_MEMBER_OF(type, __VA_ARGS__)
#define PAX_MEMBER_OF(type, ...) \
	{ .what = PAX_ASSUMES_MEMBER, .name = PAX_TEXT(type.__VA_ARGS__), \
	  .offset = offsetof(struct type, __VA_ARGS__), \
	  .size = sizeof_field(struct type, __VA_ARGS__) }

const struct pax_assumption pax_assumptions[] __section(PAX_ASSUMPTIONS_SECTION) = {
	PAX_FUNCTION("mmap_region",
		     unsigned long (struct file *, unsigned long, unsigned long, unsigned long,
				    unsigned long, struct list_head *)),
	/* Since 7.3; the flags are one machine word, as before. */
	PAX_FUNCTION("mmap_region",
		     unsigned long (struct file *, unsigned long, unsigned long, vma_flags_t,
				    unsigned long, struct list_head *)),
	PAX_FUNCTION("_install_special_mapping",
		     struct vm_area_struct * (struct mm_struct *, unsigned long, unsigned long,
					      unsigned long, struct vm_special_mapping *)),
	PAX_FUNCTION("vm_brk_flags", int (unsigned long, unsigned long, PAX_BRK_ARG)),
#if PAX_ARG_FIXUP_VMA == 2
	PAX_FUNCTION("mprotect_fixup",
		     int (struct vma_iterator *, struct mmu_gather *, struct vm_area_struct *,
			  struct vm_area_struct **, unsigned long, unsigned long, unsigned long)),
#else
	PAX_FUNCTION("mprotect_fixup",
		     int (struct mmu_gather *, struct vm_area_struct *, struct vm_area_struct **,
			  unsigned long, unsigned long, unsigned long)),
#endif
	PAX_FUNCTION("do_shmat", long (int, char *, int, unsigned long *, unsigned long)),
	/* The handler reads the first five arguments: until 6.5, since then, since 7.3. */
	PAX_FUNCTION("do_mmap",
		     unsigned long (struct file *, unsigned long, unsigned long, unsigned long,
				    unsigned long, unsigned long, unsigned long *,
				    struct list_head *)),
	PAX_FUNCTION("do_mmap",
		     unsigned long (struct file *, unsigned long, unsigned long, unsigned long,
				    unsigned long, unsigned long, unsigned long, unsigned long *,
				    struct list_head *)),
	PAX_FUNCTION("do_mmap",
		     unsigned long (struct file *, unsigned long, unsigned long, unsigned long,
				    unsigned long, vma_flags_t, unsigned long, unsigned long *,
				    struct list_head *)),
	/* The handler reads no argument: until 6.2, since then, since 7.1. */
	PAX_FUNCTION("do_brk_flags", int (struct ma_state *, struct vm_area_struct *, unsigned long,
					  unsigned long, unsigned long)),
	PAX_FUNCTION("do_brk_flags", int (struct vma_iterator *, struct vm_area_struct *,
					  unsigned long, unsigned long, unsigned long)),
	PAX_FUNCTION("do_brk_flags", int (struct vma_iterator *, struct vm_area_struct *,
					  unsigned long, unsigned long, vma_flags_t)),
	PAX_FUNCTION(PAX_SYM_REMOTE,
		     int (struct mm_struct *, unsigned long, void *, int, unsigned int)),
#ifdef CONFIG_UPROBES
	/* Without and with its last argument, since 6.18, which the handler does not read. */
	PAX_FUNCTION("uprobe_write_opcode",
		     int (struct arch_uprobe *, struct PAX_UPROBE_IN *, unsigned long, PAX_OPCODE)),
	PAX_FUNCTION("uprobe_write_opcode",
		     int (struct arch_uprobe *, struct PAX_UPROBE_IN *, unsigned long, PAX_OPCODE,
			  bool)),
#endif
	PAX_FUNCTION("setup_arg_pages", int (struct linux_binprm *, unsigned long, int)),
	PAX_FUNCTION("arch_mmap_rnd", unsigned long (void)),
	PAX_FUNCTION("finalize_exec", void (struct linux_binprm *)),
	PAX_FUNCTION("cpuset_task_status_allowed", void (struct seq_file *, struct task_struct *)),
	PAX_TRACEPOINT("sched_process_fork",
		       void (void *, struct task_struct *, struct task_struct *)),
#include "module/arch/assumptions.h"

	PAX_MEMBER(task_struct, mm),
	PAX_MEMBER(task_struct, flags),
	PAX_MEMBER(task_struct, personality),
	PAX_MEMBER(task_struct, comm),
	PAX_MEMBER(task_struct, ptrace),
	PAX_MEMBER(task_struct, real_parent),
	PAX_MEMBER(task_struct, cred),
	PAX_MEMBER(task_struct, fs),
	PAX_MEMBER(task_struct, nsproxy),
	PAX_MEMBER(mm_struct, flags),
	PAX_MEMBER(mm_struct, mmap_lock),
	PAX_MEMBER(mm_struct, mm_mt),
	PAX_MEMBER(mm_struct, mmap_base),
	PAX_MEMBER(mm_struct, mmap_legacy_base),
#ifdef CONFIG_HAVE_ARCH_COMPAT_MMAP_BASES
	PAX_MEMBER(mm_struct, mmap_compat_base),
	PAX_MEMBER(mm_struct, mmap_compat_legacy_base),
#endif
#ifdef PAX_MM_POINTS_TO_SEARCH
	PAX_MEMBER(mm_struct, get_unmapped_area),
#endif
	PAX_MEMBER(mm_struct, start_brk),
	PAX_MEMBER(mm_struct, brk),
	PAX_MEMBER(mm_struct, start_stack),
	PAX_MEMBER(mm_struct, exe_file),
	PAX_MEMBER(vm_area_struct, vm_start),
	PAX_MEMBER(vm_area_struct, vm_end),
	PAX_MEMBER(vm_area_struct, vm_mm),
	PAX_MEMBER(vm_area_struct, vm_flags),
	PAX_MEMBER(vm_area_struct, vm_pgoff),
	PAX_MEMBER(vm_area_struct, vm_file),
	PAX_MEMBER(vm_area_struct, vm_ops),
	PAX_MEMBER(vm_area_struct, anon_vma),
	PAX_MEMBER(anon_vma, root),
	PAX_MEMBER(linux_binprm, mm),
	PAX_MEMBER(linux_binprm, file),
	PAX_MEMBER(linux_binprm, executable),
	PAX_MEMBER(linux_binprm, per_clear),
	PAX_MEMBER(linux_binprm, buf),
	PAX_MEMBER(file, f_inode),
	PAX_MEMBER(file, f_mapping),
	PAX_MEMBER(file, f_flags),
	PAX_MEMBER(file, f_path.dentry),
	PAX_MEMBER(file, f_path.mnt),
	PAX_MEMBER(file, private_data),
	PAX_MEMBER(dentry, d_inode),
	PAX_MEMBER(vfsmount, mnt_flags),
	PAX_MEMBER(address_space, host),
	PAX_MEMBER(inode, i_mode),
	PAX_MEMBER(inode, i_uid),
	PAX_MEMBER(inode, i_sb),
	PAX_MEMBER(inode, i_ino),
	PAX_MEMBER(inode, i_rdev),
	PAX_MEMBER(super_block, s_dev),
	PAX_MEMBER(super_block, s_flags),
	PAX_MEMBER(super_block, s_iflags),
	PAX_MEMBER(super_block, s_magic),
	PAX_MEMBER(super_block, s_type),
	PAX_MEMBER(super_block, s_user_ns),
	PAX_MEMBER(fs_struct, root),
	PAX_MEMBER(nsproxy, mnt_ns),
	PAX_MEMBER(cred, uid),
	PAX_MEMBER(cred, gid),
	PAX_MEMBER(cred, euid),
	PAX_MEMBER(cred, egid),
	PAX_MEMBER(cred, cap_effective),
	PAX_MEMBER(cred, user_ns),
	PAX_MEMBER(seq_file, file),
	PAX_MEMBER(seq_file, private),
};

static_assert(ARRAY_SIZE(pax_assumptions) <= PAX_ASSUMPTIONS_MAX);

const unsigned int pax_assumptions_num __initconst = ARRAY_SIZE(pax_assumptions);
