// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares a file with the file that the kernel recorded; see identity.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#ifndef STATX_BTIME
#include <linux/stat.h>
#endif

#include "files/identity.h"
#include "files/reject_reason.h"
#include "terminal/memory.h"
#include "terminal/number.h"

#define CAPABILITIES "security.capability"

/* The kind of a mount. @SERVED: a program serves it (FUSE); @DORMANT: an automount point. */
enum kind {
	PLAIN,
	SERVED,
	DORMANT,
};

struct mount {
	int id;
	unsigned int major;
	unsigned int minor;
	enum kind kind;
	char *point;
};

struct mounts {
	char *root;
	struct mount *mounts;
	size_t num;
};

/* Decodes escapes such as "\040", in place. */
static void unescape(char *text)
{
	char *to = text;

	while (*text) {
		unsigned int byte;

		if (*text == '\\' && sscanf(text + 1, "%3o", &byte) == 1 && byte < 256) {
			*to++ = byte;
			text += strlen("\\040");
		} else {
			*to++ = *text++;
		}
	}
	*to = '\0';
}

static enum kind kind_of(const char *type)
{
	if (!strcmp(type, "autofs"))
		return DORMANT;
	return !strncmp(type, "fuse", strlen("fuse")) ? SERVED : PLAIN;
}

/* Parses a line of mountinfo: "ID PARENT MAJOR:MINOR ROOT POINT OPTIONS [TAGS] - TYPE ...". */
static void take_mount(struct mounts *mounts, char *line)
{
	char *point = NULL, *type = strstr(line, " - ");
	struct mount mount;

	if (!type || sscanf(line, "%d %*d %u:%u %*s %ms", &mount.id, &mount.major, &mount.minor,
			    &point) != 4) {
		free(point);
		return;
	}
	type += strlen(" - ");
	type[strcspn(type, "\n ")] = '\0';
	mount.kind = kind_of(type);
	unescape(point);
	mount.point = point;
	mounts->mounts = grow_array(mounts->mounts, mounts->num, sizeof(*mounts->mounts));
	mounts->mounts[mounts->num++] = mount;
}

struct mounts *mounts_read(const char *root)
{
	struct mounts *mounts = calloc(1, sizeof(*mounts));
	FILE *stream = fopen("/proc/self/mountinfo", "re");
	char *line = NULL;
	size_t size = 0;

	if (!mounts)
		out_of_memory();
	mounts->root = realpath(root, NULL);
	while (stream && getline(&line, &size, stream) >= 0)
		take_mount(mounts, line);
	free(line);
	if (stream)
		fclose(stream);
	return mounts;
}

void mounts_free(struct mounts *mounts)
{
	size_t i;

	if (!mounts)
		return;
	for (i = 0; i < mounts->num; i++)
		free(mounts->mounts[i].point);
	free(mounts->mounts);
	free(mounts->root);
	free(mounts);
}

/* Whether @path is @point or below it; both are absolute. */
static bool is_below(const char *path, const char *point)
{
	size_t len = strlen(point);

	if (len == 1)
		return true;
	return !strncmp(path, point, len) && (path[len] == '/' || !path[len]);
}

/*
 * Whether a program (FUSE, automount) decides which file @path leads to. A symbolic link cannot
 * bypass the check, because root_find() does not follow links of other users.
 */
static bool is_served(const struct mounts *mounts, const char *path)
{
	const char *root = mounts->root && mounts->root[1] ? mounts->root : "";
	size_t i, longest = 0;
	enum kind kind = PLAIN;
	char *whole;

	whole = format_text("%s%s", root, path);
	for (i = 0; i < mounts->num; i++) {
		const struct mount *mount = &mounts->mounts[i];

		if (!is_below(whole, mount->point))
			continue;
		if (mount->kind == SERVED) {
			free(whole);
			return true;
		}
		/* Of two mounts at the same place, the later one is on top. */
		if (strlen(mount->point) >= longest) {
			longest = strlen(mount->point);
			kind = mount->kind;
		}
	}
	free(whole);
	return kind != PLAIN;
}

/* Reads the mount id and the inode number of a descriptor. */
static bool read_fdinfo(int fd, int *mount, uint64_t *ino)
{
	bool has_mount = false, has_ino = false;
	unsigned long long number;
	char path[64], line[256];
	FILE *stream;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	stream = fopen(path, "re");
	while (stream && fgets(line, sizeof(line), stream)) {
		if (sscanf(line, "mnt_id: %d", mount) == 1)
			has_mount = true;
		if (sscanf(line, "ino: %llu", &number) == 1) {
			*ino = number;
			has_ino = true;
		}
	}
	if (stream)
		fclose(stream);
	return has_mount && has_ino;
}

static void identify(const struct mounts *mounts, const struct found *found,
		     struct identity *identity)
{
	struct file_id *id = &identity->id;
	int mount;
	size_t i;

	if (!read_fdinfo(found->fd, &mount, &id->ino))
		return;
	for (i = 0; i < mounts->num; i++) {
		if (mounts->mounts[i].id != mount)
			continue;
		id->major = mounts->mounts[i].major;
		id->minor = mounts->mounts[i].minor;
		id->known = true;
		identity->shared = found->st.st_dev != makedev(id->major, id->minor);
		if (mounts->mounts[i].kind != PLAIN)
			identity->reasons |= REJECT_BIT(REJECT_FUSE);
	}
}

static void read_birth(int fd, struct timespec *born)
{
	struct statx stx;

	if (syscall(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_BTIME, &stx) ||
	    !(stx.stx_mask & STATX_BTIME))
		return;
	*born = (struct timespec){ .tv_sec = stx.stx_btime.tv_sec,
				   .tv_nsec = stx.stx_btime.tv_nsec };
}

bool file_has_capabilities(int fd)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return getxattr(path, CAPABILITIES, NULL, 0) >= 0 ||
	       (errno != ENODATA && errno != EOPNOTSUPP);
}

/* Returns the privileges that executing the file grants, as bits of REJECT_BIT(). */
static unsigned int privileges(const struct found *found)
{
	unsigned int reasons = 0;

	if (found->st.st_mode & S_ISUID)
		reasons |= REJECT_BIT(REJECT_SETUID);
	if (found->st.st_mode & S_ISGID)
		reasons |= REJECT_BIT(REJECT_SETGID);
	if (file_has_capabilities(found->fd))
		reasons |= REJECT_BIT(REJECT_CAPABLE);
	return reasons;
}

void identity_read(const struct mounts *mounts, const struct found *found,
		   struct identity *identity)
{
	*identity = (struct identity){ 0 };
	if (S_ISREG(found->st.st_mode)) {
		identify(mounts, found, identity);
		read_birth(found->fd, &identity->born);
		identity->reasons |= privileges(found);
	}
	if (!identity->id.known)
		identity->reasons = REJECT_BIT(REJECT_UNIDENTIFIED);
}

void identity_find(const struct mounts *mounts, struct root *root, const char *path,
		   struct identity *identity)
{
	struct found found;
	int err;

	*identity = (struct identity){ 0 };
	if (is_served(mounts, path)) {
		identity->reasons = REJECT_BIT(REJECT_FUSE);
		return;
	}
	err = root_find(root, path, &found);
	if (err) {
		bool gone = err == -ENOENT || err == -ENOTDIR;

		identity->reasons = REJECT_BIT(gone ? REJECT_NO_FILE : REJECT_UNIDENTIFIED);
		return;
	}
	identity_read(mounts, &found, identity);
	close(found.fd);
}

unsigned int identity_check(const struct identity *identity, const struct file_id *id,
			    const struct timespec *time)
{
	const struct file_id *now = &identity->id;

	if (!id->known)
		return identity->reasons | REJECT_BIT(REJECT_INCOMPLETE);
	if (!now->known)
		return identity->reasons;
	if (now->major != id->major || now->minor != id->minor || now->ino != id->ino ||
	    ((time->tv_sec || time->tv_nsec) && time_is_before(time, &identity->born)))
		return identity->reasons | REJECT_BIT(REJECT_OTHER_FILE);
	return identity->reasons;
}
