// SPDX-License-Identifier: GPL-2.0-only
/*
 * Visits every file below a directory with one thread; see tree.h.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files/tree.h"
#include "terminal/memory.h"
#include "terminal/interrupt.h"

/* A walk. @path: the present position, for messages. */
struct walk {
	const struct tree_visitor *visitor;
	char path[PATH_MAX];
};

static void walk_dir(struct walk *walk, int parent, size_t len);

static void report(const struct walk *walk, int err)
{
	/* A file that was removed during the walk is not an error. */
	if (err != -ENOENT)
		walk->visitor->failed(walk->path, err, walk->visitor->context);
}

static void walk_entry(struct walk *walk, int dir, size_t len, const char *name)
{
	struct found found = { .path = walk->path };
	size_t name_len = strlen(name);

	if (len + 1 + name_len >= sizeof(walk->path)) {
		report(walk, -ENAMETOOLONG);
		return;
	}
	walk->path[len] = '/';
	memcpy(walk->path + len + 1, name, name_len + 1);
	found.fd = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (found.fd < 0) {
		report(walk, -errno);
		return;
	}
	if (fstat(found.fd, &found.st))
		report(walk, -errno);
	else if (S_ISREG(found.st.st_mode))
		walk->visitor->file(&found, walk->visitor->context);
	else if (S_ISDIR(found.st.st_mode))
		walk_dir(walk, found.fd, len + 1 + name_len);
	close(found.fd);
}

static void walk_dir(struct walk *walk, int parent, size_t len)
{
	int fd = openat(parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent *entry;
	DIR *stream;

	if (fd < 0) {
		report(walk, -errno);
		return;
	}
	stream = fdopendir(fd);
	if (!stream)
		out_of_memory();
	while (errno = 0, !interrupted() && (entry = readdir(stream))) {
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
		    entry->d_type != DT_LNK)
			walk_entry(walk, fd, len, entry->d_name);
		walk->path[len] = '\0';
	}
	if (errno)
		report(walk, -errno);
	closedir(stream);
}

void tree_walk(int fd, const char *path, const struct tree_visitor *visitor)
{
	struct walk walk = { .visitor = visitor };
	size_t len = strlen(path);

	while (len && path[len - 1] == '/')
		len--;
	if (len >= sizeof(walk.path)) {
		visitor->failed(path, -ENAMETOOLONG, visitor->context);
		return;
	}
	memcpy(walk.path, path, len);
	walk_dir(&walk, fd, len);
}

/* The standard directories of programs. */
static const char *const standard[] = {
	"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/srv",
};

#define NUM_STANDARD (sizeof(standard) / sizeof(standard[0]))

/* Whether @tree, such as /bin, is the same directory as its counterpart in /usr. */
static bool is_in_usr(struct root *root, const char *tree)
{
	struct found found, in_usr;
	bool same = false;
	char path[32];

	if (root_find(root, tree, &found))
		return false;
	snprintf(path, sizeof(path), "/usr%s", tree);
	if (!root_find(root, path, &in_usr)) {
		same = found.st.st_dev == in_usr.st.st_dev && found.st.st_ino == in_usr.st.st_ino;
		close(in_usr.fd);
	}
	close(found.fd);
	return same;
}

void tree_standard(struct root *root, void (*each)(const char *tree, void *context), void *context)
{
	size_t i;

	for (i = 0; i < NUM_STANDARD; i++) {
		if (!is_in_usr(root, standard[i]))
			each(standard[i], context);
	}
}

int tree_walk_found(struct root *root, const char *path, const struct tree_visitor *visitor)
{
	struct found found;
	int err = root_find(root, path, &found);

	if (err)
		return err;
	tree_walk(found.fd, path, visitor);
	close(found.fd);
	return 0;
}
