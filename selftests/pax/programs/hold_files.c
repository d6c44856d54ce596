// SPDX-License-Identifier: GPL-2.0-only
/*
 * A user of the module's files.
 *
 *   hold_files       holds them open as paths (O_PATH), holds their directory and works in it;
 *prints "held", and for each line of input whether any of these still leads to a file hold_files
 *open  opens, reads, polls and closes each of them, over and over
 */
#include <dirent.h>
#include <poll.h>
#include <time.h>

#include "pax_test.h"

static bool opens(int dir, const char *path)
{
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

static int hold(void)
{
	int file = open(PAX_DIR "/status", O_PATH | O_CLOEXEC);
	int link = open(PAX_DIR, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	int dir = open(PAX_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char path[64], line[2];

	if (file < 0 || link < 0 || dir < 0 || chdir(PAX_DIR))
		return 1;
	puts("held");
	fflush(stdout);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	while (read(0, line, 1) == 1) {
		if (opens(AT_FDCWD, path))
			puts("the file opens");
		if (opens(dir, "status") || opens(AT_FDCWD, "status"))
			puts("the directory leads to it");
		puts("looked");
		fflush(stdout);
	}
	return 0;
}

static void open_all(void)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	struct pollfd fd = { .events = POLLIN };
	char text[4096], path[300];
	struct dirent *entry;
	DIR *dir;

	for (;; nanosleep(&pause, NULL)) {
		dir = opendir(PAX_DIR);
		while (dir && (entry = readdir(dir))) {
			snprintf(path, sizeof(path), PAX_DIR "/%s", entry->d_name);
			fd.fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
			if (fd.fd < 0)
				continue;
			poll(&fd, 1, 0);
			if (read(fd.fd, text, sizeof(text)) < 0 && errno != EAGAIN &&
			    errno != EISDIR)
				perror(path);
			close(fd.fd);
			nanosleep(&pause, NULL);
		}
		if (dir)
			closedir(dir);
	}
}

int main(int argc, char **argv)
{
	if (argc > 1)
		open_all();
	return hold();
}
