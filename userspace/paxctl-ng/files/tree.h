/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Visits every regular file below a directory, by descriptors. The walk does not follow links, and
 * ends early if interrupted().
 *
 * The tool has two walkers. This walker stays below a root and passes each file as an O_PATH
 * descriptor, because apply, migrate and revdep act on files in trees of other users. The walker in
 * parallel_walk.h is for scan. scan visits a million files and opens only a few of them, so that
 * walker uses several threads, and names relative to a working directory.
 */
#ifndef PAXCTL_TREE_H
#define PAXCTL_TREE_H

#include "files/root.h"

/**
 * struct tree_visitor - the callbacks of a walk
 * @file: called for each regular file; the walk closes the descriptor afterwards
 * @failed: called for each unreadable place, with a negative errno
 * @context: for both callbacks
 */
struct tree_visitor {
	void (*file)(const struct found *found, void *context);
	void (*failed)(const char *path, int err, void *context);
	void *context;
};

/**
 * tree_walk - visit all files below a directory
 * @fd: the directory; may be an O_PATH descriptor
 * @path: its path, for messages
 * @visitor: the callbacks
 */
void tree_walk(int fd, const char *path, const struct tree_visitor *visitor);

/**
 * tree_walk_found - visit all files below a directory of a root
 * @root: the root
 * @path: the directory, relative to the root
 * @visitor: the callbacks
 *
 * Return: 0, or a negative errno from root_find().
 */
int tree_walk_found(struct root *root, const char *path, const struct tree_visitor *visitor);

/**
 * tree_standard - list the standard directories of programs
 * @root: the root
 * @each: called for each directory, even if it does not exist; but not for a directory that is
 *	the same as its counterpart in /usr
 * @context: for @each
 */
void tree_standard(struct root *root, void (*each)(const char *tree, void *context), void *context);

#endif /* PAXCTL_TREE_H */
