// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stream of events.
 *
 * Records lie one behind the other in a ring of fixed size; a new one pushes out the
 * oldest. Each has a number, one more than that of the record before, or more if some
 * between could not be made. A reader that finds another number than the next one is
 * told how many it has missed, whatever the reason.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/atomic.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>

#include "events.h"
#include "record.h"

/* A power of two. Some 700 records of usual length, 15 of the greatest. */
#define RING_SIZE (256 * 1024)

/* What stands before each record's text in the ring. */
struct header {
	u64 seq;
	struct timespec64 time;
	size_t len;
};

/*
 * Offsets count all bytes ever written, so that a reader's can be told to be of the
 * past; where they lie in the ring is what is left modulo its size.
 */
static struct {
	spinlock_t lock; /* all but @lost, which may be touched in any context */
	char *data;
	u64 head, tail;	    /* where the next record goes, and where the oldest is */
	u64 seq;	    /* of the newest record */
	atomic_long_t lost; /* records since then that could not be made */
	wait_queue_head_t wait;
} ring = {
	.lock = __SPIN_LOCK_UNLOCKED(ring.lock),
	.wait = __WAIT_QUEUE_HEAD_INITIALIZER(ring.wait),
};

/* Longest line: the text and what the reader puts before it. */
#define LINE_MAX (PAX_RECORD_MAX + 64)

/**
 * struct reader - an open file
 * @lock: two reads at once of one file
 * @offset: of the record to read next
 * @seq: the number that it should have
 * @line: the line that is being read
 * @done: how much of it has been read
 * @len: its length; @done if it is all read
 */
struct reader {
	struct mutex lock; /* all of it */
	u64 offset, seq;
	size_t done, len;
	char line[LINE_MAX];
};

static void ring_write(u64 offset, const void *from, size_t len)
{
	size_t at = offset & (RING_SIZE - 1), first = min_t(size_t, len, RING_SIZE - at);

	memcpy(ring.data + at, from, first);
	memcpy(ring.data, from + first, len - first);
}

static void ring_read(u64 offset, void *to, size_t len)
{
	size_t at = offset & (RING_SIZE - 1), first = min_t(size_t, len, RING_SIZE - at);

	memcpy(to, ring.data + at, first);
	memcpy(to + first, ring.data, len - first);
}

/**
 * pax_events_add - add a record to the stream
 * @time: when it happened
 * @text: key=value pairs, without a newline
 * @len: length of @text, at most PAX_RECORD_MAX
 *
 * Context: any but an NMI.
 */
void pax_events_add(const struct timespec64 *time, const char *text, size_t len)
{
	struct header header = {.time = *time, .len = len}, oldest;
	unsigned long flags;

	spin_lock_irqsave(&ring.lock, flags);
	while (ring.head + sizeof(header) + len - ring.tail > RING_SIZE) {
		ring_read(ring.tail, &oldest, sizeof(oldest));
		ring.tail += sizeof(oldest) + oldest.len;
	}
	ring.seq += 1 + atomic_long_xchg(&ring.lost, 0);
	header.seq = ring.seq;
	ring_write(ring.head, &header, sizeof(header));
	ring_write(ring.head + sizeof(header), text, len);
	ring.head += sizeof(header) + len;
	spin_unlock_irqrestore(&ring.lock, flags);
	wake_up_interruptible(&ring.wait);
}

/**
 * pax_events_lose - count a record that could not be made
 *
 * Context: any.
 */
void pax_events_lose(void)
{
	atomic_long_inc(&ring.lost);
}

/* Puts a reader before the oldest record, or behind the newest. Under the ring's lock. */
static void seek(struct reader *reader, bool newest)
{
	struct header header;

	reader->offset = newest ? ring.head : ring.tail;
	reader->seq = ring.seq + 1;
	if (reader->offset != ring.head) {
		ring_read(reader->offset, &header, sizeof(header));
		reader->seq = header.seq;
	}
	reader->done = 0;
	reader->len = 0;
}

/* Fetches the next line; returns false if there is none. */
static bool next_line(struct reader *reader)
{
	struct header header;
	size_t len;

	spin_lock_irq(&ring.lock);
	if (reader->offset < ring.tail)
		reader->offset = ring.tail;
	if (reader->offset == ring.head) {
		spin_unlock_irq(&ring.lock);
		return false;
	}
	ring_read(reader->offset, &header, sizeof(header));
	if (header.seq != reader->seq) {
		len = scnprintf(reader->line, LINE_MAX, "lost=%llu\n", header.seq - reader->seq);
	} else {
		len = scnprintf(reader->line, LINE_MAX, "seq=%llu time=%lld.%09ld ", header.seq,
				header.time.tv_sec, header.time.tv_nsec);
		ring_read(reader->offset + sizeof(header), reader->line + len, header.len);
		len += header.len;
		reader->line[len++] = '\n';
		reader->offset += sizeof(header) + header.len;
		header.seq++;
	}
	spin_unlock_irq(&ring.lock);
	reader->seq = header.seq;
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
	spin_lock_irq(&ring.lock);
	seek(reader, false);
	spin_unlock_irq(&ring.lock);
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

	spin_lock_irq(&ring.lock);
	behind = reader->done != reader->len || reader->offset != ring.head;
	spin_unlock_irq(&ring.lock);
	return behind;
}

/* As many bytes as there are of lines, or of a part of one; waits for the first. */
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
			if (wait_event_interruptible(ring.wait, is_behind(reader)) ||
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

	poll_wait(file, &ring.wait, wait);
	return is_behind(reader) ? EPOLLIN | EPOLLRDNORM : 0;
}

/* To the oldest record (SEEK_SET) or behind the newest (SEEK_END), and nowhere else. */
static loff_t events_llseek(struct file *file, loff_t offset, int whence)
{
	struct reader *reader = file->private_data;

	if (offset || (whence != SEEK_SET && whence != SEEK_END))
		return -ESPIPE;
	mutex_lock(&reader->lock);
	spin_lock_irq(&ring.lock);
	seek(reader, whence == SEEK_END);
	spin_unlock_irq(&ring.lock);
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
 * pax_events_attach - allocate the ring
 *
 * Context: process context, may sleep.
 * Return: 0, or -ENOMEM.
 */
int pax_events_attach(void)
{
	ring.data = __vmalloc(RING_SIZE, GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN);
	if (ring.data)
		return 0;
	pr_err("cannot load: no memory for the ring of events\n");
	return -ENOMEM;
}

/**
 * pax_events_detach - free the ring
 *
 * Context: process context; nobody adds or reads any more.
 */
void pax_events_detach(void)
{
	vfree(ring.data);
}
