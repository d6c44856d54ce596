// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tells the service manager about a service; see notify.h.
 */
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "terminal/message.h"
#include "terminal/notify.h"
#include "terminal/number.h"

void notify_manager(const char *message)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = getenv("NOTIFY_SOCKET");
	size_t len = path ? strlen(path) : 0;
	int fd;

	if (!len)
		return;
	if ((*path != '/' && *path != '@') || len >= sizeof(address.sun_path)) {
		say("NOTIFY_SOCKET",
		    "\"%s\" is no socket; it is an absolute path, or begins with @", path);
		return;
	}
	memcpy(address.sun_path, path, len);
	/* An abstract socket, whose name begins with a NUL. */
	if (*path == '@')
		*address.sun_path = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 ||
	    sendto(fd, message, strlen(message), MSG_NOSIGNAL, (struct sockaddr *)&address,
		   offsetof(struct sockaddr_un, sun_path) + len) < 0)
		say("NOTIFY_SOCKET", "cannot reach the service manager: %s", strerror(errno));
	if (fd >= 0)
		close(fd);
}

int notify_interval(void)
{
	const char *text = getenv("WATCHDOG_USEC");
	uint64_t usec;

	if (!text || !number_read(&text, UINT64_C(1000) * INT_MAX, &usec) || *text || usec < 2000)
		return -1;
	return usec / 2000;
}
