// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notes when the policy was last applied: a line "time=SECONDS failed=N".
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/root.h"
#include "policy/last_apply.h"
#include "terminal/number.h"

#define DIRECTORY "/var/lib/pax"
#define NAME "apply"

void last_apply_write(struct root *root, size_t failed)
{
	char name[32], line[64];
	struct found found;
	int fd, len;

	if (root_find(root, DIRECTORY, &found))
		return;
	snprintf(name, sizeof(name), NAME ".%d", (int)getpid());
	len = snprintf(line, sizeof(line), "time=%lld failed=%zu\n", (long long)time(NULL), failed);
	unlinkat(found.fd, name, 0);
	fd = openat(found.fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd >= 0) {
		bool written = write(fd, line, len) == len && !fchmod(fd, 0644);

		close(fd);
		if (!written || renameat(found.fd, name, found.fd, NAME))
			unlinkat(found.fd, name, 0);
	}
	close(found.fd);
}

static bool parse(const char *text, struct last_apply *last)
{
	uint64_t number;

	if (strncmp(text, "time=", strlen("time=")))
		return false;
	text += strlen("time=");
	if (!number_read(&text, INT32_MAX * 100ULL, &number))
		return false;
	last->time = number;
	if (strncmp(text, " failed=", strlen(" failed=")))
		return false;
	text += strlen(" failed=");
	if (!number_read(&text, SIZE_MAX, &number))
		return false;
	last->failed = number;
	return *text == '\n';
}

bool last_apply_read(struct root *root, struct last_apply *last)
{
	int fd = root_read(root, DIRECTORY "/" NAME);
	char line[64];
	ssize_t len;

	if (fd < 0)
		return false;
	len = read(fd, line, sizeof(line) - 1);
	close(fd);
	if (len <= 0)
		return false;
	line[len] = '\0';
	return parse(line, last);
}
