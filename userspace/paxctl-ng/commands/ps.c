// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng ps: lists processes with their flags, and the flags that a restart would give them.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "judgement/executable.h"
#include "judgement/kernel_options.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/out.h"
#include "terminal/memory.h"

enum {
	OPTION_RWX = CLI_KEY,
	OPTION_RESTART,
	OPTION_PROC,
};

static const struct cli_option options[] = {
	{ OPTION_RWX, "rwx", NULL, "list mappings that are both writable and executable" },
	{ OPTION_RESTART, "restart", NULL, "only processes that a restart would change" },
	{ OPTION_PROC, "proc", "DIR", "read processes from DIR, not /proc" },
	{ 0 },
};

static const struct out_column columns[] = {
	{ "pid", "PID", OUT_NUMBER },	    { "uid", "UID", OUT_NUMBER },
	{ "name", "NAME", OUT_TEXT },	    { "flags", "FLAGS", OUT_TEXT },
	{ "next", "NEXT", OUT_TEXT },	    { "mark", "MARK", OUT_TEXT },
	{ "restart", "RESTART", OUT_BOOL }, { "exe", "EXE", OUT_TEXT },
};

static const struct out_column rwx_columns[] = {
	{ "pid", "PID", OUT_NUMBER },	{ "uid", "UID", OUT_NUMBER },
	{ "name", "NAME", OUT_TEXT },	{ "flags", "FLAGS", OUT_TEXT },
	{ "range", "RANGE", OUT_TEXT }, { "kib", "KIB", OUT_NUMBER },
	{ "what", "WHAT", OUT_TEXT },
};

/*
 * The request and the counts. @only: the requested pids; empty means all processes. @found:
 * for each requested pid, whether the process exists. @err: the error from reading a process
 * that the user may read, or 0.
 */
struct ps {
	const struct paxflags_kernel *kernel;
	struct out *out;
	bool rwx;
	bool restart;
	const char *proc;
	char *const *only;
	bool *found;
	unsigned long shown;
	unsigned long to_restart;
	unsigned long unreadable;
	int err;
};

static bool is_wanted(const struct ps *ps, pid_t pid)
{
	bool wanted = !*ps->only;
	size_t i;

	for (i = 0; ps->only[i]; i++) {
		if (strtol(ps->only[i], NULL, 10) != pid)
			continue;
		ps->found[i] = true;
		wanted = true;
	}
	return wanted;
}

/* Reports the requested processes that do not exist. Returns bits of STATUS_*. */
static int tell_missing(const struct ps *ps)
{
	int status = STATUS_OK;
	size_t i;

	for (i = 0; ps->only[i]; i++) {
		if (ps->found[i])
			continue;
		say(ps->only[i],
		    "there is no such process, or it is one of the kernel's own, which have no flags");
		status = STATUS_MISSING;
	}
	return status;
}

static void put_process(const struct ps *ps, const struct paxflags_process *process)
{
	char text[PAXFLAGS_TEXT_SIZE];

	out_number(ps->out, process->pid);
	out_number(ps->out, process->uid);
	out_text(ps->out, process->name);
	paxflags_flags_format(process->flags, text);
	out_text(ps->out, process->shows_flags ? text : NULL);
}

/* Parses one line of maps: "START-END PERMS OFFSET DEVICE INODE  NAME". */
static void put_mapping(struct ps *ps, const struct paxflags_process *process, char *line)
{
	unsigned long long start, end;
	char perms[8], *what;
	int at = 0;

	if (sscanf(line, "%llx-%llx %7s %*s %*s %*s %n", &start, &end, perms, &at) < 3 ||
	    perms[1] != 'w' || perms[2] != 'x')
		return;
	what = line + at;
	what[strcspn(what, "\n")] = '\0';
	line[strcspn(line, " ")] = '\0';
	put_process(ps, process);
	out_text(ps->out, line);
	out_number(ps->out, (end - start) / 1024);
	out_text(ps->out, at && *what ? what : "(anonymous)");
	out_row(ps->out);
	ps->shown++;
}

/* Returns 0 or a negative errno. */
static int show_rwx(struct ps *ps, const struct paxflags_process *process)
{
	int fd = openat(process->dirfd, "maps", O_RDONLY | O_CLOEXEC);
	FILE *maps = fd < 0 ? NULL : fdopen(fd, "r");
	size_t size = 0;
	char *line = NULL;
	int err;

	if (!maps)
		return -errno;
	errno = 0;
	while (getline(&line, &size, maps) > 0)
		put_mapping(ps, process, line);
	err = ferror(maps) ? -errno : 0;
	free(line);
	fclose(maps);
	return err;
}

/* Reads the path of the executable, or "" if that fails. */
static void exe_path(const struct paxflags_process *process, char path[PATH_MAX])
{
	ssize_t n = readlinkat(process->dirfd, "exe", path, PATH_MAX - 1);

	path[n < 0 ? 0 : n] = '\0';
}

static void put_exe(const struct ps *ps, const struct executable *executable,
		    const struct paxflags_decision *decision, bool differs)
{
	bool security = !executable->security_err && ps->kernel->security_counts;
	const struct paxflags_value *value = security ? &executable->security : &executable->user;
	char text[PAXFLAGS_TEXT_SIZE];

	paxflags_flags_format(decision->flags, text);
	if (decision->why & PAXFLAGS_WHY_REFUSED) {
		out_paint(ps->out, OUT_BAD);
		out_text(ps->out, "refused");
	} else {
		out_text(ps->out, text);
	}
	executable_put_mark(ps->out, security ? 0 : executable->user_err, value);
	out_paint(ps->out, differs ? OUT_DOUBTFUL : OUT_PLAIN);
	out_bool(ps->out, differs);
}

static int show_process(struct ps *ps, const struct paxflags_process *process)
{
	struct paxflags_decision decision = { 0 };
	struct executable executable;
	bool differs = false;
	char path[PATH_MAX];
	int err;

	err = executable_of_process(ps->kernel, process, &executable, &decision);
	if (err == -ENOENT || err == -ESRCH)
		return 0;
	if (!err && process->shows_flags)
		differs = decision.flags != process->flags;
	ps->to_restart += differs;
	if (ps->restart && !differs)
		return err;
	exe_path(process, path);
	put_process(ps, process);
	if (err) {
		out_none(ps->out);
		out_none(ps->out);
		out_none(ps->out);
	} else {
		put_exe(ps, &executable, &decision, differs);
	}
	out_text(ps->out, *path ? path : NULL);
	out_row(ps->out);
	ps->shown++;
	return err;
}

static int show_all(struct ps *ps)
{
	struct paxflags_process process;
	struct paxflags_proc *proc;
	int ret;

	ret = paxflags_proc_open(ps->proc, &proc);
	if (ret) {
		say(ps->proc ? ps->proc : "/proc", "cannot be read: %s; mount proc there",
		    strerror(-ret));
		return STATUS_FAILED;
	}
	while ((ret = paxflags_proc_next(proc, &process)) != 0 && process.pid) {
		if (!is_wanted(ps, process.pid))
			continue;
		if (ret > 0)
			ret = ps->rwx ? show_rwx(ps, &process) : show_process(ps, &process);
		if (!ret || ret == -ENOENT || ret == -ESRCH)
			continue;
		ps->unreadable++;
		if (ret != -EACCES && ret != -EPERM)
			ps->err = ret;
	}
	paxflags_proc_close(proc);
	if (!ret && !ps->err)
		return tell_missing(ps);
	say(ps->proc ? ps->proc : "/proc", "not all of it can be read: %s",
	    error_text(ret ? ret : ps->err));
	return STATUS_FAILED;
}

static int take_options(struct cli *cli, struct ps *ps, struct kernel_options *kernel_options)
{
	int key;

	while ((key = cli_next(cli)) > 0) {
		switch (key) {
		case OPTION_RWX:
			ps->rwx = true;
			break;
		case OPTION_RESTART:
			ps->restart = true;
			break;
		case OPTION_PROC:
			ps->proc = cli->arg;
			break;
		default:
			if (kernel_option_take(kernel_options, cli, key))
				return -1;
		}
	}
	return key;
}

static int list(struct cli *cli)
{
	struct kernel_options kernel_options = { 0 };
	struct ps ps = { .kernel = &kernel_options.kernel };
	unsigned long pid;
	int i, status;

	if (take_options(cli, &ps, &kernel_options) < 0)
		return cli->status;
	if (ps.rwx && ps.restart)
		return cli_usage(cli, "--rwx and --restart exclude each other; give one of them");
	for (i = 0; i < cli->argc; i++) {
		status = cli_number(cli, cli->argv[i], INT_MAX, &pid);
		if (status)
			return status;
	}
	kernel_options_apply(&kernel_options, cli);
	ps.only = cli->argv;
	ps.found = calloc(cli->argc + 1, sizeof(*ps.found));
	if (!ps.found)
		out_of_memory();
	ps.out = ps.rwx ? out_open(cli, OUT_TABLE, rwx_columns,
				   sizeof(rwx_columns) / sizeof(rwx_columns[0])) :
			  out_open(cli, OUT_TABLE, columns, sizeof(columns) / sizeof(columns[0]));
	status = show_all(&ps);
	out_total(ps.out, "shown", ps.shown);
	if (!ps.rwx)
		out_total(ps.out, "restart", ps.to_restart);
	out_total(ps.out, "unreadable", ps.unreadable);
	out_close(ps.out);
	free(ps.found);
	if (ps.unreadable && !cli->quiet)
		say(ps.proc ? ps.proc : "/proc",
		    "%lu %s of other users, or with more rights, cannot be read in full; run as root with all capabilities to see %s",
		    ps.unreadable, ps.unreadable == 1 ? "process" : "processes",
		    ps.unreadable == 1 ? "it" : "them");
	return status;
}

const struct command command_ps = {
	.name = "ps",
	.operands = "[PID...]",
	.summary = "list processes with their flags, and what a restart would change",
	.about = "NEXT shows the flags that a restart would give the process.\n"
		 "Status: 0 done, 1 proc cannot be read, 2 a PID is no process.\n",
	.options = options,
	.also = kernel_option_list,
	.common = COMMON_JSON | COMMON_QUIET,
	.run = list,
};
