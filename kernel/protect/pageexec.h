/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PAGEEXEC: memory is executable only if that was asked for.
 */
#ifndef PAX_PAGEEXEC_H
#define PAX_PAGEEXEC_H

#include <linux/pax.h>
#include <linux/personality.h>
#include <linux/sched.h>

/**
 * pax_drop_read_implies_exec - clear READ_IMPLIES_EXEC if the current task has it
 *
 * Programs map memory often, and hardly any has the bit.
 *
 * Context: any.
 */
static inline void pax_drop_read_implies_exec(void)
{
	if (unlikely(current->personality & READ_IMPLIES_EXEC))
		pax_on_read_implies_exec();
}

#endif /* PAX_PAGEEXEC_H */
