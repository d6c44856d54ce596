// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lays marked copies over programs, in a mount namespace of its own. The copies are on a tmpfs, of
 * which only the mounts of the copies remain. A copy keeps the owner, the mode and the attributes
 * of its program.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "evidence/mark_search.h"
#include "evidence/trial.h"
#include "judgement/executable.h"
#include "mark.h"
#include "terminal/memory.h"
#include "terminal/message.h"

/* Covered for the time that the copies take. */
#define PLACE "/tmp"

/* What the attributes of a file may take, as in the kernel. */
#define MAX_NAMES 65536
#define MAX_VALUE 65536

/* Names that a C library may have or not. */
static int clone_mount(const char *path)
{
	return syscall(SYS_open_tree, AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
}

static int attach_mount(int tree, const char *path)
{
	return syscall(SYS_move_mount, tree, "", AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH);
}

static int copy_bytes(int from, int to)
{
	char bytes[65536];
	ssize_t num, written;

	while ((num = read(from, bytes, sizeof(bytes))) > 0) {
		for (written = 0; written < num;) {
			ssize_t n = write(to, bytes + written, num - written);

			if (n < 0)
				return -errno;
			written += n;
		}
	}
	return num < 0 ? -errno : 0;
}

/* Copies what can be copied: labels and capabilities. The marks are left out. */
static void copy_attrs(int from, int to)
{
	char *names = need_memory(malloc(MAX_NAMES)), *value = need_memory(malloc(MAX_VALUE));
	ssize_t len = flistxattr(from, names, MAX_NAMES), at, size;

	for (at = 0; at < len; at += strlen(names + at) + 1) {
		const char *name = names + at;

		if (!strcmp(name, PAX_XATTR_USER) || !strcmp(name, PAX_XATTR_SECURITY))
			continue;
		size = fgetxattr(from, name, value, MAX_VALUE);
		if (size >= 0)
			(void)!fsetxattr(to, name, value, size, 0);
	}
	free(names);
	free(value);
}

/* Before Linux 6.6 a tmpfs has no user attributes. */
static int set_mark(int fd, const char *mark, const struct paxflags_kernel *kernel)
{
	if (!fsetxattr(fd, PAX_XATTR_USER, mark, strlen(mark), 0))
		return 0;
	if (!kernel->security_counts)
		return -errno;
	return fsetxattr(fd, PAX_XATTR_SECURITY, mark, strlen(mark), 0) ? -errno : 0;
}

/* Copies a program, and gives the copy a mark. Returns 0, or a negative errno after a message. */
static int fill_copy(const struct trial *trial, size_t i, int from, int to)
{
	const struct trial_file *file = &trial->files[i];
	struct stat st;
	int err;

	err = copy_bytes(from, to);
	if (!err && fstat(from, &st))
		err = -errno;
	/* In a user namespace most owners cannot be given. */
	if (!err && fchown(to, st.st_uid, st.st_gid) && !trial->userns)
		err = -errno;
	if (!err && fchmod(to, st.st_mode & 07777))
		err = -errno;
	if (err) {
		say(file->path, "cannot copy it to memory: %s", strerror(-err));
		return err;
	}
	copy_attrs(from, to);
	err = set_mark(to, mark_choices[file->choice].whole, &trial->kernel);
	if (err)
		say(file->path, "cannot mark a copy of it: %s%s", strerror(-err),
		    err == -EOPNOTSUPP || err == -EPERM ?
			    "; before Linux 6.6 this needs root, and security.pax.flags must count" :
			    "");
	return err;
}

/* Makes a marked copy. Returns its mount, or a negative errno after a message. */
static int make_copy(const struct trial *trial, size_t i, int from, struct trial_report *report)
{
	char name[32];
	struct stat st;
	int to, err;

	snprintf(name, sizeof(name), PLACE "/%zu", i);
	to = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (to < 0) {
		err = -errno;
		say(name, "cannot make a copy there: %s", strerror(-err));
		return err;
	}
	err = fill_copy(trial, i, from, to);
	if (!err && !fstat(to, &st))
		report->ids[i] =
			(struct file_id){ true, major(st.st_dev), minor(st.st_dev), st.st_ino };
	/* A file that is open for writing cannot be executed. */
	close(to);
	if (err)
		return err;
	to = clone_mount(name);
	if (to >= 0)
		return to;
	err = -errno;
	say(name, "cannot make a mount of a file: %s", strerror(-err));
	return err;
}

/* Whether the kernel gives the copy the flags of its mark. */
static int check_copy(const struct trial *trial, const struct trial_file *file)
{
	const char *whole = mark_choices[file->choice].whole;
	int fd = paxflags_open(AT_FDCWD, file->path), err;
	struct paxflags_decision decision = { 0 };
	struct executable executable;
	struct pax_mark mark;

	if (fd < 0)
		return fd;
	err = executable_read_attrs(fd, &executable);
	close(fd);
	if (!err)
		err = executable_decide(&trial->kernel, &executable, &decision);
	if (!err)
		err = pax_mark_parse(whole, strlen(whole), &mark);
	if (err || decision.flags == pax_mark_resolve(&mark, false, PAX_FLAGS_DEFAULT))
		return err;
	say(file->path,
	    decision.why & PAXFLAGS_WHY_UNTRUSTED ?
		    "the kernel would ignore a mark that weakens this file (trust=root, or it gains privileges), so there is nothing to try; see \"paxctl-ng show\"" :
		    "the kernel would ignore a mark of a copy of it; see \"paxctl-ng status\"");
	return -EPERM;
}

/* Makes all copies: from @fds, the programs, to @fds, the mounts of their copies. */
static int make_copies(const struct trial *trial, int fds[TRIAL_FILES], struct trial_report *report)
{
	size_t i;
	int tree;

	for (i = 0; i < trial->num; i++) {
		fds[i] = open(trial->files[i].path, O_RDONLY | O_CLOEXEC);
		if (fds[i] < 0) {
			int err = -errno;

			say_error(trial->files[i].path, STEP_OPEN, PAXFLAGS_USER, err);
			return err;
		}
	}
	/* From here on the programs may be covered. */
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("paxctl-ng", PLACE, "tmpfs", 0, "mode=0755")) {
		tree = -errno;
		say(PLACE, "cannot mount a private tmpfs there: %s", strerror(-tree));
		return tree;
	}
	for (i = 0; i < trial->num; i++) {
		tree = make_copy(trial, i, fds[i], report);
		if (tree < 0)
			return tree;
		close(fds[i]);
		fds[i] = tree;
	}
	return umount2(PLACE, MNT_DETACH) ? -errno : 0;
}

int trial_copies_mount(const struct trial *trial, struct trial_report *report)
{
	int fds[TRIAL_FILES] = { 0 }, err;
	size_t i;

	err = make_copies(trial, fds, report);
	for (i = 0; i < trial->num && !err; i++) {
		const struct trial_file *file = &trial->files[i];

		if (attach_mount(fds[i], file->path)) {
			err = -errno;
			say(file->path, "cannot mount a copy over it: %s", strerror(-err));
			break;
		}
		close(fds[i]);
		err = check_copy(trial, file);
	}
	return err;
}
