// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every denial is reported, as an event and in the log: no trick of the program makes a report
 * incomplete or loses it.
 */
#include <fnmatch.h>
#include <pthread.h>
#include <sys/mount.h>
#include <sys/shm.h>

#include "events_common.h"
#include "log_common.h"

#define MANY 200

static void *map(int prot)
{
	return mmap(NULL, PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static volatile bool stop;

/* Keeps the mmap lock busy: each change visits all of these pages. */
static void *change_all(void *pages)
{
	while (!stop) {
		mprotect(pages, 4096 * PAGE, PROT_READ);
		mprotect(pages, 4096 * PAGE, PROT_READ | PROT_WRITE);
	}
	return NULL;
}

/* A refusal by the kernel, of a right that the module removed, is looked up under the mmap lock. */
TEST_F_TIMEOUT(events, all_recorded_while_mmap_lock_busy, 120)
{
	char *pages =
		mmap(NULL, 4096 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long before = pax_counter("mprotect_denied");
	char line[1024];
	pthread_t thread;
	void *data = map(PROT_READ | PROT_WRITE);

	ASSERT_NE(MAP_FAILED, pages);
	ASSERT_NE(MAP_FAILED, data);
	memset(pages, 1, 4096 * PAGE);
	stop = false;
	ASSERT_EQ(0, pthread_create(&thread, NULL, change_all, pages));
	for (int n = 0; n < MANY; n++) {
		EXPECT_EQ(-1, mprotect(data, PAGE, PROT_READ | PROT_EXEC));
		EXPECT_EQ(EACCES, errno);
	}
	stop = true;
	pthread_join(thread, NULL);
	EXPECT_EQ(before + MANY, pax_counter("mprotect_denied"));
	for (int n = 0; n < MANY; n++) {
		ASSERT_TRUE(own_line(self->fd, "mprotect_denied", line, sizeof(line)));
		EXPECT_VALUE("rw-", line, "had");
		EXPECT_VALUE("r-x", line, "prot");
	}
}

/* The refused mapping lies behind many others in the range. */
TEST_F(events, refused_mapping_named_behind_many)
{
	char *pages = mmap(NULL, MANY * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *last;
	char line[1024], expected[32];

	ASSERT_NE(MAP_FAILED, pages);
	for (int n = 0; n < MANY; n += 2)
		ASSERT_EQ(0, mprotect(pages + n * PAGE, PAGE, PROT_READ));
	last = pages + (MANY - 1) * PAGE;
	ASSERT_EQ(last, mmap(last, PAGE, PROT_READ | PROT_EXEC,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
	EXPECT_EQ(-1, mprotect(pages, MANY * PAGE, PROT_READ | PROT_WRITE));
	EXPECT_EQ(EACCES, errno);
	ASSERT_TRUE(own_line(self->fd, "mprotect_denied", line, sizeof(line)));
	snprintf(expected, sizeof(expected), "0x%lx", (unsigned long)last);
	EXPECT_VALUE(expected, line, "addr");
	EXPECT_VALUE("4096", line, "len");
	EXPECT_VALUE("r-x", line, "had");
}

/* Rights that a mapping lost while enforcing stay lost in permissive mode, and the record says
 * "deny". */
TEST_F(events, lost_rights_stay_lost_in_permissive_mode)
{
	void *data = map(PROT_READ | PROT_WRITE), *text = map(PROT_READ | PROT_EXEC), *later;
	char line[1024];

	ASSERT_NE(MAP_FAILED, data);
	ASSERT_NE(MAP_FAILED, text);
	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "permissive", 10));
	EXPECT_EQ(-1, mprotect(data, PAGE, PROT_READ | PROT_EXEC));
	EXPECT_EQ(EACCES, errno);
	ASSERT_TRUE(own_line(self->fd, "mprotect_denied", line, sizeof(line)));
	EXPECT_VALUE("deny", line, "action");
	EXPECT_VALUE("rw-", line, "had");
	EXPECT_EQ(-1, mprotect(text, PAGE, PROT_READ | PROT_WRITE));
	EXPECT_EQ(EACCES, errno);
	ASSERT_TRUE(own_line(self->fd, "mprotect_denied", line, sizeof(line)));
	EXPECT_VALUE("deny", line, "action");
	EXPECT_VALUE("r-x", line, "had");

	later = map(PROT_READ | PROT_WRITE);
	ASSERT_NE(MAP_FAILED, later);
	EXPECT_EQ(0, mprotect(later, PAGE, PROT_READ | PROT_EXEC));
	ASSERT_TRUE(own_line(self->fd, "mprotect_denied", line, sizeof(line)));
	EXPECT_VALUE("allow", line, "action");
}

/* The record says in words what the mapping is. */
TEST_F(events, mprotect_record_names_area)
{
	char *heap = sbrk(0), *stack = __builtin_alloca(2 * PAGE), line[1024];
	const struct {
		void *page;
		const char *area;
	} places[] = {
		{ heap + -(unsigned long)heap % PAGE, "heap" },
		{ stack + -(unsigned long)stack % PAGE, "stack" },
		{ map(PROT_READ | PROT_WRITE), "anonymous_mapping" },
	};

	*(volatile char *)stack = 1;
	ASSERT_EQ(0, brk((char *)places[0].page + PAGE));
	for (unsigned int n = 0; n < 3; n++) {
		EXPECT_EQ(-1, mprotect(places[n].page, PAGE, PROT_READ | PROT_EXEC));
		ASSERT_TRUE(own_line(self->fd, "mprotect_denied", line, sizeof(line)));
		EXPECT_VALUE(places[n].area, line, "area");
		EXPECT_VALUE("?", line, "file");
	}
}

static void jump(void *address)
{
	pid_t pid = fork();

	if (!pid) {
		((void (*)(void))address)();
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

static char own_data[PAGE] __attribute__((aligned(PAGE))) = { 1 };

TEST_F(events, exec_fault_record_names_area)
{
	char line[1024], exe[256] = "", expected[300], stack[16];

	SKIP_WITHOUT_NX();
	ASSERT_LT(0, readlink("/proc/self/exe", exe, sizeof(exe) - 1));
	jump(stack);
	ASSERT_TRUE(any_line(self->fd, "exec_fault", line, sizeof(line)));
	EXPECT_VALUE("stack", line, "area");
	jump(NULL);
	ASSERT_TRUE(any_line(self->fd, "exec_fault", line, sizeof(line)));
	EXPECT_VALUE("no_mapping", line, "area");
	own_data[0] = 2;
	jump(own_data);
	ASSERT_TRUE(any_line(self->fd, "exec_fault", line, sizeof(line)));
	snprintf(expected, sizeof(expected), "\"%s\"", exe);
	EXPECT_VALUE(expected, line, "file");
	EXPECT_VALUE("?", line, "area");
}

TEST_F(events, mark_untrusted_recorded)
{
	char line[1024];

	ASSERT_EQ(0, copy_file(HELPER, self->path, 0755));
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	ASSERT_EQ(0, chown(self->path, 1000, 1000));
	ASSERT_EQ(0, write_file(PAX_DIR "/trust", "root", 4));
	EXPECT_FLAGS("PeMRs", self->path);
	EXPECT_EQ(0, write_file(PAX_DIR "/trust", "any", 3));
	ASSERT_TRUE(any_line(self->fd, "mark_untrusted", line, sizeof(line)));
	EXPECT_VALUE(USER_MARK, line, "attr");
	EXPECT_VALUE("\"em\"", line, "mark");
	EXPECT_NE(NULL, strstr(line, self->path + 1));
}

TEST_F(events, mark_unreadable_recorded)
{
	char line[1024];

	ASSERT_EQ(0, mount_eio_fs(EIO));
	EXPECT_FLAGS("PeMRs", "/mnt/program");
	EXPECT_EQ(0, umount("/mnt"));
	ASSERT_TRUE(any_line(self->fd, "mark_unreadable", line, sizeof(line)));
	EXPECT_VALUE(security_counts() ? SECURITY_MARK : USER_MARK, line, "attr");
	EXPECT_VALUE("5", line, "error");
	EXPECT_VALUE("\"/mnt/program\"", line, "file");
	EXPECT_VALUE("?", line, "mark");
}

FIXTURE(logged)
{
	char program[64];
};

/* @line: a pattern of fnmatch(). */
FIXTURE_VARIANT(logged)
{
	void (*action)(char *program);
	const char *mark, *line;
};

static void start(char *program)
{
	char *argv[] = { program, NULL }, output[16];

	run_program(argv, output, sizeof(output));
}

static void start_untrusted(char *program)
{
	write_file(PAX_DIR "/trust", "root", 4);
	start(program);
	write_file(PAX_DIR "/trust", "any", 3);
}

static void change(char *unused)
{
	void *page = map(PROT_READ | PROT_WRITE);

	mprotect(page, PAGE, PROT_READ | PROT_EXEC);
	munmap(page, PAGE);
}

static void change_permissive(char *unused)
{
	write_file(PAX_DIR "/mode", "permissive", 10);
	change(NULL);
	write_file(PAX_DIR "/mode", "enforce", 7);
}

static void map_file(char *program)
{
	int fd = open(program, O_RDONLY | O_CLOEXEC);

	mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE, fd, 0);
	close(fd);
}

static void attach(char *unused)
{
	int id = shmget(IPC_PRIVATE, PAGE, 0700);

	shmat(id, NULL, SHM_EXEC);
	shmctl(id, IPC_RMID, NULL);
}

#define WHO "/*report_complete_test\\[report_complete:[0-9]*\\] uid/euid:0/0 gid/egid:0/0"
#define BY " by " WHO ", parent " WHO

/* clang-format off */
FIXTURE_VARIANT_ADD(logged, mprotect) {
	.action = change, .line = "PAX: denied RX mprotect of <anonymous mapping>" BY,
};

FIXTURE_VARIANT_ADD(logged, permissive) {
	.action = change_permissive,
	.line = "PAX: would have denied RX mprotect of <anonymous mapping>" BY,
};

FIXTURE_VARIANT_ADD(logged, mmap) {
	.action = map_file, .line = "PAX: denied RWX mmap of /*/logged-*" BY,
};

FIXTURE_VARIANT_ADD(logged, shmat) {
	.action = attach, .line = "PAX: denied executable shmat of <System V shared memory>" BY,
};

FIXTURE_VARIANT_ADD(logged, exec_refused) {
	.action = start, .mark = "pe",
	.line = "PAX: refused exec of /*/logged-* by " WHO
		": its mark turns PAGEEXEC off but leaves on what needs it: MPROTECT; *",
};

FIXTURE_VARIANT_ADD(logged, mark_invalid) {
	.action = start, .mark = "Pp",
	.line = "PAX: ignored the invalid mark \"Pp\" in user.pax.flags of /*/logged-*: *",
};

FIXTURE_VARIANT_ADD(logged, mark_untrusted) {
	.action = start_untrusted, .mark = "em",
	.line = "PAX: ignored the mark \"em\" in user.pax.flags of /*/logged-*: it weakens, *",
};
/* clang-format on */

FIXTURE_SETUP(logged)
{
	ASSERT_FLAGS_EXPECTED();
	snprintf(self->program, sizeof(self->program), "./logged-%d", getpid());
	ASSERT_EQ(0, copy_file(HELPER, self->program, 0755));
	ASSERT_EQ(0, chown(self->program, 1000, 1000));
	if (variant->mark)
		ASSERT_EQ(0, mark(self->program, USER_MARK, variant->mark));
}

FIXTURE_TEARDOWN(logged)
{
	unlink(self->program);
}

/* Whether the line is logged. Earlier lines may have used up the rate limit: tries for ten seconds.
 */
static bool is_logged(void (*action)(char *program), char *program, const char *expected)
{
	static char text[16384];
	char *line, *rest;

	for (int tries = 0; tries < 40; tries++) {
		int log = open_log();

		action(program);
		read_log(log, text, sizeof(text));
		close(log);
		for (rest = text; (line = strsep(&rest, "\n"));)
			if (!fnmatch(expected, line, 0))
				return true;
		usleep(250000);
	}
	return false;
}

TEST_F(logged, line_is_whole)
{
	EXPECT_TRUE(is_logged(variant->action, self->program, variant->line));
}

static char helper[512];

/* Denied in a directory whose path is longer than a log line. */
static void deny_in_the_deep(char *name)
{
	char *argv[] = { "./show_flags", "rwx", NULL }, output[16];
	int status;
	pid_t pid = fork();

	if (!pid) {
		for (int n = 0; n < 8; n++)
			if ((mkdir(name, 0755) && errno != EEXIST) || chdir(name))
				_exit(1);
		if (copy_file(helper, argv[0], 0755))
			_exit(2);
		_exit(run_program(argv, output, sizeof(output)) != 1 << 8);
	}
	waitpid(pid, &status, 0);
}

/* The log line names the process, however long the paths are. */
TEST_F(events, long_path_keeps_process_in_log_line)
{
	char name[201], line[8192], command[256];

	memset(name, 'd', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	ASSERT_NE(NULL, realpath(HELPER, helper));
	EXPECT_TRUE(is_logged(deny_in_the_deep, name,
			      "PAX: denied RWX mmap of <anonymous mapping> by .../*"
			      "\\[show_flags:[0-9]*\\] uid/euid:0/0 gid/egid:0/0, parent " WHO));
	/* The event has the whole path. */
	ASSERT_TRUE(any_line(self->fd, "mmap_denied", line, sizeof(line)));
	EXPECT_LT(8 * 200, (int)strlen(line));
	EXPECT_NE(NULL, strstr(line, "/show_flags\""));
	snprintf(command, sizeof(command), "rm -r %s", name);
	EXPECT_EQ(0, system(command));
}

TEST_HARNESS_MAIN
