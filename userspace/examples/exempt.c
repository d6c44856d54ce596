// SPDX-License-Identifier: GPL-2.0-only
/*
 * exempt FILE: turns MPROTECT off for a program and keeps the other letters of its mark. The
 * installer of a JIT compiler could do this.
 *
 *	cc exempt.c $(pkg-config --cflags --libs paxflags)
 */
/* For AT_FDCWD, where the compiler is told to know the C standard alone. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <paxflags.h>

/* Without a mark EMUTRAMP is off. A mark turns EMUTRAMP on unless it has the letter "e". */
static const struct paxflags_letters unmarked = { .off = PAX_EMUTRAMP };

static int exempt(int fd)
{
	struct paxflags_letters letters = unmarked;
	struct paxflags_value value;
	int err = paxflags_read_fd(fd, PAXFLAGS_USER, &value);

	if (err && err != -ENODATA)
		return err;
	/* Replace a mark that the kernel ignores. */
	if (!err && paxflags_parse(value.bytes, value.len, &letters))
		letters = unmarked;
	letters.on &= ~PAX_MPROTECT;
	letters.off |= PAX_MPROTECT;
	return paxflags_write_fd(fd, PAXFLAGS_USER, &letters, false);
}

int main(int argc, char **argv)
{
	int fd, err;

	if (argc != 2) {
		fprintf(stderr, "usage: exempt FILE\n");
		return 64;
	}
	fd = paxflags_open(AT_FDCWD, argv[1]);
	err = fd < 0 ? fd : exempt(fd);
	if (fd >= 0)
		close(fd);
	if (err)
		fprintf(stderr, "%s: %s\n", argv[1], strerror(-err));
	return err ? 1 : 0;
}
