// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads and writes the identity of a file as text.
 */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>

#include "files/file_id.h"
#include "terminal/number.h"

/* Parses "MAJOR:MINOR", and moves *@text past it. */
static bool read_device(const char **text, struct file_id *id)
{
	uint64_t major, minor;

	if (!number_read(text, UINT_MAX, &major) || *(*text)++ != ':' ||
	    !number_read(text, UINT_MAX, &minor))
		return false;
	id->major = major;
	id->minor = minor;
	return true;
}

void file_id_parse(const char *device, const char *inode, struct file_id *id)
{
	id->known = read_device(&device, id) && !*device &&
		    number_read(&inode, UINT64_MAX, &id->ino) && !*inode;
}

void file_id_write(const struct file_id *id, const struct timespec *time,
		   char text[FILE_ID_TEXT_SIZE])
{
	snprintf(text, FILE_ID_TEXT_SIZE, "%u:%u:%" PRIu64 "@%lld.%09ld", id->major, id->minor,
		 id->ino, (long long)time->tv_sec, time->tv_nsec);
}

bool file_id_read(const char *text, struct file_id *id, struct timespec *time)
{
	id->known = read_device(&text, id) && *text++ == ':' &&
		    number_read(&text, UINT64_MAX, &id->ino) && *text++ == '@' &&
		    time_read(&text, time) && !*text;
	return id->known;
}
