/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the library reaches a file behind a descriptor.
 */
#ifndef PAXFLAGS_FILE_H
#define PAXFLAGS_FILE_H

#include <stddef.h>
#include <sys/types.h>

/* Room for "/proc/self/fd/" and any descriptor. */
#define PROC_FD_SIZE 32

/* The path that leads to what @fd stands for. */
void proc_fd_path(int fd, char path[PROC_FD_SIZE]);

/*
 * Reads up to @size bytes at @offset. Returns how many there were, fewer only at
 * the end of the file, or a negative errno.
 */
ssize_t read_at(int fd, void *buffer, size_t size, off_t offset);

#endif /* PAXFLAGS_FILE_H */
