/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The places on which the marks depend: directories, and in each the names that a lookup of the
 * policy's paths uses. Only what happens to such a name can change which file gets which mark.
 *
 * These are pure decisions: no function here makes a system call.
 */
#ifndef PAXCTL_PLACES_H
#define PAXCTL_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The uses of a name, as bits. */
#define PLACE_FILE 1u	/* it is on the path of a line of the policy */
#define PLACE_POLICY 2u /* it is on the path of a policy file */
#define PLACE_HELD 4u	/* it is on the path of a line with "held" */
#define PLACE_STAGED 8u /* with STAGED_SUFFIX taken away, it has the use PLACE_FILE */

/* dpkg unpacks a file NAME under this name first, and renames all files of a package at the end. */
#define STAGED_SUFFIX ".dpkg-new"

/* What the watcher does after an event, as bits. */
#define PLACE_DO_APPLY 1u  /* write the marks of the policy */
#define PLACE_DO_RELOAD 2u /* read the policy again, and apply it */
#define PLACE_DO_STAGED 4u /* write the marks of the files that dpkg is unpacking */

struct place_name;

/**
 * struct place - a directory
 * @dev: its device
 * @ino: its inode number
 * @wd: its watch, as inotify(7) calls it; negative without one
 * @path: the path of the directory when its watch began, or NULL
 * @run: the last run that used it
 * @kept: it stays a place even if no run uses it
 * @told: the gate knows that files below it are held
 * @literals: a search tree of names
 * @globs: the names that are patterns
 * @num_globs: the number of @globs
 */
struct place {
	dev_t dev;
	ino_t ino;
	int wd;
	char *path;
	unsigned long run;
	bool kept;
	bool told;
	void *literals;
	struct place_name *globs;
	size_t num_globs;
};

/**
 * struct places - all places
 * @places: the places, in no order
 * @num: the number of @places
 * @by_id: a search tree of the same places, by device and inode number
 */
struct places {
	struct place **places;
	size_t num;
	void *by_id;
};

/* places.c */
struct place *place_get(struct places *places, dev_t dev, ino_t ino);
struct place *place_by_watch(const struct places *places, int wd);
void place_remove(struct places *places, struct place *place);
bool place_add(struct place *place, const char *name, bool glob, unsigned int use);
unsigned int place_use(const struct place *place, const char *name);
unsigned int places_use(const struct places *places, const char *name);
void places_free(struct places *places);

unsigned int place_todo(unsigned int use, uint32_t event, bool is_unfinished);

#endif /* PAXCTL_PLACES_H */
