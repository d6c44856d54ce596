// SPDX-License-Identifier: GPL-2.0-only
/*
 * Computes the digest of the content of a file, for trust=signed, and keeps it for the next exec.
 *
 * A digest is kept in a mark of fsnotify on the inode, so it ends with the inode: after an unmount,
 * or when the kernel needs the memory, the file is read again. It holds while no writer has closed
 * the file, which fsnotify tells, and while the inode has the same version (i_version). Each finds
 * what the other does not: files that are opened without notification, and changes of extents
 * without a new version. The callers are execs, during which the kernel keeps writers out, so all
 * writers have closed the file when a digest is computed, and when it is used.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/fsnotify_backend.h>
#include <linux/iversion.h>
#include <linux/list.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include <crypto/hash.h>

#include "base/compat.h"
#include "protect/signed_content.h"

/* A file is read in pieces of this size. */
#define PIECE (64 * 1024)

/* How many digests are kept. A new one takes the place of the oldest. */
#define KEPT_MAX 256

/**
 * struct kept - the digest of a file that was read
 * @mark: holds this at the inode
 * @at: place in kept_list; empty once @mark is being destroyed
 * @stale: a writer has closed the file since
 * @version: the version of the inode before the file was read
 * @size: how many bytes were read
 * @digest: their digest
 */
struct kept {
	struct fsnotify_mark mark;
	struct list_head at;
	bool stale;
	u64 version, size;
	u8 digest[PAX_DIGEST_SIZE];
};

static struct fsnotify_group *group;

/* From the oldest to the newest, and how many. */
static LIST_HEAD(kept_list);
static unsigned int kept_count;
static DEFINE_SPINLOCK(kept_lock);

/* Adds to the list and takes from its head, one at a time. */
static DEFINE_MUTEX(keep_lock);

/* Those that are not freed yet. */
static atomic_t allocated = ATOMIC_INIT(0);

static struct kept *kept_of(struct fsnotify_mark *mark)
{
	return container_of(mark, struct kept, mark);
}

/* Context: the task that has written. */
static int on_write(struct fsnotify_mark *mark, u32 mask, struct inode *inode, struct inode *dir,
		    const struct qstr *name, u32 cookie)
{
	WRITE_ONCE(kept_of(mark)->stale, true);
	return 0;
}

static void unlist(struct kept *kept)
{
	lockdep_assert_held(&kept_lock);
	if (list_empty(&kept->at))
		return;
	list_del_init(&kept->at);
	kept_count--;
}

/* Context: whoever destroys the mark: this file, or an unmount or reclaim of the inode. */
static void on_destroy(struct fsnotify_mark *mark, struct fsnotify_group *of)
{
	spin_lock(&kept_lock);
	unlist(kept_of(mark));
	spin_unlock(&kept_lock);
}

/* Context: a worker of fsnotify, when nobody uses the mark any more. */
static void on_free(struct fsnotify_mark *mark)
{
	kfree(kept_of(mark));
	atomic_dec(&allocated);
}

static const struct fsnotify_ops ops = {
	.handle_inode_event = on_write,
	.freeing_mark = on_destroy,
	.free_mark = on_free,
};

/**
 * pax_signed_content_attach - prepare to keep digests
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative errno.
 */
int pax_signed_content_attach(void)
{
	struct fsnotify_group *new = pax_fsnotify_alloc_group(&ops);

	if (IS_ERR(new))
		return PTR_ERR(new);
	group = new;
	return 0;
}

/* Forgets the oldest digest if there are more than @most. Returns whether there were. */
static bool drop_oldest(unsigned int most)
{
	struct kept *oldest = NULL;

	lockdep_assert_held(&keep_lock);
	spin_lock(&kept_lock);
	if (kept_count > most) {
		oldest = list_first_entry(&kept_list, struct kept, at);
		unlist(oldest);
		/* It was in the list, so nobody has begun to destroy it. */
		refcount_inc(&oldest->mark.refcnt);
	}
	spin_unlock(&kept_lock);
	if (!oldest)
		return false;
	fsnotify_destroy_mark(&oldest->mark, group);
	fsnotify_put_mark(&oldest->mark);
	return true;
}

/**
 * pax_signed_content_detach - forget all digests
 *
 * Context: process context, may sleep; no exec is hooked any more.
 */
void pax_signed_content_detach(void)
{
	if (!group)
		return;
	mutex_lock(&keep_lock);
	while (drop_oldest(0))
		cond_resched();
	mutex_unlock(&keep_lock);
	/* Some may be under destruction by others, who call this file meanwhile. */
	while (atomic_read(&allocated)) {
		fsnotify_wait_marks_destroyed();
		msleep(20);
	}
	fsnotify_put_group(group);
	group = NULL;
	/* The worker has returned from the last on_free(), and has freed the group. */
	fsnotify_wait_marks_destroyed();
}

/**
 * pax_signed_content_kept - how many digests are kept
 *
 * Context: any.
 * Return: the number.
 */
unsigned int pax_signed_content_kept(void)
{
	return READ_ONCE(kept_count);
}

/*
 * Only where each change gets a new version, those through a mapping, too: tmpfs has versions, but
 * is not told of such a change.
 */
static bool may_keep(const struct inode *inode)
{
	return group && IS_I_VERSION(inode) && inode->i_sb->s_magic == EXT4_SUPER_MAGIC;
}

static bool find(struct inode *inode, u64 version, u64 size, u8 *digest)
{
	struct fsnotify_mark *mark = pax_fsnotify_find_mark(inode, group);
	struct kept *kept;
	bool holds;

	if (!mark)
		return false;
	kept = kept_of(mark);
	holds = !READ_ONCE(kept->stale) && kept->version == version && kept->size == size;
	if (holds)
		memcpy(digest, kept->digest, sizeof(kept->digest));
	else
		fsnotify_destroy_mark(mark, group);
	fsnotify_put_mark(mark);
	return holds;
}

/* What cannot be kept is computed again. */
static void keep(struct inode *inode, u64 version, u64 size, const u8 *digest)
{
	struct kept *kept = kzalloc(sizeof(*kept), GFP_KERNEL);

	if (!kept)
		return;
	atomic_inc(&allocated);
	fsnotify_init_mark(&kept->mark, group);
	/* Reclaim may take the inode, and an unmount need not wait. */
	kept->mark.flags |= FSNOTIFY_MARK_FLAG_NO_IREF;
	kept->mark.mask = FS_MODIFY | FS_CLOSE_WRITE;
	kept->version = version;
	kept->size = size;
	memcpy(kept->digest, digest, sizeof(kept->digest));
	mutex_lock(&keep_lock);
	spin_lock(&kept_lock);
	list_add_tail(&kept->at, &kept_list);
	kept_count++;
	spin_unlock(&kept_lock);
	/* Another exec may have kept it meanwhile. */
	if (fsnotify_add_inode_mark(&kept->mark, inode, 0)) {
		spin_lock(&kept_lock);
		unlist(kept);
		spin_unlock(&kept_lock);
	}
	drop_oldest(KEPT_MAX);
	mutex_unlock(&keep_lock);
	fsnotify_put_mark(&kept->mark);
}

/* Computes the digest of exactly @size bytes; -EIO if there are fewer. */
static int read_digest(struct file *file, u64 size, struct shash_desc *desc, u8 *piece, u8 *digest)
{
	loff_t pos = 0;
	int err = crypto_shash_init(desc);

	while (!err && pos < size) {
		ssize_t got = kernel_read(file, piece, min_t(u64, PIECE, size - pos), &pos);

		if (got <= 0)
			return got ?: -EIO;
		if (fatal_signal_pending(current))
			return -EINTR;
		err = crypto_shash_update(desc, piece, got);
		cond_resched();
	}
	return err ?: crypto_shash_final(desc, digest);
}

static int compute(struct file *file, u64 size, u8 digest[PAX_DIGEST_SIZE])
{
	struct crypto_shash *sha256 = crypto_alloc_shash("sha256", 0, 0);
	struct shash_desc *desc = NULL;
	u8 *piece = NULL;
	int err;

	if (IS_ERR(sha256))
		return PTR_ERR(sha256);
	err = -ENOMEM;
	desc = kmalloc(sizeof(*desc) + crypto_shash_descsize(sha256), GFP_KERNEL);
	piece = kvmalloc(PIECE, GFP_KERNEL);
	if (desc && piece && crypto_shash_digestsize(sha256) == PAX_DIGEST_SIZE) {
		desc->tfm = sha256;
		err = read_digest(file, size, desc, piece, digest);
	}
	kvfree(piece);
	kfree_sensitive(desc);
	crypto_free_shash(sha256);
	return err;
}

/**
 * pax_signed_content_digest - the SHA-256 digest of the content of a file
 * @file: the file, which is being executed
 * @size: its size
 * @digest: the result
 *
 * Context: process context, may sleep; within an exec during which the kernel keeps writers out.
 * Return: 0; -EIO if the file has fewer bytes, or cannot be read; -EINTR if a signal ends the exec;
 * or another negative errno.
 */
int pax_signed_content_digest(struct file *file, u64 size, u8 digest[PAX_DIGEST_SIZE])
{
	struct inode *inode = file_inode(file);
	bool keeps = may_keep(inode);
	u64 version = 0;
	int err;

	might_sleep();
	if (keeps) {
		/* Before the file is read. From now on a change gets another version. */
		version = inode_query_iversion(inode);
		if (find(inode, version, size, digest))
			return 0;
	}
	err = compute(file, size, digest);
	if (!err && keeps)
		keep(inode, version, size, digest);
	return err;
}
