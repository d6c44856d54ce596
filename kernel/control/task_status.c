// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints the PaX: line of /proc/PID/status, which shows the flags of a process to every user.
 */
#include <linux/pax.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>

#include "base/mm_flags.h"

/**
 * pax_on_task_status - add the PaX: line to /proc/PID/status
 * @m: the file
 * @task: the task
 *
 * The format is that of PaX: "PaX:", a tab, five letters; dashes for a task without
 * memory of its own.
 *
 * Context: atomic or not.
 */
void pax_on_task_status(struct seq_file *m, struct task_struct *task)
{
	char text[PAX_FLAGS_NUM + 1] = "-----";

	task_lock(task);
	if (task->mm && !(task->flags & PF_KTHREAD))
		pax_flags_format(pax_mm_flags(task->mm), text);
	task_unlock(task);
	seq_printf(m, "PaX:\t%s\n", text);
}
