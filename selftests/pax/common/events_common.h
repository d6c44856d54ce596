/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For tests that read the stream of events.
 */
#ifndef PAX_EVENTS_COMMON_H
#define PAX_EVENTS_COMMON_H

#include <poll.h>

#include "exec_common.h"

#define EVENTS PAX_DIR "/events"

FIXTURE(events)
{
	int fd;
	char path[64];
};

FIXTURE_SETUP(events)
{
	ASSERT_FLAGS_EXPECTED();
	self->fd = open(EVENTS, O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, lseek(self->fd, 0, SEEK_END));
	snprintf(self->path, sizeof(self->path), "./events-%d", getpid());
}

FIXTURE_TEARDOWN(events)
{
	close(self->fd);
	unlink(self->path);
	write_file(PAX_DIR "/mode", "enforce", 7);
}

/* What has been read of a file but not taken; a system call for each byte is slow in emulation. */
static struct {
	char data[4096];
	size_t at, len;
} read_ahead[64];

/* For a file whose position has been changed, or that is new under an old number. */
static inline void forget_lines(int fd)
{
	read_ahead[fd].at = read_ahead[fd].len = 0;
}

/*
 * Reads one line, without its newline, as much of it as there is room for; false if none
 * comes within ten seconds.
 */
static inline bool read_line(int fd, char *line, size_t size)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	size_t len = 0;
	ssize_t n;
	char c;

	for (;;) {
		if (read_ahead[fd].at == read_ahead[fd].len) {
			if (poll(&poll_fd, 1, 10000) != 1)
				return false;
			n = read(fd, read_ahead[fd].data, sizeof(read_ahead[fd].data));
			if (n <= 0)
				return false;
			read_ahead[fd].at = 0;
			read_ahead[fd].len = n;
		}
		c = read_ahead[fd].data[read_ahead[fd].at++];
		if (c == '\n')
			break;
		if (len + 1 < size)
			line[len++] = c;
	}
	line[len] = '\0';
	return true;
}

/* The next record of this event, caused by any process. */
static inline bool any_line(int fd, const char *event, char *line, size_t size)
{
	char is_event[64];

	snprintf(is_event, sizeof(is_event), " event=%s ", event);
	while (read_line(fd, line, size))
		if (strstr(line, is_event))
			return true;
	return false;
}

/* The same, of this process's own doing (others may run). */
static inline bool own_line(int fd, const char *event, char *line, size_t size)
{
	char pid[32];

	snprintf(pid, sizeof(pid), " tgid=%d ", getpid());
	while (any_line(fd, event, line, size))
		if (strstr(line, pid))
			return true;
	return false;
}

/* The value of a key, as it stands in the line; "?" if the key is not there. */
static inline const char *value_of(const char *line, const char *key, char value[256])
{
	char search[64];
	const char *at = line;
	size_t len = snprintf(search, sizeof(search), "%s=", key);

	while ((at = strstr(at, search)) && at != line && at[-1] != ' ')
		at++;
	if (!at)
		return strcpy(value, "?");
	at += len;
	len = strcspn(at, " ");
	memcpy(value, at, len < 255 ? len : 255);
	value[len < 255 ? len : 255] = '\0';
	return value;
}

#define EXPECT_VALUE(expected, line, key)                          \
	do {                                                       \
		char value_[256];                                  \
		EXPECT_STREQ(expected, value_of(line, key, value_)) \
		{                                                  \
			TH_LOG("%s of %s", key, line);             \
		}                                                  \
	} while (0)

static inline void deny(void)
{
	mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

#endif /* PAX_EVENTS_COMMON_H */
