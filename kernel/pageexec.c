// SPDX-License-Identifier: GPL-2.0-only
/*
 * PAGEEXEC: no execution that follows from reading.
 *
 * The personality READ_IMPLIES_EXEC makes whatever a program may read executable
 * as well. An old executable brings it, and any program can ask for it; it is
 * taken away wherever the kernel is about to act on it. The other shortcut, an
 * executable stack, is closed where the stack gets its protection (mprotect.c).
 */
#include <linux/kprobes.h>
#include <linux/personality.h>
#include <linux/sched.h>

#include "mm_flags.h"
#include "pageexec.h"
#include "policy.h"
#include "settings.h"

/**
 * pax_drop_read_implies_exec - take the personality bit from the current task
 *
 * PaX's rule: under PAGEEXEC a mapping is executable only if it asks to be.
 *
 * Context: atomic.
 */
void pax_drop_read_implies_exec(void)
{
	if (unlikely(current->personality & READ_IMPLIES_EXEC) &&
	    pax_policy_drops_rie(pax_mm_flags(current->mm)) && !pax_permissive())
		current->personality &= ~READ_IMPLIES_EXEC;
}

/**
 * hook_protection - before a mapping's or the heap's protection is worked out
 * @p: the probe
 * @regs: registers at the entry of do_mmap() or do_brk_flags()
 *
 * Context: atomic.
 * Return: 0, the kernel goes on.
 */
int hook_protection(struct kprobe *p, struct pt_regs *regs)
{
	pax_drop_read_implies_exec();
	return 0;
}
