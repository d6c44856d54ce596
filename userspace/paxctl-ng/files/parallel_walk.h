/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Visits the regular files of whole trees with several threads.
 *
 * Each thread changes its own working directory to the one whose files it visits. So one
 * component names a file, and the kernel does not resolve the rest of the path again. The walk
 * does not follow links. Directories wait in a queue of bounded length. When the queue is full, a
 * thread descends by itself, so memory does not grow with the tree.
 *
 * tree.h explains why the tool has two walkers.
 */
#ifndef PAXCTL_PARALLEL_WALK_H
#define PAXCTL_PARALLEL_WALK_H

#include <stdbool.h>
#include <stddef.h>

struct walk;

/**
 * struct walk_file - a regular file that the walk visits
 * @walk: the walk
 * @dir: the path of its directory, for messages
 * @name: its name, relative to the thread's working directory; the callback can open it
 *
 * The structure is valid only during the callback.
 */
struct walk_file {
	struct walk *walk;
	const char *dir;
	const char *name;
};

/**
 * struct walk - a walk
 * @file: called for each regular file; threads call it concurrently
 * @data: for @file
 * @one_file_system: do not leave the file system where the walk begins
 * @threads: the number of threads; 0 for one per processor
 * @tick: called now and then with the number of files so far, by any thread; may be NULL
 * @files: result: the number of files
 * @dirs: result: the number of directories
 * @unreadable: result: the number of places that could not be read; the walk reports each
 */
struct walk {
	void (*file)(const struct walk_file *file);
	void *data;
	bool one_file_system;
	unsigned int threads;
	void (*tick)(const struct walk *walk, unsigned long files);

	unsigned long files;
	unsigned long dirs;
	unsigned long unreadable;
};

/**
 * walk_trees - visit all regular files of some trees
 * @walk: the parameters; the caller sets the results to zero
 * @paths: the directories and files where the walk begins; ends with NULL
 *
 * The walk omits file systems without programs, such as proc and sysfs, unless it begins
 * there. It stops early if interrupted(). At the end it reports unreadable places on stderr, the
 * first hundred by name.
 *
 * Return: 0, or bits of STATUS_* if a path in @paths is missing or unreadable.
 */
int walk_trees(struct walk *walk, char *const *paths);

/**
 * walk_unreadable - record a place that could not be read
 * @walk: the walk
 * @dir: the directory
 * @name: the name in it, or NULL
 * @err: a negative errno; the function ignores -ENOENT, the error of a file deleted meanwhile
 */
void walk_unreadable(struct walk *walk, const char *dir, const char *name, int err);

/**
 * walk_path - build the path of a file
 *
 * Return: a string that the caller frees.
 */
char *walk_path(const struct walk_file *file);

#endif /* PAXCTL_PARALLEL_WALK_H */
