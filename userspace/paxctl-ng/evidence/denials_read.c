// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads files with records of denials.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "evidence/denials.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/progress.h"

/**
 * denials_read - read the current contents of a file or a stream
 * @denials: the programs so far
 * @name: the file; "-" is standard input
 *
 * Does not wait for more.
 *
 * Return: bits of STATUS_*, after a message.
 */
int denials_read(struct denials *denials, const char *name)
{
	bool is_stdin = !strcmp(name, "-");
	int fd = is_stdin ? dup(STDIN_FILENO) : open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	FILE *stream = fd < 0 ? NULL : fdopen(fd, "r");
	char *line = NULL;
	size_t size = 0;
	int err = 0;

	if (!stream) {
		err = errno;
		say(name, "cannot read it: %s%s", strerror(err),
		    strcmp(name, DENIALS_EVENTS) ? "" :
						   "; load the module and be root, or name a file");
		return err == ENOENT ? STATUS_MISSING : STATUS_FAILED;
	}
	while (errno = 0, getline(&line, &size, stream) >= 0) {
		denials_add_line(denials, line);
		progress_show(denials->records);
	}
	if (ferror(stream) && errno != EAGAIN) {
		say(name, "cannot read all of it: %s", strerror(errno));
		err = STATUS_FAILED;
	}
	free(line);
	fclose(stream);
	return err;
}
