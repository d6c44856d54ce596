/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The identity of a file: the device and inode number that the kernel recorded, and their text form
 * in a policy.
 */
#ifndef PAXCTL_FILE_ID_H
#define PAXCTL_FILE_ID_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/**
 * struct file_id - the identity of a file
 * @known: the record has the identity
 * @major: major device number of the file system (the superblock's), as in mountinfo
 * @minor: its minor device number
 * @ino: the inode number
 */
struct file_id {
	bool known;
	unsigned int major;
	unsigned int minor;
	uint64_t ino;
};

/* The buffer size for file_id_write(). */
#define FILE_ID_TEXT_SIZE 96

/**
 * file_id_write - format the identity of a file and the time of its record for a policy
 * @id: the file
 * @time: the time of the record
 * @text: the result: "MAJOR:MINOR:INODE@SECONDS.NANOSECONDS"
 */
void file_id_write(const struct file_id *id, const struct timespec *time,
		   char text[FILE_ID_TEXT_SIZE]);

/**
 * file_id_read - parse the output of file_id_write()
 * @text: the text
 * @id: the result; @id->known says whether the text is valid
 * @time: the time of the record
 *
 * Return: true if the text is valid.
 */
bool file_id_read(const char *text, struct file_id *id, struct timespec *time);

/**
 * file_id_parse - parse a device and an inode number
 * @device: "MAJOR:MINOR"
 * @inode: the inode number
 * @id: the result; @id->known says whether both are valid
 */
void file_id_parse(const char *device, const char *inode, struct file_id *id);

#endif /* PAXCTL_FILE_ID_H */
