// SPDX-License-Identifier: GPL-2.0-only
/*
 * Marks in extended attributes.
 *
 * The kernel refuses attribute calls on O_PATH descriptors. Only for these descriptors, the
 * library uses the path in /proc/self/fd instead.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "file.h"
#include "paxflags.h"

const char *paxflags_attr_name(enum paxflags_attr attr)
{
	switch (attr) {
	case PAXFLAGS_USER:
		return PAX_XATTR_USER;
	case PAXFLAGS_SECURITY:
		return PAX_XATTR_SECURITY;
	}
	return NULL;
}

/* Returns 1, with a path to the file in @path, if @fd was opened with O_PATH; otherwise 0. */
static int is_path_fd(int fd, char path[PROC_FD_SIZE])
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		return -errno;
	if (!(flags & O_PATH))
		return 0;
	proc_fd_path(fd, path);
	return 1;
}

/* Returns the error of a call. ENOENT from a call with a path in /proc means: no /proc. */
static int call_error(int by_path)
{
	return by_path && errno == ENOENT ? -ENODEV : -errno;
}

static ssize_t get(int fd, const char *name, void *bytes, size_t size)
{
	char path[PROC_FD_SIZE];
	int by_path = is_path_fd(fd, path);
	ssize_t len;

	if (by_path < 0)
		return by_path;
	len = by_path ? getxattr(path, name, bytes, size) : fgetxattr(fd, name, bytes, size);
	return len < 0 ? call_error(by_path) : len;
}

/* Reads an attribute that is too long for a mark. Stores its beginning and its length. */
static ssize_t get_long(int fd, const char *name, struct paxflags_value *value)
{
	char *bytes = malloc(XATTR_SIZE_MAX);
	ssize_t len;

	if (!bytes)
		return -ENOMEM;
	len = get(fd, name, bytes, XATTR_SIZE_MAX);
	if (len >= 0)
		memcpy(value->bytes, bytes,
		       (size_t)len < sizeof(value->bytes) ? (size_t)len : sizeof(value->bytes));
	free(bytes);
	return len;
}

int paxflags_read_fd(int fd, enum paxflags_attr attr, struct paxflags_value *value)
{
	const char *name = paxflags_attr_name(attr);
	struct paxflags_value result = { 0 };
	ssize_t len;

	if (!name)
		return -EINVAL;
	len = get(fd, name, result.bytes, sizeof(result.bytes));
	if (len == -ERANGE)
		len = get_long(fd, name, &result);
	if (len < 0)
		return len;
	result.len = len;
	*value = result;
	return 0;
}

int paxflags_write_fd(int fd, enum paxflags_attr attr, const struct paxflags_letters *letters,
		      bool create)
{
	const char *name = paxflags_attr_name(attr);
	int flags = create ? XATTR_CREATE : 0;
	char text[PAXFLAGS_TEXT_SIZE], path[PROC_FD_SIZE];
	int by_path, ret;
	size_t len;

	if (!name || (letters->on & letters->off))
		return -EINVAL;
	len = paxflags_format(letters, text);
	by_path = is_path_fd(fd, path);
	if (by_path < 0)
		return by_path;
	ret = by_path ? setxattr(path, name, text, len, flags) :
			fsetxattr(fd, name, text, len, flags);
	return ret ? call_error(by_path) : 0;
}

int paxflags_remove_fd(int fd, enum paxflags_attr attr)
{
	const char *name = paxflags_attr_name(attr);
	char path[PROC_FD_SIZE];
	int by_path, ret;

	if (!name)
		return -EINVAL;
	by_path = is_path_fd(fd, path);
	if (by_path < 0)
		return by_path;
	ret = by_path ? removexattr(path, name) : fremovexattr(fd, name);
	return ret ? call_error(by_path) : 0;
}

int paxflags_read(const char *path, enum paxflags_attr attr, struct paxflags_value *value)
{
	int ret, fd = paxflags_open(AT_FDCWD, path);

	if (fd < 0)
		return fd;
	ret = paxflags_read_fd(fd, attr, value);
	close(fd);
	return ret;
}

int paxflags_write(const char *path, enum paxflags_attr attr,
		   const struct paxflags_letters *letters, bool create)
{
	int ret, fd = paxflags_open(AT_FDCWD, path);

	if (fd < 0)
		return fd;
	ret = paxflags_write_fd(fd, attr, letters, create);
	close(fd);
	return ret;
}

int paxflags_remove(const char *path, enum paxflags_attr attr)
{
	int ret, fd = paxflags_open(AT_FDCWD, path);

	if (fd < 0)
		return fd;
	ret = paxflags_remove_fd(fd, attr);
	close(fd);
	return ret;
}
