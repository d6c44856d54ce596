/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who waits for a file system.
 */
#ifndef PAX_WAITING_H
#define PAX_WAITING_H

#include <linux/list.h>

struct file;
struct seq_file;
struct task_struct;

/**
 * struct pax_waiting - an exec that reads of its file; lies on the task's stack
 * @list: in order of time
 * @task: who
 * @file: what it reads of
 * @since: in jiffies
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
