// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs that gain privileges when they are executed (set-user-ID, capabilities): whose marks may
 * weaken them, under both values of the setting trust.
 */
#include <linux/capability.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "exec_common.h"

#define CAPABILITIES "security.capability"
#define BINFMT "/proc/sys/fs/binfmt_misc"
#define USER 1000

FIXTURE(privileged)
{
	char path[64], other[64];
};

FIXTURE_VARIANT(privileged)
{
	const char *trust;
	/* What a user's weakening mark makes of a program that gains nothing. */
	const char *plain;
};

/* clang-format off */
FIXTURE_VARIANT_ADD(privileged, trust_any) { .trust = "any", .plain = "PemRs" };
FIXTURE_VARIANT_ADD(privileged, trust_root) { .trust = "root", .plain = "PeMRs" };
/* clang-format on */

FIXTURE_SETUP(privileged)
{
	snprintf(self->path, sizeof(self->path), "./gains-%d", getpid());
	snprintf(self->other, sizeof(self->other), "./other-%d.paxgains", getpid());
	ASSERT_EQ(0, chmod(".", 0755));
	ASSERT_EQ(0, copy_file("./flags_nolibc", self->path, 0755));
	ASSERT_EQ(0, write_file(PAX_DIR "/trust", variant->trust, strlen(variant->trust)));
}

FIXTURE_TEARDOWN(privileged)
{
	umount2("/mnt", MNT_DETACH);
	write_file(BINFMT "/paxgains", "-1", 2);
	unlink(self->path);
	unlink(self->other);
	write_file(PAX_DIR "/trust", "any", 3);
	write_file(PAX_DIR "/softmode", "0", 1);
}

/* Makes a file this user's, with this mode; chown() takes privileges away, so it comes first. */
static int own(const char *path, uid_t user, gid_t group, mode_t mode)
{
	return chown(path, user, group) || chmod(path, mode) ? -errno : 0;
}

/* Gives a file capabilities, of which none is effective: that there are some counts. */
static int give_capabilities(const char *path, unsigned int permitted)
{
	struct vfs_cap_data data = { .magic_etc = VFS_CAP_REVISION_2,
				     .data[0].permitted = permitted };

	return setxattr(path, CAPABILITIES, &data, sizeof(data), 0) ? -errno : 0;
}

/* The mark does not count, and that is reported. */
static void ignored(struct __test_metadata *_metadata, const char *path, const char *flags)
{
	long before = pax_counter("mark_untrusted");

	EXPECT_FLAGS(flags, path);
	EXPECT_EQ(before + 1, pax_counter("mark_untrusted"));
}

static void counts(struct __test_metadata *_metadata, const char *path, const char *flags)
{
	long before = pax_counter("mark_untrusted");

	EXPECT_FLAGS(flags, path);
	EXPECT_EQ(before, pax_counter("mark_untrusted"));
}

TEST_F(privileged, bits)
{
	static const struct {
		uid_t user;
		gid_t group;
		mode_t mode;
		bool gains, trusted;
	} files[] = {
		{ USER, USER, 0755, false, false },
		{ USER, USER, 04755, true, false },
		{ USER, USER, 04711, true, false },
		/* The bit counts even if the owner may not execute the file. */
		{ USER, USER, 04655, true, false },
		{ USER, 4, 02755, true, false },
		{ USER, 4, 02711, true, false },
		/* Not a set-group-ID program. */
		{ USER, 4, 02745, false, false },
		{ 0, 0, 04755, true, true },
		{ 0, USER, 04755, true, true },
		{ 0, 4, 02755, true, true },
		{ 0, USER, 04775, true, false },
		{ 0, 4, 02775, true, false },
		{ 0, 0, 06757, true, false },
	};
	unsigned int n;

	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	for (n = 0; n < sizeof(files) / sizeof(files[0]); n++) {
		ASSERT_EQ(0, own(self->path, files[n].user, files[n].group, files[n].mode));
		if (files[n].trusted)
			counts(_metadata, self->path, "PemRs");
		else if (files[n].gains)
			ignored(_metadata, self->path, "PeMRs");
		else
			EXPECT_FLAGS(variant->plain, self->path);
	}
}

TEST_F(privileged, capabilities)
{
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	ASSERT_EQ(0, own(self->path, USER, USER, 0755));
	EXPECT_FLAGS(variant->plain, self->path);
	ASSERT_EQ(0, give_capabilities(self->path, 1u << CAP_NET_RAW));
	ignored(_metadata, self->path, "PeMRs");
	ASSERT_EQ(0, give_capabilities(self->path, 0));
	ignored(_metadata, self->path, "PeMRs");
	ASSERT_EQ(0, removexattr(self->path, CAPABILITIES));
	EXPECT_FLAGS(variant->plain, self->path);
	/* Root's own. */
	ASSERT_EQ(0, own(self->path, 0, 0, 0755));
	ASSERT_EQ(0, give_capabilities(self->path, 1u << CAP_NET_RAW));
	counts(_metadata, self->path, "PemRs");
	ASSERT_EQ(0, chmod(self->path, 0775));
	ignored(_metadata, self->path, "PeMRs");
}

/* The user himself marks a file that root has made privileged, and runs it. */
TEST_F(privileged, by_user)
{
	char text[16];
	int status;
	pid_t pid;

	ASSERT_EQ(0, own(self->path, USER, USER, 0755));
	ASSERT_EQ(0, give_capabilities(self->path, 1u << CAP_NET_RAW));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		if (become_user() || mark(self->path, USER_MARK, "em"))
			_exit(1);
		flags_of(self->path, text);
		_exit(strcmp(text, "PeMRs") ? 2 : 0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

/* Which letters weaken, and that security.pax.flags is no way around it. */
TEST_F(privileged, letters)
{
	ASSERT_EQ(0, own(self->path, USER, USER, 04755));
	ASSERT_EQ(0, mark(self->path, USER_MARK, "e"));
	counts(_metadata, self->path, "PeMRs");
	ASSERT_EQ(0, mark(self->path, USER_MARK, ""));
	ignored(_metadata, self->path, "PeMRs");
	ASSERT_EQ(0, mark(self->path, USER_MARK, "er"));
	ignored(_metadata, self->path, "PeMRs");
	ASSERT_EQ(0, mark(self->path, USER_MARK, "pemr"));
	ignored(_metadata, self->path, "PeMRs");
	if (security_counts()) {
		ASSERT_EQ(0, mark(self->path, SECURITY_MARK, "em"));
		ignored(_metadata, self->path, "PeMRs");
		ASSERT_EQ(0, removexattr(self->path, SECURITY_MARK));
	}
	/* In soft mode only what strengthens. */
	ASSERT_EQ(0, write_file(PAX_DIR "/softmode", "1", 1));
	ASSERT_EQ(0, mark(self->path, USER_MARK, "PM"));
	counts(_metadata, self->path, "PeMrs");
	ASSERT_EQ(0, mark(self->path, USER_MARK, "PEM"));
	ignored(_metadata, self->path, "pemrs");
}

/* A script has no privileges; its interpreter has. */
TEST_F(privileged, script)
{
	char interpreter[256], line[300];

	ASSERT_NE(NULL, realpath(self->path, interpreter));
	snprintf(line, sizeof(line), "#!%s\n", interpreter);
	ASSERT_EQ(0, copy_file("/dev/null", self->other, 0755));
	ASSERT_EQ(0, write_file(self->other, line, strlen(line)));
	ASSERT_EQ(0, own(self->other, 0, 0, 04755));
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	ASSERT_EQ(0, own(self->path, USER, USER, 0755));
	EXPECT_FLAGS(variant->plain, self->other);
	ASSERT_EQ(0, own(self->path, USER, USER, 04755));
	ignored(_metadata, self->other, "PeMRs");
}

/*
 * A handler of binfmt_misc: with C the privileges are those of the file that is interpreted,
 * else the interpreter's; the mark is always the interpreter's.
 */
TEST_F(privileged, binfmt_misc)
{
	static const struct {
		const char *flags;
		bool credentials;
	} handlers[] = { { "", false }, { "O", false }, { "F", false },
			 { "C", true }, { "FC", true }, { "OC", true } };
	char interpreter[256], line[512];
	unsigned int n;

	mount("binfmt_misc", BINFMT, "binfmt_misc", 0, NULL);
	if (write_file(BINFMT "/status", "1", 1))
		SKIP(return, "no binfmt_misc");
	ASSERT_NE(NULL, realpath(self->path, interpreter));
	ASSERT_EQ(0, copy_file("/dev/null", self->other, 0755));
	ASSERT_EQ(0, write_file(self->other, "data\n", 5));
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	for (n = 0; n < sizeof(handlers) / sizeof(handlers[0]); n++) {
		bool credentials = handlers[n].credentials;

		snprintf(line, sizeof(line), ":paxgains:E::paxgains::%s:%s", interpreter,
			 handlers[n].flags);
		ASSERT_EQ(0, own(self->path, USER, USER, 0755));
		ASSERT_EQ(0, write_file(BINFMT "/register", line, strlen(line)));
		/* Nobody gains. */
		ASSERT_EQ(0, own(self->other, 0, 0, 0755));
		EXPECT_FLAGS(variant->plain, self->other);
		/* What is interpreted would. */
		ASSERT_EQ(0, own(self->other, 0, 0, 04755));
		EXPECT_FLAGS(credentials ? "PeMRs" : variant->plain, self->other);
		/* So would the interpreter alone. */
		ASSERT_EQ(0, own(self->other, 0, 0, 0755));
		ASSERT_EQ(0, own(self->path, USER, USER, 04755));
		EXPECT_FLAGS(credentials ? variant->plain : "PeMRs", self->other);
		/* Root's interpreter is weakened by root. */
		ASSERT_EQ(0, own(self->other, 0, 0, 04755));
		ASSERT_EQ(0, own(self->path, 0, 0, 04755));
		EXPECT_FLAGS("PemRs", self->other);
		ASSERT_EQ(0, write_file(BINFMT "/paxgains", "-1", 2));
	}
}

/* Where set-user-ID bits do not count root's mark does not either; that is the safe side. */
TEST_F(privileged, nosuid)
{
	char path[80];

	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	ASSERT_EQ(0, own(self->path, 0, 0, 04755));
	ASSERT_EQ(0, mount(".", "/mnt", NULL, MS_BIND, NULL));
	ASSERT_EQ(0, mount(NULL, "/mnt", NULL, MS_REMOUNT | MS_BIND | MS_NOSUID, NULL));
	snprintf(path, sizeof(path), "/mnt/%s", self->path + 2);
	ignored(_metadata, path, "PeMRs");
	ASSERT_EQ(0, chmod(self->path, 0755));
	EXPECT_FLAGS(variant->plain, path);
}

/* A descriptor of a user namespace that maps one id; or -1. */
static int namespace_of(unsigned int inside, unsigned int outside)
{
	char name[64], map[64], done;
	int ready[2], fd = -1;
	pid_t pid;

	if (pipe2(ready, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid) {
		if (unshare(CLONE_NEWUSER) || write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	close(ready[1]);
	if (read(ready[0], &done, 1) == 1) {
		snprintf(map, sizeof(map), "%u %u 1", inside, outside);
		snprintf(name, sizeof(name), "/proc/%d/uid_map", pid);
		if (!write_file(name, map, strlen(map))) {
			snprintf(name, sizeof(name), "/proc/%d/gid_map", pid);
			write_file(name, map, strlen(map));
			snprintf(name, sizeof(name), "/proc/%d/ns/user", pid);
			fd = open(name, O_RDONLY | O_CLOEXEC);
		}
	}
	close(ready[0]);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return fd;
}

/* Mounts this directory at /mnt with one id of its files seen as another one. */
static int mount_mapped(unsigned int on_disk, unsigned int seen)
{
	struct mount_attr attr = { .attr_set = MOUNT_ATTR_IDMAP };
	int fd = namespace_of(on_disk, seen), tree;

	if (fd < 0)
		return -EINVAL;
	attr.userns_fd = fd;
	tree = syscall(SYS_open_tree, AT_FDCWD, ".", 1 /* OPEN_TREE_CLONE */ | O_CLOEXEC);
	if (tree < 0 || syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &attr, sizeof(attr)) ||
	    syscall(SYS_move_mount, tree, "", AT_FDCWD, "/mnt", 4 /* MOVE_MOUNT_F_EMPTY_PATH */))
		return -errno;
	close(tree);
	close(fd);
	return 0;
}

/* Through an ID-mapped mount, root must own the file both on the disk and in the mount. */
TEST_F(privileged, idmapped)
{
	char path[80];

	snprintf(path, sizeof(path), "/mnt/%s", self->path + 2);
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	/* Root's, seen as a user's: it would be set-user-ID for that one. */
	ASSERT_EQ(0, mount_mapped(0, USER));
	ASSERT_EQ(0, own(self->path, 0, 0, 04755));
	ignored(_metadata, path, "PeMRs");
	counts(_metadata, self->path, "PemRs");
	ASSERT_EQ(0, umount2("/mnt", MNT_DETACH));
	/* A user's, seen as root's. */
	ASSERT_EQ(0, mount_mapped(USER, 0));
	ASSERT_EQ(0, own(self->path, USER, USER, 04755));
	ignored(_metadata, path, "PeMRs");
	ASSERT_EQ(0, chmod(self->path, 0755));
	ASSERT_EQ(0, give_capabilities(self->path, 1u << CAP_NET_RAW));
	ignored(_metadata, path, "PeMRs");
	ASSERT_EQ(0, removexattr(self->path, CAPABILITIES));
	EXPECT_FLAGS(variant->plain, path);
}

/* In a child, as a user with a namespace of his own; 77 where that cannot be. */
static int in_overlay(const char *directory, const char *name, const char *plain)
{
	char options[600], path[80], text[16];

	if (become_user() || prctl(PR_SET_DUMPABLE, 1) || unshare(CLONE_NEWUSER | CLONE_NEWNS))
		return 77;
	write_file("/proc/self/setgroups", "deny", 4);
	if (write_file("/proc/self/uid_map", "0 1000 1", 8) ||
	    write_file("/proc/self/gid_map", "0 1000 1", 8))
		return 77;
	snprintf(options, sizeof(options),
		 "lowerdir=%s/lower,upperdir=%s/upper,workdir=%s/work,userxattr", directory,
		 directory, directory);
	if (mount("none", "/mnt", "overlay", 0, options))
		return 77;
	snprintf(path, sizeof(path), "/mnt/%s", name);
	/* A file of his own, which he makes set-user-ID and marks: both are in the upper layer. */
	if (chmod(path, 04755) || mark(path, USER_MARK, "em"))
		return 1;
	flags_of(path, text);
	if (strcmp(text, "PeMRs"))
		return 2;
	if (chmod(path, 0755))
		return 3;
	flags_of(path, text);
	return strcmp(text, plain) ? 4 : 0;
}

TEST_F(privileged, user_overlay)
{
	static const char *const parts[] = { "lower", "upper", "work" };
	char directory[64], path[128], real[256];
	int status = -1;
	unsigned int n;
	pid_t pid;

	snprintf(directory, sizeof(directory), "./overlay-%d", getpid());
	ASSERT_EQ(0, mkdir(directory, 0755));
	for (n = 0; n < 3; n++) {
		snprintf(path, sizeof(path), "%s/%s", directory, parts[n]);
		ASSERT_EQ(0, mkdir(path, 0755) | chown(path, USER, USER));
	}
	snprintf(path, sizeof(path), "%s/lower/program", directory);
	ASSERT_EQ(0, copy_file("./flags_nolibc", path, 0755));
	ASSERT_EQ(0, chown(path, USER, USER));
	ASSERT_NE(NULL, realpath(directory, real));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid)
		_exit(in_overlay(real, "program", variant->plain));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	snprintf(path, sizeof(path), "rm -rf %s", directory);
	EXPECT_EQ(0, system(path));
	if (status == 77 << 8)
		SKIP(return, "users cannot mount overlayfs here");
	EXPECT_EQ(0, status);
}

TEST_HARNESS_MAIN
