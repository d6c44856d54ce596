/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For tests that run a program under a mark and look at its flags.
 */
#ifndef PAX_EXEC_COMMON_H
#define PAX_EXEC_COMMON_H

#include "pax_test.h"

#define HELPER "./show_flags"
#define USER_MARK "user.pax.flags"
#define SECURITY_MARK "security.pax.flags"

/* A name in the working directory, so that fixtures do not meet each other's files. */
FIXTURE(exec)
{
	char path[64];
};

FIXTURE_SETUP(exec)
{
	snprintf(self->path, sizeof(self->path), "./exec-%d", getpid());
	ASSERT_EQ(0, copy_file(HELPER, self->path, 0755));
}

FIXTURE_TEARDOWN(exec)
{
	unlink(self->path);
	write_file(PAX_DIR "/softmode", "0", 1);
	write_file(PAX_DIR "/mode", "enforce", 7);
}

/* Runs a program that prints its flags; "EINVAL" if the exec was refused so. */
static inline void flags_of(const char *path, char letters[16])
{
	char *argv[] = { (char *)path, NULL }, output[16] = "";
	int status = run_program(argv, output, sizeof(output));

	if (status < 0)
		snprintf(letters, 16, "%s", strerrorname_np(-status));
	else if (WIFEXITED(status) && !WEXITSTATUS(status) && strlen(output) == 6)
		snprintf(letters, 16, "%.5s", output);
	else
		snprintf(letters, 16, "status %x", status);
}

static inline int mark(const char *path, const char *name, const char *value)
{
	return setxattr(path, name, value, strlen(value), 0) ? -errno : 0;
}

/* Whether the module looks at security.pax.flags on this kernel, as it says itself. */
static inline bool security_counts(void)
{
	char line[128];
	bool counts = false;
	FILE *f = fopen(PAX_DIR "/status", "re");

	while (f && fgets(line, sizeof(line), f))
		counts = counts || !strcmp(line, SECURITY_MARK ": counts\n");
	if (f)
		fclose(f);
	return counts;
}

#define EXPECT_FLAGS(expected, path)                       \
	do {                                               \
		char letters_[16];                         \
		flags_of(path, letters_);                  \
		EXPECT_STREQ(expected, letters_);          \
	} while (0)

/*
 * Mounts a file system at /mnt whose one file, the program, has attributes that cannot be
 * read; its server goes on in the background then. Its wait status, or -1.
 */
static inline int mount_eio_fs(int error)
{
	char number[16];
	char *argv[] = { "./xattr_error_fs", HELPER, "/mnt", number, NULL };
	int status;
	pid_t pid;

	snprintf(number, sizeof(number), "%d", error);
	pid = fork();
	if (!pid) {
		execv(argv[0], argv);
		_exit(127);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid ? status : -1;
}

static inline int become_user(void)
{
	return setgid(1000) || setuid(1000) ? -errno : 0;
}

#endif /* PAX_EXEC_COMMON_H */
