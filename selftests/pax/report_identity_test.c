// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a record says about the process that caused it and that the process cannot choose: device
 * and inode of files, whether its root directory is that of PID 1, and whether it is traced.
 */
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/sysmacros.h>

#include "events_common.h"
#include "log_common.h"

/* Device and inode of what is mapped from a file first, as /proc/self/maps has them. */
static bool find_mapped(const char *path, char dev[32], char ino[32])
{
	unsigned int major_of, minor_of;
	unsigned long number;
	char line[1024];
	bool found = false;
	FILE *f = fopen("/proc/self/maps", "re");

	while (!found && f && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		found = strstr(line, path) &&
			sscanf(line, "%*s %*s %*s %x:%x %lu", &major_of, &minor_of, &number) == 3;
	}
	if (f)
		fclose(f);
	snprintf(dev, 32, "%u:%u", major_of, minor_of);
	snprintf(ino, 32, "%lu", number);
	return found;
}

TEST_F(events, record_has_device_and_inode_of_files)
{
	char line[2048], dev[32], ino[32], exe[256] = "", login[32] = "unset";
	FILE *f = fopen("/proc/self/loginuid", "re");

	ASSERT_LT(0, readlink("/proc/self/exe", exe, sizeof(exe) - 1));
	ASSERT_TRUE(find_mapped(exe, dev, ino));
	if (f && fgets(login, sizeof(login), f) && !strcmp(login, "4294967295"))
		strcpy(login, "unset");
	if (f)
		fclose(f);
	deny();
	ASSERT_TRUE(own_line(self->fd, "mmap_denied", line, sizeof(line)));
	EXPECT_VALUE(dev, line, "exe_dev");
	EXPECT_VALUE(ino, line, "exe_ino");
	EXPECT_VALUE("?", line, "file_dev");
	EXPECT_VALUE("init", line, "userns");
	EXPECT_VALUE("init", line, "mntns");
	EXPECT_VALUE("init", line, "root");
	EXPECT_VALUE("no", line, "traced");
	EXPECT_VALUE(login, line, "auid");
	/* The file that is mapped, too. */
	ASSERT_EQ(-1, mprotect(pax_text_page, PAGE, PROT_READ | PROT_WRITE));
	ASSERT_TRUE(own_line(self->fd, "mprotect_denied", line, sizeof(line)));
	EXPECT_VALUE(dev, line, "file_dev");
	EXPECT_VALUE(ino, line, "file_ino");
}

/* Runs something in a child, which is denied a mapping after that. */
static int deny_after(int (*prepare)(void))
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (prepare())
			_exit(errno);
		deny();
		_exit(0);
	}
	return waitpid(pid, &status, 0) == pid ? status : -1;
}

static int in_own_root(void)
{
	return chroot("/usr") || chdir("/");
}

static int in_own_namespace(void)
{
	return unshare(CLONE_NEWNS);
}

static int as_user_in_own_root(void)
{
	return become_user() || unshare(CLONE_NEWUSER) || in_own_root();
}

/* There prctl(PR_SET_MM_MAP) lets a user choose what is named as the program that he runs. */
static int in_own_user_namespace(void)
{
	return become_user() || unshare(CLONE_NEWUSER);
}

/* The user chooses the paths in the log; the line says that they are of another root directory. */
TEST_F(events, record_says_if_root_directory_differs)
{
	static char text[16384];
	char line[2048];
	int kmsg = open_log();

	ASSERT_EQ(0, deny_after(in_own_root));
	ASSERT_TRUE(any_line(self->fd, "mmap_denied", line, sizeof(line)));
	EXPECT_VALUE("init", line, "mntns");
	EXPECT_VALUE("other", line, "root");
	ASSERT_EQ(0, deny_after(in_own_namespace));
	ASSERT_TRUE(any_line(self->fd, "mmap_denied", line, sizeof(line)));
	EXPECT_VALUE("other", line, "mntns");
	ASSERT_EQ(0, deny_after(in_own_user_namespace));
	ASSERT_TRUE(any_line(self->fd, "mmap_denied", line, sizeof(line)));
	EXPECT_VALUE("other", line, "userns");
	EXPECT_VALUE("init", line, "mntns");
	EXPECT_VALUE("init", line, "root");
	for (int n = 0; n < 40 && !strstr(text, ", in another root directory\n"); n++) {
		if (n)
			usleep(250000);
		lseek(kmsg, 0, SEEK_END);
		ASSERT_EQ(0, deny_after(as_user_in_own_root));
		read_log(kmsg, text, sizeof(text));
	}
	EXPECT_NE(NULL, strstr(text, ", in another root directory\n"))
	{
		TH_LOG("%s", text);
	}
	close(kmsg);
}

TEST_F(events, record_says_if_traced)
{
	char line[2048];
	int status;
	pid_t pid = fork();

	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		deny();
		_exit(0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_TRUE(WIFEXITED(status));
	ASSERT_TRUE(any_line(self->fd, "mmap_denied", line, sizeof(line)));
	EXPECT_VALUE("yes", line, "traced");
}

/*
 * Writes to another process's text.
 */

static int poke(pid_t pid)
{
	return ptrace(PTRACE_POKETEXT, pid, pax_text_page, 0) ? errno : 0;
}

static int peek(pid_t pid)
{
	errno = 0;
	ptrace(PTRACE_PEEKTEXT, pid, pax_text_page, 0);
	return errno;
}

static int mem(pid_t pid, bool write, void *at)
{
	char path[64], byte = 0;
	int fd, err = 0;

	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (write ? pwrite(fd, &byte, 1, (unsigned long)at) != 1 :
		    pread(fd, &byte, 1, (unsigned long)at) != 1)
		err = errno;
	close(fd);
	return err;
}

static char own_data[PAGE] __attribute__((aligned(PAGE))) = { 1 };

TEST_F(events, record_of_write_has_writer_and_target)
{
	long before = pax_counter("write_denied"), lines = 0;
	char line[2048], exe[256] = "", expected[300], dev[32], ino[32];
	static char text[16384];
	int status, kmsg = open_log();
	pid_t pid = fork();

	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		_exit(0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_LT(0, readlink("/proc/self/exe", exe, sizeof(exe) - 1));
	ASSERT_TRUE(find_mapped(exe, dev, ino));
	snprintf(expected, sizeof(expected), "\"%s\"", exe);
	/* Reads are not recorded, nor are allowed writes. */
	EXPECT_EQ(0, peek(pid));
	EXPECT_EQ(0, mem(pid, false, pax_text_page));
	EXPECT_EQ(0, mem(pid, true, own_data));
	EXPECT_EQ(before, pax_counter("write_denied"));
	EXPECT_EQ(EIO, poke(pid));
	ASSERT_TRUE(own_line(self->fd, "write_denied", line, sizeof(line)));
	EXPECT_VALUE("deny", line, "action");
	EXPECT_VALUE("-w-", line, "prot");
	EXPECT_VALUE("r-x", line, "had");
	EXPECT_VALUE(expected, line, "file");
	EXPECT_VALUE(expected, line, "target");
	EXPECT_VALUE(dev, line, "target_dev");
	EXPECT_VALUE(ino, line, "target_ino");
	EXPECT_EQ(EIO, mem(pid, true, pax_text_page));
	ASSERT_TRUE(own_line(self->fd, "write_denied", line, sizeof(line)));
	EXPECT_EQ(before + 2, pax_counter("write_denied"));
	for (int n = 0; n < 40 && !lines; n++) {
		if (n)
			usleep(250000);
		lseek(kmsg, 0, SEEK_END);
		EXPECT_EQ(EIO, mem(pid, true, pax_text_page));
		read_log(kmsg, text, sizeof(text));
		snprintf(line, sizeof(line), "PAX: denied write to the memory of %s, of %s by ",
			 exe, exe);
		lines += strstr(text, line) != NULL;
	}
	EXPECT_EQ(1, lines)
	{
		TH_LOG("%s", text);
	}
	ptrace(PTRACE_KILL, pid, 0, 0);
	waitpid(pid, NULL, 0);
	/* The process's own text, too. */
	EXPECT_EQ(EIO, mem(getpid(), true, pax_text_page));
	close(kmsg);
}

TEST_HARNESS_MAIN
