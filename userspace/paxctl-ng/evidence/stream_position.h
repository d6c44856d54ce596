/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How far a reader has come in the stream of events, kept in a file, so that each event is handled
 * once although the reader ends and starts again.
 *
 * The numbers of the stream begin anew when the module is loaded. So the position has the boot, and
 * the time of the event: an event with a known number, but a later time, is of a new stream.
 */
#ifndef PAXCTL_STREAM_POSITION_H
#define PAXCTL_STREAM_POSITION_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct root;

/* Where "events --journal" keeps its position. */
#define STREAM_POSITION "/var/lib/pax/journal"

/**
 * struct stream_position - how far the reader has come
 * @boot: the boot of the stream
 * @seq: the number of the last event that was handled; 0 for none
 * @time: its time
 * @lost: the number of events that were missing, since the file was made
 * @omitted: the number of events that were not written because their user had too many
 * @clean: the reader ended in good order; else the event after @seq may have been handled, too
 */
struct stream_position {
	char boot[40];
	uint64_t seq;
	struct timespec time;
	uint64_t lost;
	uint64_t omitted;
	bool clean;
};

/**
 * stream_position_open - open the file, and read the position of this boot
 * @path: the file; it is made if it is not there
 * @position: the result; a new one if the file has none, or one of another boot
 *
 * Return: a descriptor, locked; or a negative errno, -EWOULDBLOCK if another reader uses the file.
 */
int stream_position_open(const char *path, struct stream_position *position);

/**
 * stream_position_write - write the position
 * @fd: the file
 * @position: the position
 *
 * There is no need to wait for the disk: after a crash of the machine the stream is gone, too.
 *
 * Return: 0, or a negative errno.
 */
int stream_position_write(int fd, const struct stream_position *position);

/**
 * stream_position_take - advance the position to an event
 * @position: the position
 * @seq: the number of the event
 * @time: its time
 * @missing: the result: how many events before it are missing
 *
 * Return: true if the event is new.
 */
bool stream_position_take(struct stream_position *position, uint64_t seq,
			  const struct timespec *time, uint64_t *missing);

/**
 * stream_position_read - read the position of STREAM_POSITION, of whatever boot
 * @root: the root
 * @position: the result
 *
 * Return: true if there is one.
 */
bool stream_position_read(struct root *root, struct stream_position *position);

#endif /* PAXCTL_STREAM_POSITION_H */
