// SPDX-License-Identifier: GPL-2.0-only
/*
 * Replaces a file below a root directory as a whole; see root_replace.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files/root.h"
#include "files/root_replace.h"
#include "terminal/memory.h"

/* Opens the directory of a file. If @make, makes it and those above it if they are missing. */
static int open_directory(struct root *root, const char *path, bool make)
{
	const char *end = path, *last = strrchr(path, '/');
	struct found found;
	char *step;
	int fd, err;

	err = root_find(root, "/", &found);
	while (!err && end != last) {
		const char *name = end + 1;

		end = strchr(name, '/');
		step = need_memory(strndup(path, end - path));
		fd = found.fd;
		err = root_find(root, step, &found);
		if (err == -ENOENT && make) {
			if (mkdirat(fd, strrchr(step, '/') + 1, 0755) && errno != EEXIST)
				err = -errno;
			else
				err = root_find(root, step, &found);
		}
		close(fd);
		free(step);
	}
	return err ? err : found.fd;
}

/* Writes the file @name in the directory, which must not exist. */
static int write_new(int dir, const char *name, void (*write)(FILE *to, void *context),
		     void *context)
{
	int fd, err = 0;
	FILE *to;

	fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	to = fd < 0 ? NULL : fdopen(fd, "w");
	if (!to) {
		err = -errno;
		if (fd >= 0)
			close(fd);
		return err;
	}
	write(to, context);
	if (fflush(to) || ferror(to) || fchmod(fd, 0644) || fsync(fd))
		err = errno ? -errno : -EIO;
	if (fclose(to) && !err)
		err = -errno;
	return err;
}

int root_replace(struct root *root, const char *path, void (*write)(FILE *to, void *context),
		 void *context)
{
	const char *name = strrchr(path, '/') + 1;
	int dir = open_directory(root, path, true), err;
	char *fresh;

	if (dir < 0)
		return dir;
	/* A hidden name is no part of a policy. */
	fresh = format_text(".%s.new", name);
	unlinkat(dir, fresh, 0);
	err = write_new(dir, fresh, write, context);
	if (!err && renameat(dir, fresh, dir, name))
		err = -errno;
	if (err)
		unlinkat(dir, fresh, 0);
	free(fresh);
	close(dir);
	return err;
}

int root_keep(struct root *root, const char *path, const char *name)
{
	int dir = open_directory(root, path, false), err = 0;

	if (dir < 0)
		return dir;
	if ((unlinkat(dir, name, 0) && errno != ENOENT) ||
	    linkat(dir, strrchr(path, '/') + 1, dir, name, 0))
		err = -errno;
	close(dir);
	return err;
}
