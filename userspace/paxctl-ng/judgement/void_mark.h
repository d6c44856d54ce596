/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Marks that the kernel ignores, since others than root could have set them: with the setting
 * trust=root, and on programs that gain privileges by being executed.
 */
#ifndef PAXCTL_VOID_MARK_H
#define PAXCTL_VOID_MARK_H

#include <stdbool.h>

#include "paxflags.h"

struct root;

/* What to say of such a mark. */
extern const char void_mark_text[];

/**
 * void_mark_settings - get the settings that decide, those of the next boot included
 * @root: the root directory, of which pax.conf is read
 * @is_machine: @root is this machine, so the running kernel counts, too
 * @kernel: the result
 */
void void_mark_settings(struct root *root, bool is_machine, struct paxflags_kernel *kernel);

/**
 * void_mark_fd - whether an open file would have a mark in vain
 * @kernel: the settings
 * @fd: the file
 * @mark: the mark that it has or gets, as text
 *
 * Return: true if the mark weakens, and the kernel would ignore it on this file; false also if the
 * file's owner or attributes cannot be read.
 */
bool void_mark_fd(const struct paxflags_kernel *kernel, int fd, const char *mark);

/**
 * void_mark - whether a file would have a mark in vain
 * @kernel: the settings
 * @root: the root of the path
 * @path: the file
 * @mark: the mark that it has or gets, as text
 *
 * Return: true if the mark weakens, and the kernel would ignore it on this file; false also if the
 * file cannot be found.
 */
bool void_mark(const struct paxflags_kernel *kernel, struct root *root, const char *path,
	       const char *mark);

#endif /* PAXCTL_VOID_MARK_H */
