/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Directories that are held open, shared by root.c and root_glob.c.
 */
#ifndef PAXCTL_ROOT_DIR_H
#define PAXCTL_ROOT_DIR_H

#include <stdbool.h>
#include <sys/stat.h>

/**
 * struct dir - a directory held open
 * @parent: the one that it was found in; NULL for the root
 * @users: how many pointers to it there are
 * @fd: opened with O_PATH
 * @uid: its owner
 * @mode: its mode
 */
struct dir {
	struct dir *parent;
	unsigned int users;
	int fd;
	uid_t uid;
	mode_t mode;
};

struct root {
	struct dir *top;
};

/**
 * struct spot - what a step led to; no link
 * @dir: the directory that it is in
 * @fd: the file, opened with O_PATH
 * @st: what fstat() says of it
 */
struct spot {
	struct dir *dir;
	int fd;
	struct stat st;
};

struct dir *dir_get(struct dir *dir);
void dir_put(struct dir *dir);

/* Finds @name in @dir and follows it if it is a link. Returns 0 or a negative errno. */
int root_step(struct root *root, struct dir *dir, const char *name, struct spot *spot);

/* Makes a directory of a spot that is one; the spot is used up. */
struct dir *spot_enter(struct spot *spot);

/* Closes a spot. */
void spot_leave(struct spot *spot);

#endif /* PAXCTL_ROOT_DIR_H */
