// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stream of events: what a record says, and how it is read.
 */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <time.h>

#include "exec_common.h"

#define EVENTS PAX_DIR "/events"
/* More than the ring can hold. */
#define MORE_THAN_RING 4000

FIXTURE(events)
{
	int fd;
	char path[64];
};

FIXTURE_SETUP(events)
{
	ASSERT_FLAGS_EXPECTED();
	self->fd = open(EVENTS, O_RDONLY | O_CLOEXEC);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, lseek(self->fd, 0, SEEK_END));
	snprintf(self->path, sizeof(self->path), "./events-%d", getpid());
}

FIXTURE_TEARDOWN(events)
{
	close(self->fd);
	unlink(self->path);
	write_file(PAX_DIR "/mode", "enforce", 7);
}

/* Reads one line, without its newline; false if none comes within ten seconds. */
static bool read_line(int fd, char *line, size_t size)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	size_t len = 0;

	while (len + 1 < size) {
		if (poll(&poll_fd, 1, 10000) != 1 || read(fd, line + len, 1) != 1)
			return false;
		if (line[len] == '\n') {
			line[len] = '\0';
			return true;
		}
		len++;
	}
	return false;
}

/* The next line of one event, whoever caused it. */
static bool any_line(int fd, const char *event, char *line, size_t size)
{
	char is_event[64];

	snprintf(is_event, sizeof(is_event), " event=%s ", event);
	while (read_line(fd, line, size))
		if (strstr(line, is_event))
			return true;
	return false;
}

/* The same, of this process's own doing (others may run). */
static bool own_line(int fd, const char *event, char *line, size_t size)
{
	char pid[32];

	snprintf(pid, sizeof(pid), " tgid=%d ", getpid());
	while (any_line(fd, event, line, size))
		if (strstr(line, pid))
			return true;
	return false;
}

/* The value of a key, as it stands in the line; "?" if the key is not there. */
static const char *value_of(const char *line, const char *key, char value[256])
{
	char search[64];
	const char *at = line;
	size_t len = snprintf(search, sizeof(search), "%s=", key);

	while ((at = strstr(at, search)) && at != line && at[-1] != ' ')
		at++;
	if (!at)
		return strcpy(value, "?");
	at += len;
	len = strcspn(at, " ");
	memcpy(value, at, len < 255 ? len : 255);
	value[len < 255 ? len : 255] = '\0';
	return value;
}

#define EXPECT_VALUE(expected, line, key)                          \
	do {                                                       \
		char value_[256];                                  \
		EXPECT_STREQ(expected, value_of(line, key, value_)) \
		{                                                  \
			TH_LOG("%s of %s", key, line);             \
		}                                                  \
	} while (0)

static void deny(void)
{
	mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

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
	char *map = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

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

/* A file, with its path and offset; and a mapping that the kernel itself refuses. */
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
	char line[1024], expected[64];
	void *map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int status;
	pid_t pid;

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
		{ "Pp", "\"Pp\"", 2 },
		{ "x\ny", "780A79", 3 },
		{ "a\" b", "61222062", 4 },
		{ "m\0", "6D00", 2 },
		{ "event=", "\"event=\"", 6 },
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

/* Nothing that a user can name looks like another key, or another line. */
TEST_F(events, odd_names)
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

/* In a namespace of its own, a process is still told by the PID that the admin sees. */
TEST_F(events, pid_namespace)
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

TEST_F(events, sequence)
{
	unsigned long long seq, last = 0;
	char line[1024];
	int n;

	for (n = 0; n < 100; n++)
		deny();
	for (n = 0; n < 100; n++) {
		ASSERT_TRUE(read_line(self->fd, line, sizeof(line)));
		ASSERT_EQ(1, sscanf(line, "seq=%llu ", &seq));
		if (last)
			EXPECT_EQ(last + 1, seq);
		last = seq;
	}
}

TEST_F(events, nonblocking)
{
	struct pollfd poll_fd = { .events = POLLIN };
	char line[1024];
	int fd = open(EVENTS, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, lseek(fd, 0, SEEK_END));
	poll_fd.fd = fd;
	EXPECT_EQ(0, poll(&poll_fd, 1, 100));
	EXPECT_EQ(-1, read(fd, line, sizeof(line)));
	EXPECT_EQ(EAGAIN, errno);
	EXPECT_EQ(0, read(fd, line, 0));
	deny();
	EXPECT_EQ(1, poll(&poll_fd, 1, 10000));
	EXPECT_EQ(POLLIN, poll_fd.revents);
	EXPECT_LT(0, read(fd, line, sizeof(line)));
	close(fd);
}

static void on_alarm(int signal)
{
}

static void *deny_later(void *unused)
{
	usleep(300000);
	deny();
	return NULL;
}

TEST_F(events, blocking)
{
	struct sigaction action = { .sa_handler = on_alarm };
	char line[1024];
	pthread_t thread;

	/* A signal ends the wait ... */
	ASSERT_EQ(0, sigaction(SIGALRM, &action, NULL));
	ualarm(200000, 0);
	EXPECT_EQ(-1, read(self->fd, line, sizeof(line)));
	EXPECT_EQ(EINTR, errno);
	/* ... and so does an event. */
	ASSERT_EQ(0, pthread_create(&thread, NULL, deny_later, NULL));
	EXPECT_LT(0, read(self->fd, line, sizeof(line)));
	pthread_join(thread, NULL);
}

/* Readers do not take events from each other, and a new one finds the past. */
TEST_F(events, readers)
{
	char one[1024], two[1024], past[1024];
	int second = open(EVENTS, O_RDONLY | O_CLOEXEC), third;
	bool found = false;

	ASSERT_LE(0, second);
	ASSERT_EQ(0, lseek(second, 0, SEEK_END));
	deny();
	ASSERT_TRUE(own_line(self->fd, "mmap_denied", one, sizeof(one)));
	ASSERT_TRUE(own_line(second, "mmap_denied", two, sizeof(two)));
	EXPECT_STREQ(one, two);
	third = open(EVENTS, O_RDONLY | O_CLOEXEC);
	while (!found && read_line(third, past, sizeof(past)))
		found = !strcmp(past, one);
	EXPECT_TRUE(found);
	EXPECT_EQ(0, lseek(second, 0, SEEK_SET));
	for (found = false; !found && read_line(second, past, sizeof(past));)
		found = !strcmp(past, one);
	EXPECT_TRUE(found);
	EXPECT_EQ(-1, lseek(second, 1, SEEK_SET));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, lseek(second, 0, SEEK_CUR));
	EXPECT_EQ(EINVAL, errno);
	close(second);
	close(third);
}

/* In pieces of any size, the text is the same. */
TEST_F(events, split_reads)
{
	static char whole[8192], pieces[8192];
	size_t size, used;
	ssize_t len;
	int n;

	for (n = 0; n < 10; n++)
		deny();
	fcntl(self->fd, F_SETFL, O_NONBLOCK);
	len = read(self->fd, whole, sizeof(whole));
	ASSERT_LT(1000, len);
	ASSERT_EQ('\n', whole[len - 1]);
	for (size = 1; size < 1000; size = size * 3 + 1) {
		int fd = open(EVENTS, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		static char all[1 << 20];

		for (used = 0; used + size < sizeof(all) && (len = read(fd, all + used, size)) > 0;)
			used += len;
		all[used] = '\0';
		/* The events of this test are at its end. */
		memcpy(pieces, all + used - strlen(whole), strlen(whole) + 1);
		EXPECT_STREQ(whole, pieces);
		close(fd);
	}
}

/* A reader that is too slow is told what it has missed, exactly. */
TEST_F(events, lost)
{
	unsigned long long before, lost, after;
	long counted = pax_counter("mmap_denied");
	char line[1024];
	int n;

	deny();
	ASSERT_TRUE(read_line(self->fd, line, sizeof(line)));
	ASSERT_EQ(1, sscanf(line, "seq=%llu ", &before));
	for (n = 0; n < MORE_THAN_RING; n++)
		deny();
	ASSERT_TRUE(read_line(self->fd, line, sizeof(line)));
	ASSERT_EQ(1, sscanf(line, "lost=%llu", &lost));
	EXPECT_NE(0, (long)lost);
	EXPECT_GT(MORE_THAN_RING, (long)lost);
	ASSERT_TRUE(read_line(self->fd, line, sizeof(line)));
	ASSERT_EQ(1, sscanf(line, "seq=%llu ", &after));
	EXPECT_EQ(before + lost + 1, after);
	EXPECT_LE(counted + 1 + MORE_THAN_RING, pax_counter("mmap_denied"));
	/* The rest is there without a gap. */
	for (lost = after; lost < before + MORE_THAN_RING; lost++) {
		ASSERT_TRUE(read_line(self->fd, line, sizeof(line)));
		ASSERT_EQ(1, sscanf(line, "seq=%llu ", &after));
		ASSERT_EQ(lost + 1, after);
	}
}

/*
 * A flood from eight threads, with a reader that reads as fast as it can: what is read
 * and what is told as lost are all that was counted.
 */
static volatile bool stop;

static void *flood(void *unused)
{
	unsigned long *done = unused;

	while (!stop) {
		deny();
		++*done;
	}
	return NULL;
}

TEST_F_TIMEOUT(events, flood, 120)
{
	unsigned long done[8] = { 0 }, total = 0;
	unsigned long long first = 0, last = 0, read_lines = 0, lost = 0, n, gap;
	static char text[1 << 16];
	struct timespec begin, end;
	long counted = pax_counter("mmap_denied");
	pthread_t threads[8];
	FILE *stream;
	char line[1024];
	double seconds;

	fcntl(self->fd, F_SETFL, O_NONBLOCK);
	stream = fdopen(dup(self->fd), "re");
	ASSERT_NE(NULL, stream);
	setvbuf(stream, text, _IOFBF, sizeof(text));
	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (n = 0; n < 8; n++)
		ASSERT_EQ(0, pthread_create(&threads[n], NULL, flood, &done[n]));
	do {
		while (fgets(line, sizeof(line), stream)) {
			if (sscanf(line, "lost=%llu", &gap) == 1) {
				lost += gap;
				continue;
			}
			ASSERT_EQ(1, sscanf(line, "seq=%llu ", &n));
			if (!first)
				first = n;
			else
				EXPECT_LT(last, n);
			last = n;
			read_lines++;
		}
		clearerr(stream);
		clock_gettime(CLOCK_MONOTONIC, &end);
	} while (end.tv_sec < begin.tv_sec + 3);
	stop = true;
	for (n = 0; n < 8; n++) {
		pthread_join(threads[n], NULL);
		total += done[n];
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	while (fgets(line, sizeof(line), stream) || errno != EAGAIN) {
		if (sscanf(line, "lost=%llu", &gap) == 1)
			lost += gap;
		else if (sscanf(line, "seq=%llu ", &last) == 1)
			read_lines++;
		else
			break;
		errno = 0;
	}
	seconds = end.tv_sec - begin.tv_sec + (end.tv_nsec - begin.tv_nsec) / 1e9;
	TH_LOG("%lu denials in %.1f s (%.0f a second), %llu read, %llu told as lost", total, seconds,
	       total / seconds, read_lines, lost);
	EXPECT_EQ(counted + (long)total, pax_counter("mmap_denied"));
	EXPECT_EQ(total, read_lines + lost);
	EXPECT_EQ(last - first + 1, read_lines + lost);
	EXPECT_EQ(0, pax_counter("unrecorded"));
	fclose(stream);
}

TEST_F(events, access)
{
	struct stat st;
	int status;
	pid_t pid;

	ASSERT_EQ(0, stat(EVENTS, &st));
	EXPECT_EQ(S_IFREG | 0400, (int)st.st_mode);
	EXPECT_EQ(-1, write(self->fd, "x", 1));
	EXPECT_EQ(EBADF, errno);
	EXPECT_GT(0, write_file(EVENTS, "x", 1));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid)
		_exit(become_user() || open(EVENTS, O_RDONLY) >= 0 || errno != EACCES);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

TEST_HARNESS_MAIN
