// SPDX-License-Identifier: GPL-2.0-only
/*
 * make_tree DIR FILES PROGRAM: makes a tree such as a large system has: a hundred files to
 * a directory, a hundred directories to one; one file in twenty a copy of PROGRAM, the
 * others short texts; one in a thousand marked.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

static char program[1 << 16];
static ssize_t program_size;

static void die(const char *what)
{
	fprintf(stderr, "make_tree: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void make_file(long i)
{
	int runs = i % 20 == 0, fd;
	ssize_t size = runs ? program_size : 6;
	char path[64];

	snprintf(path, sizeof(path), "%ld/%ld", i / 10000, i / 100 % 100);
	if (i % 100 == 0 && mkdir(path, 0755))
		die(path);
	snprintf(path, sizeof(path), "%ld/%ld/file%ld", i / 10000, i / 100 % 100, i % 100);
	fd = open(path, O_CREAT | O_EXCL | O_WRONLY, runs ? 0755 : 0644);
	if (fd < 0 || write(fd, runs ? program : "text.\n", size) != size)
		die(path);
	if (i % 1000 == 0 && fsetxattr(fd, "user.pax.flags", "em", 2, 0))
		die("user.pax.flags");
	close(fd);
}

int main(int argc, char **argv)
{
	long i, files;
	int fd;

	if (argc != 4)
		return 64;
	files = atol(argv[2]);
	fd = open(argv[3], O_RDONLY);
	program_size = read(fd, program, sizeof(program));
	if (program_size <= 0)
		die(argv[3]);
	if (chdir(argv[1]))
		die(argv[1]);
	for (i = 0; i < files; i++) {
		char path[64];

		snprintf(path, sizeof(path), "%ld", i / 10000);
		if (i % 10000 == 0 && mkdir(path, 0755))
			die(path);
		make_file(i);
	}
	return 0;
}
