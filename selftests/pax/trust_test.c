// SPDX-License-Identifier: GPL-2.0-only
/*
 * The setting trust=root: which users' marks may weaken a program.
 */
#include <linux/types.h>
#include <sched.h>
#include <sys/mount.h>

#include "exec_common.h"

static void untrusted(struct __test_metadata *_metadata, const char *path, const char *flags)
{
	long before = pax_counter("mark_untrusted");

	EXPECT_FLAGS(flags, path);
	EXPECT_EQ(before + 1, pax_counter("mark_untrusted"));
}

static void trusted(struct __test_metadata *_metadata, const char *path, const char *flags)
{
	long before = pax_counter("mark_untrusted");

	EXPECT_FLAGS(flags, path);
	EXPECT_EQ(before, pax_counter("mark_untrusted"));
}

FIXTURE(trust)
{
	char path[64];
};

FIXTURE_SETUP(trust)
{
	snprintf(self->path, sizeof(self->path), "./trust-%d", getpid());
	ASSERT_EQ(0, copy_file(HELPER, self->path, 0755));
	ASSERT_EQ(0, write_file(PAX_DIR "/trust", "root", 4));
}

FIXTURE_TEARDOWN(trust)
{
	unlink(self->path);
	write_file(PAX_DIR "/trust", "any", 3);
	write_file(PAX_DIR "/softmode", "0", 1);
	write_file(PAX_DIR "/defaults", "PeMRs", 5);
}

TEST_F(trust, roots_file)
{
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	trusted(_metadata, self->path, "PemRs");
}

TEST_F(trust, users_file)
{
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	ASSERT_EQ(0, chown(self->path, 1000, 0));
	untrusted(_metadata, self->path, "PeMRs");
	/* At once with the setting, both ways. */
	ASSERT_EQ(0, write_file(PAX_DIR "/trust", "any", 3));
	trusted(_metadata, self->path, "PemRs");
	ASSERT_EQ(0, write_file(PAX_DIR "/trust", "root", 4));
	untrusted(_metadata, self->path, "PeMRs");
	ASSERT_EQ(0, chown(self->path, 0, 1000));
	trusted(_metadata, self->path, "PemRs");
}

TEST_F(trust, writable)
{
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	ASSERT_EQ(0, chmod(self->path, 0775));
	untrusted(_metadata, self->path, "PeMRs");
	ASSERT_EQ(0, chmod(self->path, 0757));
	untrusted(_metadata, self->path, "PeMRs");
	ASSERT_EQ(0, chmod(self->path, 0755));
	trusted(_metadata, self->path, "PemRs");
}

/* Somebody whom an access control list lets write shows in the mask, which is the group's bits. */
TEST_F(trust, access_list)
{
	const struct {
		__u32 version;
		struct {
			__u16 tag, perm;
			__u32 id;
		} entries[5];
	} list = { 2,
		   { { 1, 7, -1 }, { 2, 6, 1000 }, { 4, 5, -1 }, { 16, 7, -1 }, { 32, 5, -1 } } };

	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	trusted(_metadata, self->path, "PemRs");
	ASSERT_EQ(0, setxattr(self->path, "system.posix_acl_access", &list, sizeof(list), 0));
	untrusted(_metadata, self->path, "PeMRs");
	ASSERT_EQ(0, removexattr(self->path, "system.posix_acl_access"));
}

/* Each letter alone: what weakens and what does not. */
TEST_F(trust, letters)
{
	static const struct {
		const char *mark, *flags;
		bool weakens;
	} marks[] = {
		{ "", "PeMRs", true }, /* E on */
		{ "e", "PeMRs", false },
		{ "PeMRs", "PeMRs", false },
		{ "PEMRS", "PeMRs", true },
		{ "er", "PeMRs", true },
		{ "pemr", "PeMRs", true },
		{ "eS", "PeMRs", false },
		/* Would be refused, but does not count. */
		{ "p", "PeMRs", true },
	};
	unsigned int n;

	ASSERT_EQ(0, chown(self->path, 1000, 1000));
	for (n = 0; n < sizeof(marks) / sizeof(marks[0]); n++) {
		ASSERT_EQ(0, mark(self->path, USER_MARK, marks[n].mark));
		(marks[n].weakens ? untrusted : trusted)(_metadata, self->path, marks[n].flags);
	}
}

/* What weakens is measured against what the file would have had. */
TEST_F(trust, strengthens)
{
	ASSERT_EQ(0, chown(self->path, 1000, 1000));
	ASSERT_EQ(0, write_file(PAX_DIR "/softmode", "1", 1));
	ASSERT_EQ(0, mark(self->path, USER_MARK, "PeMr"));
	trusted(_metadata, self->path, "PeMrs");
	ASSERT_EQ(0, mark(self->path, USER_MARK, "PEM"));
	untrusted(_metadata, self->path, "pemrs");
	ASSERT_EQ(0, write_file(PAX_DIR "/softmode", "0", 1));
	ASSERT_EQ(0, write_file(PAX_DIR "/defaults", "Pemrs", 5));
	ASSERT_EQ(0, mark(self->path, USER_MARK, "er"));
	trusted(_metadata, self->path, "PeMrs");
	ASSERT_EQ(0, mark(self->path, USER_MARK, "pemr"));
	untrusted(_metadata, self->path, "Pemrs");
}

/* A mark that an admin has set on a user's file: the user can still write its code. */
TEST_F(trust, security)
{
	if (!security_counts())
		SKIP(return, "every user can set security.* attributes on this kernel");
	ASSERT_EQ(0, mark(self->path, SECURITY_MARK, "em"));
	trusted(_metadata, self->path, "PemRs");
	ASSERT_EQ(0, mark(self->path, USER_MARK, "er"));
	trusted(_metadata, self->path, "PemRs");
	ASSERT_EQ(0, chown(self->path, 1000, 1000));
	untrusted(_metadata, self->path, "PeMRs");
}

/* Where a set-user-ID bit would not count, a mark does not either. */
TEST_F(trust, nosuid)
{
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	ASSERT_EQ(0, mount(".", "/mnt", NULL, MS_BIND, NULL));
	ASSERT_EQ(0, mount(NULL, "/mnt", NULL, MS_REMOUNT | MS_BIND | MS_NOSUID, NULL));
	{
		char path[80];

		snprintf(path, sizeof(path), "/mnt/%s", self->path + 2);
		untrusted(_metadata, path, "PeMRs");
	}
	EXPECT_EQ(0, umount("/mnt"));
	trusted(_metadata, self->path, "PemRs");
}

/* A file system that a user has mounted in a namespace of his own. */
TEST_F(trust, user_namespace)
{
	char path[] = "/mnt/show_flags", text[64];
	int status, ready[2], mapped[2];
	char letters[16], done;
	pid_t pid;

	ASSERT_EQ(0, pipe(ready) | pipe(mapped));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		/* Root inside is root outside, and still it is another namespace. */
		if (unshare(CLONE_NEWUSER | CLONE_NEWNS) || write(ready[1], "x", 1) != 1 ||
		    read(mapped[0], &done, 1) != 1 || mount("none", "/mnt", "tmpfs", 0, NULL) ||
		    copy_file(HELPER, path, 0755))
			_exit(100);
		if (mark(path, USER_MARK, "em") == -EOPNOTSUPP)
			_exit(77);
		flags_of(path, letters);
		_exit(strcmp(letters, "PeMRs"));
	}
	ASSERT_EQ(1, read(ready[0], &done, 1));
	snprintf(text, sizeof(text), "/proc/%d/uid_map", pid);
	ASSERT_EQ(0, write_file(text, "0 0 1", 5));
	snprintf(text, sizeof(text), "/proc/%d/gid_map", pid);
	ASSERT_EQ(0, write_file(text, "0 0 1", 5));
	ASSERT_EQ(1, write(mapped[1], "x", 1));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	if (status == 77 << 8)
		SKIP(return, "no user attributes on tmpfs before Linux 6.6");
	EXPECT_EQ(0, status);
}

TEST_HARNESS_MAIN
