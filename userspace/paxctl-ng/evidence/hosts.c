// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds the files of each host, and reads the hosts, several at a time; see hosts.h. What they show
 * is merged by hosts_merge.c.
 */
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "evidence/evidence_file.h"
#include "evidence/hosts.h"
#include "evidence/hosts_merge.h"
#include "terminal/memory.h"
#include "terminal/message.h"
#include "terminal/progress.h"

/* More threads would not be faster than what they read from, and each takes memory. */
#define MAX_THREADS 8

/* Endings that are no part of the name of a host; nor is a number behind one of them. */
static const char *const endings[] = { "gz",   "xz",	 "zst",	    "log",   "txt",
				       "json", "export", "journal", "events" };

static bool is_ending(const char *text)
{
	size_t i;

	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (!strcmp(text, endings[i]))
			return true;
	}
	return false;
}

/* Cuts endings off, in place. An address such as 10.0.0.1 has none. */
static void cut_endings(char *name)
{
	char *dot, *before;

	while ((dot = strrchr(name, '.')) && dot != name) {
		bool number = dot[1] && dot[1 + strspn(dot + 1, "0123456789")] == '\0';
		bool known = is_ending(dot + 1);

		*dot = '\0';
		before = strrchr(name, '.');
		if (!known && !(number && before && is_ending(before + 1))) {
			*dot = '.';
			return;
		}
	}
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static void add_file(struct fleet *fleet, const char *path, const char *host, size_t group)
{
	struct evidence *file;

	fleet->files = grow_array(fleet->files, fleet->num_files, sizeof(*fleet->files));
	file = &fleet->files[fleet->num_files++];
	file->path = need_memory(strdup(path));
	file->host = need_memory(strdup(base_of(host)));
	cut_endings(file->host);
	file->group = group;
}

static size_t add_group(struct fleet *fleet, const char *path)
{
	char *name = need_memory(strdup(path));
	size_t i, len = strlen(name);

	while (len > 1 && name[len - 1] == '/')
		name[--len] = '\0';
	memmove(name, base_of(name), strlen(base_of(name)) + 1);
	for (i = 0; i < fleet->num_groups; i++) {
		if (!strcmp(fleet->groups[i].name, name)) {
			free(name);
			return i;
		}
	}
	fleet->groups = grow_array(fleet->groups, fleet->num_groups, sizeof(*fleet->groups));
	fleet->groups[fleet->num_groups] = (struct group){ .name = name };
	return fleet->num_groups++;
}

/* Adds the files of a directory: those of one @host, or, if it is NULL, those of many hosts. */
static int add_directory(struct fleet *fleet, const char *path, const char *host, size_t group)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	struct stat st;
	int err = 0;
	char *name;

	if (!dir) {
		err = -errno;
		say(path, "cannot read it: %s", strerror(-err));
		return err;
	}
	while ((entry = readdir(dir))) {
		if (*entry->d_name == '.')
			continue;
		name = format_text("%s/%s", path, entry->d_name);
		if (stat(name, &st))
			st.st_mode = S_IFREG;
		if (S_ISREG(st.st_mode))
			add_file(fleet, name, host ? host : name, group);
		else if (S_ISDIR(st.st_mode) && !host)
			err |= add_directory(fleet, name, name, group);
		free(name);
	}
	closedir(dir);
	return err;
}

int fleet_add(struct fleet *fleet, const char *path)
{
	struct stat st;

	if (stat(path, &st)) {
		int err = -errno;

		say(path, "cannot read it: %s", strerror(-err));
		return err;
	}
	if (S_ISDIR(st.st_mode))
		return add_directory(fleet, path, NULL, add_group(fleet, path));
	add_file(fleet, path, path, NO_GROUP);
	return 0;
}

static int by_host(const void *a, const void *b)
{
	const struct evidence *left = a, *right = b;
	int order = strcmp(left->host, right->host);

	return order ? order : strcmp(left->path, right->path);
}

static bool is_same_host(const struct evidence *a, const struct evidence *b)
{
	return !strcmp(a->host, b->host);
}

/* Takes hosts until none is left. */
static void *work(void *context)
{
	struct fleet *fleet = context;

	for (;;) {
		struct denials denials = { .filter = fleet->filter };
		size_t i, first, behind;
		int err = 0;

		pthread_mutex_lock(&fleet->lock);
		first = fleet->next;
		for (behind = first; behind < fleet->num_files; behind++) {
			if (!is_same_host(&fleet->files[first], &fleet->files[behind]))
				break;
		}
		fleet->next = behind;
		pthread_mutex_unlock(&fleet->lock);
		if (first == behind)
			return NULL;
		for (i = first; i < behind; i++)
			err |= evidence_file_read(fleet->files[i].path, &denials);
		pthread_mutex_lock(&fleet->lock);
		hosts_merge(fleet, &fleet->files[first], &denials);
		fleet->err = err ? err : fleet->err;
		progress_show(fleet->hosts);
		pthread_mutex_unlock(&fleet->lock);
		denials_free(&denials);
	}
}

int fleet_read(struct fleet *fleet)
{
	long num = sysconf(_SC_NPROCESSORS_ONLN), i, started = 0;
	pthread_t threads[MAX_THREADS];

	if (num > MAX_THREADS)
		num = MAX_THREADS;
	if (fleet->num_files)
		qsort(fleet->files, fleet->num_files, sizeof(*fleet->files), by_host);
	for (i = 1; i < num; i++) {
		if (!pthread_create(&threads[started], NULL, work, fleet))
			started++;
	}
	work(fleet);
	for (i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	return fleet->err;
}
