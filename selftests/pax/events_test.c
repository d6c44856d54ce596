// SPDX-License-Identifier: GPL-2.0-only
/*
 * The records in the stream of events: which fields they have and what these say.
 */
#include <signal.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <time.h>

#include "events_common.h"

TEST_F(events, mmap_denied)
{
	char line[1024], expected[300], exe[256] = "";
	struct timespec now;
	long long seconds, nanos;

	ASSERT_LT(0, readlink("/proc/self/exe", exe, sizeof(exe) - 1));
	deny();
	clock_gettime(CLOCK_REALTIME, &now);
	ASSERT_TRUE(own_line(self->fd, "mmap_denied", line, sizeof(line)));
	EXPECT_EQ(0, strncmp(line, "seq=", 4));
	ASSERT_EQ(2, sscanf(strstr(line, "time="), "time=%lld.%lld ", &seconds, &nanos));
	EXPECT_LE(now.tv_sec - 5, seconds);
	EXPECT_GE(now.tv_sec, seconds);
	EXPECT_VALUE("deny", line, "action");
	EXPECT_VALUE("PeMRs", line, "flags");
	EXPECT_VALUE("4096", line, "len");
	EXPECT_VALUE("rwx", line, "prot");
	EXPECT_VALUE("anonymous_mapping", line, "area");
	EXPECT_VALUE("0", line, "uid");
	EXPECT_VALUE("\"events_test\"", line, "comm");
	snprintf(expected, sizeof(expected), "\"%s\"", exe);
	EXPECT_VALUE(expected, line, "exe");
	snprintf(expected, sizeof(expected), "%d", getpid());
	EXPECT_VALUE(expected, line, "pid");
	snprintf(expected, sizeof(expected), "%d", getppid());
	EXPECT_VALUE(expected, line, "ppid");
}

TEST_F(events, mprotect_denied)
{
	char line[1024], expected[64];
	char *map =
		mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE(MAP_FAILED, map);
	ASSERT_EQ(-1, mprotect(map + PAGE, 2 * PAGE, PROT_READ | PROT_EXEC));
	ASSERT_TRUE(own_line(self->fd, "mprotect_denied", line, sizeof(line)));
	snprintf(expected, sizeof(expected), "0x%lx", (unsigned long)map + PAGE);
	EXPECT_VALUE(expected, line, "addr");
	EXPECT_VALUE("8192", line, "len");
	EXPECT_VALUE("r-x", line, "prot");
	EXPECT_VALUE("rw-", line, "had");
	EXPECT_VALUE("deny", line, "action");
}

/* A file mapping, with path and offset; and a mapping that the kernel itself refuses. */
TEST_F(events, mprotect_file)
{
	char line[1024], expected[300], name[256] = "";

	ASSERT_LT(0, readlink("/proc/self/exe", name, sizeof(name) - 1));
	ASSERT_EQ(-1, mprotect(pax_text_page, PAGE, PROT_READ | PROT_WRITE));
	ASSERT_TRUE(own_line(self->fd, "mprotect_denied", line, sizeof(line)));
	snprintf(expected, sizeof(expected), "\"%s\"", name);
	EXPECT_VALUE(expected, line, "file");
	EXPECT_VALUE("rw-", line, "prot");
	EXPECT_VALUE("r-x", line, "had");
	snprintf(expected, sizeof(expected), "0x%lx", (unsigned long)pax_text_page);
	EXPECT_VALUE(expected, line, "addr");
}

TEST_F(events, shmat_denied)
{
	char line[1024];
	int id = shmget(IPC_PRIVATE, PAGE, 0600);

	ASSERT_LE(0, id);
	EXPECT_EQ((void *)-1, shmat(id, NULL, SHM_EXEC | SHM_RDONLY));
	shmctl(id, IPC_RMID, NULL);
	ASSERT_TRUE(own_line(self->fd, "shmat_denied", line, sizeof(line)));
	EXPECT_VALUE("r-x", line, "prot");
	EXPECT_VALUE("system_v_shared_memory", line, "area");
}

TEST_F(events, exec_refused)
{
	char *argv[] = { self->path, NULL }, line[1024], output[16];

	ASSERT_EQ(0, copy_file(HELPER, self->path, 0755));
	ASSERT_EQ(0, mark(self->path, USER_MARK, "p"));
	EXPECT_EQ(-EINVAL, run_program(argv, output, sizeof(output)));
	ASSERT_TRUE(any_line(self->fd, "exec_refused", line, sizeof(line)));
	EXPECT_VALUE("pEMRs", line, "flags");
	EXPECT_VALUE("deny", line, "action");
	EXPECT_NE(NULL, strstr(line, self->path + 1));
}

TEST_F(events, exec_fault)
{
	char line[1024], expected[256];
	void *map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int status;
	pid_t pid;

	SKIP_WITHOUT_NX();
	ASSERT_NE(MAP_FAILED, map);
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		((void (*)(void))map)();
		_exit(0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	ASSERT_TRUE(any_line(self->fd, "exec_fault", line, sizeof(line)));
	snprintf(expected, sizeof(expected), "0x%lx", (unsigned long)map);
	EXPECT_VALUE(expected, line, "addr");
	EXPECT_EQ(0, strncmp("0x", value_of(line, "sp", expected), 2));
	snprintf(expected, sizeof(expected), "%d", pid);
	EXPECT_VALUE(expected, line, "pid");
	EXPECT_VALUE("deny", line, "action");
}

TEST_F(events, mark_invalid)
{
	static const struct {
		const char *bytes, *shown;
		size_t len;
	} marks[] = {
		{ "Pp", "\"Pp\"", 2 }, { "x\ny", "780A79", 3 },	      { "a\" b", "61222062", 4 },
		{ "m\0", "6D00", 2 },  { "event=", "\"event=\"", 6 },
	};
	char line[1024];
	unsigned int n;

	ASSERT_EQ(0, copy_file(HELPER, self->path, 0755));
	for (n = 0; n < sizeof(marks) / sizeof(marks[0]); n++) {
		ASSERT_EQ(0, setxattr(self->path, USER_MARK, marks[n].bytes, marks[n].len, 0));
		EXPECT_FLAGS("PeMRs", self->path);
		ASSERT_TRUE(any_line(self->fd, "mark_invalid", line, sizeof(line)));
		EXPECT_VALUE(USER_MARK, line, "attr");
		EXPECT_VALUE(marks[n].shown, line, "mark");
	}
}

TEST_F(events, config_changed)
{
	char line[1024];

	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "permissive", 10));
	ASSERT_TRUE(own_line(self->fd, "config_changed", line, sizeof(line)));
	EXPECT_VALUE("mode", line, "setting");
	EXPECT_VALUE("\"enforce\"", line, "old");
	EXPECT_VALUE("\"permissive\"", line, "new");
	EXPECT_VALUE("?", line, "action");
	deny();
	ASSERT_TRUE(own_line(self->fd, "mmap_denied", line, sizeof(line)));
	EXPECT_VALUE("allow", line, "action");
	/* What is refused changes nothing, and is no event. */
	EXPECT_EQ(-EINVAL, write_file(PAX_DIR "/mode", "nonsense", 8));
	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "enforce", 7));
	ASSERT_TRUE(own_line(self->fd, "config_changed", line, sizeof(line)));
	EXPECT_VALUE("\"permissive\"", line, "old");
}

/*
 * Permissive mode judges each request by the rights that the mapping has at that time: each step
 * that enforcement would refuse, had the mapping reached that state, is recorded.
 */
TEST_F(events, permissive_steps_follow_enforcement)
{
	static const struct {
		int prot, denied;
		const char *asked, *had;
	} steps[] = {
		{ PROT_READ | PROT_EXEC, 1, "r-x", "rw-" },
		{ PROT_READ | PROT_EXEC, 0, NULL, NULL },
		{ PROT_READ | PROT_WRITE, 1, "rw-", "r-x" },
		{ PROT_READ, 0, NULL, NULL },
		{ PROT_READ | PROT_WRITE, 0, NULL, NULL },
		{ PROT_READ | PROT_WRITE | PROT_EXEC, 1, "rwx", "rw-" },
		{ PROT_READ | PROT_EXEC, 0, NULL, NULL },
		/* Text that is read-only for a while is data by then. */
		{ PROT_READ, 0, NULL, NULL },
		{ PROT_READ | PROT_EXEC, 1, "r-x", "r--" },
	};
	long counted = pax_counter("mprotect_denied");
	char line[1024];
	void *map;

	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "permissive", 10));
	map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, map);
	for (unsigned int n = 0; n < sizeof(steps) / sizeof(steps[0]); n++) {
		ASSERT_EQ(0, mprotect(map, PAGE, steps[n].prot));
		counted += steps[n].denied;
		ASSERT_EQ(counted, pax_counter("mprotect_denied"))
		{
			TH_LOG("step %u", n);
		}
		if (!steps[n].denied)
			continue;
		ASSERT_TRUE(own_line(self->fd, "mprotect_denied", line, sizeof(line)));
		EXPECT_VALUE("allow", line, "action");
		EXPECT_VALUE(steps[n].asked, line, "prot");
		EXPECT_VALUE(steps[n].had, line, "had");
	}
}

/* No name that a user chooses looks like another field or another line. */
TEST_F(events, odd_names_are_quoted)
{
	char line[2048], value[256];
	char *argv[] = { "./odd name=\n event=x pid=1", "rwx", NULL }, output[64];

	ASSERT_EQ(0, copy_file(HELPER, argv[0], 0755));
	run_program(argv, output, sizeof(output));
	unlink(argv[0]);
	ASSERT_TRUE(any_line(self->fd, "mmap_denied", line, sizeof(line)));
	EXPECT_VALUE("6F6464206E616D653D0A206576656E", line, "comm");
	EXPECT_NE(NULL, strstr(value_of(line, "exe", value),
			       "2F6F6464206E616D653D0A206576656E743D78207069643D31"));
	EXPECT_EQ(NULL, strchr(line, '"'));
}

/* The record of a process in a PID namespace has the PID of the initial namespace. */
TEST_F(events, pid_of_initial_namespace)
{
	char line[1024], expected[32];
	int status;
	pid_t pid;

	pid = syscall(SYS_clone, 0x20000000 /* CLONE_NEWPID */ | SIGCHLD, NULL, NULL, NULL, NULL);
	ASSERT_LE(0, pid);
	if (!pid) {
		deny();
		_exit(getpid());
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(1, WEXITSTATUS(status));
	ASSERT_TRUE(any_line(self->fd, "mmap_denied", line, sizeof(line)));
	snprintf(expected, sizeof(expected), "%d", pid);
	EXPECT_VALUE(expected, line, "pid");
}

/* A read that fails to copy (EFAULT) does not lose the event. */
TEST_F(events, failed_read_loses_nothing)
{
	char line[1024];

	deny();
	EXPECT_EQ(-1, read(self->fd, (void *)PAGE, PAGE));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_TRUE(own_line(self->fd, "mmap_denied", line, sizeof(line)));
}

TEST_F(events, uid)
{
	char line[1024];
	int status;
	pid_t pid = fork();

	ASSERT_LE(0, pid);
	if (!pid) {
		if (!become_user())
			deny();
		_exit(0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_TRUE(any_line(self->fd, "mmap_denied", line, sizeof(line)));
	EXPECT_VALUE("1000", line, "uid");
	EXPECT_VALUE("1000", line, "egid");
}

TEST_HARNESS_MAIN
