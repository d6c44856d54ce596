/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every user sees: the PaX: line of /proc/PID/status.
 */
#ifndef PAX_PROCFS_H
#define PAX_PROCFS_H

struct pt_regs;

int hook_task_status(struct pt_regs *regs);

#endif /* PAX_PROCFS_H */
