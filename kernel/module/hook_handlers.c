// SPDX-License-Identifier: GPL-2.0-only
/*
 * The handlers of the hooks: each takes the arguments of a hooked function from the registers at
 * its entry and calls the hook that linux/pax.h declares.
 *
 * A handler is atomic. It passes the arguments on, by reference if the hook may change them. If the
 * function must not run, the handler redirects the call: to a function that only returns the error,
 * or to one that may sleep and runs in the context of the hooked function. The latter kind holds a
 * reference to the module, as it sleeps in module text.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/binfmts.h>
#include <linux/fcntl.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pax.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "module/hook_handlers.h"
#include "module/kept.h"
#include "module/mprotect_report.h"
#include "module/arch/fault.h"
#include "module/arch/regs.h"
#include "base/compat.h"
#include "base/mm_flags.h"
#include "protect/pageexec.h"
#include "protect/randmmap.h"
#include "settings/settings.h"

/*
 * Functions to redirect to, which only return an error. They ignore the arguments, which the
 * calling conventions of all architectures here allow, and never sleep.
 */
static noinline pax_noipa long return_success(void)
{
	return 0;
}

static noinline pax_noipa long return_eperm(void)
{
	return -EPERM;
}

static noinline pax_noipa long return_eacces(void)
{
	return -EACCES;
}

static noinline pax_noipa long return_einval(void)
{
	return -EINVAL;
}

/**
 * hook_mmap_region - see pax_on_mmap_region()
 * @regs: registers at the entry of mmap_region(file, addr, len, vm_flags, pgoff, ...)
 *
 * Context: atomic; the mm's mmap lock is held for writing.
 * Return: 0, or 1 to have the mapping refused with -EPERM, which is an error there.
 */
int hook_mmap_region(struct pax_regs *regs)
{
	int err = pax_on_mmap_region((struct file *)pax_arg(regs, 0), pax_arg(regs, 1),
				     pax_arg(regs, 2), pax_arg_slot(regs, 3), pax_arg(regs, 4));

	return err ? pax_redirect(regs, return_eperm) : 0;
}

/**
 * hook_install_special_mapping - see pax_on_special_mapping()
 * @regs: registers at the entry of _install_special_mapping(mm, addr, len, vm_flags, spec)
 *
 * Context: atomic; the mm's mmap lock is held for writing.
 * Return: 0, or 1 to have the mapping refused with -EPERM, a pointer that IS_ERR() there.
 */
int hook_install_special_mapping(struct pax_regs *regs)
{
	int err = pax_on_special_mapping((struct mm_struct *)pax_arg(regs, 0), pax_arg(regs, 1),
					 pax_arg(regs, 2), pax_arg_slot(regs, 3));

	return err ? pax_redirect(regs, return_eperm) : 0;
}

/**
 * hook_vm_brk_flags - see pax_on_vm_brk()
 * @regs: registers at the entry of vm_brk_flags(addr, len, flags or is_exec)
 *
 * Context: atomic.
 * Return: 0, the kernel goes on.
 */
int hook_vm_brk_flags(struct pax_regs *regs)
{
	unsigned long *arg = pax_arg_slot(regs, 2), vm_flags = *arg;

	if (PAX_BRK_TAKES_BOOL)
		vm_flags = (bool)(u8)*arg ? VM_EXEC : 0;
	pax_on_vm_brk(&vm_flags);
	*arg = PAX_BRK_TAKES_BOOL ? !!(vm_flags & VM_EXEC) : vm_flags;
	return 0;
}

/**
 * hook_mprotect_fixup - see pax_on_mprotect_fixup()
 * @regs: registers at the entry of mprotect_fixup()
 *
 * Context: atomic; the mm's mmap lock is held for writing.
 * Return: 0, or 1 to have the change refused with -EACCES.
 */
int hook_mprotect_fixup(struct pax_regs *regs)
{
	int err = pax_on_mprotect_fixup((struct vm_area_struct *)pax_arg(regs, PAX_ARG_FIXUP_VMA),
					pax_arg(regs, PAX_ARG_FIXUP_START),
					pax_arg(regs, PAX_ARG_FIXUP_END),
					pax_arg_slot(regs, PAX_ARG_FIXUP_FLAGS));

	return err ? pax_redirect(regs, return_eacces) : 0;
}

/**
 * hook_do_mprotect_pkey - a program asks for another protection
 * @regs: registers at the entry of PAX_SYM_MPROTECT (start, len, prot)
 *
 * Clears READ_IMPLIES_EXEC before the kernel acts on it.
 *
 * Context: atomic.
 * Return: 0, the kernel goes on.
 */
int hook_do_mprotect_pkey(struct pax_regs *regs)
{
	pax_drop_read_implies_exec();
	pax_mprotect_report_refusal(pax_mprotect_arg(regs, 0), pax_mprotect_arg(regs, 1),
				    pax_mprotect_arg(regs, 2));
	return 0;
}

/**
 * hook_do_shmat - see pax_on_shmat()
 * @regs: registers at the entry of do_shmat(shmid, shmaddr, shmflg, ...)
 *
 * Context: atomic.
 * Return: 0, or 1 to have the request refused with -EINVAL.
 */
int hook_do_shmat(struct pax_regs *regs)
{
	int err = pax_on_shmat(pax_arg(regs, 1), pax_arg(regs, 2));

	return err ? pax_redirect(regs, return_einval) : 0;
}

/**
 * hook_do_mmap - see pax_on_do_mmap()
 * @regs: registers at the entry of do_mmap(file, addr, len, prot, flags, ...)
 *
 * Context: atomic.
 * Return: 0, the kernel goes on.
 */
int hook_do_mmap(struct pax_regs *regs)
{
	pax_on_do_mmap(pax_arg_slot(regs, 1), pax_arg(regs, 4));
	return 0;
}

/**
 * hook_do_brk_flags - the kernel is about to compute the protection of the heap
 * @regs: registers at the entry of do_brk_flags()
 *
 * Context: atomic.
 * Return: 0, the kernel goes on.
 */
int hook_do_brk_flags(struct pax_regs *regs)
{
	pax_drop_read_implies_exec();
	return 0;
}

/**
 * hook_access_remote_vm - see pax_on_access_remote_vm()
 * @regs: registers at the entry of PAX_SYM_REMOTE (mm, addr, buf, len, gup_flags)
 *
 * Context: atomic.
 * Return: 0, the kernel goes on.
 */
int hook_access_remote_vm(struct pax_regs *regs)
{
	pax_on_access_remote_vm((struct mm_struct *)pax_arg(regs, 0), pax_arg(regs, 1),
				pax_arg(regs, 3), pax_arg(regs, 4));
	return 0;
}

#ifdef CONFIG_UPROBES
/**
 * hook_uprobe_write_opcode - see pax_on_uprobe_write()
 * @regs: registers at the entry of uprobe_write_opcode(auprobe, mm or vma, vaddr, opcode, ...)
 *
 * Context: atomic; the mm's mmap lock is held.
 * Return: 0, or 1 to have nothing written, without an error.
 */
int hook_uprobe_write_opcode(struct pax_regs *regs)
{
	if (!pax_on_uprobe_write(pax_uprobe_mm(pax_arg(regs, 1)), pax_arg(regs, 2),
				 pax_is_breakpoint(pax_arg(regs, 3))))
		return 0;
	return pax_redirect(regs, return_success);
}
#endif

/*
 * In bprm->per_clear, which the kernel does not use any more by then: the stack of this exec has
 * its address, and the caller of setup_arg_pages() is the module. No personality uses this bit. The
 * return address does not show the caller: a tracer may have replaced it.
 */
#define LAID_OUT BIT(30)
/* Likewise, for the heap and finalize_exec(). */
#define FINALIZED BIT(29)

/* Context: exec, past the point of no return; may sleep. */
static noinline pax_noipa int replace_setup_arg_pages(struct linux_binprm *bprm,
						      unsigned long stack_top, int executable_stack)
{
	int err;

	stack_top = pax_on_setup_arg_pages(bprm, stack_top);
	bprm->per_clear |= LAID_OUT;
	err = setup_arg_pages(bprm, stack_top, executable_stack);
	module_put(THIS_MODULE);
	return err;
}

/* Context: exec, past the point of no return; may sleep. */
static noinline pax_noipa unsigned long replace_arch_mmap_rnd(void)
{
	unsigned long rnd = pax_randmmap_pie();

	module_put(THIS_MODULE);
	return rnd;
}

/* Context: exec, past the point of no return; may sleep. */
static noinline pax_noipa void replace_finalize_exec(struct linux_binprm *bprm)
{
	pax_on_finalize_exec(bprm);
	bprm->per_clear |= FINALIZED;
	finalize_exec(bprm);
	module_put(THIS_MODULE);
}

/**
 * hook_setup_arg_pages - see pax_on_setup_arg_pages()
 * @regs: registers at the entry of setup_arg_pages(bprm, stack_top, executable_stack)
 *
 * Context: atomic.
 * Return: 0, or 1 to have replace_setup_arg_pages() run instead.
 */
int hook_setup_arg_pages(struct pax_regs *regs)
{
	const struct linux_binprm *bprm = (const struct linux_binprm *)pax_arg(regs, 0);

	if (!pax_randomizes() || (bprm->per_clear & LAID_OUT) || !try_module_get(THIS_MODULE))
		return 0;
	return pax_redirect(regs, replace_setup_arg_pages);
}

/**
 * hook_arch_mmap_rnd - see pax_on_arch_mmap_rnd()
 * @regs: registers at the entry of arch_mmap_rnd()
 *
 * The kernel may call it for the base of mappings too; then there is no stack yet.
 *
 * Context: atomic.
 * Return: 0, or 1 to have replace_arch_mmap_rnd() run instead.
 */
int hook_arch_mmap_rnd(struct pax_regs *regs)
{
	if (!pax_randomizes() || !current->mm->start_stack || !try_module_get(THIS_MODULE))
		return 0;
	return pax_redirect(regs, replace_arch_mmap_rnd);
}

/**
 * hook_finalize_exec - see pax_on_finalize_exec()
 * @regs: registers at the entry of finalize_exec(bprm)
 *
 * Context: atomic.
 * Return: 0, or 1 to have replace_finalize_exec() run instead.
 */
int hook_finalize_exec(struct pax_regs *regs)
{
	const struct linux_binprm *bprm = (const struct linux_binprm *)pax_arg(regs, 0);

	if (bprm->per_clear & FINALIZED)
		return 0;
	if (pax_randomizes() && try_module_get(THIS_MODULE))
		return pax_redirect(regs, replace_finalize_exec);
	pax_randmmap_restore(bprm);
	return 0;
}

/**
 * hook_exec_fault - a fault is about to become a signal
 * @regs: registers at the entry of PAX_SYM_EXEC_FAULT
 *
 * Context: atomic.
 * Return: 0, or 1 to have pax_on_exec_fault() run instead.
 */
int hook_exec_fault(struct pax_regs *regs)
{
	if (!(pax_mm_flags(current->mm) & PAX_PAGEEXEC) || !pax_arch_exec_fault(regs) ||
	    !try_module_get(THIS_MODULE))
		return 0;
	return pax_redirect(regs, pax_arch_exec_fault_replacement());
}

/**
 * hook_task_status - see pax_on_task_status()
 * @regs: registers at the entry of cpuset_task_status_allowed(m, task)
 *
 * Context: atomic.
 * Return: 0, the kernel goes on.
 */
int hook_task_status(struct pax_regs *regs)
{
	pax_on_task_status((struct seq_file *)pax_arg(regs, 0),
			   (struct task_struct *)pax_arg(regs, 1));
	return 0;
}

/* May sleep without a reference of its own: the lock holds one until the kernel stops. */
static noinline pax_noipa long refuse_forced_unload(void)
{
	pr_warn_ratelimited("no module can be removed by force, by %s[%d]: locked until the next boot\n",
			    current->comm, task_pid_nr(current));
	return -EPERM;
}

static int refuse_if_forced(struct pax_regs *regs, unsigned int flags)
{
	if (!pax_locked() || !(flags & O_TRUNC))
		return 0;
	return pax_redirect(regs, refuse_forced_unload);
}

/**
 * hook_delete_module - a module is about to be removed
 * @regs: registers at the entry of PAX_SYM_DELETE_MODULE (name, flags)
 *
 * Once the settings are locked, the module cannot be removed. Its reference count prevents an
 * ordinary removal; this hook refuses a forced one (O_TRUNC), of any module: the name of the module
 * is in the memory of the program, which could change it after a check.
 *
 * Context: atomic.
 * Return: 0, or 1 to have the removal refused with -EPERM.
 */
int hook_delete_module(struct pax_regs *regs)
{
	return refuse_if_forced(regs, pax_syscall_arg(regs, 1));
}

#ifdef PAX_SYM_DELETE_MODULE_IA32
/**
 * hook_delete_module_ia32 - the same for 32-bit programs
 * @regs: registers at the entry of PAX_SYM_DELETE_MODULE_IA32 (name, flags)
 *
 * Context: atomic.
 * Return: as hook_delete_module().
 */
int hook_delete_module_ia32(struct pax_regs *regs)
{
	return refuse_if_forced(regs, pax_syscall_arg_ia32(regs, 1));
}
#endif
