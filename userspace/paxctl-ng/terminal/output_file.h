/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes standard output to a file, which is replaced as a whole, or stays as it was.
 */
#ifndef PAXCTL_OUTPUT_FILE_H
#define PAXCTL_OUTPUT_FILE_H

#include <stdbool.h>

/**
 * output_file_open - make standard output a new file beside the one to replace
 * @path: the file to replace, which need not exist
 *
 * A shell that redirects the output empties the file first, so a command that reads a policy could
 * not write to it.
 *
 * Return: 0, or a negative errno after a message.
 */
int output_file_open(const char *path);

/**
 * output_file_close - replace the file by what was written
 * @keep: do that; otherwise the old file stays
 *
 * Does nothing if output_file_open() was not called, or failed.
 *
 * Return: 0, or a negative errno after a message.
 */
int output_file_close(bool keep);

#endif /* PAXCTL_OUTPUT_FILE_H */
