/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes entries into the journal of systemd, by its native protocol: a datagram with a field a
 * line. That needs no library, so static builds write entries, too.
 */
#ifndef PAXCTL_JOURNAL_H
#define PAXCTL_JOURNAL_H

#include <stddef.h>

/* Where journald takes entries. */
#define JOURNAL_SOCKET "/run/systemd/journal/socket"

/**
 * struct journal - a connection to journald, and the entry that is being made
 * @path: the socket
 * @fd: the connection, or -1
 * @text: the entry
 * @len: its length
 * @room: the size of @text
 */
struct journal {
	const char *path;
	int fd;
	char *text;
	size_t len;
	size_t room;
};

/**
 * journal_open - connect to journald
 * @journal: the journal, with its @path
 *
 * Return: 0, or a negative errno.
 */
int journal_open(struct journal *journal);

/**
 * journal_field - add a field to the entry
 * @journal: the journal
 * @name: its name: upper-case letters, digits and "_"
 * @value: its value; any text
 */
void journal_field(struct journal *journal, const char *name, const char *value);

/**
 * journal_send - write the entry, and begin a new one
 * @journal: the journal
 *
 * The function waits while journald is busy, and connects again if journald was started again.
 *
 * Return: 0, or a negative errno: -EINTR if a signal came before the entry was taken.
 */
int journal_send(struct journal *journal);

/**
 * journal_close - close the connection
 * @journal: the journal
 */
void journal_close(struct journal *journal);

#endif /* PAXCTL_JOURNAL_H */
