// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng scan: finds every executable of a tree that has a mark, or whose ELF headers ask for
 * memory that a protection refuses.
 *
 * A tree can have a million files. For most of them the scan asks only for the list of
 * attributes and the mode. It opens a file only if somebody may execute it, or if it is named
 * like a library.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "commands/commands.h"
#include "judgement/executable.h"
#include "judgement/kernel_options.h"
#include "engines.h"
#include "files/parallel_walk.h"
#include "files/root.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/out.h"
#include "terminal/memory.h"
#include "terminal/interrupt.h"
#include "terminal/progress.h"

#define MAX_THREADS 64
/* The buffer size for the names of a file's attributes. Few files have any. */
#define NAMES_SIZE 4096

enum {
	OPTION_MARKED = CLI_KEY,
	OPTION_ROOT,
	OPTION_SUSPECT,
	OPTION_ENGINES,
};

static const struct cli_option options[] = {
	{ 'x', "one-file-system", NULL, "stay on the file system of each DIR" },
	{ 'j', "threads", "N", "use N threads (default: one per processor)" },
	{ OPTION_ROOT, "root", "DIR", "use DIR as the root directory" },
	{ OPTION_MARKED, "marked", NULL, "only files with an attribute, which is faster" },
	{ OPTION_SUSPECT, "suspect", NULL,
	  "also files with an engine that makes code at run time" },
	{ OPTION_ENGINES, "engines", NULL, "print the table of these engines, and end" },
	{ 0 },
};

static const struct out_column columns[] = {
	{ "path", "FILE", OUT_TEXT },	      { "user", "USER", OUT_TEXT },
	{ "security", "SECURITY", OUT_TEXT }, { "pt_pax", "PT_PAX", OUT_TEXT },
	{ "flags", "FLAGS", OUT_TEXT },	      { "signs", "SIGNS", OUT_LIST },
};

/* The traits of ELF headers that make a program suspect. */
static const struct {
	unsigned int trait;
	const char *name;
} signs[] = {
	{ PAXFLAGS_ELF_PT_PAX, "pt-pax" },	   { PAXFLAGS_ELF_EI_PAX, "ei-pax" },
	{ PAXFLAGS_ELF_EXEC_STACK, "exec-stack" }, { PAXFLAGS_ELF_NO_STACK, "no-stack-header" },
	{ PAXFLAGS_ELF_RWX_LOAD, "rwx-segment" },  { PAXFLAGS_ELF_TEXTREL, "textrel" },
};

#define NUM_SIGNS (sizeof(signs) / sizeof(signs[0]))
/* One bit for each. */
#define MAX_ENGINES 64
/* All signs, plus two: the mark is invalid, and the kernel refuses the file. */
#define MAX_SIGNS (NUM_SIGNS + 2 + MAX_ENGINES)

static const struct out_column engine_columns[] = {
	{ "engine", "ENGINE", OUT_TEXT },
	{ "mark", "MARK", OUT_TEXT },
	{ "names", "NAMES", OUT_TEXT },
	{ "why", "WHY", OUT_TEXT },
};

/* @root: the real path of --root, which the rows leave out, or NULL. */
struct scan {
	const struct paxflags_kernel *kernel;
	const char *root_option;
	char *root;
	struct out *out;
	bool marked;
	bool suspect;
	bool list_engines;
	pthread_mutex_t lock;
	unsigned long found;
};

/* A missing PT_GNU_STACK makes memory executable only on some machines. */
static unsigned int suspect_traits(const struct paxflags_elf *elf)
{
	unsigned int traits = elf->traits & ~PAXFLAGS_ELF_INTERP;

	if (elf->type != ET_EXEC && elf->type != ET_DYN)
		return 0;
	if (elf->machine != EM_386 && elf->machine != EM_ARM)
		traits &= ~PAXFLAGS_ELF_NO_STACK;
	return traits;
}

/* Returns 0, or a negative errno if the mark that the kernel uses cannot be read. */
static int put_row(const struct scan *scan, const char *path, const struct executable *executable,
		   uint64_t found)
{
	unsigned int traits = executable->elf_err ? 0 : suspect_traits(&executable->elf), why = 0;
	struct paxflags_decision decision;
	char text[PAXFLAGS_TEXT_SIZE];
	const char *words[MAX_SIGNS];
	size_t i, n = 0;
	int err;

	out_text(scan->out, path);
	executable_put_mark(scan->out, executable->user_err, &executable->user);
	executable_put_mark(scan->out, executable->security_err, &executable->security);
	paxflags_format_columns(&executable->elf.pt_pax, text);
	out_text(scan->out, traits & PAXFLAGS_ELF_PT_PAX ? text : NULL);
	err = executable_decide(scan->kernel, executable, &decision);
	if (err || executable->kind != PAXFLAGS_KIND_ELF) {
		out_none(scan->out);
	} else {
		why = decision.why;
		paxflags_flags_format(decision.flags, text);
		out_paint(scan->out, why & PAXFLAGS_WHY_REFUSED ? OUT_BAD : OUT_PLAIN);
		out_text(scan->out, text);
	}
	for (i = 0; i < NUM_SIGNS; i++) {
		if (traits & signs[i].trait)
			words[n++] = signs[i].name;
	}
	for (i = 0; i < MAX_ENGINES && engines[i].name; i++) {
		if (found >> i & 1)
			words[n++] = engines[i].name;
	}
	if (why & PAXFLAGS_WHY_INVALID)
		words[n++] = "invalid-mark";
	if (why & PAXFLAGS_WHY_REFUSED)
		words[n++] = "refused";
	out_list(scan->out, words, n);
	out_row(scan->out);
	return err;
}

/* Returns 1 if the file has one of the attributes, 0 if not, or a negative errno. */
static int has_mark(const char *name)
{
	char names[NAMES_SIZE];
	ssize_t len, at;

	/* Most files have no attributes. A call without a buffer is the cheapest check for that. */
	len = llistxattr(name, NULL, 0);
	if (len > 0)
		len = llistxattr(name, names, sizeof(names));
	if (len < 0 && errno == EOPNOTSUPP)
		return 0;
	if (len < 0 && errno == ERANGE)
		return lgetxattr(name, PAX_XATTR_USER, NULL, 0) >= 0 ||
		       lgetxattr(name, PAX_XATTR_SECURITY, NULL, 0) >= 0;
	if (len < 0)
		return -errno;
	for (at = 0; at < len; at += strlen(names + at) + 1) {
		if (!strcmp(names + at, PAX_XATTR_USER) || !strcmp(names + at, PAX_XATTR_SECURITY))
			return 1;
	}
	return 0;
}

/* Whether to read the headers: the file is a program, or has the name of a library. */
static int may_run(const char *name)
{
	struct stat st;
	const char *so;

	so = strstr(name, ".so");
	if (so && (!so[3] || so[3] == '.'))
		return 1;
	if (fstatat(AT_FDCWD, name, &st, AT_SYMLINK_NOFOLLOW))
		return -errno;
	return !!(st.st_mode & 0111);
}

/*
 * Whether the headers have a suspect trait, or there are engines to report. Returns 0 for a file
 * that is not ELF.
 */
static int is_suspect(const struct scan *scan, const char *name)
{
	uint64_t found = 0;
	struct paxflags_elf elf;
	int fd, err;

	fd = openat(AT_FDCWD, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = paxflags_elf_inspect_fd(fd, &elf);
	if (!err && scan->suspect)
		engines_find(fd, &found);
	close(fd);
	if (err == -ENOEXEC || err == -EBADMSG)
		return 0;
	return err ? err : suspect_traits(&elf) || found;
}

static int report(struct scan *scan, const struct walk_file *file)
{
	struct executable executable;
	uint64_t found = 0;
	char *path;
	int err, fd, readable;

	fd = openat(AT_FDCWD, file->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = executable_read(fd, &executable);
	readable = err || !scan->suspect || executable.kind != PAXFLAGS_KIND_ELF ?
			   -1 :
			   paxflags_reopen(fd, O_RDONLY);
	if (readable >= 0) {
		engines_find(readable, &found);
		close(readable);
	}
	close(fd);
	if (err)
		return err;
	path = *file->dir ? walk_path(file) : strdup(file->name);
	if (!path)
		out_of_memory();
	pthread_mutex_lock(&scan->lock);
	err = put_row(scan, path + (scan->root ? strlen(scan->root) : 0), &executable, found);
	scan->found++;
	pthread_mutex_unlock(&scan->lock);
	free(path);
	return err;
}

static void scan_file(const struct walk_file *file)
{
	struct scan *scan = file->walk->data;
	int ret = has_mark(file->name);

	if (!ret && !scan->marked) {
		ret = may_run(file->name);
		if (ret > 0)
			ret = is_suspect(scan, file->name);
	}
	if (ret > 0)
		ret = report(scan, file);
	if (ret < 0)
		walk_unreadable(file->walk, *file->dir ? file->dir : file->name,
				*file->dir ? file->name : NULL, ret);
}

/* The lock keeps progress and rows on separate lines. */
static void tick(const struct walk *walk, unsigned long files)
{
	struct scan *scan = walk->data;

	if (pthread_mutex_trylock(&scan->lock))
		return;
	progress_show(files);
	pthread_mutex_unlock(&scan->lock);
}

/* Returns the real path of a descriptor, without a slash at its end. The caller frees it. */
static char *path_of(int fd)
{
	char link[64], *path;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	path = realpath(link, NULL);
	if (path && !strcmp(path, "/"))
		*path = '\0';
	return path;
}

/*
 * Looks up the operands in the root, of which no link leads out. Returns the real paths, which the
 * caller frees, or NULL after a message.
 */
static char **find_in_root(struct scan *scan, const struct cli *cli, int *status)
{
	char **paths = need_memory(calloc(cli->argc + 1, sizeof(*paths)));
	struct root *root;
	struct found found;
	int i, n = 0, err;

	if (root_open(scan->root_option, &root)) {
		free(paths);
		return NULL;
	}
	for (i = 0; i <= cli->argc; i++) {
		const char *name = i ? cli->argv[i - 1] : "/";

		err = root_find(root, name, &found);
		if (err) {
			say_error(name, STEP_FIND, PAXFLAGS_USER, err);
			*status |= err == -ENOENT ? STATUS_MISSING : STATUS_FAILED;
			continue;
		}
		*(i ? &paths[n++] : &scan->root) = need_memory(path_of(found.fd));
		close(found.fd);
	}
	root_close(root);
	return paths;
}

static int take_options(struct cli *cli, struct scan *scan, struct walk *walk,
			struct kernel_options *kernel_options)
{
	unsigned long threads;
	int key;

	while ((key = cli_next(cli)) > 0) {
		switch (key) {
		case 'x':
			walk->one_file_system = true;
			break;
		case 'j':
			cli->status = cli_number(cli, cli->arg, MAX_THREADS, &threads);
			if (cli->status)
				return -1;
			walk->threads = threads;
			break;
		case OPTION_MARKED:
			scan->marked = true;
			break;
		case OPTION_SUSPECT:
			scan->suspect = true;
			break;
		case OPTION_ENGINES:
			scan->list_engines = true;
			break;
		case OPTION_ROOT:
			scan->root_option = cli->arg;
			break;
		default:
			if (kernel_option_take(kernel_options, cli, key))
				return -1;
		}
	}
	return key;
}

static int print_engines(const struct cli *cli)
{
	struct out *out = out_open(cli, OUT_TABLE, engine_columns,
				   sizeof(engine_columns) / sizeof(engine_columns[0]));
	const struct engine *engine;

	for (engine = engines; engine->name; engine++) {
		out_text(out, engine->name);
		out_mark(out, engine->mark);
		out_text(out, engine->patterns);
		out_text(out, engine->why);
		out_row(out);
	}
	out_close(out);
	return STATUS_OK;
}

static int run(struct cli *cli)
{
	struct scan scan = { .lock = PTHREAD_MUTEX_INITIALIZER };
	struct walk walk = { .file = scan_file, .data = &scan, .tick = tick };
	struct kernel_options kernel_options = { 0 };
	int i, status = STATUS_OK;
	char **paths = NULL;

	if (take_options(cli, &scan, &walk, &kernel_options) < 0)
		return cli->status;
	if (scan.list_engines)
		return print_engines(cli);
	if (scan.marked && scan.suspect)
		return cli_usage(cli, "--marked opens no file, so --suspect finds nothing with it");
	if (!cli->argc)
		return cli_usage(cli, "no directory is named; for the whole machine: /");
	if (scan.root_option) {
		paths = find_in_root(&scan, cli, &status);
		if (!paths)
			return STATUS_FAILED;
	}
	kernel_options_apply(&kernel_options, cli);
	scan.kernel = &kernel_options.kernel;
	scan.out = out_open(cli, OUT_TABLE, columns, sizeof(columns) / sizeof(columns[0]));
	interrupt_catch(false);
	progress_start("files", 0, cli->progress);
	if (!paths || *paths)
		status |= walk_trees(&walk, paths ? paths : cli->argv);
	progress_end();
	out_total(scan.out, "files", walk.files);
	out_total(scan.out, "directories", walk.dirs);
	out_total(scan.out, "found", scan.found);
	out_total(scan.out, "unreadable", walk.unreadable);
	out_close(scan.out);
	for (i = 0; paths && paths[i]; i++)
		free(paths[i]);
	free(paths);
	free(scan.root);
	return status;
}

const struct command command_scan = {
	.name = "scan",
	.operands = "DIR...",
	.summary = "find every marked or suspect executable in whole trees",
	.about = "A file is suspect if its ELF headers ask for memory that a protection refuses.\n"
		 "With --suspect it is also suspect if it has, or links, a compiler to memory.\n"
		 "Files come in no particular order.\n"
		 "Status: 0 done, 1 something could not be read, 2 a DIR is missing, 3 both.\n",
	.options = options,
	.also = kernel_option_list,
	.common = COMMON_JSON | COMMON_QUIET | COMMON_PROGRESS,
	.run = run,
};
