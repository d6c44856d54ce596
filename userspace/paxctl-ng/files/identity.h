/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether the file at a path is the one that the kernel recorded.
 *
 * The kernel names a file by the device of its file system (the superblock's) and its
 * inode number. stat() does not give that device where one file system shows several: a
 * subvolume of btrfs and a layer of overlayfs have devices of their own. So both numbers come
 * from the kernel as it sees them itself: /proc/self/fdinfo gives the inode number and the
 * mount of a descriptor, /proc/self/mountinfo the device of the mount. That works with a
 * descriptor of O_PATH, so the file is not opened: nothing waits, and no server is asked.
 */
#ifndef PAXCTL_IDENTITY_H
#define PAXCTL_IDENTITY_H

#include <stdbool.h>
#include <time.h>

#include "files/file_id.h"
#include "files/root.h"

struct mounts;

/**
 * struct identity - a file as it is now
 * @id: which it is; not known if that cannot be read
 * @born: when the inode was made; 0 if the file system does not record it
 * @reasons: reasons against a mark that do not depend on the record: bits of REJECT_BIT()
 * @shared: other files of its file system may have the same inode number
 */
struct identity {
	struct file_id id;
	struct timespec born;
	unsigned int reasons;
	bool shared;
};

/**
 * mounts_read - read which file systems are mounted where
 * @root: the directory that paths are below; "/" is the machine itself
 *
 * Return: the mounts; empty if /proc is not there.
 */
struct mounts *mounts_read(const char *root);

/**
 * mounts_free - free them
 * @mounts: the mounts, or NULL
 */
void mounts_free(struct mounts *mounts);

/**
 * identity_find - find the file at a path
 * @mounts: the mounts
 * @root: the root
 * @path: the path, from the root on
 * @identity: the result
 *
 * Does not go where a program would have to answer (FUSE, automount).
 */
void identity_find(const struct mounts *mounts, struct root *root, const char *path,
		   struct identity *identity);

/**
 * identity_read - which file was found
 * @mounts: the mounts
 * @found: the file
 * @identity: the result
 */
void identity_read(const struct mounts *mounts, const struct found *found,
		   struct identity *identity);

/**
 * identity_check - compare a file with what was recorded
 * @identity: the file as it is now
 * @id: the file that was recorded
 * @time: when; 0 if that is not known
 *
 * An inode number is used again after its file has gone; a file that is younger than
 * the record is another one.
 *
 * Return: bits of REJECT_BIT(); 0 if it is the same, and no privileged program.
 */
unsigned int identity_check(const struct identity *identity, const struct file_id *id,
			    const struct timespec *time);

/**
 * file_has_capabilities - whether a file has file capabilities
 * @fd: the file; may be opened with O_PATH
 *
 * Return: true if it has, and also if that cannot be read.
 */
bool file_has_capabilities(int fd);

#endif /* PAXCTL_IDENTITY_H */
