// SPDX-License-Identifier: GPL-2.0-only
/*
 * From marks to flags, by real execs: every mark, in hard and in soft mode; values that are not a
 * mark; file systems without marks.
 */
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/sendfile.h>

#include "exec_common.h"

/*
 * The table of every mark, written out from the documentation and not from the
 * module's parser: state[i] is 0 for a letter that is not there, 1 for lower case,
 * 2 for upper case; letters are P E M R S.
 */
static void expected_flags(const int state[5], bool soft, char letters[16])
{
	bool p, e, m, r;

	if (soft) {
		p = state[0] == 2;
		e = state[1] == 2;
		m = state[2] == 2;
		r = state[3] == 2;
	} else {
		p = state[0] != 1;
		e = state[1] != 1;
		m = state[2] != 1;
		r = state[3] != 1;
	}
	if (!p && (m || e))
		strcpy(letters, "EINVAL");
	else
		snprintf(letters, 16, "%c%c%c%cs", p ? 'P' : 'p', e ? 'E' : 'e', m ? 'M' : 'm',
			 r ? 'R' : 'r');
}

static void every_mark(struct __test_metadata *_metadata, const char *path, bool soft)
{
	static const char lower[] = "pemrs", upper[] = "PEMRS";
	int n, i;

	ASSERT_EQ(0, copy_file("./flags_nolibc", path, 0755));
	for (n = 0; n < 243; n++) {
		int state[5], rest = n;
		char value[6], expected[16], got[16];
		size_t len = 0;

		for (i = 0; i < 5; i++, rest /= 3) {
			state[i] = rest % 3;
			if (state[i])
				value[len++] = (state[i] == 1 ? lower : upper)[i];
		}
		value[len] = '\0';
		ASSERT_EQ(0, setxattr(path, USER_MARK, value, len, 0));
		expected_flags(state, soft, expected);
		flags_of(path, got);
		EXPECT_STREQ(expected, got)
		{
			TH_LOG("mark \"%s\"", value);
		}
	}
}

TEST_F_TIMEOUT(exec, every_mark_hard, 300)
{
	every_mark(_metadata, self->path, false);
}

TEST_F_TIMEOUT(exec, every_mark_soft, 300)
{
	ASSERT_EQ(0, write_file(PAX_DIR "/softmode", "1", 1));
	every_mark(_metadata, self->path, true);
}

TEST_F(exec, unmarked_gets_defaults)
{
	EXPECT_FLAGS("PeMRs", self->path);
	ASSERT_EQ(0, write_file(PAX_DIR "/softmode", "1", 1));
	EXPECT_FLAGS("pemrs", self->path);
}

TEST_F(exec, letters_in_any_order)
{
	ASSERT_EQ(0, mark(self->path, USER_MARK, "rm"));
	EXPECT_FLAGS("PEmrs", self->path);
	ASSERT_EQ(0, mark(self->path, USER_MARK, "sRmEP"));
	EXPECT_FLAGS("PEmRs", self->path);
}

/* An invalid mark, whatever its bytes, counts as no mark and is reported. */
TEST_F(exec, invalid_mark_ignored)
{
	static const struct {
		const char *bytes;
		size_t len;
	} values[] = {
		{ "Pp", 2 },	 { "mm", 2 },	    { "x", 1 },		  { "m ", 2 },
		{ "m\n", 2 },	 { "m\0", 2 },	    { "\0", 1 },	  { "pemrsP", 6 },
		{ "-em--", 5 },	 { "\xff\xfe", 2 }, { "PEMRSpemrs", 10 }, { "pemrs\0", 6 },
		{ "%s%s%n", 6 },
	};
	unsigned int n;

	for (n = 0; n < sizeof(values) / sizeof(values[0]); n++) {
		long before = pax_counter("mark_invalid");

		ASSERT_EQ(0, setxattr(self->path, USER_MARK, values[n].bytes, values[n].len, 0));
		EXPECT_FLAGS("PeMRs", self->path);
		EXPECT_EQ(before + 1, pax_counter("mark_invalid"));
	}
}

/* As large as the file system allows. */
TEST_F(exec, huge_mark_ignored)
{
	static char value[3000];
	long before = pax_counter("mark_invalid");

	memset(value, 'm', sizeof(value));
	ASSERT_EQ(0, setxattr(self->path, USER_MARK, value, sizeof(value), 0));
	EXPECT_FLAGS("PeMRs", self->path);
	EXPECT_EQ(before + 1, pax_counter("mark_invalid"));
}

TEST_F(exec, security_mark_overrides_user_mark)
{
	if (!security_counts())
		SKIP(return, "every user can set security.* attributes on this kernel");
	ASSERT_EQ(0, mark(self->path, USER_MARK, "m"));
	ASSERT_EQ(0, mark(self->path, SECURITY_MARK, "er"));
	EXPECT_FLAGS("PeMrs", self->path);
	/* Even an invalid one: a user cannot weaken what an admin has marked. */
	ASSERT_EQ(0, mark(self->path, SECURITY_MARK, "zz"));
	EXPECT_FLAGS("PeMRs", self->path);
	ASSERT_EQ(0, removexattr(self->path, SECURITY_MARK));
	EXPECT_FLAGS("PEmRs", self->path);
}

/*
 * On some kernels any user can set security.* attributes on any file. There the module must notice
 * that and ignore the attribute.
 */
TEST_F(exec, security_mark_set_by_user_ignored)
{
	bool counts = security_counts();
	int status, err;
	pid_t pid;

	ASSERT_EQ(0, mark(self->path, USER_MARK, "er"));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid)
		_exit(become_user() ? 255 : -mark(self->path, SECURITY_MARK, "pemrs"));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	err = WEXITSTATUS(status);
	EXPECT_EQ(counts ? EPERM : 0, err);
	EXPECT_FLAGS("PeMrs", self->path);
}

/* A user cannot mark a file of another user. */
TEST_F(exec, user_cannot_mark_file_of_other)
{
	int status;
	pid_t pid = fork();

	ASSERT_LE(0, pid);
	if (!pid)
		_exit(become_user() ? 255 : -mark(self->path, USER_MARK, "pemrs"));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(EACCES, WEXITSTATUS(status));
	EXPECT_FLAGS("PeMRs", self->path);
}

/* File systems without attributes, or without this kind. */
TEST_F(exec, fs_without_xattrs_is_unmarked)
{
	char path[] = "/mnt/show_flags";

	ASSERT_EQ(0, mount("none", "/mnt", "ramfs", 0, NULL));
	ASSERT_EQ(0, copy_file(HELPER, path, 0755));
	EXPECT_EQ(-EOPNOTSUPP, mark(path, USER_MARK, "m"));
	EXPECT_FLAGS("PeMRs", path);
	EXPECT_EQ(0, umount("/mnt"));
}

TEST_F(exec, security_mark_on_tmpfs)
{
	char path[] = "/mnt/show_flags";

	ASSERT_EQ(0, mount("none", "/mnt", "tmpfs", 0, NULL));
	ASSERT_EQ(0, copy_file(HELPER, path, 0755));
	EXPECT_FLAGS("PeMRs", path);
	ASSERT_EQ(0, mark(path, SECURITY_MARK, "em"));
	EXPECT_FLAGS(security_counts() ? "PemRs" : "PeMRs", path);
	EXPECT_EQ(0, umount("/mnt"));
}

TEST_F(exec, overlayfs)
{
	char path[] = "/mnt/merged/show_flags";

	ASSERT_EQ(0, mount("none", "/mnt", "tmpfs", 0, NULL));
	ASSERT_EQ(0, mkdir("/mnt/lower", 0755) | mkdir("/mnt/upper", 0755) |
			     mkdir("/mnt/work", 0755) | mkdir("/mnt/merged", 0755));
	ASSERT_EQ(0, copy_file(HELPER, "/mnt/lower/show_flags", 0755));
	ASSERT_EQ(0, mark("/mnt/lower/show_flags", SECURITY_MARK, "em"));
	ASSERT_EQ(0, mount("none", "/mnt/merged", "overlay", 0,
			   "lowerdir=/mnt/lower,upperdir=/mnt/upper,workdir=/mnt/work"));
	EXPECT_FLAGS(security_counts() ? "PemRs" : "PeMRs", path);
	EXPECT_EQ(0, umount("/mnt/merged"));
	EXPECT_EQ(0, umount("/mnt"));
}

/*
 * An attribute that cannot be read counts as absent, and is reported; but soft mode, where absent
 * means unprotected, gives what hard mode does.
 */
static void check_unreadable(struct __test_metadata *_metadata, const char *unmarked, int error)
{
	long before = pax_counter("mark_unreadable");
	char output[16];
	FILE *ready;

	ASSERT_EQ(0, mount_eio_fs(error));
	ready = fopen("/mnt/program", "re");
	ASSERT_NE(NULL, ready);
	fclose(ready);
	EXPECT_EQ(-1, getxattr("/mnt/program", USER_MARK, output, sizeof(output)));
	EXPECT_EQ(error, errno);
	EXPECT_FLAGS("PeMRs", "/mnt/program");
	EXPECT_LE(before + 1, pax_counter("mark_unreadable"));
	ASSERT_EQ(0, write_file(PAX_DIR "/softmode", "1", 1));
	EXPECT_FLAGS("PeMRs", "/mnt/program");
	EXPECT_LE(before + 2, pax_counter("mark_unreadable"));
	EXPECT_FLAGS("pemrs", unmarked);
	EXPECT_EQ(0, umount("/mnt"));
}

/*
 * Programs that run a sealed copy of themselves. The copy is another file: it has no mark but the
 * one that it is given before it is sealed, where tmpfs has user attributes.
 */
TEST_F(exec, memfd_copy)
{
	int in, fd = memfd_create("copy", MFD_ALLOW_SEALING), err;
	char path[64];

	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	EXPECT_FLAGS("PemRs", self->path);
	in = open(self->path, O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, in);
	ASSERT_LE(0, fd);
	while (sendfile(fd, in, NULL, 1 << 20) > 0)
		;
	close(in);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	EXPECT_FLAGS("PeMRs", path);
	err = fsetxattr(fd, USER_MARK, "em", 2, 0) ? -errno : 0;
	ASSERT_TRUE(!err || err == -EOPNOTSUPP);
	ASSERT_EQ(0,
		  fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL));
	EXPECT_FLAGS(err ? "PeMRs" : "PemRs", path);
	close(fd);
}

TEST_F(exec, unreadable_eio)
{
	check_unreadable(_metadata, self->path, EIO);
}

TEST_F(exec, unreadable_eintr)
{
	check_unreadable(_metadata, self->path, EINTR);
}

TEST_F(exec, unreadable_enomem)
{
	check_unreadable(_metadata, self->path, ENOMEM);
}

TEST_HARNESS_MAIN
