// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stream of events, which programs read from the file "events".
 *
 * The stream keeps the newest records in a fixed amount of memory. Each kind of event has its own
 * part of the memory. When a part is full, the oldest record of the user with the most memory in it
 * is dropped. So denials do not displace execution faults, and a flood of events of one user does
 * not displace the events of others.
 *
 * Records are numbered. A record that could not be made leaves a gap in the numbers. Where a reader
 * meets a gap, for this reason or because records were dropped, it reads "lost=" and the number of
 * records that it missed.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/rbtree.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/wait.h>

#include "report/account.h"
#include "report/events.h"
#include "report/record.h"

/* Memory that the records of a share may take, in bytes. */
static const size_t room[PAX_SHARE_NUM] = {
	[PAX_SHARE_DENIAL] = 512 * 1024,
	[PAX_SHARE_FAULT] = 256 * 1024,
	[PAX_SHARE_MARK] = 128 * 1024,
	[PAX_SHARE_STATE] = 128 * 1024,
};

/**
 * struct entry - a record
 * @node: in the tree of all, by @seq
 * @queue: in the queue of its share and account; after it is dropped, in the list to free
 * @seq: its number
 * @time: when it happened
 * @size: memory that it takes, in bytes
 * @len: length of @text
 * @text: key=value pairs
 */
struct entry {
	struct rb_node node;
	struct list_head queue;
	u64 seq;
	struct timespec64 time;
	size_t size, len;
	char text[];
};

/* The records of one account in one share, oldest first, and how much memory they take. */
struct queue {
	struct list_head entries;
	size_t size;
};

static struct {
	spinlock_t lock; /* all but @lost, which may be touched in any context */
	struct rb_root entries;
	struct queue queues[PAX_SHARE_NUM][PAX_ACCOUNTS];
	size_t size[PAX_SHARE_NUM];
	u64 seq;	    /* of the newest record */
	atomic_long_t lost; /* records since then that could not be made */
	wait_queue_head_t wait;
} stream = {
	.lock = __SPIN_LOCK_UNLOCKED(stream.lock),
	.entries = RB_ROOT,
	.wait = __WAIT_QUEUE_HEAD_INITIALIZER(stream.wait),
};

/* Longest line: the text and what the reader puts before it. */
#define LINE_MAX (PAX_RECORD_MAX + 64)

/**
 * struct reader - an open file
 * @lock: two reads at once of one file
 * @seq: the number of the record to read next
 * @line: the line that is being read
 * @done: how much of it has been read
 * @len: its length; @done if it is all read
 */
struct reader {
	struct mutex lock; /* all of it */
	u64 seq;
	size_t done, len;
	char line[LINE_MAX];
};

static struct entry *to_entry(struct rb_node *node)
{
	return rb_entry_safe(node, struct entry, node);
}

/* The record with a number, or the next one. Under the lock. */
static struct entry *find_entry(u64 seq)
{
	struct rb_node *node = stream.entries.rb_node;
	struct entry *found = NULL;

	while (node) {
		struct entry *entry = to_entry(node);

		if (entry->seq < seq) {
			node = node->rb_right;
		} else {
			found = entry;
			node = node->rb_left;
		}
	}
	return found;
}

static bool is_less(struct rb_node *a, const struct rb_node *b)
{
	return to_entry(a)->seq < rb_entry(b, struct entry, node)->seq;
}

/* Takes the oldest record of the account that has most of a share. Under the lock. */
static void push_out(enum pax_share share, struct list_head *out)
{
	struct queue *queues = stream.queues[share], *largest = queues;
	struct entry *entry;
	unsigned int n;

	for (n = 1; n < PAX_ACCOUNTS; n++)
		if (queues[n].size > largest->size)
			largest = &queues[n];
	entry = list_first_entry(&largest->entries, struct entry, queue);
	rb_erase(&entry->node, &stream.entries);
	list_move(&entry->queue, out);
	largest->size -= entry->size;
	stream.size[share] -= entry->size;
}

static void free_entries(struct list_head *entries)
{
	struct entry *entry, *next;

	list_for_each_entry_safe(entry, next, entries, queue) kvfree(entry);
}

/**
 * pax_events_add - add a record to the stream
 * @account: whose it is, of pax_account_current()
 * @share: which room it takes
 * @time: when it happened
 * @text: key=value pairs, without a newline
 * @len: length of @text, at most PAX_RECORD_MAX
 *
 * Context: process context, may sleep.
 * Return: true, or false if there is no memory; it is counted as lost then.
 */
bool pax_events_add(unsigned int account, enum pax_share share, const struct timespec64 *time,
		    const char *text, size_t len)
{
	struct entry *entry = kvmalloc(sizeof(*entry) + len, GFP_KERNEL | __GFP_NOWARN);
	struct queue *queue = &stream.queues[share][account];
	LIST_HEAD(out);

	might_sleep();
	if (!entry) {
		pax_events_count_lost();
		return false;
	}
	entry->time = *time;
	entry->len = len;
	/* What the kernel's allocator takes for it. */
	entry->size = roundup_pow_of_two(sizeof(*entry) + len);
	memcpy(entry->text, text, len);

	spin_lock_irq(&stream.lock);
	while (stream.size[share] + entry->size > room[share])
		push_out(share, &out);
	stream.seq += 1 + atomic_long_xchg(&stream.lost, 0);
	entry->seq = stream.seq;
	rb_add(&entry->node, &stream.entries, is_less);
	list_add_tail(&entry->queue, &queue->entries);
	queue->size += entry->size;
	stream.size[share] += entry->size;
	spin_unlock_irq(&stream.lock);
	wake_up_interruptible(&stream.wait);
	free_entries(&out);
	return true;
}

/**
 * pax_events_count_lost - count a record that could not be made
 *
 * Context: any.
 */
void pax_events_count_lost(void)
{
	atomic_long_inc(&stream.lost);
}

/* Moves a reader to the oldest record, or behind the newest. Under the lock. */
static void seek(struct reader *reader, bool newest)
{
	struct entry *entry = newest ? NULL : to_entry(rb_first(&stream.entries));

	reader->seq = entry ? entry->seq : stream.seq + 1;
	reader->done = 0;
	reader->len = 0;
}

/* Fetches the next line; returns false if there is none. */
static bool next_line(struct reader *reader)
{
	struct entry *entry;
	size_t len;

	spin_lock_irq(&stream.lock);
	entry = find_entry(reader->seq);
	if (!entry) {
		spin_unlock_irq(&stream.lock);
		return false;
	}
	if (entry->seq != reader->seq) {
		len = scnprintf(reader->line, LINE_MAX, "lost=%llu\n", entry->seq - reader->seq);
		reader->seq = entry->seq;
	} else {
		len = scnprintf(reader->line, LINE_MAX, "seq=%llu time=%lld.%09ld ", entry->seq,
				entry->time.tv_sec, entry->time.tv_nsec);
		memcpy(reader->line + len, entry->text, entry->len);
		len += entry->len;
		reader->line[len++] = '\n';
		reader->seq++;
	}
	spin_unlock_irq(&stream.lock);
	reader->done = 0;
	reader->len = len;
	return true;
}

static int events_open(struct inode *inode, struct file *file)
{
	struct reader *reader = kvzalloc(sizeof(*reader), GFP_KERNEL | __GFP_NOWARN);

	if (!reader)
		return -ENOMEM;
	mutex_init(&reader->lock);
	spin_lock_irq(&stream.lock);
	seek(reader, false);
	spin_unlock_irq(&stream.lock);
	file->private_data = reader;
	return 0;
}

static int events_release(struct inode *inode, struct file *file)
{
	kvfree(file->private_data);
	return 0;
}

static bool is_behind(const struct reader *reader)
{
	bool behind;

	spin_lock_irq(&stream.lock);
	behind = reader->done != reader->len || find_entry(reader->seq);
	spin_unlock_irq(&stream.lock);
	return behind;
}

/* Reads whole lines and parts of lines, as many as fit; waits only if there is none at all. */
static ssize_t events_read(struct file *file, char __user *to, size_t len, loff_t *pos)
{
	struct reader *reader = file->private_data;
	ssize_t done = 0;

	might_sleep();
	if (mutex_lock_interruptible(&reader->lock))
		return -ERESTARTSYS;
	while (done < len) {
		size_t part;

		if (reader->done == reader->len && !next_line(reader)) {
			if (done)
				break;
			mutex_unlock(&reader->lock);
			if (file->f_flags & O_NONBLOCK)
				return -EAGAIN;
			if (wait_event_interruptible(stream.wait, is_behind(reader)) ||
			    mutex_lock_interruptible(&reader->lock))
				return -ERESTARTSYS;
			continue;
		}
		part = min_t(size_t, len - done, reader->len - reader->done);
		if (copy_to_user(to + done, reader->line + reader->done, part)) {
			done = done ?: -EFAULT;
			break;
		}
		reader->done += part;
		done += part;
	}
	mutex_unlock(&reader->lock);
	return done;
}

static __poll_t events_poll(struct file *file, poll_table *wait)
{
	const struct reader *reader = file->private_data;

	poll_wait(file, &stream.wait, wait);
	return is_behind(reader) ? EPOLLIN | EPOLLRDNORM : 0;
}

/* To the oldest record (SEEK_SET) or behind the newest (SEEK_END), and nowhere else. */
static loff_t events_llseek(struct file *file, loff_t offset, int whence)
{
	struct reader *reader = file->private_data;

	if (offset || (whence != SEEK_SET && whence != SEEK_END))
		return -ESPIPE;
	mutex_lock(&reader->lock);
	spin_lock_irq(&stream.lock);
	seek(reader, whence == SEEK_END);
	spin_unlock_irq(&stream.lock);
	mutex_unlock(&reader->lock);
	return 0;
}

const struct file_operations pax_events_ops = {
	.owner = THIS_MODULE,
	.open = events_open,
	.read = events_read,
	.poll = events_poll,
	.llseek = events_llseek,
	.release = events_release,
};

/**
 * pax_events_attach - initialize the stream, with no records
 *
 * Context: process context, before anything is reported.
 */
void pax_events_attach(void)
{
	unsigned int share, n;

	for (share = 0; share < PAX_SHARE_NUM; share++)
		for (n = 0; n < PAX_ACCOUNTS; n++)
			INIT_LIST_HEAD(&stream.queues[share][n].entries);
}

/**
 * pax_events_detach - free all records
 *
 * Context: process context; nobody adds or reads any more.
 */
void pax_events_detach(void)
{
	struct entry *entry, *next;

	rbtree_postorder_for_each_entry_safe(entry, next, &stream.entries, node) kvfree(entry);
}
