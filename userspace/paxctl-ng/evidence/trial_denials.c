// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds the records of a trial in the kernel's stream of events. Each copy has a device number that
 * nothing else has, so its records cannot be confused with those of other programs.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "evidence/denials.h"
#include "evidence/trial_denials.h"
#include "terminal/memory.h"

static const char *const kinds[TRIAL_DENIALS] = {
	"mmap_denied",	"mprotect_denied", "shmat_denied",
	"write_denied", "exec_fault",	   "exec_refused",
};

int trial_denials_open(void)
{
	int fd = open(DENIALS_EVENTS, O_RDONLY | O_NONBLOCK | O_CLOEXEC), err;

	if (fd >= 0 && lseek(fd, 0, SEEK_END) >= 0)
		return fd;
	err = -errno;
	if (fd >= 0)
		close(fd);
	return err;
}

static bool is_known(const struct trial_denials *denials, const struct trial *trial,
		     const char *path)
{
	size_t i;

	for (i = 0; i < denials->num_others; i++) {
		if (!strcmp(denials->others[i], path))
			return true;
	}
	for (i = 0; i < trial->num; i++) {
		if (!strcmp(trial->files[i].path, path))
			return true;
	}
	return false;
}

static void add_other(struct trial_denials *denials, const struct trial *trial, const char *path)
{
	if (denials->num_others < TRIAL_FILES && *path == '/' && !access(path, X_OK) &&
	    !is_known(denials, trial, path))
		denials->others[denials->num_others++] = need_memory(strdup(path));
}

void trial_denials_add(struct trial_denials *denials, const struct trial *trial,
		       const struct trial_outcome *outcome, const struct record *record)
{
	size_t kind, i;

	for (kind = 0; kind < TRIAL_DENIALS && strcmp(kinds[kind], record->event); kind++)
		;
	if (kind == TRIAL_DENIALS)
		return;
	for (i = 0; i < trial->num; i++) {
		const struct file_id *id = &outcome->ids[i];

		if (id->known && record->exe_id.known && id->major == record->exe_id.major &&
		    id->minor == record->exe_id.minor && id->ino == record->exe_id.ino) {
			denials->counts[kind]++;
			return;
		}
	}
	if (record->namespaced && record->exe)
		add_other(denials, trial, record->exe);
}

void trial_denials_read(int fd, const struct trial *trial, const struct trial_outcome *outcome,
			struct trial_denials *denials)
{
	FILE *stream = fd < 0 ? NULL : fdopen(fd, "r");
	struct record record;
	char *line = NULL;
	size_t size = 0;

	*denials = (struct trial_denials){ 0 };
	while (stream && getline(&line, &size, stream) > 0) {
		if (record_read(line, &record, &denials->lost))
			trial_denials_add(denials, trial, outcome, &record);
	}
	free(line);
	if (stream)
		fclose(stream);
	else if (fd >= 0)
		close(fd);
}

bool trial_denials_any(const struct trial_denials *denials)
{
	size_t kind;

	for (kind = 0; kind < TRIAL_DENIALS; kind++) {
		if (denials->counts[kind])
			return true;
	}
	return denials->lost;
}

char *trial_denials_text(const struct trial_denials *denials)
{
	char *text = NULL;
	size_t kind;

	for (kind = 0; kind < TRIAL_DENIALS; kind++) {
		if (denials->counts[kind])
			append_text(&text, ", ", "%lu x %s", denials->counts[kind], kinds[kind]);
	}
	if (denials->lost)
		append_text(&text, ", ", "%lu records lost", denials->lost);
	return text ? text : need_memory(strdup(""));
}

void trial_denials_free(struct trial_denials *denials)
{
	while (denials->num_others)
		free(denials->others[--denials->num_others]);
}
