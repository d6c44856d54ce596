/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Looks up paths below a root directory, safely where the owner of a directory is hostile: links
 * of other users are not followed, nothing leads out of the root, and the result is a descriptor,
 * so that a later rename does not matter.
 */
#ifndef PAXCTL_ROOT_H
#define PAXCTL_ROOT_H

#include <sys/stat.h>

struct root;

/**
 * struct found - a file that was found
 * @path: how it was found; from the root on, links as they were named
 * @fd: the file, opened with O_PATH; the finder closes it
 * @st: what fstat() says of it
 */
struct found {
	const char *path;
	int fd;
	struct stat st;
};

/**
 * root_open - begin to look below a directory
 * @path: the directory; "/" is the machine itself
 * @root: the result, to be closed
 *
 * Return: 0; or a negative errno after a message.
 */
int root_open(const char *path, struct root **root);

/**
 * root_close - end it
 * @root: the root, or NULL
 */
void root_close(struct root *root);

/**
 * root_find - find one file
 * @root: the root
 * @path: the path, from the root on; "." and ".." do what they do elsewhere
 * @found: the result; @found->fd is the caller's to close
 *
 * Links are followed if they belong to root or to the effective user, the last one
 * too; "/" in them is the root.
 *
 * Return: 0 or a negative errno: -EPERM for someone else's link, -EXDEV for a file
 * that someone may have put there as a hard link, -ELOOP for too many links.
 */
int root_find(struct root *root, const char *path, struct found *found);

/**
 * root_glob - find all files that a pattern matches
 * @root: the root
 * @pattern: the pattern, from the root on; each component is one for fnmatch(3), and
 *	one without "*", "?" and "[" is taken as it is
 * @each: called for each file, in the order of names; returning other than 0 ends it
 * @failed: called for each place that could not be looked at, with a negative errno
 * @context: for @each and @failed
 *
 * What a pattern's last component matches is given to @each whatever it is;
 * hidden files match only a pattern that begins with a dot. Errors that mean "not
 * there" are not reported.
 *
 * Return: 0, or what @each returned.
 */
int root_glob(struct root *root, const char *pattern,
	      int (*each)(const struct found *found, void *context),
	      void (*failed)(const char *path, int err, void *context), void *context);

/**
 * root_error - what an error of these functions means
 * @err: the negative errno
 *
 * Return: the reason and the way out.
 */
const char *root_error(int err);

#endif /* PAXCTL_ROOT_H */
