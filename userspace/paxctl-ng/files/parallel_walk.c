// SPDX-License-Identifier: GPL-2.0-only
/*
 * Visits the regular files of whole trees with several threads; see parallel_walk.h.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "files/parallel_walk.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/memory.h"
#include "terminal/interrupt.h"

/* The maximum length of the queue, and the maximum depth that one thread descends by itself. */
#define MAX_QUEUE 4096
#define MAX_DEPTH 200
/* The number of unreadable places that messages name. */
#define MAX_NAMED 100
/* Marks a directory where the walk begins. */
#define NO_DEV ((dev_t)-1)
/* A thread adds its count to the total each time it has visited this many files. */
#define BATCH 1024

struct queued {
	struct queued *next;
	dev_t dev;
	char path[];
};

struct unreadable {
	char *path;
	int err;
};

/*
 * @lock guards all members. @waiting: the number of directories in the queue; @busy: the number
 * of threads that work on a directory and may find more.
 */
struct state {
	struct walk *walk;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct queued *queue;
	size_t waiting;
	unsigned int busy;
	bool own_cwd;
	struct unreadable unreadable[MAX_NAMED];
	size_t num_unreadable;
};

/* A single global state is enough: a command runs one walk at a time. */
static struct state state = {
	.lock = PTHREAD_MUTEX_INITIALIZER,
	.more = PTHREAD_COND_INITIALIZER,
};

static char *join(const char *dir, const char *name)
{
	size_t len = strlen(dir);

	return format_text("%s%s%s", dir, len && dir[len - 1] == '/' ? "" : "/", name);
}

char *walk_path(const struct walk_file *file)
{
	return join(file->dir, file->name);
}

void walk_unreadable(struct walk *walk, const char *dir, const char *name, int err)
{
	if (err == -ENOENT)
		return;
	pthread_mutex_lock(&state.lock);
	walk->unreadable++;
	if (state.num_unreadable < MAX_NAMED) {
		state.unreadable[state.num_unreadable].path = name ? join(dir, name) : strdup(dir);
		state.unreadable[state.num_unreadable].err = err;
		state.num_unreadable++;
	}
	pthread_mutex_unlock(&state.lock);
}

/* Whether it is a pseudo file system of the kernel: without programs, and perhaps endless. */
static bool holds_no_programs(int fd)
{
	static const unsigned long magics[] = {
		PROC_SUPER_MAGIC,   SYSFS_MAGIC,	 DEBUGFS_MAGIC,	   TRACEFS_MAGIC,
		CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, SECURITYFS_MAGIC, BPF_FS_MAGIC,
		DEVPTS_SUPER_MAGIC, EFIVARFS_MAGIC,	 PSTOREFS_MAGIC,
	};
	struct statfs fs;
	size_t i;

	if (fstatfs(fd, &fs))
		return false;
	for (i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		if ((unsigned long)fs.f_type == magics[i])
			return true;
	}
	return false;
}

/* Adds a directory to the queue. Returns false if the queue is full. */
static bool enqueue(const char *path, dev_t dev, bool force)
{
	struct queued *queued;
	size_t size = strlen(path) + 1;

	pthread_mutex_lock(&state.lock);
	if (!force && state.waiting >= MAX_QUEUE) {
		pthread_mutex_unlock(&state.lock);
		return false;
	}
	queued = malloc(sizeof(*queued) + size);
	if (!queued)
		out_of_memory();
	memcpy(queued->path, path, size);
	queued->dev = dev;
	queued->next = state.queue;
	state.queue = queued;
	state.waiting++;
	pthread_cond_signal(&state.more);
	pthread_mutex_unlock(&state.lock);
	return true;
}

static void count(struct walk *walk, unsigned long files, unsigned long dirs)
{
	__atomic_fetch_add(&walk->files, files, __ATOMIC_RELAXED);
	__atomic_fetch_add(&walk->dirs, dirs, __ATOMIC_RELAXED);
}

static void walk_dir(int fd, const char *path, dev_t parent, unsigned int depth, bool first);

/* Queues the directory @name of @dirfd, or visits it at once. */
static void descend(int dirfd, const char *dir, const char *name, dev_t dev, unsigned int depth)
{
	char *path = join(dir, name);
	int fd;

	if (!enqueue(path, dev, depth >= MAX_DEPTH)) {
		fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0) {
			walk_unreadable(state.walk, path, NULL, -errno);
		} else {
			walk_dir(fd, path, dev, depth + 1, false);
			if (state.own_cwd && fchdir(dirfd))
				walk_unreadable(state.walk, dir, NULL, -errno);
		}
	}
	free(path);
}

static unsigned char type_of(int dirfd, const struct dirent *entry)
{
	struct stat st;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type;
	if (fstatat(dirfd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW))
		return DT_UNKNOWN;
	return IFTODT(st.st_mode);
}

static void walk_entries(DIR *stream, const char *path, dev_t dev, unsigned int depth)
{
	struct walk *walk = state.walk;
	struct walk_file file = { .walk = walk, .dir = path };
	unsigned long files = 0;
	struct dirent *entry;
	char *shown;

	while (errno = 0, !interrupted() && (entry = readdir(stream))) {
		const char *name = entry->d_name;

		if (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2])))
			continue;
		switch (type_of(dirfd(stream), entry)) {
		case DT_DIR:
			descend(dirfd(stream), path, name, dev, depth);
			break;
		case DT_REG:
			file.name = name;
			/* A thread without its own working directory needs the full path. */
			shown = state.own_cwd ? NULL : join(path, name);
			if (shown) {
				file.name = shown;
				file.dir = "";
			}
			walk->file(&file);
			free(shown);
			if (++files % BATCH == 0) {
				count(walk, BATCH, 0);
				if (walk->tick)
					walk->tick(walk, walk->files);
			}
			break;
		}
	}
	if (errno)
		walk_unreadable(walk, path, NULL, -errno);
	count(walk, files % BATCH, 1);
}

/* Takes ownership of @fd. @parent: the device of the parent directory. */
static void walk_dir(int fd, const char *path, dev_t parent, unsigned int depth, bool first)
{
	struct walk *walk = state.walk;
	struct stat st;
	DIR *stream;

	if (fstat(fd, &st)) {
		walk_unreadable(walk, path, NULL, -errno);
		close(fd);
		return;
	}
	if (!first && st.st_dev != parent && (walk->one_file_system || holds_no_programs(fd))) {
		close(fd);
		return;
	}
	stream = fdopendir(fd);
	if (!stream || (state.own_cwd && fchdir(fd))) {
		walk_unreadable(walk, path, NULL, -errno);
		if (stream)
			closedir(stream);
		else
			close(fd);
		return;
	}
	walk_entries(stream, path, st.st_dev, depth);
	closedir(stream);
}

/* Returns the next directory, or NULL at the end of the walk. The caller holds the lock. */
static struct queued *take(void)
{
	struct queued *queued;

	while (!state.queue && state.busy)
		pthread_cond_wait(&state.more, &state.lock);
	queued = state.queue;
	if (queued) {
		state.queue = queued->next;
		state.waiting--;
		state.busy++;
	}
	return queued;
}

static void *work(void *origin)
{
	struct queued *queued;

	/* Gives the thread its own working directory. This needs no privileges. */
	if (state.own_cwd && unshare(CLONE_FS)) {
		walk_unreadable(state.walk, ".", NULL, -errno);
		return NULL;
	}
	pthread_mutex_lock(&state.lock);
	while ((queued = take())) {
		bool first;
		int fd;

		pthread_mutex_unlock(&state.lock);
		first = queued->dev == NO_DEV;
		/* A path from the command line may be a link. The walk itself follows no links. */
		fd = openat(*(int *)origin, queued->path,
			    O_RDONLY | O_DIRECTORY | O_CLOEXEC | (first ? 0 : O_NOFOLLOW));
		if (fd < 0)
			walk_unreadable(state.walk, queued->path, NULL, -errno);
		else if (interrupted())
			close(fd);
		else
			walk_dir(fd, queued->path, queued->dev, 0, first);
		free(queued);
		pthread_mutex_lock(&state.lock);
		state.busy--;
		if (!state.busy)
			pthread_cond_broadcast(&state.more);
	}
	pthread_mutex_unlock(&state.lock);
	return NULL;
}

static unsigned int processors(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) ? 1 : CPU_COUNT(&set);
}

static bool can_unshare(void)
{
	/* The main thread can try it, because it does not need to share its directory either. */
	return !unshare(CLONE_FS);
}

/* Visits a file from the command line. For a link it uses the path of the target. */
static void begin_file(struct walk *walk, const char *path)
{
	struct walk_file file = { .walk = walk, .dir = "" };
	char *real = realpath(path, NULL);
	struct stat st;

	file.name = !lstat(path, &st) && S_ISLNK(st.st_mode) && real ? real : path;
	walk->file(&file);
	walk->files++;
	free(real);
}

/* Queues a directory from the command line, or visits a file at once. */
static int begin(struct walk *walk, const char *path)
{
	struct stat st;

	if (stat(path, &st)) {
		int err = -errno;

		say_error(path, STEP_FIND, PAXFLAGS_USER, err);
		return err == -ENOENT ? STATUS_MISSING : STATUS_FAILED;
	}
	if (S_ISREG(st.st_mode))
		begin_file(walk, path);
	else if (S_ISDIR(st.st_mode))
		enqueue(path, NO_DEV, true);
	return 0;
}

static void report_unreadable(const struct walk *walk)
{
	size_t i;

	for (i = 0; i < state.num_unreadable; i++) {
		say(state.unreadable[i].path, "cannot be read: %s",
		    error_text(state.unreadable[i].err));
		free(state.unreadable[i].path);
	}
	if (walk->unreadable > state.num_unreadable)
		say("and more", "%lu further place%s cannot be read; run as root",
		    walk->unreadable - state.num_unreadable,
		    walk->unreadable - state.num_unreadable == 1 ? "" : "s");
	state.num_unreadable = 0;
}

int walk_trees(struct walk *walk, char *const *paths)
{
	unsigned int i, num = walk->threads ? walk->threads : processors();
	int origin = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC), status = 0;
	pthread_t threads[num];

	state.walk = walk;
	state.own_cwd = can_unshare() && origin >= 0;
	for (; *paths; paths++)
		status |= begin(walk, *paths);
	for (i = 0; i < num; i++) {
		if (pthread_create(&threads[i], NULL, work, &origin))
			break;
	}
	if (!i)
		work(&origin);
	while (i--)
		pthread_join(threads[i], NULL);
	if (origin >= 0)
		close(origin);
	report_unreadable(walk);
	return status | (walk->unreadable ? STATUS_FAILED : 0);
}
