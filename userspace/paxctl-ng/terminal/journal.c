// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes entries into the journal of systemd; see journal.h.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "terminal/interrupt.h"
#include "terminal/journal.h"
#include "terminal/memory.h"

/* How often, and after how many seconds, to try again while nobody listens at the socket. */
#define TRIES 60
#define PAUSE 1

int journal_open(struct journal *journal)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int err;

	if (strlen(journal->path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	memcpy(address.sun_path, journal->path, strlen(journal->path) + 1);
	journal->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (journal->fd < 0)
		return -errno;
	if (!connect(journal->fd, (struct sockaddr *)&address, sizeof(address)))
		return 0;
	err = -errno;
	journal_close(journal);
	return err;
}

void journal_close(struct journal *journal)
{
	if (journal->fd >= 0)
		close(journal->fd);
	journal->fd = -1;
	free(journal->text);
	journal->text = NULL;
	journal->len = 0;
	journal->room = 0;
}

static void append(struct journal *journal, const void *bytes, size_t len)
{
	if (len > journal->room - journal->len) {
		journal->room = 2 * journal->room + len + 1024;
		journal->text = need_memory(realloc(journal->text, journal->room));
	}
	memcpy(journal->text + journal->len, bytes, len);
	journal->len += len;
}

/* "NAME=VALUE", or for values with newlines the name, the length in 64 bits, and the value. */
void journal_field(struct journal *journal, const char *name, const char *value)
{
	size_t len = strlen(value);
	unsigned char size[8];
	unsigned int i;

	append(journal, name, strlen(name));
	if (strchr(value, '\n')) {
		for (i = 0; i < sizeof(size); i++)
			size[i] = (uint64_t)len >> 8 * i;
		append(journal, "\n", 1);
		append(journal, size, sizeof(size));
	} else {
		append(journal, "=", 1);
	}
	append(journal, value, len);
	append(journal, "\n", 1);
}

int journal_send(struct journal *journal)
{
	struct journal again = { .path = journal->path, .fd = -1 };
	int err = 0, tries;

	for (tries = 0; tries < TRIES; tries++) {
		if (journal->fd >= 0 &&
		    send(journal->fd, journal->text, journal->len, MSG_NOSIGNAL) >= 0) {
			journal->len = 0;
			return 0;
		}
		err = journal->fd < 0 ? -ENOTCONN : -errno;
		if (interrupted())
			return -EINTR;
		if (err == -EINTR)
			continue;
		if (err != -ECONNREFUSED && err != -ECONNRESET && err != -ENOTCONN)
			return err;
		if (tries)
			sleep(PAUSE);
		if (journal_open(&again))
			continue;
		if (journal->fd >= 0)
			close(journal->fd);
		journal->fd = again.fd;
	}
	return err;
}
