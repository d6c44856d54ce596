// SPDX-License-Identifier: GPL-2.0-only
/*
 * Holds back the execution of files of lines with "held" until the policy was applied to them.
 *
 * The kernel asks (fanotify, FAN_OPEN_EXEC_PERM) before it executes a file in the directories of
 * such lines, and the process that executes it waits for the answer. So the one that answers must
 * not wait for anything: a process of its own answers, the gate, which looks up no path, opens no
 * file and prints nothing. It asks the watch to apply the policy, and answers when the watch has,
 * or after HOLD_TIME. The answer is always that the file may run: without its mark it is only
 * protected more. If the gate ends, or has no room, the kernel answers the same.
 *
 * Only the gate has the fanotify descriptor, so that nothing that blocks the watch keeps it open.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "commands/watch.h"
#include "terminal/message.h"

/* The time that an execution is held back at most. */
#define HOLD_TIME INT64_C(1000000)

/* The number of executions that are held back at most, and that are read at once. */
#define MAX_WAITING 200
#define MAX_READ 64

#ifndef FAN_MARK_EVICTABLE
#define FAN_MARK_EVICTABLE 0x00000200 /* Linux 5.19 */
#endif

enum gate_type {
	GATE_HOLD,    /* to the gate: hold the files in this directory, which comes along */
	GATE_RELEASE, /* to the gate: hold none any more */
	GATE_DONE,    /* to the gate: the policy was applied for this question and all before */
	GATE_ASK,     /* from the gate: a file of this name is about to be executed */
	GATE_FAILED,  /* from the gate: a directory cannot be held; the number is an errno */
};

struct gate_message {
	enum gate_type type;
	unsigned int number;
	char name[NAME_MAX + 1];
};

/* An execution that waits. @fd: the file, from the kernel. */
struct waiting {
	int fd;
	unsigned int number;
	int64_t until;
};

/*
 * The gate. @last: the number of the last question. @is_late: the watch did not answer in time, so
 * nobody waits for it until it answers again.
 */
struct gate {
	int fanotify;
	int socket;
	unsigned int last;
	bool is_late;
	struct waiting waiting[MAX_WAITING];
	size_t num;
};

static void allow(const struct gate *gate, int fd)
{
	const struct fanotify_response response = { .fd = fd, .response = FAN_ALLOW };

	/* It fails only if whoever waited was killed. */
	if (write(gate->fanotify, &response, sizeof(response)) < 0)
		errno = 0;
	close(fd);
}

/* Reads the name of a file from the kernel's own path of it. */
static void name_of(int fd, char name[NAME_MAX + 1])
{
	char link[64], path[PATH_MAX];
	const char *base;
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof(path) - 1);
	path[len < 0 ? 0 : len] = '\0';
	base = strrchr(path, '/');
	snprintf(name, NAME_MAX + 1, "%.*s", NAME_MAX, base ? base + 1 : "");
}

static void hold(struct gate *gate, int fd)
{
	struct gate_message message = { .type = GATE_ASK, .number = gate->last + 1 };

	if (gate->is_late || gate->num == MAX_WAITING) {
		allow(gate, fd);
		return;
	}
	name_of(fd, message.name);
	if (send(gate->socket, &message, sizeof(message), MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
		allow(gate, fd);
		return;
	}
	gate->last++;
	gate->waiting[gate->num++] = (struct waiting){ fd, gate->last, watch_now() + HOLD_TIME };
}

static void take_executions(struct gate *gate)
{
	struct fanotify_event_metadata events[MAX_READ], *event = events;
	ssize_t len = read(gate->fanotify, events, sizeof(events));

	for (; FAN_EVENT_OK(event, len); event = FAN_EVENT_NEXT(event, len)) {
		if (event->fd >= 0)
			hold(gate, event->fd);
	}
}

/* Lets the executions up to this question go on, and does not ask about these files again. */
static void let_go(struct gate *gate, unsigned int number)
{
	size_t i, left = 0;

	for (i = 0; i < gate->num; i++) {
		const struct waiting *waiting = &gate->waiting[i];

		if ((int)(waiting->number - number) > 0) {
			gate->waiting[left++] = *waiting;
			continue;
		}
		/* Until the file is written, or the kernel drops its inode. */
		fanotify_mark(gate->fanotify,
			      FAN_MARK_ADD | FAN_MARK_IGNORED_MASK | FAN_MARK_EVICTABLE,
			      FAN_OPEN_EXEC_PERM, waiting->fd, NULL);
		allow(gate, waiting->fd);
	}
	gate->num = left;
}

static void check_time(struct gate *gate)
{
	int64_t now = watch_now();
	size_t i, left = 0;

	for (i = 0; i < gate->num; i++) {
		if (gate->waiting[i].until > now) {
			gate->waiting[left++] = gate->waiting[i];
			continue;
		}
		gate->is_late = true;
		allow(gate, gate->waiting[i].fd);
	}
	gate->num = left;
}

/*
 * Receives a message, with a descriptor or -1. Returns 0, -EAGAIN if there is none, or -EPIPE if
 * the other side has ended.
 */
static int receive(int socket, struct gate_message *message, int *fd)
{
	char control[CMSG_SPACE(sizeof(int))] __attribute__((aligned(__alignof__(struct cmsghdr))));
	struct iovec part = { message, sizeof(*message) };
	struct msghdr header = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	const struct cmsghdr *attached;
	ssize_t len = recvmsg(socket, &header, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);

	*fd = -1;
	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return -EAGAIN;
	attached = len > 0 ? CMSG_FIRSTHDR(&header) : NULL;
	if (attached)
		memcpy(fd, CMSG_DATA(attached), sizeof(*fd));
	return len == sizeof(*message) ? 0 : -EPIPE;
}

/* Returns false if the watch has ended. */
static bool take_order(struct gate *gate)
{
	struct gate_message message = { 0 }, failed = { .type = GATE_FAILED };
	int fd, err = receive(gate->socket, &message, &fd);

	if (err)
		return err == -EAGAIN;
	switch (message.type) {
	case GATE_HOLD:
		if (fanotify_mark(gate->fanotify, FAN_MARK_ADD | FAN_MARK_ONLYDIR,
				  FAN_OPEN_EXEC_PERM | FAN_EVENT_ON_CHILD, fd, ".")) {
			failed.number = errno;
			send(gate->socket, &failed, sizeof(failed), MSG_DONTWAIT | MSG_NOSIGNAL);
		}
		break;
	case GATE_RELEASE:
		fanotify_mark(gate->fanotify, FAN_MARK_FLUSH, 0, AT_FDCWD, NULL);
		break;
	case GATE_DONE:
		gate->is_late = false;
		let_go(gate, message.number);
		break;
	case GATE_ASK:
	case GATE_FAILED:
		break;
	}
	if (fd >= 0)
		close(fd);
	return true;
}

__attribute__((noreturn)) static void guard(int fanotify, int socket)
{
	static struct gate gate;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	gate.fanotify = fanotify;
	gate.socket = socket;
	for (;;) {
		struct pollfd polls[] = { { fanotify, POLLIN, 0 }, { socket, POLLIN, 0 } };

		if (poll(polls, 2, gate.num ? 50 : -1) < 0 && errno != EINTR)
			_exit(EXIT_FAILURE);
		if (polls[1].revents && !take_order(&gate))
			_exit(EXIT_SUCCESS);
		if (polls[0].revents)
			take_executions(&gate);
		check_time(&gate);
	}
}

/* Sends a message to the gate. @fd: a descriptor to pass on, or -1. */
static void order(const struct watch *watch, enum gate_type type, unsigned int number, int fd)
{
	char control[CMSG_SPACE(sizeof(int))] __attribute__((aligned(__alignof__(struct cmsghdr))));
	struct gate_message message = { .type = type, .number = number };
	struct iovec part = { &message, sizeof(message) };
	struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1 };
	struct cmsghdr *attached;

	if (fd >= 0) {
		memset(control, 0, sizeof(control));
		header.msg_control = control;
		header.msg_controllen = sizeof(control);
		attached = CMSG_FIRSTHDR(&header);
		attached->cmsg_level = SOL_SOCKET;
		attached->cmsg_type = SCM_RIGHTS;
		attached->cmsg_len = CMSG_LEN(sizeof(fd));
		memcpy(CMSG_DATA(attached), &fd, sizeof(fd));
	}
	if (sendmsg(watch->gate, &header, MSG_NOSIGNAL) < 0)
		say("watch", "the gate cannot be reached: %s", strerror(errno));
}

/* Starts the gate. On error, nothing is held back. */
static void start(struct watch *watch)
{
	int sockets[2], fanotify;
	pid_t child = -1;

	fanotify =
		fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC | FAN_NONBLOCK | FAN_UNLIMITED_MARKS,
			      O_CLOEXEC | O_LARGEFILE);
	if (fanotify < 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets)) {
		say("watch", "the execution of files is not held back: %s",
		    errno == EPERM ? "only root can (CAP_SYS_ADMIN)" : strerror(errno));
		if (fanotify >= 0)
			close(fanotify);
		return;
	}
	fflush(stdout);
	child = fork();
	if (!child) {
		close(sockets[0]);
		close(watch->events);
		guard(fanotify, sockets[1]);
	}
	close(fanotify);
	close(sockets[1]);
	if (child < 0) {
		say("watch", "the execution of files is not held back: %s", strerror(errno));
		close(sockets[0]);
		return;
	}
	watch->gate = sockets[0];
}

/**
 * watch_gate_renew - begin again after the policy was read
 * @watch: the state, with the new policy
 *
 * Starts the gate if a line of the policy needs it.
 */
void watch_gate_renew(struct watch *watch)
{
	size_t i;

	if (watch->gate >= 0) {
		order(watch, GATE_RELEASE, 0, -1);
		return;
	}
	for (i = 0; i < watch->comparison.policy.num && watch->gate < 0; i++) {
		if (watch->comparison.policy.rules[i].held) {
			start(watch);
			return;
		}
	}
}

/**
 * watch_gate_hold - hold back the files in a directory
 * @watch: the state
 * @fd: the directory, opened with O_PATH
 */
void watch_gate_hold(struct watch *watch, int fd)
{
	if (watch->gate >= 0)
		order(watch, GATE_HOLD, 0, fd);
}

/**
 * watch_gate_read - take the questions of the gate
 * @watch: the state; if the policy has to be applied, @is_asked becomes true
 *
 * A file whose name no line with "held" leads to need not wait.
 *
 * Return: 0, or -EPIPE if the gate has ended.
 */
int watch_gate_read(struct watch *watch)
{
	struct gate_message message = { 0 };
	int fd, err, i;

	for (i = 0; i < MAX_WAITING; i++) {
		err = receive(watch->gate, &message, &fd);
		if (err)
			return err == -EAGAIN ? 0 : err;
		if (message.type == GATE_FAILED)
			say("watch", "the execution of files in a directory is not held back: %s",
			    strerror((int)message.number));
		if (message.type != GATE_ASK)
			continue;
		message.name[NAME_MAX] = '\0';
		watch->asked = message.number;
		if (places_use(&watch->places, message.name) & PLACE_HELD)
			watch->is_asked = true;
		else if (!watch->is_asked)
			order(watch, GATE_DONE, watch->asked, -1);
	}
	return 0;
}

/**
 * watch_gate_answer - tell the gate that the policy was applied
 * @watch: the state
 */
void watch_gate_answer(struct watch *watch)
{
	if (watch->is_asked)
		order(watch, GATE_DONE, watch->asked, -1);
	watch->is_asked = false;
}
