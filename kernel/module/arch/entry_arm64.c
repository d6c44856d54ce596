// SPDX-License-Identifier: GPL-2.0-only
/*
 * The entries of the hooks on arm64: the functions that ftrace calls, in as few instructions as
 * possible.
 *
 * ftrace has saved the registers of the arguments. Each entry first checks whether there is
 * anything to do, by the flags of the current process and the arguments of the request.
 */
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/pax.h>
#include <linux/sched.h>

#include "module/hook_handlers.h"
#include "module/mprotect_report.h"
#include "base/compat.h"
#include "module/arch/entry.h"
#include "base/mm_flags.h"
#include "protect/mprotect.h"
#include "module/arch/regs.h"

static __always_inline bool has(unsigned int flags)
{
	return pax_mm_flags(current->mm) & flags;
}

static __always_inline bool has_rie(void)
{
	return current->personality & READ_IMPLIES_EXEC;
}

/*
 * Conditions: whether there is something to do.
 */

static __always_inline bool always(struct pax_regs *regs)
{
	return true;
}

static __always_inline bool with_p(struct pax_regs *regs)
{
	return has(PAX_PAGEEXEC);
}

static __always_inline bool with_m(struct pax_regs *regs)
{
	return has(PAX_MPROTECT);
}

static __always_inline bool with_r(struct pax_regs *regs)
{
	return has(PAX_RANDMMAP);
}

static __always_inline bool with_rie(struct pax_regs *regs)
{
	return has(PAX_PAGEEXEC | PAX_MPROTECT) && has_rie();
}

/* Also if the address is only a hint. */
static __always_inline bool with_wish(struct pax_regs *regs)
{
	return has(PAX_PAGEEXEC | PAX_MPROTECT | PAX_RANDMMAP) && (pax_arg(regs, 1) || has_rie());
}

static __always_inline bool with_fixup(struct pax_regs *regs)
{
	const struct vm_area_struct *vma = (void *)pax_arg(regs, PAX_ARG_FIXUP_VMA);

	return has(PAX_PAGEEXEC | PAX_MPROTECT) &&
	       !pax_mprotect_kernel_decides(vma, pax_arg(regs, PAX_ARG_FIXUP_FLAGS));
}

static __always_inline bool with_write(struct pax_regs *regs)
{
	return pax_arg(regs, 4) & FOLL_WRITE;
}

static noinline bool is_plain(struct pax_regs *regs)
{
	return pax_mprotect_is_plain(current->mm, pax_mprotect_arg(regs, 0),
				     pax_mprotect_arg(regs, 1), pax_mprotect_arg(regs, 2));
}

static __always_inline bool with_request(struct pax_regs *regs)
{
	return has(PAX_PAGEEXEC | PAX_MPROTECT) &&
	       (has_rie() ||
		((pax_mprotect_arg(regs, 2) & (PROT_WRITE | PROT_EXEC)) && !is_plain(regs)));
}

static __always_inline void run(struct ftrace_regs *fregs, bool (*matters)(struct pax_regs *regs),
				int (*handler)(struct pax_regs *regs))
{
	struct pax_regs *regs = pax_ftrace_regs(fregs);

	if (matters(regs))
		handler(regs);
}

/* Context: the hooked function's. */
#define ENTRY(name, matters)                                                             \
	void notrace pax_entry_##name(unsigned long ip, unsigned long parent,            \
				      struct ftrace_ops *ops, struct ftrace_regs *fregs) \
	{                                                                                \
		run(fregs, matters, hook_##name);                                        \
	}

ENTRY(mmap_region, with_m)
ENTRY(install_special_mapping, always)
ENTRY(vm_brk_flags, with_m)
ENTRY(mprotect_fixup, with_fixup)
ENTRY(do_mprotect_pkey, with_request)
ENTRY(do_shmat, with_m)
ENTRY(do_mmap, with_wish)
ENTRY(do_brk_flags, with_rie)
ENTRY(access_remote_vm, with_write)
ENTRY(setup_arg_pages, with_r)
ENTRY(arch_mmap_rnd, with_r)
ENTRY(finalize_exec, with_r)
ENTRY(exec_fault, with_p)
ENTRY(task_status, always)
ENTRY(selftest, always)
