// SPDX-License-Identifier: GPL-2.0-only
/*
 * Marks that the policy does not speak of.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit.h"
#include "out.h"
#include "root.h"

struct search {
	struct audit *audit;
	char path[PATH_MAX];
};

static void search_dir(struct search *search, int dir, size_t len);

static void unreadable(struct search *search, int err)
{
	/* What goes while it is looked for is not there. */
	if (err != -ENOENT)
		audit_add(search->audit, search->path, AUDIT_UNREADABLE)->reason = strerror(-err);
}

static void search_file(struct search *search, int fd, const struct stat *st)
{
	struct audit *audit = search->audit;
	struct paxflags_value value;
	int err = paxflags_read_fd(fd, audit->attr, &value);

	if (err == -ENODATA || err == -EOPNOTSUPP)
		return;
	if (err)
		unreadable(search, err);
	else if (!audit_has_seen(audit, st->st_dev, st->st_ino))
		audit_take_mark(audit_add(audit, search->path, AUDIT_EXTRA), &value);
}

static void search_entry(struct search *search, int dir, size_t len, const char *name)
{
	size_t name_len = strlen(name);
	struct stat st;
	int fd;

	if (len + 1 + name_len >= sizeof(search->path))
		return;
	search->path[len] = '/';
	memcpy(search->path + len + 1, name, name_len + 1);
	fd = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st)) {
		unreadable(search, -errno);
		if (fd >= 0)
			close(fd);
		return;
	}
	if (S_ISREG(st.st_mode)) {
		search_file(search, fd, &st);
	} else if (S_ISDIR(st.st_mode)) {
		int below = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (below < 0)
			unreadable(search, -errno);
		else
			search_dir(search, below, len + 1 + name_len);
	}
	close(fd);
}

/* Takes over @dir. */
static void search_dir(struct search *search, int dir, size_t len)
{
	DIR *stream = fdopendir(dir);
	struct dirent *entry;

	if (!stream)
		out_fatal();
	while (errno = 0, (entry = readdir(stream))) {
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
		    entry->d_type != DT_LNK)
			search_entry(search, dir, len, entry->d_name);
	}
	if (errno) {
		search->path[len] = '\0';
		unreadable(search, -errno);
	}
	closedir(stream);
}

/**
 * audit_extra - find marked files that no line led to
 * @audit: a run that is done
 * @tree: the directory to look below; links in it are not followed
 *
 * A directory that is not there is passed over.
 */
void audit_extra(struct audit *audit, const char *tree)
{
	struct search search = { .audit = audit };
	size_t len = strlen(tree);
	struct found found;
	int dir, err;

	while (len && tree[len - 1] == '/')
		len--;
	if (len >= sizeof(search.path))
		return;
	memcpy(search.path, tree, len);
	err = root_find(audit->root, tree, &found);
	if (err) {
		unreadable(&search, err);
		return;
	}
	dir = openat(found.fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		unreadable(&search, -errno);
	else
		search_dir(&search, dir, len);
	close(found.fd);
}
