// SPDX-License-Identifier: GPL-2.0-only
/*
 * Expands a pattern below a root, one component at a time, and keeps the directories open.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files/root.h"
#include "files/root_dir.h"
#include "terminal/memory.h"

/* The expansion of a pattern. @path: the path of the components expanded so far. */
struct expansion {
	struct root *root;
	int (*each)(const struct found *found, void *context);
	void (*failed)(const char *path, int err, void *context);
	void *context;
	char path[PATH_MAX];
};

static int expand(struct expansion *expansion, struct dir *dir, size_t len, const char *pattern);

/* Appends @name to the first @len bytes of the path, and expands the rest of the pattern there. */
static int take(struct expansion *expansion, struct dir *dir, size_t len, const char *name,
		const char *rest)
{
	size_t name_len = strlen(name);
	struct spot spot;
	int ret;

	if (len + 1 + name_len >= sizeof(expansion->path)) {
		expansion->path[len] = '\0';
		expansion->failed(expansion->path, -ENAMETOOLONG, expansion->context);
		return 0;
	}
	expansion->path[len] = '/';
	memcpy(expansion->path + len + 1, name, name_len + 1);
	len += 1 + name_len;

	ret = root_step(expansion->root, dir, name, &spot);
	if (ret) {
		if (ret != -ENOENT && ret != -ENOTDIR)
			expansion->failed(expansion->path, ret, expansion->context);
		return 0;
	}
	if (*rest) {
		if (!S_ISDIR(spot.st.st_mode)) {
			spot_leave(&spot);
			return 0;
		}
		dir = spot_enter(&spot);
		ret = expand(expansion, dir, len, rest);
		dir_put(dir);
	} else {
		struct found found = { expansion->path, spot.fd, spot.st };

		ret = expansion->each(&found, expansion->context);
		spot_leave(&spot);
	}
	return ret;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Lists the matching names in @dir, sorted. Returns their number, or a negative errno. */
static ssize_t match(struct dir *dir, const char *pattern, char ***names)
{
	int fd = openat(dir->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	size_t num = 0;
	int err;

	*names = NULL;
	if (!stream) {
		err = -errno;
		if (fd >= 0)
			close(fd);
		return err;
	}
	while (errno = 0, (entry = readdir(stream))) {
		/* As a pattern, a literal name such as "[" may not match itself. */
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
		    (strcmp(entry->d_name, pattern) && fnmatch(pattern, entry->d_name, FNM_PERIOD)))
			continue;
		*names = grow_array(*names, num, sizeof(**names));
		(*names)[num] = strdup(entry->d_name);
		if (!(*names)[num++])
			out_of_memory();
	}
	err = -errno;
	closedir(stream);
	if (num)
		qsort(*names, num, sizeof(**names), by_name);
	if (!err)
		return num;
	while (num)
		free((*names)[--num]);
	free(*names);
	return err;
}

/* Finds the matches of @pattern below @dir, whose path is the first @len bytes. */
static int expand(struct expansion *expansion, struct dir *dir, size_t len, const char *pattern)
{
	char component[NAME_MAX + 1], **names = NULL;
	size_t component_len;
	ssize_t i, num;
	int ret = 0;

	pattern += strspn(pattern, "/");
	component_len = strcspn(pattern, "/");
	if (component_len > NAME_MAX)
		return 0;
	memcpy(component, pattern, component_len);
	component[component_len] = '\0';
	pattern += component_len;

	if (!strpbrk(component, "*?["))
		return take(expansion, dir, len, component, pattern);
	num = root_look(expansion->root, dir, component, true);
	if (!num)
		num = match(dir, component, &names);
	if (num < 0) {
		expansion->path[len] = '\0';
		if (num != -ENOENT && num != -ENOTDIR)
			expansion->failed(len ? expansion->path : "/", num, expansion->context);
		return 0;
	}
	for (i = 0; i < num; i++) {
		if (!ret)
			ret = take(expansion, dir, len, names[i], pattern);
		free(names[i]);
	}
	free(names);
	return ret;
}

int root_glob(struct root *root, const char *pattern,
	      int (*each)(const struct found *found, void *context),
	      void (*failed)(const char *path, int err, void *context), void *context)
{
	struct expansion expansion = {
		.root = root,
		.each = each,
		.failed = failed,
		.context = context,
	};

	return expand(&expansion, root->top, 0, pattern);
}
