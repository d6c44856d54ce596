// SPDX-License-Identifier: GPL-2.0-only
/*
 * Beside the restrictions that any program may put on itself, or be under, on a usual kernel:
 * Landlock, Yama, PR_SET_MDWE and seccomp. The denials of both sides hold, and the module reports
 * its own.
 */
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

#include "exec_common.h"

#define YAMA "/proc/sys/kernel/yama/ptrace_scope"

/* 0 if a writable and executable mapping is made, else the errno. */
static int try_rwx(void)
{
	void *map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return map == MAP_FAILED ? errno : 0;
}

TEST(landlock)
{
	struct landlock_ruleset_attr attr = { .handled_access_fs = LANDLOCK_ACCESS_FS_READ_FILE };
	long before = pax_counter("mmap_denied");
	int ruleset, status;
	pid_t pid;

	ASSERT_FLAGS_EXPECTED();
	ruleset = syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (ruleset < 0 && (errno == ENOSYS || errno == EOPNOTSUPP))
		SKIP(return, "this kernel has no Landlock, or it is off");
	ASSERT_LE(0, ruleset);
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		    syscall(SYS_landlock_restrict_self, ruleset, 0))
			_exit(1);
		/* Landlock's own, then the module's, in the same program. */
		if (open("/etc/passwd", O_RDONLY) >= 0 || errno != EACCES)
			_exit(2);
		_exit(try_rwx() == EPERM ? 0 : 3);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(before + 1, pax_counter("mmap_denied"));
}

TEST(yama)
{
	char old[8] = "";
	int fd = open(YAMA, O_RDONLY | O_CLOEXEC), status, fds[2];
	pid_t pid;

	ASSERT_FLAGS_EXPECTED();
	if (fd < 0)
		SKIP(return, "this kernel has no Yama");
	ASSERT_LT(0, read(fd, old, sizeof(old) - 1));
	close(fd);
	/* 2, for admins only: 3 could not be taken back. */
	ASSERT_EQ(0, write_file(YAMA, "2", 1));
	ASSERT_EQ(0, pipe(fds));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		if (become_user())
			_exit(1);
		pid = fork();
		if (!pid)
			_exit(read(fds[0], old, 1) != 1);
		if (ptrace(PTRACE_ATTACH, pid, NULL, NULL) == 0 || errno != EPERM)
			_exit(2);
		if (write(fds[1], "x", 1) != 1 || waitpid(pid, &status, 0) != pid)
			_exit(3);
		_exit(try_rwx() == EPERM ? 0 : 4);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(0, write_file(YAMA, old, 1));
}

/* The kernel's own W^X, on top: what either refuses is refused, also in permissive mode. */
TEST(mdwe)
{
	int status;
	pid_t pid;

	ASSERT_FLAGS_EXPECTED();
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		if (prctl(65 /* PR_SET_MDWE */, 1, 0, 0, 0))
			_exit(77);
		if (try_rwx() == 0)
			_exit(1);
		if (write_file(PAX_DIR "/mode", "permissive", 10))
			_exit(2);
		_exit(try_rwx() == EACCES ? 0 : 3);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, write_file(PAX_DIR "/mode", "enforce", 7));
	if (status == 77 << 8)
		SKIP(return, "PR_SET_MDWE came with Linux 6.3");
	EXPECT_EQ(0, status);
}

/* A filter that answers first: the module is not asked, and has nothing to tell. */
TEST(seccomp)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EXDEV),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = 4, .filter = code };
	long mprotects = pax_counter("mprotect_denied");
	int status;
	pid_t pid;

	ASSERT_FLAGS_EXPECTED();
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
		    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
			_exit(1);
		if (mprotect(pax_text_page, PAGE, PROT_READ | PROT_WRITE) == 0 || errno != EXDEV)
			_exit(2);
		_exit(try_rwx() == EPERM ? 0 : 3);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(mprotects, pax_counter("mprotect_denied"));
}

TEST_HARNESS_MAIN
