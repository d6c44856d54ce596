// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists the execs that wait for a file system, for the status file.
 *
 * An exec reads attributes of its file, and a file system may not answer: the FUSE server of a user
 * decides when it does, and the wait cannot be interrupted. Meanwhile the task is in the code of
 * the module, which therefore cannot be removed. A time-out does not help, as the read must return
 * to the module. So the status shows an admin which task and which file system to end.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/kdev_t.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string_helpers.h>
#include <linux/uidgid.h>

#include "protect/waiting.h"

/* An exec that waits longer than this is shown; at most so many, the oldest. */
#define SHOWN_AFTER HZ
#define SHOWN_MAX 8

#define PATH_SHOWN 256

/* A copy of what is shown of one exec; holds a reference to the task. */
struct seen {
	struct task_struct *task;
	dev_t dev;
	unsigned long since;
	char type[16], path[PATH_SHOWN];
};

static LIST_HEAD(waiting_list);
static DEFINE_SPINLOCK(waiting_lock);

/**
 * pax_waiting_begin - the current task is about to read from a file that it executes
 * @waiting: its entry, until pax_waiting_end()
 * @file: the file, which it holds meanwhile
 *
 * Context: process context.
 */
void pax_waiting_begin(struct pax_waiting *waiting, struct file *file)
{
	waiting->task = current;
	waiting->file = file;
	waiting->since = jiffies;
	spin_lock(&waiting_lock);
	list_add_tail(&waiting->list, &waiting_list);
	spin_unlock(&waiting_lock);
}

/**
 * pax_waiting_end - the current task has read from the file
 * @waiting: its entry
 *
 * Context: process context.
 */
void pax_waiting_end(struct pax_waiting *waiting)
{
	spin_lock(&waiting_lock);
	list_del(&waiting->list);
	spin_unlock(&waiting_lock);
}

/*
 * Copies what is shown of an entry. The lock of the list keeps the exec and so its file alive. This
 * takes no reference to the file: dropping the last one would call into the file system.
 */
static void copy_entry(const struct pax_waiting *waiting, struct seen *seen)
{
	const struct super_block *sb = file_inode(waiting->file)->i_sb;
	char *path = d_path(&waiting->file->f_path, seen->path, sizeof(seen->path));

	if (IS_ERR(path))
		snprintf(seen->path, sizeof(seen->path), "%pD", waiting->file);
	else
		memmove(seen->path, path, strlen(path) + 1);
	seen->task = get_task_struct(waiting->task);
	seen->dev = sb->s_dev;
	strscpy(seen->type, sb->s_type->name, sizeof(seen->type));
	seen->since = waiting->since;
}

/* Copies the oldest entries that have waited long enough; returns how many there are. */
static unsigned int copy_oldest(struct seen *seen)
{
	const struct pax_waiting *waiting;
	unsigned int count = 0;

	spin_lock(&waiting_lock);
	list_for_each_entry(waiting, &waiting_list, list) {
		if (time_before(jiffies, waiting->since + SHOWN_AFTER))
			break;
		if (seen && count < SHOWN_MAX)
			copy_entry(waiting, &seen[count]);
		count++;
	}
	spin_unlock(&waiting_lock);
	return count;
}

static void show(struct seq_file *m, const struct seen *seen)
{
	char name[TASK_COMM_LEN], *path, *comm;

	get_task_comm(name, seen->task);
	path = kstrdup_quotable(seen->path, GFP_KERNEL);
	comm = kstrdup_quotable(name, GFP_KERNEL);
	seq_printf(m, "waiting %d: exec of %s (%s, device %u:%u) by %s, uid %u, %lu s\n",
		   task_tgid_nr(seen->task), path ?: "?", seen->type, MAJOR(seen->dev),
		   MINOR(seen->dev), comm ?: "?", from_kuid(&init_user_ns, task_uid(seen->task)),
		   (jiffies - seen->since) / HZ);
	kfree(comm);
	kfree(path);
}

/**
 * pax_waiting_show - print which execs wait for a file system
 * @m: the file; a line with the number, unless that is 0, and a line each
 *
 * A reader that opened the file without CAP_SYS_ADMIN sees only the number, as the lines name files
 * of other users.
 *
 * Context: process context, may sleep.
 */
void pax_waiting_show(struct seq_file *m)
{
	bool admin = file_ns_capable(m->file, &init_user_ns, CAP_SYS_ADMIN);
	struct seen *seen = NULL;
	unsigned int count, n;

	might_sleep();
	if (admin && copy_oldest(NULL))
		seen = kvcalloc(SHOWN_MAX, sizeof(*seen), GFP_KERNEL);
	count = copy_oldest(seen);
	if (count)
		seq_printf(m, "waiting: %u\n", count);
	for (n = 0; seen && n < min_t(unsigned int, count, SHOWN_MAX); n++) {
		show(m, &seen[n]);
		put_task_struct(seen[n].task);
	}
	kvfree(seen);
}
