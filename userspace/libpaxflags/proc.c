// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processes and their flags. The library keeps a descriptor of the process's directory open. So
 * it never reads data of another process that reuses the process ID.
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

/*
 * The needed lines are near the beginning and the end of a status file. Most status files are
 * smaller than STATUS_SIZE. For a process in 65536 groups the file has almost 1 MiB.
 */
#define STATUS_SIZE 4096
#define MAX_STATUS (16u << 20)

struct paxflags_proc {
	DIR *stream;
	int held;
	char *text;
	size_t size;
};

int paxflags_proc_open(const char *path, struct paxflags_proc **proc)
{
	struct paxflags_proc *new = malloc(sizeof(*new));
	int err;

	if (!new)
		return -ENOMEM;
	new->held = -1;
	new->size = STATUS_SIZE;
	new->text = malloc(new->size);
	new->stream = new->text ? opendir(path ? path : "/proc") : NULL;
	if (!new->stream) {
		err = new->text ? -errno : -ENOMEM;
		free(new->text);
		free(new);
		return err;
	}
	*proc = new;
	return 0;
}

/* Returns the value of the line "KEY:" in @text, or NULL. A newline or the NUL ends the value. */
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

/* Reads a whole status file, of up to MAX_STATUS bytes. Returns 0 or a negative errno. */
static int read_text(struct paxflags_proc *proc, int fd)
{
	ssize_t n;
	char *text;

	for (;;) {
		n = read_at(fd, proc->text, proc->size - 1, 0);
		if (n < 0)
			return n;
		proc->text[n] = '\0';
		if ((size_t)n < proc->size - 1)
			return 0;
		if (proc->size >= MAX_STATUS)
			return -EFBIG;
		text = realloc(proc->text, 4 * proc->size);
		if (!text)
			return -ENOMEM;
		proc->text = text;
		proc->size *= 4;
	}
}

/* Returns 1, 0 for a kernel thread or a process without memory, or a negative errno. */
static int read_status(struct paxflags_proc *proc, struct paxflags_process *process)
{
	int fd = openat(process->dirfd, "status", O_RDONLY | O_CLOEXEC);
	const char *value;
	int err;

	if (fd < 0)
		return -errno;
	err = read_text(proc, fd);
	close(fd);
	if (err)
		return err;
	if (!find_line(proc->text, "VmSize"))
		return 0;
	value = find_line(proc->text, "Name");
	take_name(value ? value : "", process->name, sizeof(process->name));
	/* The line has the real, effective, saved and file system user ID. */
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

/* The process has ended: ENOENT before its directory was opened, ESRCH afterwards. */
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
	ret = -errno;
	process->pid = 0;
	return ret;
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
	free(proc->text);
	free(proc);
}
