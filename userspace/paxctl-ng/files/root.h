/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Looks up paths below a root directory. The lookup is safe if the owner of a directory is hostile:
 * it does not follow links of other users and never leaves the root. The result is a descriptor, so
 * a later rename has no effect.
 */
#ifndef PAXCTL_ROOT_H
#define PAXCTL_ROOT_H

#include <stdbool.h>
#include <sys/stat.h>

struct root;

/**
 * struct found - the result of a lookup
 * @path: the path of the lookup, relative to the root, with links unresolved
 * @fd: the file, opened with O_PATH; see root_find() and root_glob() for the owner
 * @st: the result of fstat()
 */
struct found {
	const char *path;
	int fd;
	struct stat st;
};

/**
 * root_open - open a root directory
 * @path: the directory; "/" is the machine itself
 * @root: the result; the caller closes it with root_close()
 *
 * Return: 0, or a negative errno after a message.
 */
int root_open(const char *path, struct root **root);

/**
 * root_close - close a root directory
 * @root: the root, or NULL
 */
void root_close(struct root *root);

/**
 * struct root_look - a name that a lookup is about to look up
 * @fd: the directory, opened with O_PATH
 * @dev: the device of the directory
 * @ino: its inode number
 * @uid: its owner
 * @mode: its mode
 * @name: the name, or the pattern whose matches are looked up
 * @glob: @name is a pattern
 */
struct root_look {
	int fd;
	dev_t dev;
	ino_t ino;
	uid_t uid;
	mode_t mode;
	const char *name;
	bool glob;
};

/**
 * root_observe - call a function before each step of each lookup
 * @root: the root
 * @look: the function, or NULL for none; a negative return value ends the lookup with that error
 * @context: for @look
 *
 * The steps are all that the result of a lookup depends on: it changes only if one of these names
 * appears in its directory, disappears, or leads to another file.
 */
void root_observe(struct root *root, int (*look)(const struct root_look *look, void *context),
		  void *context);

/**
 * root_is_others - whether another user can change what is in a directory
 * @uid: the owner of the directory
 * @mode: its mode
 *
 * Return: true unless it belongs to root or to the effective user, and only they may write it.
 */
bool root_is_others(uid_t uid, mode_t mode);

/**
 * root_find - find one file
 * @root: the root
 * @path: the path, relative to the root; "." and ".." have their usual meaning
 * @found: the result; the caller closes @found->fd
 *
 * The lookup follows links that belong to root or to the effective user, including the last
 * component. A leading "/" in a link means the root.
 *
 * Return: 0 or a negative errno: -EPERM for a link of another user, -EXDEV for a file that
 * another user may have planted as a hard link, -ELOOP for too many links.
 */
int root_find(struct root *root, const char *path, struct found *found);

/**
 * root_take - open a regular file that was found
 * @found: the result of root_find(); the function closes its descriptor
 *
 * Another kind of file is not opened, as that could wait for ever or have an effect.
 *
 * Return: a descriptor for reading, or a negative errno: -EINVAL for another kind of file.
 */
int root_take(const struct found *found);

/**
 * root_read - find a regular file, and open it
 * @root: the root
 * @path: the path, as for root_find()
 *
 * Return: a descriptor for reading, or a negative errno of root_find() or root_take().
 */
int root_read(struct root *root, const char *path);

/**
 * root_glob - find all files that match a pattern
 * @root: the root
 * @pattern: the pattern, relative to the root; each component is a pattern of fnmatch(3), and
 *	a component without "*", "?" and "[" is literal
 * @each: called for each file, in the order of names; a return value other than 0 ends the search
 * @failed: called for each unreadable place, with a negative errno
 * @context: for @each and @failed
 *
 * The function calls @each for every match of the last component, whatever its file type.
 * Hidden files match only a pattern that begins with a dot. The function does not report errors
 * that mean "not found".
 *
 * Return: 0, or the nonzero return value of @each.
 */
int root_glob(struct root *root, const char *pattern,
	      int (*each)(const struct found *found, void *context),
	      void (*failed)(const char *path, int err, void *context), void *context);

/**
 * root_error - explain an error of these functions
 * @err: the negative errno
 *
 * Return: the reason and the remedy.
 */
const char *root_error(int err);

#endif /* PAXCTL_ROOT_H */
