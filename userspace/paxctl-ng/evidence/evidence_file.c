// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads a file with records; see evidence_file.h.
 *
 * Every program can write entries with fields of its choice into the journal. So of those only the
 * ones count of which journald itself says that root wrote them, as the service does.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "evidence/evidence_file.h"
#include "evidence/record.h"
#include "terminal/memory.h"
#include "terminal/message.h"
#include "terminal/number.h"

/* More than the longest line of the kernel, 26 KiB. A longer one is left out. */
#define BUFFER_SIZE (128ul * 1024)

/* Kinds of compressed files, by their first bytes, what unpacks them, and the package that has it.
 */
static const struct packer {
	const char *magic;
	size_t len;
	const char *program;
	const char *package;
} packers[] = {
	{ "\x1f\x8b", 2, "gzip", "gzip" },
	{ "\xfd\x37zXZ", 5, "xz", "xz-utils" },
	{ "\x28\xb5\x2f\xfd", 4, "zstd", "zstd" },
};

/* @start: the first byte that was not yet read; @end: behind the last; @skip: within a long line.
 */
struct source {
	int fd;
	char *buffer;
	size_t start;
	size_t end;
	bool skip;
	int err;
};

/* The fields of the present entry of a journal, and whether journald vouches for it. */
struct entry {
	char *fields[RECORD_FIELDS];
	char *lost;
	bool by_root;
	bool by_journald;
};

/* Reads more, and moves what is there to the front. Returns false at the end. */
static bool fill(struct source *source)
{
	ssize_t got;

	memmove(source->buffer, source->buffer + source->start, source->end - source->start);
	source->end -= source->start;
	source->start = 0;
	do {
		got = read(source->fd, source->buffer + source->end, BUFFER_SIZE - source->end);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		source->err = -errno;
	if (got > 0)
		source->end += got;
	return got > 0;
}

/* Returns the next line without its newline, or NULL at the end. */
static char *next_line(struct source *source)
{
	for (;;) {
		char *line = source->buffer + source->start;
		char *end = memchr(line, '\n', source->end - source->start);

		if (end) {
			*end = '\0';
			source->start = end + 1 - source->buffer;
			if (!source->skip)
				return line;
			source->skip = false;
			continue;
		}
		if (source->end - source->start == BUFFER_SIZE) {
			source->start = source->end;
			source->skip = true;
		}
		if (fill(source))
			continue;
		/* The last line may have no newline; the buffer has room, as it is not full. */
		if (source->skip || source->start == source->end)
			return NULL;
		line = source->buffer + source->start;
		source->buffer[source->end] = '\0';
		source->start = source->end;
		return line;
	}
}

/* Reads @len bytes; keeps them only if @to is not NULL. Returns false at the end. */
static bool next_bytes(struct source *source, char *to, uint64_t len)
{
	while (len) {
		size_t part = source->end - source->start;

		if (!part && !fill(source))
			return false;
		part = source->end - source->start;
		if (part > len)
			part = len;
		if (to)
			to = mempcpy(to, source->buffer + source->start, part);
		source->start += part;
		len -= part;
	}
	return true;
}

static void free_entry(struct entry *entry)
{
	size_t i;

	for (i = 0; i < RECORD_FIELDS; i++)
		free(entry->fields[i]);
	free(entry->lost);
	*entry = (struct entry){ 0 };
}

/* Counts an entry that is complete. */
static void end_entry(struct entry *entry, struct denials *denials)
{
	struct record record;
	uint64_t lost;
	const char *text = entry->lost;

	if (entry->by_root && entry->by_journald) {
		if (text && number_read(&text, UINT32_MAX, &lost))
			denials->lost += lost;
		if (record_of_fields(entry->fields, &record))
			denials_add_record(denials, &record);
	}
	free_entry(entry);
}

static void take_field(struct entry *entry, const char *name, size_t len, const char *value)
{
	size_t at = record_field(name, len);

	if (at < RECORD_FIELDS && !entry->fields[at])
		entry->fields[at] = need_memory(strdup(value));
	else if (len == strlen("PAX_LOST") && !memcmp(name, "PAX_LOST", len) && !entry->lost)
		entry->lost = need_memory(strdup(value));
	/* journald drops fields with such names that come from programs. */
	else if (len == strlen("_UID") && !memcmp(name, "_UID", len))
		entry->by_root = !strcmp(value, "0");
	else if (len == strlen("_TRANSPORT") && !memcmp(name, "_TRANSPORT", len))
		entry->by_journald = !strcmp(value, "journal");
}

/* Reads a field in binary form: the name, its length in 64 bits, the value, and a newline. */
static bool take_binary(struct source *source, struct entry *entry, const char *line)
{
	unsigned char size[8];
	char name[64] = "", *value = NULL;
	uint64_t len = 0;
	unsigned int i;
	bool good;

	/* Reading more overwrites the line. */
	snprintf(name, sizeof(name), "%.63s", line);
	if (!next_bytes(source, (char *)size, sizeof(size)))
		return false;
	for (i = 0; i < sizeof(size); i++)
		len |= (uint64_t)size[i] << 8 * i;
	if (len < BUFFER_SIZE && record_field(name, strlen(name)) < RECORD_FIELDS)
		value = need_memory(calloc(1, len + 1));
	good = next_bytes(source, value, len) && next_bytes(source, NULL, 1);
	if (good && value && strlen(value) == len)
		take_field(entry, name, strlen(name), value);
	free(value);
	return good;
}

/* Reads the export format of journalctl and systemd-journal-remote. */
static void read_journal(struct source *source, char *line, struct denials *denials)
{
	struct entry entry = { 0 };

	do {
		char *value = strchr(line, '=');

		if (!*line)
			end_entry(&entry, denials);
		else if (value)
			take_field(&entry, line, value - line, value + 1);
		else if (!take_binary(source, &entry, line))
			break;
	} while ((line = next_line(source)));
	end_entry(&entry, denials);
}

static void read_records(struct source *source, struct denials *denials)
{
	char *line = next_line(source);

	if (line && !strncmp(line, "__CURSOR=", strlen("__CURSOR="))) {
		read_journal(source, line, denials);
		return;
	}
	for (; line; line = next_line(source))
		denials_add_line(denials, line);
}

/* Starts "PROGRAM -dc" on @fd. Returns a descriptor of its output, or a negative errno. */
static int unpack(const char *program, int fd, pid_t *pid)
{
	char *const argv[] = { (char *)program, (char *)"-dc", NULL };
	posix_spawn_file_actions_t actions;
	int ends[2], err;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fd, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	err = posix_spawnp(pid, program, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	if (!err)
		return ends[0];
	close(ends[0]);
	return -err;
}

/* Returns what unpacks the file, or NULL. */
static const struct packer *packer_of(int fd)
{
	char magic[8];
	ssize_t len = pread(fd, magic, sizeof(magic), 0);
	size_t i;

	for (i = 0; i < sizeof(packers) / sizeof(packers[0]); i++) {
		if (len >= (ssize_t)packers[i].len &&
		    !memcmp(magic, packers[i].magic, packers[i].len))
			return &packers[i];
	}
	return NULL;
}

/* Reads what @packer makes of the file. */
static int read_packed(struct source *source, const char *path, const struct packer *packer,
		       struct denials *denials)
{
	int file = source->fd, status;
	pid_t pid = -1;

	source->fd = unpack(packer->program, file, &pid);
	close(file);
	if (source->fd < 0) {
		say(path, "cannot unpack it: %s: %s; install the package %s", packer->program,
		    strerror(-source->fd), packer->package);
		return source->fd;
	}
	read_records(source, denials);
	close(source->fd);
	if (waitpid(pid, &status, 0) == pid && (!WIFEXITED(status) || WEXITSTATUS(status))) {
		say(path, "%s cannot unpack all of it; fetch the file again", packer->program);
		return -EBADMSG;
	}
	return source->err;
}

int evidence_file_read(const char *path, struct denials *denials)
{
	struct source source = { .fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) };
	const struct packer *packer;
	int err;

	if (source.fd < 0) {
		err = -errno;
		say(path, "cannot read it: %s", strerror(-err));
		return err;
	}
	source.buffer = need_memory(malloc(BUFFER_SIZE + 1));
	packer = packer_of(source.fd);
	if (packer) {
		err = read_packed(&source, path, packer, denials);
	} else {
		read_records(&source, denials);
		close(source.fd);
		err = source.err;
		if (err)
			say(path, "cannot read all of it: %s", strerror(-err));
	}
	free(source.buffer);
	return err;
}
