// SPDX-License-Identifier: GPL-2.0-only
/*
 * Serves a FUSE file system of one executable whose attributes cannot be read.
 *
 *   xattr_error_fs PROGRAM MOUNTPOINT ERRNO   goes to the background once it has mounted; with 0
 *for ERRNO it never answers a request for an attribute
 */
#define FUSE_USE_VERSION 31
#include <errno.h>
#include <fcntl.h>
#include <fuse3/fuse.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int program_fd, error;

static int eio_getattr(const char *path, struct stat *st, struct fuse_file_info *fi)
{
	if (!strcmp(path, "/")) {
		memset(st, 0, sizeof(*st));
		st->st_mode = S_IFDIR | 0755;
		st->st_nlink = 2;
		return 0;
	}
	if (strcmp(path, "/program"))
		return -ENOENT;
	return fstat(program_fd, st) ? -errno : 0;
}

static int eio_open(const char *path, struct fuse_file_info *fi)
{
	return 0;
}

static int eio_read(const char *path, char *buffer, size_t size, off_t offset,
		    struct fuse_file_info *fi)
{
	ssize_t len = pread(program_fd, buffer, size, offset);

	return len < 0 ? -errno : (int)len;
}

static int eio_getxattr(const char *path, const char *name, char *value, size_t size)
{
	while (!error)
		pause();
	return -error;
}

static const struct fuse_operations operations = {
	.getattr = eio_getattr,
	.open = eio_open,
	.read = eio_read,
	.getxattr = eio_getxattr,
};

int main(int argc, char **argv)
{
	char *fuse_argv[] = { argv[0], argc == 4 ? argv[2] : NULL, NULL };

	if (argc != 4)
		return 64;
	error = atoi(argv[3]);
	program_fd = open(argv[1], O_RDONLY | O_CLOEXEC);
	if (program_fd < 0)
		return 1;
	return fuse_main(2, fuse_argv, &operations, NULL);
}
