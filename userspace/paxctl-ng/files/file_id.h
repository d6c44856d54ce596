/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The identity of a file: the device and inode number that the kernel recorded, and their text in
 * a policy.
 */
#ifndef PAXCTL_FILE_ID_H
#define PAXCTL_FILE_ID_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/**
 * struct file_id - which file a record is about
 * @known: the record says so
 * @major: device of the file system (the superblock's), as in mountinfo
 * @minor: likewise
 * @ino: the inode number in it
 */
struct file_id {
	bool known;
	unsigned int major;
	unsigned int minor;
	uint64_t ino;
};

/* Room for what file_id_write() writes. */
#define FILE_ID_TEXT_SIZE 96

/**
 * file_id_write - write which file was recorded when, as a policy has it
 * @id: the file
 * @time: when
 * @text: the result: "MAJOR:MINOR:INODE@SECONDS.NANOSECONDS"
 */
void file_id_write(const struct file_id *id, const struct timespec *time,
		   char text[FILE_ID_TEXT_SIZE]);

/**
 * file_id_read - read what file_id_write() wrote
 * @text: the text
 * @id: the file; known if the text is right
 * @time: when
 *
 * Return: true if it is right.
 */
bool file_id_read(const char *text, struct file_id *id, struct timespec *time);

/**
 * file_id_parse - read device and inode number
 * @device: "MAJOR:MINOR"
 * @inode: the inode number
 * @id: the result; known if both are right
 */
void file_id_parse(const char *device, const char *inode, struct file_id *id);

#endif /* PAXCTL_FILE_ID_H */
