// SPDX-License-Identifier: GPL-2.0-only
/*
 * Replaces a file as a whole; see new_file.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "terminal/new_file.h"
#include "terminal/memory.h"

int new_file_open(const char *path, struct new_file *file)
{
	int fd, err = 0;

	*file = (struct new_file){ .path = path };
	file->temporary = format_text("%s.XXXXXX", path);
	fd = mkostemp(file->temporary, O_CLOEXEC);
	if (fd >= 0)
		file->stream = fdopen(fd, "w");
	if (!file->stream) {
		err = -errno;
		free(file->temporary);
		file->temporary = NULL;
	}
	return err;
}

int new_file_close(struct new_file *file, bool keep)
{
	int err = 0;

	if (keep &&
	    (fflush(file->stream) || ferror(file->stream) || fchmod(fileno(file->stream), 0644)))
		err = errno ? -errno : -EIO;
	if (fclose(file->stream) && !err)
		err = -errno;
	if (keep && !err && rename(file->temporary, file->path))
		err = -errno;
	if (!keep || err)
		unlink(file->temporary);
	free(file->temporary);
	return err;
}
