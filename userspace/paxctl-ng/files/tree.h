/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Visits every regular file below a directory, by descriptors. Links are not followed. A walk ends
 * early if interrupted().
 *
 * There are two walkers. This one stays below a root and hands each file over as an O_PATH
 * descriptor, because apply, migrate and revdep act on files in trees of others. The one in
 * parallel_walk.h is for scan: it reads a million files, opens only a few of them, and so uses
 * several threads and names in a working directory.
 */
#ifndef PAXCTL_TREE_H
#define PAXCTL_TREE_H

#include "files/root.h"

/**
 * struct tree_visitor - what to do with what is found
 * @file: called for each regular file; the descriptor is closed afterwards
 * @failed: called for each place that cannot be read, with a negative errno
 * @context: for both
 */
struct tree_visitor {
	void (*file)(const struct found *found, void *context);
	void (*failed)(const char *path, int err, void *context);
	void *context;
};

/**
 * tree_walk - visit all files below a directory
 * @fd: the directory; may be one opened with O_PATH
 * @path: its path, for messages
 * @visitor: what to do
 */
void tree_walk(int fd, const char *path, const struct tree_visitor *visitor);

/**
 * tree_walk_found - visit all files below a directory of a root
 * @root: the root
 * @path: the directory, from the root on
 * @visitor: what to do
 *
 * Return: 0, or a negative errno of root_find().
 */
int tree_walk_found(struct root *root, const char *path, const struct tree_visitor *visitor);

/**
 * tree_standard - the trees where programs are
 * @root: the root
 * @each: called for each; not for one that is only another name of a part of /usr, but
 *	for one that is not there
 * @context: for @each
 */
void tree_standard(struct root *root, void (*each)(const char *tree, void *context), void *context);

#endif /* PAXCTL_TREE_H */
