// SPDX-License-Identifier: GPL-2.0-only
/*
 * What every user sees: the PaX: line of /proc/PID/status.
 */
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>

#include "arch/regs.h"
#include "mm_flags.h"
#include "procfs.h"

/**
 * hook_task_status - add the PaX: line to /proc/PID/status
 * @regs: registers at the entry of cpuset_task_status_allowed(m, task)
 *
 * The form is PaX's: "PaX:", a tab, five letters; dashes for a task without
 * memory of its own.
 *
 * Context: atomic.
 * Return: 0, the kernel goes on.
 */
int hook_task_status(struct pt_regs *regs)
{
	struct seq_file *m = (struct seq_file *)pax_arg(regs, 0);
	struct task_struct *task = (struct task_struct *)pax_arg(regs, 1);
	char text[PAX_FLAGS_NUM + 1] = "-----";

	task_lock(task);
	if (task->mm && !(task->flags & PF_KTHREAD))
		pax_flags_format(pax_mm_flags(task->mm), text);
	task_unlock(task);
	seq_printf(m, "PaX:\t%s\n", text);
	return 0;
}
