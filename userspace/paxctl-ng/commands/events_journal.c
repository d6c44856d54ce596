// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng events --journal: writes the stream of events into the journal, each event once. The
 * position in the stream is kept in a file. While journald is slow this waits, and the stream drops
 * what it has no room for, so the memory that this takes is bounded.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands/commands.h"
#include "commands/events.h"
#include "evidence/journal_entry.h"
#include "evidence/stream_position.h"
#include "terminal/interrupt.h"
#include "terminal/journal.h"
#include "terminal/message.h"
#include "terminal/notify.h"
#include "terminal/number.h"

/* Some lines; the longest that the kernel writes has less than 26 KiB. */
#define BUFFER_SIZE (64ul * 1024)

/* The seconds in which each user has --user-limit entries. */
#define WINDOW 30

/* Users who are counted separately; all others share the last account. */
#define MANY_USERS 64

struct user {
	char uid[16];
	unsigned long entries;
	unsigned long omitted;
};

struct writer {
	const struct journal_request *request;
	struct journal journal;
	struct stream_position position;
	int state;
	bool repeated;
	struct user users[MANY_USERS];
	size_t num_users;
	time_t window;
};

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

/* Returns 0, or a negative errno after a message; -EINTR without one. */
static int send_entry(struct writer *writer)
{
	int err = journal_send(&writer->journal);

	if (err && err != -EINTR)
		say(writer->request->socket, "cannot write into the journal: %s", strerror(-err));
	return err;
}

/* At the end of a window: tells what was left out, and begins a new one. */
static int end_window(struct writer *writer)
{
	size_t i;
	int err = 0;

	for (i = 0; i < writer->num_users && !err; i++) {
		if (!writer->users[i].omitted)
			continue;
		journal_entry_omitted(&writer->journal, writer->users[i].uid,
				      writer->users[i].omitted);
		err = send_entry(writer);
		writer->users[i].omitted = 0;
	}
	writer->num_users = 0;
	writer->window = now();
	return err;
}

static struct user *find_user(struct writer *writer, const char *uid)
{
	size_t i;

	for (i = 0; i < writer->num_users; i++) {
		if (!strncmp(writer->users[i].uid, uid, sizeof(writer->users[i].uid) - 1))
			return &writer->users[i];
	}
	if (i == MANY_USERS)
		return &writer->users[i - 1];
	writer->num_users++;
	writer->users[i] = (struct user){ 0 };
	snprintf(writer->users[i].uid, sizeof(writer->users[i].uid), "%.15s",
		 i == MANY_USERS - 1 ? "others" : uid);
	return &writer->users[i];
}

/* Whether the event may be written. What is about the module itself always may. */
static bool has_room(struct writer *writer, const struct out_pair *pairs, size_t num)
{
	const char *uid = events_text(pairs, num, "uid"), *event = events_text(pairs, num, "event");
	struct user *user;

	if (!writer->request->user_limit || !uid || !event || !strcmp(event, "config_changed"))
		return true;
	user = find_user(writer, uid);
	if (user->entries < writer->request->user_limit) {
		user->entries++;
		return true;
	}
	user->omitted++;
	writer->position.omitted++;
	return false;
}

/* Writes how many events are missing before this one; then the position is behind those. */
static int write_lost(struct writer *writer, struct stream_position *before, uint64_t missing)
{
	int err;

	journal_entry_lost(&writer->journal, missing);
	err = send_entry(writer);
	if (err)
		return err;
	before->seq = writer->position.seq - 1;
	before->lost = writer->position.lost;
	return 0;
}

static int write_event(struct writer *writer, const struct out_pair *pairs, size_t num)
{
	if (!has_room(writer, pairs, num))
		return 0;
	journal_entry_event(&writer->journal, pairs, num);
	if (writer->repeated)
		journal_field(&writer->journal, "PAX_MAYBE_REPEATED", "yes");
	writer->repeated = false;
	return send_entry(writer);
}

/* Returns 0, or a negative errno. */
static int take_line(struct writer *writer, char *line)
{
	struct stream_position before = writer->position;
	struct out_pair pairs[EVENTS_PAIRS];
	size_t num = events_cut(line, pairs);
	const char *seq = events_text(pairs, num, "seq"), *when = events_text(pairs, num, "time");
	struct timespec time;
	uint64_t number, missing;
	int err;

	/* A line "lost=N" is a gap in the numbers, too, which the next line shows. */
	if (!seq || !when || !number_read(&seq, UINT64_MAX - 1, &number) || !number ||
	    !time_read(&when, &time))
		return 0;
	if (!stream_position_take(&writer->position, number, &time, &missing))
		return 0;
	if (writer->request->user_limit && now() - writer->window >= WINDOW)
		end_window(writer);
	err = missing ? write_lost(writer, &before, missing) : 0;
	if (!err)
		err = write_event(writer, pairs, num);
	if (err) {
		writer->position = before;
		return err;
	}
	err = stream_position_write(writer->state, &writer->position);
	if (err)
		say(writer->request->state, "cannot write it: %s", strerror(-err));
	return err;
}

/* Takes the whole lines of @len bytes, and moves the rest to the front. Returns 0 or an error. */
static int take_lines(struct writer *writer, char *buffer, size_t *len)
{
	char *line = buffer, *end;
	int err = 0;

	while (!err && !interrupted() && (end = memchr(line, '\n', *len - (line - buffer)))) {
		*end = '\0';
		err = take_line(writer, line);
		line = end + 1;
	}
	*len -= line - buffer;
	memmove(buffer, line, *len);
	/* No line of the kernel is so long. */
	if (*len == BUFFER_SIZE)
		*len = 0;
	return err;
}

/* Returns 0 at the end or after a signal, or a negative errno. */
static int follow(struct writer *writer, int fd)
{
	static char buffer[BUFFER_SIZE];
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	size_t len = 0;
	ssize_t got;
	int err = 0;

	while (!err && !interrupted()) {
		int ready = writer->request->once ? 1 : poll(&wait, 1, WINDOW * 1000);

		if (ready <= 0) {
			err = ready ? 0 : end_window(writer);
			continue;
		}
		got = read(fd, buffer + len, sizeof(buffer) - len);
		if (!got || (got < 0 && errno == EAGAIN && writer->request->once))
			break;
		if (got < 0) {
			if (errno == EAGAIN || errno == EINTR)
				continue;
			err = -errno;
			say(writer->request->dir, "the events cannot be read: %s", strerror(-err));
			break;
		}
		len += got;
		err = take_lines(writer, buffer, &len);
	}
	if (!err)
		err = end_window(writer);
	return err == -EINTR ? 0 : err;
}

static int open_state(struct writer *writer)
{
	const char *path = writer->request->state;

	writer->state = stream_position_open(path, &writer->position);
	if (writer->state >= 0)
		return 0;
	if (writer->state == -EWOULDBLOCK)
		say(path,
		    "another \"paxctl-ng events --journal\" uses it; end that one, or give --state");
	else
		say(path, "cannot open it: %s; see that its directory exists",
		    strerror(-writer->state));
	return writer->state;
}

int events_journal(const struct journal_request *request, int fd)
{
	struct writer writer = { .request = request,
				 .journal = { .path = request->socket, .fd = -1 } };
	int err;

	interrupt_catch(true);
	err = open_state(&writer);
	if (!err) {
		err = journal_open(&writer.journal);
		if (err)
			say(request->socket, "cannot connect to journald: %s", strerror(-err));
	}
	if (!err) {
		writer.repeated = !writer.position.clean;
		writer.position.clean = false;
		writer.window = now();
		err = stream_position_write(writer.state, &writer.position);
		notify_manager("READY=1");
		if (!err)
			err = follow(&writer, fd);
		/* Without an event since then, that one may still be repeated. */
		writer.position.clean = !writer.repeated;
		stream_position_write(writer.state, &writer.position);
	}
	journal_close(&writer.journal);
	if (writer.state >= 0)
		close(writer.state);
	close(fd);
	return err ? STATUS_FAILED : STATUS_OK;
}
