/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A FUSE file system whose server leaves requests unanswered, for tests of processes that wait for
 * it.
 *
 * The file "silent" answers no read. "held" answers reads, and writes unless they are held back. If
 * opened read-only it uses direct I/O, so mapping it writes back what a shared mapping has written,
 * with the mmap lock held.
 */
#ifndef PAX_FUSE_UNANSWERED_H
#define PAX_FUSE_UNANSWERED_H

#include <linux/fuse.h>
#include <sched.h>
#include <sys/mount.h>

#include "pax_test.h"

#define HOLD_SIZE (16 * PAGE)

enum hold_node { HOLD_ROOT = FUSE_ROOT_ID, HOLD_SILENT, HOLD_HELD };

/* In shared memory. @hold: writes are not answered; @writes: how many have not been. */
struct hold_state {
	volatile int hold, writes;
};

struct hold_fs {
	char directory[32];
	pid_t server;
};

static inline void hold_attr(struct fuse_attr *attr, uint64_t node)
{
	attr->ino = node;
	attr->mode = node == HOLD_ROOT ? S_IFDIR | 0755 : S_IFREG | 0666;
	attr->nlink = 1;
	attr->size = HOLD_SIZE;
	attr->blksize = PAGE;
}

/*
 * Fills in the answer to a request. The size of its body, a negative errno, or for none to be
 * given LONG_MIN.
 */
static inline long hold_answer(const struct fuse_in_header *in, void *body,
			       struct hold_state *state)
{
	struct fuse_init_out *init = body;
	struct fuse_entry_out *entry = body;
	struct fuse_attr_out *attr = body;
	struct fuse_open_out *open = body;
	struct fuse_write_out *written = body;
	const void *args = in + 1;

	switch (in->opcode) {
	case FUSE_INIT:
		init->major = FUSE_KERNEL_VERSION;
		init->minor = 31;
		init->max_write = PAGE;
		return sizeof(*init);
	case FUSE_LOOKUP:
		entry->nodeid = strcmp(args, "held") ? HOLD_SILENT : HOLD_HELD;
		entry->attr_valid = 1000;
		entry->entry_valid = 1000;
		hold_attr(&entry->attr, entry->nodeid);
		return sizeof(*entry);
	case FUSE_GETATTR:
		attr->attr_valid = 1000;
		hold_attr(&attr->attr, in->nodeid);
		return sizeof(*attr);
	case FUSE_OPEN:
		if (in->nodeid == HOLD_HELD &&
		    (((const struct fuse_open_in *)args)->flags & O_ACCMODE) == O_RDONLY)
			open->open_flags = FOPEN_DIRECT_IO | FOPEN_KEEP_CACHE;
		return sizeof(*open);
	case FUSE_READ:
		return in->nodeid == HOLD_HELD ? ((const struct fuse_read_in *)args)->size :
						 LONG_MIN;
	case FUSE_WRITE:
		if (state->hold) {
			state->writes++;
			return LONG_MIN;
		}
		written->size = ((const struct fuse_write_in *)args)->size;
		return sizeof(*written);
	case FUSE_FLUSH:
	case FUSE_RELEASE:
		return 0;
	case FUSE_FORGET:
	case FUSE_INTERRUPT:
		return LONG_MIN;
	default:
		return -ENOSYS;
	}
}

static inline void hold_serve(int fd, struct hold_state *state)
{
	static char request[1 << 18] __attribute__((aligned(8)));
	static char reply[1 << 18] __attribute__((aligned(8)));
	const struct fuse_in_header *in = (const void *)request;
	struct fuse_out_header *out = (void *)reply;
	long size;

	for (;;) {
		size = read(fd, request, sizeof(request));
		if (size < 0) {
			if (errno == EINTR || errno == ENOENT)
				continue;
			_exit(0);
		}
		memset(reply, 0, sizeof(reply));
		size = hold_answer(in, out + 1, state);
		if (size == LONG_MIN)
			continue;
		out->unique = in->unique;
		out->error = size < 0 ? size : 0;
		out->len = sizeof(*out) + (size < 0 ? 0 : size);
		if (write(fd, reply, out->len) < 0 && errno != ENOENT)
			_exit(0);
	}
}

/*
 * Mounts it in a mount namespace of the caller's own. Returns 0 or a negative errno.
 */
static inline int hold_start(struct hold_fs *fs, struct hold_state *state)
{
	char options[96];
	int fd;

	strcpy(fs->directory, "/tmp/pax-hold-XXXXXX");
	fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	if (fd < 0 || unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    !mkdtemp(fs->directory))
		return -errno;
	snprintf(options, sizeof(options), "fd=%d,rootmode=40755,user_id=0,group_id=0", fd);
	if (mount("fuse", fs->directory, "fuse", 0, options))
		return -errno;
	fs->server = fork();
	if (!fs->server)
		hold_serve(fd, state);
	close(fd);
	return fs->server < 0 ? -errno : 0;
}

/* Whoever waits for an answer gets an error. */
static inline void hold_stop(struct hold_fs *fs)
{
	kill(fs->server, SIGKILL);
	waitpid(fs->server, NULL, 0);
	umount2(fs->directory, MNT_DETACH);
	rmdir(fs->directory);
}

static inline int hold_open(const struct hold_fs *fs, const char *name, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/%s", fs->directory, name);
	return open(path, flags | O_CLOEXEC);
}

#endif /* PAX_FUSE_UNANSWERED_H */
