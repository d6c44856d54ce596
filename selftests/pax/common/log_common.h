/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For tests that read the kernel's log.
 */
#ifndef PAX_LOG_COMMON_H
#define PAX_LOG_COMMON_H

#include "pax_test.h"

/* Opens the log, behind its last line. */
static inline int open_log(void)
{
	int kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (kmsg >= 0)
		lseek(kmsg, 0, SEEK_END);
	return kmsg;
}

/* Reads what the module has logged since the descriptor was opened, without prefixes. */
static inline void read_log(int kmsg, char *text, size_t size)
{
	char record[4096], *line;
	size_t used = 0;
	ssize_t len;

	while ((len = read(kmsg, record, sizeof(record) - 1)) > 0 || (len < 0 && errno == EPIPE)) {
		if (len < 0)
			continue;
		record[len] = '\0';
		line = strstr(record, ";PAX: ");
		if (!line || used + len >= size)
			continue;
		line[strcspn(line, "\n")] = '\0';
		used += snprintf(text + used, size - used, "%s\n", line + 1);
	}
	text[used] = '\0';
}

#endif /* PAX_LOG_COMMON_H */
