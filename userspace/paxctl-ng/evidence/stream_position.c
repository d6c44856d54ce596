// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keeps the position in the stream of events; see stream_position.h. The file is one line of a
 * fixed length, so that one write replaces it.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "evidence/stream_position.h"
#include "files/root.h"
#include "terminal/number.h"

#define BOOT_ID "/proc/sys/kernel/random/boot_id"
#define LINE_SIZE 256

static void read_boot(char boot[40])
{
	FILE *file = fopen(BOOT_ID, "re");

	if (!file || !fgets(boot, 40, file))
		snprintf(boot, 40, "unknown");
	boot[strcspn(boot, "\n")] = '\0';
	if (file)
		fclose(file);
}

static bool parse(const char *line, struct stream_position *position)
{
	unsigned long long seq, lost, omitted;
	char time[32];
	const char *at = time;
	int clean;

	if (sscanf(line, "boot=%39s seq=%llu time=%31s lost=%llu omitted=%llu clean=%d",
		   position->boot, &seq, time, &lost, &omitted, &clean) != 6 ||
	    !time_read(&at, &position->time))
		return false;
	position->seq = seq;
	position->lost = lost;
	position->omitted = omitted;
	position->clean = clean;
	return true;
}

/* Reads the position from a descriptor. */
static bool read_from(int fd, struct stream_position *position)
{
	char line[LINE_SIZE + 1];
	ssize_t len = pread(fd, line, LINE_SIZE, 0);

	if (len <= 0)
		return false;
	line[len] = '\0';
	return parse(line, position);
}

int stream_position_open(const char *path, struct stream_position *position)
{
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644), err;
	char boot[40];

	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB)) {
		err = -errno;
		close(fd);
		return err;
	}
	read_boot(boot);
	*position = (struct stream_position){ .clean = true };
	if (!read_from(fd, position))
		*position = (struct stream_position){ .clean = true };
	if (strcmp(position->boot, boot)) {
		memcpy(position->boot, boot, sizeof(boot));
		position->seq = 0;
		position->time = (struct timespec){ 0 };
		position->clean = true;
	}
	return fd;
}

int stream_position_write(int fd, const struct stream_position *position)
{
	char line[LINE_SIZE];
	int len;

	memset(line, ' ', sizeof(line));
	len = snprintf(line, sizeof(line),
		       "boot=%s seq=%" PRIu64 " time=%lld.%09ld lost=%" PRIu64 " omitted=%" PRIu64
		       " clean=%d",
		       position->boot, position->seq, (long long)position->time.tv_sec,
		       position->time.tv_nsec, position->lost, position->omitted, position->clean);
	line[len] = ' ';
	line[sizeof(line) - 1] = '\n';
	if (pwrite(fd, line, sizeof(line), 0) != sizeof(line))
		return errno ? -errno : -EIO;
	return 0;
}

bool stream_position_take(struct stream_position *position, uint64_t seq,
			  const struct timespec *time, uint64_t *missing)
{
	bool later = time_is_before(&position->time, time);

	*missing = 0;
	if (seq <= position->seq && !later)
		return false;
	if (seq <= position->seq)
		position->seq = 0;
	*missing = seq - position->seq - 1;
	position->lost += *missing;
	position->seq = seq;
	/* The clock may be set back. The time of the latest event tells a new stream apart. */
	if (later)
		position->time = *time;
	return true;
}

bool stream_position_read(struct root *root, struct stream_position *position)
{
	int fd = root_read(root, STREAM_POSITION);
	bool is_there;

	if (fd < 0)
		return false;
	is_there = read_from(fd, position);
	close(fd);
	return is_there;
}
