/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Directories that are held open, shared by root.c and root_glob.c.
 */
#ifndef PAXCTL_ROOT_DIR_H
#define PAXCTL_ROOT_DIR_H

#include <stdbool.h>
#include <sys/stat.h>

#include "files/root.h"

/**
 * struct dir - a directory held open
 * @parent: the directory in which the lookup found it; NULL for the root
 * @users: the reference count
 * @fd: its descriptor, opened with O_PATH
 * @dev: its device
 * @ino: its inode number
 * @uid: its owner
 * @mode: its mode
 */
struct dir {
	struct dir *parent;
	unsigned int users;
	int fd;
	dev_t dev;
	ino_t ino;
	uid_t uid;
	mode_t mode;
};

/**
 * struct root - a root directory
 * @top: the directory
 * @look: called before each step of a lookup; may be NULL
 * @context: for @look
 */
struct root {
	struct dir *top;
	int (*look)(const struct root_look *look, void *context);
	void *context;
};

/**
 * struct spot - the result of one step of a lookup; never a link
 * @dir: the directory that contains it
 * @fd: the file, opened with O_PATH
 * @st: the result of fstat()
 */
struct spot {
	struct dir *dir;
	int fd;
	struct stat st;
};

struct dir *dir_get(struct dir *dir);
void dir_put(struct dir *dir);

/* Lets the observer see a step. Returns 0, or the negative errno that ends the lookup. */
int root_look(struct root *root, const struct dir *dir, const char *name, bool glob);

/* Finds @name in @dir, and follows it if it is a link. Returns 0 or a negative errno. */
int root_step(struct root *root, struct dir *dir, const char *name, struct spot *spot);

/* Converts a spot that is a directory to a struct dir. Consumes the spot. */
struct dir *spot_enter(struct spot *spot);

/* Closes a spot. */
void spot_leave(struct spot *spot);

#endif /* PAXCTL_ROOT_DIR_H */
