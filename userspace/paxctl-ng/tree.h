/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every file below a directory, by descriptors; links are not followed.
 */
#ifndef PAXCTL_TREE_H
#define PAXCTL_TREE_H

#include "root.h"

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

#endif /* PAXCTL_TREE_H */
