// SPDX-License-Identifier: GPL-2.0-only
/*
 * Holds on to files of the module without having them open, as any user can: works in their
 * directory, and has one open for its path. Says so, waits for a line, and tries to open the
 * file after all.
 */
#include "pax_test.h"

int main(void)
{
	char path[64], line[2];
	int fd = open(PAX_DIR "/status", O_PATH | O_CLOEXEC), opened;

	if (fd < 0 || chdir(PAX_DIR))
		return 1;
	puts("held");
	fflush(stdout);
	if (read(0, line, 1) != 1)
		return 1;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	opened = open(path, O_RDONLY | O_CLOEXEC);
	/* A bad inode refuses it either way: before 6.12, by its mode first. */
	if (opened < 0 && (errno == EIO || errno == EACCES))
		puts("closed");
	else
		puts(opened < 0 ? strerror(errno) : "opened");
	return 0;
}
