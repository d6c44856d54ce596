// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processes and their flags. A process is held by a descriptor of its directory, so its
 * number cannot become another's while it is looked at.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "paxflags.h"

/* The lines wanted come early and late in a status; all of it is less than this. */
#define MAX_STATUS 16384

struct paxflags_proc {
	DIR *stream;
	int held;
	char text[MAX_STATUS];
};

int paxflags_proc_open(const char *path, struct paxflags_proc **proc)
{
	struct paxflags_proc *new = malloc(sizeof(*new));
	int err;

	if (!new)
		return -ENOMEM;
	new->held = -1;
	new->stream = opendir(path ? path : "/proc");
	if (!new->stream) {
		err = -errno;
		free(new);
		return err;
	}
	*proc = new;
	return 0;
}

/* The value of the line "KEY:" in @text, or NULL; it ends with a newline or the text. */
static const char *find_line(const char *text, const char *key)
{
	size_t len = strlen(key);

	while (text) {
		if (!strncmp(text, key, len) && text[len] == ':')
			return text + len + 1 + strspn(text + len + 1, " \t");
		text = strchr(text, '\n');
		if (text)
			text++;
	}
	return NULL;
}

/* The kernel writes a newline in a name as \n and a backslash as \\. */
static void take_name(const char *value, char *name, size_t size)
{
	size_t n = 0;

	while (*value && *value != '\n' && n + 1 < size) {
		if (*value == '\\' && (value[1] == 'n' || value[1] == '\\'))
			name[n++] = *++value == 'n' ? '\n' : '\\';
		else
			name[n++] = *value;
		value++;
	}
	name[n] = '\0';
}

/* Returns 1, 0 for what is no process with memory of its own, or a negative errno. */
static int read_status(struct paxflags_proc *proc, struct paxflags_process *process)
{
	int fd = openat(process->dirfd, "status", O_RDONLY | O_CLOEXEC);
	const char *value;
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read_at(fd, proc->text, sizeof(proc->text) - 1, 0);
	close(fd);
	if (n < 0)
		return n;
	proc->text[n] = '\0';
	if (!find_line(proc->text, "VmSize"))
		return 0;
	value = find_line(proc->text, "Name");
	take_name(value ? value : "", process->name, sizeof(process->name));
	/* Real, effective, saved, file system. */
	value = find_line(proc->text, "Uid");
	value = value ? value + strcspn(value, "\t\n") : "";
	process->uid = strtoul(value, NULL, 10);
	value = find_line(proc->text, "PaX");
	process->shows_flags = value && !paxflags_flags_parse(value, &process->flags);
	return 1;
}

static void let_go(struct paxflags_proc *proc)
{
	if (proc->held >= 0)
		close(proc->held);
	proc->held = -1;
}

/* Gone meanwhile: ENOENT before it was opened, ESRCH afterwards. */
static bool is_gone(int err)
{
	return err == -ENOENT || err == -ESRCH;
}

int paxflags_proc_next(struct paxflags_proc *proc, struct paxflags_process *process)
{
	struct dirent *entry;
	int ret;

	while (errno = 0, (entry = readdir(proc->stream))) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		let_go(proc);
		memset(process, 0, sizeof(*process));
		process->pid = strtol(entry->d_name, NULL, 10);
		process->dirfd = openat(dirfd(proc->stream), entry->d_name,
					O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (process->dirfd < 0) {
			ret = -errno;
		} else {
			proc->held = process->dirfd;
			ret = read_status(proc, process);
		}
		if (ret && !is_gone(ret))
			return ret;
	}
	return -errno;
}

int paxflags_proc_exe(const struct paxflags_process *process)
{
	int fd = openat(process->dirfd, "exe", O_PATH | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

void paxflags_proc_close(struct paxflags_proc *proc)
{
	if (!proc)
		return;
	let_go(proc);
	closedir(proc->stream);
	free(proc);
}
