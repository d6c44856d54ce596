// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds files in directories that other users can write to; see root.h.
 *
 * The lookup keeps a directory open while it looks up something below it. So ".." in a link leads
 * to the parent that the lookup came through, even if someone has moved the directory since.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "files/root.h"
#include "files/root_dir.h"
#include "paxflags.h"
#include "terminal/message.h"
#include "terminal/memory.h"

/* The number of links on one path that the kernel follows. */
#define MAX_LINKS 40

/* One lookup. @links: the number of links followed so far. */
struct lookup {
	struct root *root;
	unsigned int links;
};

struct dir *dir_get(struct dir *dir)
{
	dir->users++;
	return dir;
}

void dir_put(struct dir *dir)
{
	while (dir && !--dir->users) {
		struct dir *parent = dir->parent;

		close(dir->fd);
		free(dir);
		dir = parent;
	}
}

/* Takes ownership of @fd. */
static struct dir *dir_new(struct dir *parent, int fd, const struct stat *st)
{
	struct dir *dir = malloc(sizeof(*dir));

	if (!dir)
		out_of_memory();
	dir->parent = parent ? dir_get(parent) : NULL;
	dir->users = 1;
	dir->fd = fd;
	dir->dev = st->st_dev;
	dir->ino = st->st_ino;
	dir->uid = st->st_uid;
	dir->mode = st->st_mode;
	return dir;
}

struct dir *spot_enter(struct spot *spot)
{
	struct dir *dir = dir_new(spot->dir, spot->fd, &spot->st);

	dir_put(spot->dir);
	return dir;
}

void spot_leave(struct spot *spot)
{
	close(spot->fd);
	dir_put(spot->dir);
}

static bool is_trusted(uid_t uid)
{
	return uid == 0 || uid == geteuid();
}

bool root_is_others(uid_t uid, mode_t mode)
{
	return !is_trusted(uid) || (mode & 0022);
}

void root_observe(struct root *root, int (*look)(const struct root_look *look, void *context),
		  void *context)
{
	root->look = look;
	root->context = context;
}

int root_look(struct root *root, const struct dir *dir, const char *name, bool glob)
{
	struct root_look look = { dir->fd, dir->dev, dir->ino, dir->uid, dir->mode, name, glob };

	return root->look ? root->look(&look, root->context) : 0;
}

/*
 * Whether another user may have planted the file as a hard link. On some systems, a user who
 * can write to a directory can create a hard link there to a file of another user.
 */
static bool may_be_planted(const struct dir *dir, const struct stat *st)
{
	if (S_ISDIR(st->st_mode) || st->st_nlink < 2)
		return false;
	if (dir->mode & 0022)
		return true;
	return !is_trusted(dir->uid) && dir->uid != st->st_uid;
}

/* Reads the target of the link @spot into @target, which the caller frees. */
static int read_link(struct lookup *lookup, const struct spot *spot, char **target)
{
	char text[PATH_MAX];
	struct statfs fs;
	ssize_t len;

	if (!is_trusted(spot->st.st_uid))
		return -EPERM;
	if (fstatfs(spot->fd, &fs))
		return -errno;
	/* A FUSE server can fake the owner. The text of a link in /proc is not its target. */
	if (fs.f_type == FUSE_SUPER_MAGIC || fs.f_type == PROC_SUPER_MAGIC)
		return -EPERM;
	if (++lookup->links > MAX_LINKS)
		return -ELOOP;
	len = readlinkat(spot->fd, "", text, sizeof(text));
	if (len < 0)
		return -errno;
	if (len == sizeof(text))
		return -ENAMETOOLONG;
	text[len] = '\0';
	*target = strdup(text);
	if (!*target)
		out_of_memory();
	return 0;
}

static int walk(struct lookup *lookup, struct dir *start, const char *path, struct spot *spot);

/* Finds @name in @dir, and follows it if it is a link. */
static int step(struct lookup *lookup, struct dir *dir, const char *name, struct spot *spot)
{
	char *target;
	int err = root_look(lookup->root, dir, name, false);

	if (err)
		return err;
	spot->fd = openat(dir->fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (spot->fd < 0)
		return -errno;
	spot->dir = dir_get(dir);
	if (fstat(spot->fd, &spot->st))
		err = -errno;
	else if (may_be_planted(dir, &spot->st))
		err = -EXDEV;
	else if (!S_ISLNK(spot->st.st_mode))
		return 0;
	if (!err)
		err = read_link(lookup, spot, &target);
	spot_leave(spot);
	if (err)
		return err;
	err = walk(lookup, *target == '/' ? lookup->root->top : dir, target, spot);
	free(target);
	return err;
}

/* Sets @spot to the directory @dir itself. */
static int spot_of(struct dir *dir, struct spot *spot)
{
	int err;

	spot->fd = fcntl(dir->fd, F_DUPFD_CLOEXEC, 0);
	if (spot->fd < 0)
		return -errno;
	spot->dir = dir_get(dir->parent ? dir->parent : dir);
	if (!fstat(spot->fd, &spot->st))
		return 0;
	err = -errno;
	spot_leave(spot);
	return err;
}

/* Copies the next component of *@path to @name, and moves *@path past it. */
static int next_name(const char **path, char name[NAME_MAX + 1])
{
	size_t len;

	*path += strspn(*path, "/");
	len = strcspn(*path, "/");
	if (len > NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(name, *path, len);
	name[len] = '\0';
	*path += len;
	*path += strspn(*path, "/");
	return 0;
}

/* Finds @path, relative to @start. */
static int walk(struct lookup *lookup, struct dir *start, const char *path, struct spot *spot)
{
	struct dir *dir = dir_get(start);
	char name[NAME_MAX + 1];
	bool as_dir = *path && path[strlen(path) - 1] == '/';
	int err = *path ? 0 : -ENOENT;

	while (!err) {
		err = next_name(&path, name);
		if (err)
			break;
		if (!*name) {
			err = spot_of(dir, spot);
			break;
		}
		if (!strcmp(name, "."))
			continue;
		if (!strcmp(name, "..")) {
			struct dir *parent = dir_get(dir->parent ? dir->parent : dir);

			dir_put(dir);
			dir = parent;
			continue;
		}
		err = step(lookup, dir, name, spot);
		if (err || (!*path && !as_dir))
			break;
		if (!S_ISDIR(spot->st.st_mode)) {
			spot_leave(spot);
			err = -ENOTDIR;
			break;
		}
		dir_put(dir);
		dir = spot_enter(spot);
	}
	dir_put(dir);
	return err;
}

int root_step(struct root *root, struct dir *dir, const char *name, struct spot *spot)
{
	struct lookup lookup = { .root = root };

	return step(&lookup, dir, name, spot);
}

/* Opens the directory of @path in one call, if no component is a link. */
static struct dir *open_dir_at_once(struct root *root, const char *path, const char *base)
{
	struct open_how how = {
		.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	char *name = strndup(path, base - path);
	struct stat st;
	int fd;

	if (!name)
		out_of_memory();
	fd = syscall(SYS_openat2, root->top->fd, name, &how, sizeof(how));
	free(name);
	if (fd < 0)
		return NULL;
	if (!fstat(fd, &st))
		return dir_new(root->top, fd, &st);
	close(fd);
	return NULL;
}

/* Finds @path if no component is a link and nobody observes. Returns -ELOOP otherwise. */
static int find_at_once(struct root *root, const char *path, struct found *found)
{
	const char *base = strrchr(path, '/');
	struct dir *dir = NULL;
	int err = 0;

	if (!root->look && base && base > path && base[1])
		dir = open_dir_at_once(root, path, base);
	if (!dir)
		return -ELOOP;
	found->fd = openat(dir->fd, base + 1, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (found->fd < 0 || fstat(found->fd, &found->st))
		err = -errno;
	else if (S_ISLNK(found->st.st_mode))
		err = -ELOOP;
	else if (may_be_planted(dir, &found->st))
		err = -EXDEV;
	if (err && found->fd >= 0)
		close(found->fd);
	dir_put(dir);
	return err;
}

int root_find(struct root *root, const char *path, struct found *found)
{
	struct lookup lookup = { .root = root };
	struct spot spot;
	int err;

	if (strlen(path) >= PATH_MAX)
		return -ENAMETOOLONG;
	found->path = path;
	err = find_at_once(root, path, found);
	if (err != -ELOOP)
		return err;
	/* Walk step by step and keep the parents open, because links may contain "..". */
	err = walk(&lookup, root->top, path, &spot);
	if (err)
		return err;
	dir_put(spot.dir);
	found->fd = spot.fd;
	found->st = spot.st;
	return 0;
}

int root_take(const struct found *found)
{
	int fd = S_ISREG(found->st.st_mode) ? paxflags_reopen(found->fd, O_RDONLY) : -EINVAL;

	close(found->fd);
	return fd;
}

int root_read(struct root *root, const char *path)
{
	struct found found;
	int err = root_find(root, path, &found);

	return err ? err : root_take(&found);
}

int root_open(const char *path, struct root **root)
{
	struct stat st;
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC), err = 0;

	if (fd < 0 || fstat(fd, &st))
		err = -errno;
	if (err) {
		say(path, "cannot open the root: %s; name a directory with --root", strerror(-err));
		if (fd >= 0)
			close(fd);
		return err;
	}
	*root = need_memory(calloc(1, sizeof(**root)));
	(*root)->top = dir_new(NULL, fd, &st);
	return 0;
}

void root_close(struct root *root)
{
	if (root)
		dir_put(root->top);
	free(root);
}

const char *root_error(int err)
{
	switch (-err) {
	case EPERM:
		return "a symbolic link on its path belongs to another user (or lies on a FUSE file system), so it is not followed; name the target";
	case EXDEV:
		return "it has more than one hard link and lies where others may put links to any file; copy it, or make the directory its owner's alone";
	case ELOOP:
		return "too many symbolic links; name the target";
	case EACCES:
		return "a directory on the path may not be searched or read; run as root";
	case ENOTDIR:
		return "part of the path is not a directory; check the path";
	default:
		return error_text(err);
	}
}
