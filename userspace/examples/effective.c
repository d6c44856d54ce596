// SPDX-License-Identifier: GPL-2.0-only
/*
 * effective FILE...: prints the flags that a program gets with the module's built-in settings.
 *
 *	cc effective.c $(pkg-config --cflags --libs paxflags)
 */
/* For AT_FDCWD, where the compiler is told to know the C standard alone. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <paxflags.h>

/* Reads an attribute into @value. Returns @value, or NULL if the attribute cannot be read. */
static const struct paxflags_value *read_attr(int fd, enum paxflags_attr attr,
					      struct paxflags_value *value)
{
	return paxflags_read_fd(fd, attr, value) ? NULL : value;
}

static int show(const char *path)
{
	static const char letters[] = PAX_LETTERS, off[] = PAX_LETTERS_OFF;
	struct paxflags_value security, user;
	struct paxflags_effective result;
	/* Look up the path only once, so that both attributes belong to the same file. */
	int i, fd = paxflags_open(AT_FDCWD, path);

	if (fd < 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(-fd));
		return 1;
	}
	paxflags_effective(read_attr(fd, PAXFLAGS_SECURITY, &security),
			   read_attr(fd, PAXFLAGS_USER, &user), false, PAX_FLAGS_DEFAULT, &result);
	close(fd);
	for (i = 0; i < PAX_FLAGS_NUM; i++)
		putchar((result.flags & 1u << i) ? letters[i] : off[i]);
	printf(" %s%s\n", path, result.refused ? " (would not run)" : "");
	return 0;
}

int main(int argc, char **argv)
{
	int i, status = 0;

	for (i = 1; i < argc; i++)
		status |= show(argv[i]);
	return status;
}
