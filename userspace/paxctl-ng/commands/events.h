/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shared by events.c, which prints the stream of events, and events_journal.c, which writes it into
 * the journal.
 */
#ifndef PAXCTL_EVENTS_H
#define PAXCTL_EVENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "terminal/out.h"

#define EVENTS_PAIRS 64

/**
 * events_cut - split a line of the stream into pairs
 * @line: the line; the function modifies it, and the pairs point into it
 * @pairs: the result; text in hexadecimal is decoded
 *
 * Return: the number of pairs.
 */
size_t events_cut(char *line, struct out_pair pairs[EVENTS_PAIRS]);

/**
 * events_text - look up a key
 * @pairs: the pairs
 * @num: the number of pairs
 * @key: the key
 *
 * Return: its value, or NULL.
 */
const char *events_text(const struct out_pair *pairs, size_t num, const char *key);

/**
 * struct journal_request - how to write events into the journal
 * @dir: the directory of the module in securityfs, for messages
 * @state: the file with the position in the stream
 * @socket: the socket of journald
 * @user_limit: at most so many entries of each user in 30 seconds; 0 for no limit
 * @once: end after the events that the module holds
 */
struct journal_request {
	const char *dir;
	const char *state;
	const char *socket;
	unsigned long user_limit;
	bool once;
};

/**
 * events_journal - write the stream of events into the journal
 * @request: the request
 * @fd: the stream; the function closes it
 *
 * Return: the exit status.
 */
int events_journal(const struct journal_request *request, int fd);

#endif /* PAXCTL_EVENTS_H */
