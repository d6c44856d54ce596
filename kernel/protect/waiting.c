// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who waits for a file system.
 *
 * An exec reads attributes of its file, and a file system need not answer: a FUSE server that
 * a user runs decides when it does, and the wait cannot be interrupted. The task is in the code
 * of this module meanwhile, which therefore cannot be removed. No time-out helps, as whoever reads
 * must return here. So the status tells an admin whom and which file system to end.
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

/* An exec that takes longer than this is shown, and so many at most, the oldest. */
#define SHOWN_AFTER HZ
#define SHOWN_MAX 8

#define PATH_SHOWN 256

/* A copy of what is shown of one; the task is referenced. */
struct seen {
	struct task_struct *task;
	dev_t dev;
	unsigned long since;
	char type[16], path[PATH_SHOWN];
};

static LIST_HEAD(waiting_list);
static DEFINE_SPINLOCK(waiting_lock);

/**
 * pax_waiting_begin - the current task is about to read of a file that it executes
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
 * pax_waiting_end - the current task has read
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
 * Copies what is shown of an entry. The list's lock is held, so the exec holds its file, and no
 * reference is taken that could be the last one: giving that back would ask the file system.
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

/* Copies the oldest that have waited long enough; tells how many there are. */
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
 * @m: where to; a line with the number, unless that is 0, and a line each
 *
 * Who opened the file without CAP_SYS_ADMIN sees the number only: the names are of other
 * users' files.
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
