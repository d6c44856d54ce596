// SPDX-License-Identifier: GPL-2.0-only
/*
 * Limits on reporting: events of one user never hide those of another user, denials never hide an
 * execution fault, audit loses no record because of them, and records take a bounded amount of
 * memory.
 */
#include <linux/audit.h>
#include <linux/netlink.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>

#include "events_common.h"
#include "log_common.h"

#define FLOODERS 2
#define KILLS 8
#define USER 1000
#define OTHER_USER 1001

/* The type of message that login and sshd send to audit, of the range for programs. */
#define USER_LOGIN 1112

static char data[PAGE] __attribute__((aligned(PAGE))) = { 1 };

static int become(uid_t uid)
{
	return setgid(uid) || setuid(uid) ? -errno : 0;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* A process that executes its data; its PID, once it is gone. */
static pid_t fault_as(uid_t uid)
{
	pid_t pid = fork();

	if (!pid) {
		if (become(uid))
			_exit(1);
		((void (*)(void))data)();
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	return pid;
}

static void deny_until_killed(void)
{
	for (;;)
		deny();
}

static void fault_until_killed(void)
{
	for (;;)
		fault_as(geteuid());
}

/* As the only users of a namespace of their own, one of them root there. */
static void deny_in_namespace(void)
{
	if (unshare(CLONE_NEWUSER))
		_exit(1);
	deny_until_killed();
}

/* Processes that do something without end, as a user; each in a group of its own. */
static void start(pid_t flooders[FLOODERS], uid_t uid, void (*action)(void))
{
	for (int n = 0; n < FLOODERS; n++) {
		flooders[n] = fork();
		if (flooders[n])
			continue;
		setpgid(0, 0);
		if (become(uid))
			_exit(1);
		action();
	}
}

static void stop(pid_t flooders[FLOODERS])
{
	for (int n = 0; n < FLOODERS; n++) {
		kill(-flooders[n], SIGKILL);
		kill(flooders[n], SIGKILL);
		waitpid(flooders[n], NULL, 0);
	}
}

/* What counters say of one account. */
static long left_out(const char *outlet, const char *account)
{
	char name[64];
	long value;

	snprintf(name, sizeof(name), "%s:%s", outlet, account);
	value = pax_counter(name);
	return value < 0 ? 0 : value;
}

/* Waits until this many were left out of the log since. */
static bool wait_until_limited(const char *account, long before)
{
	for (double end = now() + 60 * PAX_SLOW; now() < end; usleep(50000))
		if (left_out("unlogged", account) > before)
			return true;
	return false;
}

/* How many of these processes have a record of an execution fault. */
static int recorded(const pid_t pids[], int count)
{
	int fd = open(EVENTS, O_RDONLY | O_NONBLOCK | O_CLOEXEC), found = 0;
	char expected[32], line[8192];
	FILE *stream = fd < 0 ? NULL : fdopen(fd, "re");

	while (stream && fgets(line, sizeof(line), stream)) {
		if (!strstr(line, " event=exec_fault "))
			continue;
		for (int n = 0; n < count; n++) {
			snprintf(expected, sizeof(expected), " tgid=%d ", pids[n]);
			found += strstr(line, expected) != NULL;
		}
	}
	if (stream)
		fclose(stream);
	return found;
}

/* How many of these processes the log has the end of. */
static int logged(const char *text, const pid_t pids[], int count)
{
	char expected[64];
	int found = 0;

	for (int n = 0; n < count; n++) {
		snprintf(expected, sizeof(expected), "(report_limits_t):%d, uid", pids[n]);
		found += strstr(text, expected) != NULL;
	}
	return found;
}

/* Denials of one user, at any rate, hide no execution fault of another user. */
TEST_F_TIMEOUT(events, denials_of_one_user_hide_no_exec_fault, 200)
{
	static char text[1 << 20];
	long before = left_out("unlogged", "1000"), faults = pax_counter("exec_fault");
	pid_t flooders[FLOODERS], pids[KILLS];
	int kmsg = open_log();

	SKIP_WITHOUT_NX();
	ASSERT_LE(0, kmsg);
	/* Earlier tests may have used up this user's limits. */
	sleep(6);
	start(flooders, USER, deny_until_killed);
	EXPECT_TRUE(wait_until_limited("1000", before));
	lseek(kmsg, 0, SEEK_END);
	for (int n = 0; n < KILLS; n++) {
		pids[n] = fault_as(0);
		usleep(200000);
	}
	stop(flooders);
	read_log(kmsg, text, sizeof(text));
	EXPECT_EQ(KILLS, logged(text, pids, KILLS));
	EXPECT_EQ(KILLS, recorded(pids, KILLS));
	EXPECT_EQ(faults + KILLS, pax_counter("exec_fault"));
	close(kmsg);
}

/* Nor do execution faults: only records of that user are dropped. */
TEST_F_TIMEOUT(events, faults_of_one_user_hide_no_others, 300)
{
	long faults = pax_counter("exec_fault"), before = left_out("unlogged", "1001");
	pid_t flooders[FLOODERS], pids[2];

	SKIP_WITHOUT_NX();
	pids[0] = fault_as(0);
	pids[1] = fault_as(USER);
	start(flooders, OTHER_USER, fault_until_killed);
	/* More than there is room for. */
	for (double end = now() + 250; now() < end && pax_counter("exec_fault") < faults + 600;)
		usleep(50000);
	stop(flooders);
	EXPECT_LE(faults + 600, pax_counter("exec_fault"));
	EXPECT_LT(before, left_out("unlogged", "1001"));
	EXPECT_EQ(2, recorded(pids, 2));
}

/* In a user namespace the limit of the user outside applies. */
TEST_F_TIMEOUT(events, user_namespace_shares_limit_of_user, 120)
{
	long before = left_out("unlogged", "1000"), roots = left_out("unlogged", "0");
	pid_t flooders[FLOODERS];

	start(flooders, USER, deny_in_namespace);
	EXPECT_TRUE(wait_until_limited("1000", before));
	stop(flooders);
	EXPECT_EQ(roots, left_out("unlogged", "0"));
}

/* The log says how many lines of a user were left out. */
TEST_F_TIMEOUT(events, log_counts_lines_left_out, 120)
{
	static char text[1 << 16];
	long before = left_out("unlogged", "1000");
	pid_t flooders[FLOODERS];
	int kmsg = open_log();

	start(flooders, USER, deny_until_killed);
	EXPECT_TRUE(wait_until_limited("1000", before));
	for (double end = now() + 30 * PAX_SLOW; now() < end; usleep(100000)) {
		size_t used = strlen(text);

		read_log(kmsg, text + used, sizeof(text) - used);
		if (strstr(text, " denials of uid 1000 were not logged\n"))
			break;
	}
	stop(flooders);
	EXPECT_NE(NULL, strstr(text, " denials of uid 1000 were not logged\n"))
	{
		TH_LOG("%s", text);
	}
	close(kmsg);
}

/* A message to audit, and its answers. */
struct message {
	struct nlmsghdr head;
	union {
		struct audit_status status;
		char text[8192];
	};
};

static int ask(int fd, int type, const void *data_of, size_t len, struct message *answer)
{
	static unsigned int seq;
	struct message request = {
		.head = { .nlmsg_len = NLMSG_SPACE(len),
			  .nlmsg_type = type,
			  .nlmsg_flags = NLM_F_REQUEST | (len ? NLM_F_ACK : 0),
			  .nlmsg_seq = ++seq },
	};

	memcpy(request.text, data_of, len);
	if (send(fd, &request, request.head.nlmsg_len, 0) < 0)
		return errno;
	do {
		if (recv(fd, answer, sizeof(*answer), 0) < 0)
			return errno;
	} while (answer->head.nlmsg_seq != seq);
	return 0;
}

/* How many records audit has lost; with "auditctl -f 2" the first would stop the machine. */
static unsigned int audit_lost(int fd)
{
	struct message answer;

	return ask(fd, AUDIT_GET, NULL, 0, &answer) ? -1 : answer.status.lost;
}

TEST_F_TIMEOUT(events, audit_loses_nothing, 200)
{
	struct audit_status on = { .mask = AUDIT_STATUS_ENABLED | AUDIT_STATUS_BACKLOG_LIMIT,
				   .enabled = 1,
				   .backlog_limit = 64 };
	struct audit_status status;
	static const char login[] = "op=login acct=\"root\" res=success";
	pid_t flooders[FLOODERS], pids[KILLS];
	long before = left_out("unaudited", "1000");
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
	struct message answer;
	unsigned int lost;

	SKIP_WITHOUT_NX();
	if (fd < 0)
		SKIP(return, "this kernel has no audit (%s)", strerror(errno));
	ASSERT_EQ(0, ask(fd, AUDIT_GET, NULL, 0, &answer));
	status = answer.status;
	ASSERT_EQ(0, ask(fd, AUDIT_SET, &on, sizeof(on), &answer));
	lost = audit_lost(fd);
	start(flooders, USER, deny_until_killed);
	for (double end = now() + 60; now() < end && left_out("unaudited", "1000") <= before;)
		usleep(50000);
	for (int n = 0; n < KILLS; n++) {
		double begin = now();

		pids[n] = fault_as(0);
		/* A message of login to audit is not delayed. */
		EXPECT_EQ(0, ask(fd, USER_LOGIN, login, sizeof(login), &answer));
		EXPECT_GT(10 * PAX_SLOW, now() - begin);
		usleep(100000);
	}
	stop(flooders);
	EXPECT_EQ(lost, audit_lost(fd));
	EXPECT_LT(before, left_out("unaudited", "1000"));
	EXPECT_EQ(KILLS, recorded(pids, KILLS));
	status.mask = AUDIT_STATUS_ENABLED | AUDIT_STATUS_BACKLOG_LIMIT;
	EXPECT_EQ(0, ask(fd, AUDIT_SET, &status, sizeof(status), &answer));
	close(fd);
}

/* Memory of the kernel that is in use, in KiB: of its allocators, small and large. */
static long kernel_memory(void)
{
	char line[128], key[32];
	long value, total = 0;
	FILE *f = fopen("/proc/meminfo", "re");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%31s %ld", key, &value) == 2 &&
		    (!strcmp(key, "SUnreclaim:") || !strcmp(key, "VmallocUsed:")))
			total += value;
	if (f)
		fclose(f);
	return total;
}

/* At most so many KiB of records, for any number of users and denials. */
#define MOST 4096

TEST_F_TIMEOUT(events, records_take_bounded_memory, 200)
{
	long before, after, denied = pax_counter("mmap_denied");

	before = kernel_memory();
	for (uid_t uid = 2000; uid < 2080; uid++) {
		pid_t pid = fork();

		if (!pid) {
			if (become(uid))
				_exit(1);
			for (int n = 0; n < 100; n++)
				deny();
			_exit(0);
		}
		ASSERT_EQ(pid, waitpid(pid, NULL, 0));
	}
	EXPECT_EQ(denied + 80 * 100, pax_counter("mmap_denied"));
	after = kernel_memory();
	TH_LOG("%ld KiB before, %ld KiB after 8000 denials of 80 users", before, after);
	EXPECT_GT(MOST, after - before);
	/* There are not that many accounts: the last users share one. */
	EXPECT_LT(0, left_out("unlogged", "others"));
}

TEST_HARNESS_MAIN
