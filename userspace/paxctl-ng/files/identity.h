/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checks whether the file at a path is the file that the kernel recorded.
 *
 * The kernel identifies a file by the device of its file system (the superblock's) and its
 * inode number. stat() returns another device if a file system shows several: a subvolume of
 * btrfs and a layer of overlayfs have devices of their own. So the code reads the kernel's own
 * numbers: /proc/self/fdinfo gives the inode number and the mount of a descriptor, and
 * /proc/self/mountinfo gives the device of the mount. An O_PATH descriptor is enough for that.
 * So the code does not open the file, does not block, and does not call a file system's server.
 */
#ifndef PAXCTL_IDENTITY_H
#define PAXCTL_IDENTITY_H

#include <stdbool.h>
#include <time.h>

#include "files/file_id.h"
#include "files/root.h"

struct mounts;

/**
 * struct identity - the present state of a file
 * @id: its identity; not known if it cannot be read
 * @born: the creation time of the inode; 0 if the file system does not record it
 * @reasons: reasons against a mark that do not depend on the record: bits of REJECT_BIT()
 * @shared: inode numbers are not unique in its file system
 */
struct identity {
	struct file_id id;
	struct timespec born;
	unsigned int reasons;
	bool shared;
};

/**
 * mounts_read - read the list of mounts
 * @root: the root directory of all paths; "/" is the machine itself
 *
 * Return: the mounts; empty without /proc.
 */
struct mounts *mounts_read(const char *root);

/**
 * mounts_free - free the list of mounts
 * @mounts: the mounts, or NULL
 */
void mounts_free(struct mounts *mounts);

/**
 * identity_find - find the file at a path
 * @mounts: the mounts
 * @root: the root
 * @path: the path, relative to the root
 * @identity: the result
 *
 * The function does not access paths that a program serves (FUSE, automount).
 */
void identity_find(const struct mounts *mounts, struct root *root, const char *path,
		   struct identity *identity);

/**
 * identity_read - read the identity of a found file
 * @mounts: the mounts
 * @found: the file
 * @identity: the result
 */
void identity_read(const struct mounts *mounts, const struct found *found,
		   struct identity *identity);

/**
 * identity_check - compare a file with the recorded file
 * @identity: the present state of the file
 * @id: the recorded identity
 * @time: the time of the record; 0 if unknown
 *
 * A file system reuses the inode number of a deleted file. So a file that is younger than the
 * record is another file.
 *
 * Return: bits of REJECT_BIT(); 0 if the file is the same and is not a privileged program.
 */
unsigned int identity_check(const struct identity *identity, const struct file_id *id,
			    const struct timespec *time);

/**
 * file_has_capabilities - whether a file has file capabilities
 * @fd: the file; may be opened with O_PATH
 *
 * Return: true if it has, or if they cannot be read.
 */
bool file_has_capabilities(int fd);

#endif /* PAXCTL_IDENTITY_H */
