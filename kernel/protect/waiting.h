/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lists the execs that wait for a file system, for the status file.
 */
#ifndef PAX_WAITING_H
#define PAX_WAITING_H

#include <linux/list.h>

struct file;
struct seq_file;
struct task_struct;

/**
 * struct pax_waiting - an exec that reads from its file; lies on the stack of the task
 * @list: entry in the list of all, the oldest first
 * @task: the task
 * @file: the file
 * @since: when it began to read, in jiffies
 */
struct pax_waiting {
	struct list_head list;
	struct task_struct *task;
	struct file *file;
	unsigned long since;
};

void pax_waiting_begin(struct pax_waiting *waiting, struct file *file);
void pax_waiting_end(struct pax_waiting *waiting);
void pax_waiting_show(struct seq_file *m);

#endif /* PAX_WAITING_H */
