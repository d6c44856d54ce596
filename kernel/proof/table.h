/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rows of the table of what the module assumes of the kernel: the prototypes of the functions
 * that it hooks, and where the members of structures are that it reads. A hook or a member of a
 * structure needs a row here; scripts/check-assumptions finds those that have none.
 *
 * Included in the middle of an array of struct pax_assumption, by the module, whose compiler knows
 * where members are (module/assumptions.c), and by the tool, which does not
 * (paxctl-ng/judgement/kernel_fit.c). Before, each defines
 *
 *	PAX_FUNCTION(NAME, PROTOTYPE)		the kernel has the function
 *	PAX_FUNCTION_IF(IF, NAME, PROTOTYPE)	likewise, if the headers of the module say so (IF)
 *	PAX_FUNCTION_OPTIONAL(IF, ...)		likewise; a kernel need not have the function
 *	PAX_TRACEPOINT(NAME, PROTOTYPE)
 *	PAX_MEMBER(STRUCTURE, MEMBER)
 *
 * A row states the prototype as the kernel's types have it. Rows with the same name are
 * alternatives: each of them must have the arguments that the handler reads in the same places. If
 * a release moved one of these, base/compat.h has the places and the condition (IF) together.
 */
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
	PAX_FUNCTION_IF(PAX_BRK_TAKES_FLAGS, "vm_brk_flags",
			int (unsigned long, unsigned long, unsigned long)),
	PAX_FUNCTION_IF(PAX_BRK_TAKES_BOOL, "vm_brk_flags",
			int (unsigned long, unsigned long, bool)),
	PAX_FUNCTION_IF(PAX_FIXUP_HAS_NO_ITERATOR, "mprotect_fixup",
			int (struct mmu_gather *, struct vm_area_struct *,
			     struct vm_area_struct **, unsigned long, unsigned long,
			     unsigned long)),
	PAX_FUNCTION_IF(PAX_FIXUP_HAS_ITERATOR, "mprotect_fixup",
			int (struct vma_iterator *, struct mmu_gather *, struct vm_area_struct *,
			     struct vm_area_struct **, unsigned long, unsigned long,
			     unsigned long)),
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
	/* Without and with its last argument, since 6.18, which the handler does not read. */
	PAX_FUNCTION_OPTIONAL(PAX_UPROBE_TAKES_MM, "uprobe_write_opcode",
			      int (struct arch_uprobe *, struct mm_struct *, unsigned long,
				   PAX_OPCODE)),
	PAX_FUNCTION_OPTIONAL(PAX_UPROBE_TAKES_VMA, "uprobe_write_opcode",
			      int (struct arch_uprobe *, struct vm_area_struct *, unsigned long,
				   PAX_OPCODE)),
	PAX_FUNCTION_OPTIONAL(PAX_UPROBE_TAKES_VMA, "uprobe_write_opcode",
			      int (struct arch_uprobe *, struct vm_area_struct *, unsigned long,
				   PAX_OPCODE, bool)),
	PAX_FUNCTION("setup_arg_pages", int (struct linux_binprm *, unsigned long, int)),
	PAX_FUNCTION("arch_mmap_rnd", unsigned long (void)),
	PAX_FUNCTION("finalize_exec", void (struct linux_binprm *)),
	PAX_FUNCTION("cpuset_task_status_allowed", void (struct seq_file *, struct task_struct *)),
	PAX_TRACEPOINT("sched_process_fork",
		       void (void *, struct task_struct *, struct task_struct *)),
#include "proof/arch/assumptions.h"

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
	PAX_MEMBER(file, f_mode),
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
	PAX_MEMBER(inode, i_size),
	PAX_MEMBER(inode, i_writecount),
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
#ifdef CONFIG_SYSTEM_DATA_VERIFICATION
	PAX_MEMBER(key, description),
#endif
	PAX_MEMBER(seq_file, file),
	PAX_MEMBER(seq_file, private),
	PAX_MEMBER(tracepoint, name),
	PAX_MEMBER(linux_binfmt, load_binary),
	/* How hooks are attached: the kernel reads these, too. */
#ifdef PAX_ON_FTRACE
	PAX_MEMBER(ftrace_ops, func),
	PAX_MEMBER(ftrace_ops, flags),
	PAX_MEMBER(ftrace_ops, trampoline),
#endif
	PAX_MEMBER(kprobe, list),
	PAX_MEMBER(kprobe, nmissed),
	PAX_MEMBER(kprobe, addr),
	PAX_MEMBER(kprobe, symbol_name),
	PAX_MEMBER(kprobe, pre_handler),
	PAX_MEMBER(kprobe, post_handler),
	PAX_MEMBER(kprobe, flags),
