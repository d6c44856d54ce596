/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Visits the regular files of whole trees with several threads.
 *
 * Each thread has a working directory of its own, the one whose files it visits. So a file is
 * named by one component, and no other part of its path is looked up again. Links are not
 * followed. Directories wait in a queue of bounded length. When it is full, a thread descends by
 * itself, so memory does not grow with the tree.
 *
 * tree.h says why there are two walkers.
 */
#ifndef PAXCTL_PARALLEL_WALK_H
#define PAXCTL_PARALLEL_WALK_H

#include <stdbool.h>
#include <stddef.h>

struct walk;

/**
 * struct walk_file - a regular file that the walk is at
 * @walk: the walk
 * @dir: the path of its directory, as found
 * @name: its name; relative to the thread's working directory, so it may be opened so
 *
 * No longer valid when the callback has returned.
 */
struct walk_file {
	struct walk *walk;
	const char *dir;
	const char *name;
};

/**
 * struct walk - a walk
 * @file: called for each regular file, by any thread at any time
 * @data: for @file
 * @one_file_system: do not leave the file system that the walk begins in
 * @threads: how many threads, or 0 for one a processor
 * @tick: if not NULL called now and then, by any thread, with the number of files so far
 * @files: the result: how many files there were
 * @dirs: the result: how many directories
 * @unreadable: the result: how many places could not be read; each was reported
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
 * walk_trees - walk
 * @walk: how; zero results
 * @paths: where to begin: directories or files; ends with NULL
 *
 * File systems that hold no programs, such as proc and sysfs, are left out unless a
 * walk begins there. Stops early if interrupted(). What could not be read is reported on
 * stderr at the end, the first hundred by name.
 *
 * Return: 0, or bits of STATUS_* if something named in @paths is missing or unreadable.
 */
int walk_trees(struct walk *walk, char *const *paths);

/**
 * walk_unreadable - note that something could not be read
 * @walk: the walk
 * @dir: the directory
 * @name: the name in it, or NULL
 * @err: a negative errno; -ENOENT is what a file that is gone meanwhile gives: ignored
 */
void walk_unreadable(struct walk *walk, const char *dir, const char *name, int err);

/**
 * walk_path - the path of a file
 *
 * Return: a string to free.
 */
char *walk_path(const struct walk_file *file);

#endif /* PAXCTL_PARALLEL_WALK_H */
