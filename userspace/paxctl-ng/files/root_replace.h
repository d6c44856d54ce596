/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Replaces a file below a root directory as a whole: whoever reads it reads the old contents or the
 * new, never a part. The lookup is that of root.h.
 */
#ifndef PAXCTL_ROOT_REPLACE_H
#define PAXCTL_ROOT_REPLACE_H

#include <stdio.h>

struct root;

/**
 * root_replace - replace a file, or make it
 * @root: the root
 * @path: the file, an absolute path; the function makes directories that are missing
 * @write: writes the new contents
 * @context: for @write
 *
 * Everybody can read the file. A symbolic link at @path is replaced, and not followed.
 *
 * Return: 0, or a negative errno; then the old contents have stayed.
 */
int root_replace(struct root *root, const char *path, void (*write)(FILE *to, void *context),
		 void *context);

/**
 * root_keep - give a file a second name in its directory
 * @root: the root
 * @path: the file, an absolute path
 * @name: the second name, which another file loses
 *
 * Return: 0, or a negative errno.
 */
int root_keep(struct root *root, const char *path, const char *name);

#endif /* PAXCTL_ROOT_REPLACE_H */
