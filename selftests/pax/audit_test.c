// SPDX-License-Identifier: GPL-2.0-only
/*
 * The audit records of the module, as a listener beside auditd receives them (AUDIT_NLGRP_READLOG).
 * Each test turns audit on or off for its own time only.
 */
#include <limits.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include "events_common.h"

/* A message to audit, and its answers, which come after those that are read already. */
struct message {
	struct nlmsghdr head;
	union {
		struct audit_status status;
		struct nlmsgerr error;
		char text[8192];
	};
};

FIXTURE(audit)
{
	int talk, listen;
	bool was_on;
	char path[NAME_MAX + 1];
};

/* Asks audit for something; its answer is the result's, or an errno. */
static int ask(int fd, int type, const struct audit_status *status, struct message *answer)
{
	struct message request = {
		.head = { .nlmsg_len = NLMSG_SPACE(status ? sizeof(*status) : 0),
			  .nlmsg_type = type,
			  .nlmsg_flags = NLM_F_REQUEST | (status ? NLM_F_ACK : 0) },
	};

	if (status)
		request.status = *status;
	if (send(fd, &request, request.head.nlmsg_len, 0) < 0 ||
	    recv(fd, answer, sizeof(*answer), 0) < 0)
		return errno;
	return answer->head.nlmsg_type == NLMSG_ERROR ? -answer->error.error : 0;
}

static int set_enabled(int fd, bool on)
{
	struct audit_status status = { .mask = AUDIT_STATUS_ENABLED, .enabled = on };
	struct message answer;

	return ask(fd, AUDIT_SET, &status, &answer);
}

/* The next of the module's records that has this in it; false if none comes in ten seconds. */
static bool told(int fd, const char *what, struct message *record)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	ssize_t len;

	while (poll(&poll_fd, 1, 10000) == 1) {
		len = recv(fd, record, sizeof(*record) - 1, 0);
		if (len <= (ssize_t)sizeof(record->head))
			return false;
		((char *)record)[len] = '\0';
		if (strstr(record->text, "op=pax ") && strstr(record->text, what))
			return true;
	}
	return false;
}

FIXTURE_SETUP(audit)
{
	struct sockaddr_nl all = { .nl_family = AF_NETLINK,
				   .nl_groups = 1 << (AUDIT_NLGRP_READLOG - 1) };
	struct message answer;

	ASSERT_FLAGS_EXPECTED();
	self->talk = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
	if (self->talk < 0)
		SKIP(return, "this kernel has no audit (%s)", strerror(errno));
	self->listen = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
	ASSERT_EQ(0, bind(self->listen, (struct sockaddr *)&all, sizeof(all)));
	ASSERT_EQ(0, ask(self->talk, AUDIT_GET, NULL, &answer));
	self->was_on = answer.status.enabled;
	ASSERT_EQ(0, set_enabled(self->talk, true));
	memset(self->path, 0, sizeof(self->path));
}

FIXTURE_TEARDOWN(audit)
{
	if (self->talk < 0)
		return;
	set_enabled(self->talk, self->was_on);
	write_file(PAX_DIR "/mode", "enforce", 7);
	if (*self->path)
		unlink(self->path);
}

/* The record of a denial has the request, the process, and res=0. */
TEST_F(audit, denial_recorded)
{
	char expected[64];
	struct message record;

	deny();
	snprintf(expected, sizeof(expected), " pid=%d ", getpid());
	ASSERT_TRUE(told(self->listen, expected, &record));
	EXPECT_EQ(AUDIT_ANOM_ABEND, record.head.nlmsg_type);
	EXPECT_VALUE("mmap_denied", record.text, "event");
	EXPECT_VALUE("deny", record.text, "decision");
	EXPECT_VALUE("PeMRs", record.text, "pax");
	EXPECT_VALUE("rwx", record.text, "prot");
	EXPECT_VALUE("anonymous_mapping", record.text, "area");
	EXPECT_VALUE("0", record.text, "uid");
	EXPECT_VALUE("\"audit_test\"", record.text, "comm");
	EXPECT_VALUE("0", record.text, "res");
}

TEST_F(audit, permissive_recorded_as_allowed)
{
	char expected[64];
	struct message record;

	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "permissive", 10));
	ASSERT_TRUE(told(self->listen, "setting=mode", &record));
	EXPECT_EQ(AUDIT_CONFIG_CHANGE, record.head.nlmsg_type);
	EXPECT_VALUE("\"enforce\"", record.text, "old");
	EXPECT_VALUE("\"permissive\"", record.text, "new");
	EXPECT_VALUE("1", record.text, "res");
	deny();
	snprintf(expected, sizeof(expected), " pid=%d ", getpid());
	ASSERT_TRUE(told(self->listen, expected, &record));
	EXPECT_VALUE("allow", record.text, "decision");
	EXPECT_VALUE("1", record.text, "res");
}

/* Of a path that is too long for a record, audit gets the end. */
TEST_F(audit, long_path_keeps_its_end)
{
	static const struct {
		const char *last, *shown;
		size_t len;
	} names[] = {
		{ "n", "\"...nn", 202 },
		{ " ", "2E2E2E6E6E", 200 },
	};
	char value[256];
	struct message record;
	void *map;
	int fd;

	for (unsigned int n = 0; n < 2; n++) {
		memset(self->path, 'n', NAME_MAX);
		self->path[NAME_MAX - 1] = *names[n].last;
		ASSERT_EQ(0, copy_file("/proc/self/exe", self->path, 0755));
		fd = open(self->path, O_RDONLY | O_CLOEXEC);
		map = mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
		close(fd);
		ASSERT_NE(MAP_FAILED, map);
		ASSERT_EQ(-1, mprotect(map, PAGE, PROT_READ | PROT_WRITE));
		munmap(map, PAGE);
		unlink(self->path);
		ASSERT_TRUE(told(self->listen, "event=mprotect_denied", &record));
		EXPECT_EQ(0, strncmp(value_of(record.text, "file", value), names[n].shown,
				     strlen(names[n].shown)));
		EXPECT_EQ(names[n].len, strlen(value))
		{
			TH_LOG("%s", record.text);
		}
	}
}

/* An ignored mark makes no audit record; the next record is that of the denial. */
TEST_F(audit, ignored_mark_not_recorded)
{
	char *argv[] = { self->path, "rwx", NULL }, output[16];
	struct message record;

	snprintf(self->path, sizeof(self->path), "./audit-%d", getpid());
	ASSERT_EQ(0, copy_file(HELPER, self->path, 0755));
	ASSERT_EQ(0, mark(self->path, USER_MARK, "Pp"));
	run_program(argv, output, sizeof(output));
	ASSERT_TRUE(told(self->listen, "event=", &record));
	EXPECT_VALUE("mmap_denied", record.text, "event");
}

/* Nothing that happens while audit is off is recorded later. */
TEST_F(audit, nothing_recorded_while_off)
{
	struct message record;

	ASSERT_EQ(0, set_enabled(self->talk, false));
	deny();
	ASSERT_EQ(0, set_enabled(self->talk, true));
	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "permissive", 10));
	deny();
	ASSERT_TRUE(told(self->listen, "event=mmap_denied", &record));
	EXPECT_VALUE("allow", record.text, "decision");
}

TEST_HARNESS_MAIN
