/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Access to the file of a descriptor.
 */
#ifndef PAXFLAGS_FILE_H
#define PAXFLAGS_FILE_H

#include <stddef.h>
#include <sys/types.h>

/* Size of a buffer for "/proc/self/fd/" and any descriptor. */
#define PROC_FD_SIZE 32

/* Writes the path in /proc/self/fd of the file of @fd to @path. */
void proc_fd_path(int fd, char path[PROC_FD_SIZE]);

/*
 * Reads up to @size bytes at @offset. Returns the number of bytes read, which is less than
 * @size only at the end of the file, or a negative errno.
 */
ssize_t read_at(int fd, void *buffer, size_t size, off_t offset);

#endif /* PAXFLAGS_FILE_H */
