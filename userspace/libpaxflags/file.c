// SPDX-License-Identifier: GPL-2.0-only
/*
 * Access to files. The library looks up a path once, then uses only descriptors.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "file.h"
#include "paxflags.h"

/* Maximum number of links that the kernel follows in a row. */
#define MAX_LINKS 40

/* Return value of a step, besides descriptors and errors: the path is now a link's target. */
#define STEP_LINK INT_MIN

void proc_fd_path(int fd, char path[PROC_FD_SIZE])
{
	snprintf(path, PROC_FD_SIZE, "/proc/self/fd/%d", fd);
}

ssize_t read_at(int fd, void *buffer, size_t size, off_t offset)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = pread(fd, (char *)buffer + done, size - done, offset + done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		done += n;
	}
	return done;
}

static int open_path(int dirfd, const char *path, int flags)
{
	int fd = openat(dirfd, path, O_PATH | O_CLOEXEC | flags);

	return fd < 0 ? -errno : fd;
}

/*
 * Splits @path before its last component, which is stored in @base. @path must not be empty.
 * It becomes the directory, or "." if it has none.
 */
static int split_path(char *path, char base[NAME_MAX + 1])
{
	char *slash = strrchr(path, '/');
	const char *last = slash ? slash + 1 : path;
	size_t len = strlen(last);

	if (len > NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(base, last, len + 1);
	if (slash)
		slash[1] = '\0';
	else
		memcpy(path, ".", sizeof("."));
	return 0;
}

/*
 * Reads the link @link, named @base in @dirfd. Returns STEP_LINK with the target in @target;
 * a descriptor if the kernel must follow the link, as in /proc, where the text of a link is
 * not the path of its target; or a negative errno.
 */
static int read_link(int dirfd, const char *base, int link, const struct stat *st,
		     char target[PATH_MAX])
{
	struct statfs fs;
	ssize_t len;

	if (st->st_uid != geteuid() && st->st_uid != 0)
		return -EPERM;
	if (fstatfs(link, &fs))
		return -errno;
	if (fs.f_type == PROC_SUPER_MAGIC)
		return open_path(dirfd, base, 0);
	len = readlinkat(link, "", target, PATH_MAX);
	if (len < 0)
		return -errno;
	if (len >= PATH_MAX)
		return -ENAMETOOLONG;
	target[len] = '\0';
	return STEP_LINK;
}

/* One step: opens @path in @dirfd, or returns STEP_LINK with a new @path. */
static int open_step(int *dirfd, char path[PATH_MAX])
{
	char base[NAME_MAX + 1];
	struct stat st;
	int dir, fd, ret;

	if (!*path)
		return -ENOENT;
	if (path[strlen(path) - 1] == '/')
		return open_path(*dirfd, path, O_DIRECTORY);
	ret = split_path(path, base);
	if (ret)
		return ret;
	dir = open_path(*dirfd, path, O_DIRECTORY);
	if (*dirfd >= 0)
		close(*dirfd);
	*dirfd = dir;
	if (dir < 0)
		return dir;

	fd = open_path(dir, base, O_NOFOLLOW);
	if (fd < 0)
		return fd;
	if (fstat(fd, &st)) {
		ret = -errno;
		close(fd);
		return ret;
	}
	if (!S_ISLNK(st.st_mode))
		return fd;
	ret = read_link(dir, base, fd, &st, path);
	close(fd);
	return ret;
}

int paxflags_open(int dirfd, const char *path)
{
	char next[PATH_MAX];
	int i, fd, dir = AT_FDCWD;

	if (strlen(path) >= sizeof(next))
		return -ENAMETOOLONG;
	memcpy(next, path, strlen(path) + 1);
	if (dirfd != AT_FDCWD) {
		dir = fcntl(dirfd, F_DUPFD_CLOEXEC, 0);
		if (dir < 0)
			return -errno;
	}
	for (fd = STEP_LINK, i = 0; fd == STEP_LINK && i <= MAX_LINKS; i++)
		fd = open_step(&dir, next);
	if (dir >= 0)
		close(dir);
	return fd == STEP_LINK ? -ELOOP : fd;
}

int paxflags_reopen(int fd, int flags)
{
	char path[PROC_FD_SIZE];
	int new;

	if (fcntl(fd, F_GETFD) < 0)
		return -errno;
	proc_fd_path(fd, path);
	new = open(path, (flags & O_ACCMODE) | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (new >= 0)
		return new;
	return errno == ENOENT ? -ENODEV : -errno;
}

int paxflags_kind(int fd)
{
	char start[SELFMAG];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode))
		return PAXFLAGS_KIND_SPECIAL;
	n = read_at(fd, start, sizeof(start), 0);
	if (n < 0)
		return n;
	if (n == SELFMAG && !memcmp(start, ELFMAG, SELFMAG))
		return PAXFLAGS_KIND_ELF;
	if (n >= 2 && start[0] == '#' && start[1] == '!')
		return PAXFLAGS_KIND_SCRIPT;
	return PAXFLAGS_KIND_OTHER;
}
