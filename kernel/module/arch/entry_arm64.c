// SPDX-License-Identifier: GPL-2.0-only
/*
 * From ftrace to the handlers, in as few instructions as can be: what ftrace calls for each hook.
 *
 * ftrace has saved what arguments are passed in. Each function here first tells whether
 * there is anything to do: by the flags of the current process, and what the request asks for.
 */
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/pax.h>
#include <linux/sched.h>

#include "module/adapters.h"
#include "module/ahead.h"
#include "compat.h"
#include "entry.h"
#include "mm_flags.h"
#include "mprotect.h"
#include "regs.h"

/* What ftrace calls at the entry of a hooked function; @matters: there is something to do. */
#define ENTRY(name, matters)                                                      \
	void notrace pax_entry_##name(unsigned long ip, unsigned long parent,     \
				      struct ftrace_ops *ops, struct ftrace_regs *fregs) \
	{                                                                         \
		struct pax_regs *regs = pax_ftrace_regs(fregs);                   \
                                                                                  \
		if (matters)                                                      \
			hook_##name(regs);                                        \
	}

static __always_inline bool has(unsigned int flags)
{
	return pax_mm_flags(current->mm) & flags;
}

static __always_inline bool has_rie(void)
{
	return current->personality & READ_IMPLIES_EXEC;
}

static __always_inline bool fixup_matters(struct pax_regs *regs)
{
	return has(PAX_PAGEEXEC | PAX_MPROTECT) &&
	       !pax_mprotect_is_kernels((struct vm_area_struct *)pax_arg(regs, PAX_ARG_FIXUP_VMA),
					pax_arg(regs, PAX_ARG_FIXUP_FLAGS));
}

/* Not inlined, as what comes before it then needs no stack. */
static noinline bool is_plain(struct pax_regs *regs)
{
	return pax_mprotect_is_plain(current->mm, pax_mprotect_arg(regs, 0),
				     pax_mprotect_arg(regs, 1), pax_mprotect_arg(regs, 2));
}

static __always_inline bool mprotect_matters(struct pax_regs *regs)
{
	if (!has(PAX_PAGEEXEC | PAX_MPROTECT))
		return false;
	return has_rie() ||
	       ((pax_mprotect_arg(regs, 2) & (PROT_WRITE | PROT_EXEC)) && !is_plain(regs));
}

ENTRY(mmap_region, has(PAX_MPROTECT))
ENTRY(install_special_mapping, true)
ENTRY(vm_brk_flags, has(PAX_MPROTECT))
ENTRY(mprotect_fixup, fixup_matters(regs))
ENTRY(do_mprotect_pkey, mprotect_matters(regs))
ENTRY(do_shmat, has(PAX_MPROTECT))
/* An address that is only a wish. */
ENTRY(do_mmap, has(PAX_PAGEEXEC | PAX_MPROTECT | PAX_RANDMMAP) && (pax_arg(regs, 1) || has_rie()))
ENTRY(do_brk_flags, has(PAX_PAGEEXEC | PAX_MPROTECT) && has_rie())
ENTRY(setup_arg_pages, has(PAX_RANDMMAP))
ENTRY(arch_mmap_rnd, has(PAX_RANDMMAP))
ENTRY(finalize_exec, has(PAX_RANDMMAP))
ENTRY(exec_fault, has(PAX_PAGEEXEC))
ENTRY(task_status, true)
ENTRY(selftest, true)
