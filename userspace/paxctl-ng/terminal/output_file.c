// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "terminal/memory.h"
#include "terminal/message.h"
#include "terminal/output_file.h"

/* The file to replace, its directory, and the new file in it. */
static char *target, *fresh;
static int directory = -1;

static int fail(const char *path, int err)
{
	say(path, "cannot write it, so it stays as it was: %s", error_text(err));
	return err;
}

/* The last component of the target. */
static const char *name(void)
{
	const char *slash = strrchr(target, '/');

	return slash ? slash + 1 : target;
}

static void forget(void)
{
	free(target);
	free(fresh);
	target = NULL;
	fresh = NULL;
	if (directory >= 0)
		close(directory);
	directory = -1;
}

int output_file_open(const char *path)
{
	mode_t mode = 0644;
	struct stat st;
	char *parent;
	int fd, err = 0;

	target = need_memory(strdup(path));
	if (!*name())
		err = -EISDIR;
	parent = need_memory(strndup(path, name() - target));
	directory = open(*parent ? parent : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(parent);
	if (!err && directory < 0)
		err = -errno;
	if (!err && !fstatat(directory, name(), &st, AT_SYMLINK_NOFOLLOW)) {
		/* To replace a link would leave the file that it names as it was. */
		if (!S_ISREG(st.st_mode))
			err = -EINVAL;
		mode = st.st_mode & 0777;
	}
	if (err) {
		if (err == -EINVAL)
			say(path, "it is no regular file, so it cannot be replaced; name another");
		else
			fail(path, err);
		forget();
		return err;
	}
	/* A hidden name is no part of a policy. */
	fresh = format_text(".%s.new", name());
	unlinkat(directory, fresh, 0);
	fd = openat(directory, fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || fchmod(fd, mode) || fflush(stdout) || dup2(fd, STDOUT_FILENO) < 0) {
		err = fail(path, -errno);
		if (fd >= 0)
			unlinkat(directory, fresh, 0);
		forget();
	}
	if (fd >= 0)
		close(fd);
	return err;
}

int output_file_close(bool keep)
{
	int err = 0, null;

	if (!target)
		return 0;
	if (fflush(stdout) || ferror(stdout) || fsync(STDOUT_FILENO))
		err = errno ? -errno : -EIO;
	if (keep && !err && renameat(directory, fresh, directory, name()))
		err = -errno;
	if (keep && !err && fsync(directory))
		err = -errno;
	if (keep && err)
		fail(target, err);
	if (!keep)
		say(target, "it stays as it was");
	if (!keep || err)
		unlinkat(directory, fresh, 0);
	/* Nothing more is to go to the file. */
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (null >= 0) {
		dup2(null, STDOUT_FILENO);
		close(null);
	}
	forget();
	return err;
}
