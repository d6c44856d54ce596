/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Replaces a file as a whole: whoever reads it reads the old contents or the new, never a part.
 */
#ifndef PAXCTL_NEW_FILE_H
#define PAXCTL_NEW_FILE_H

#include <stdbool.h>
#include <stdio.h>

/**
 * struct new_file - a file that is being replaced
 * @stream: its new contents
 * @path: its path
 * @temporary: the path of the new contents, in the same directory
 */
struct new_file {
	FILE *stream;
	const char *path;
	char *temporary;
};

/**
 * new_file_open - begin to replace a file
 * @path: the file, which need not exist; the function does not copy it
 * @file: the result
 *
 * A symbolic link at @path is replaced, and not followed.
 *
 * Return: 0, or a negative errno.
 */
int new_file_open(const char *path, struct new_file *file);

/**
 * new_file_close - put the new contents into place, readable by all
 * @file: the file
 * @keep: false to drop the new contents
 *
 * Return: 0, or a negative errno; then the old contents have stayed.
 */
int new_file_close(struct new_file *file, bool keep);

#endif /* PAXCTL_NEW_FILE_H */
