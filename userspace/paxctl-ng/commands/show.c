// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng show: prints the marks of files, and the flags that the kernel will give them.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "files/root.h"
#include "judgement/executable.h"
#include "judgement/kernel_options.h"
#include "judgement/describe.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/out.h"

/* The number of nested scripts that the kernel follows. */
#define MAX_SCRIPTS 5

static const struct out_column columns[] = {
	{ "path", "FILE", OUT_TEXT },
	{ "flags", "flags", OUT_TEXT },
	{ "runs", "runs", OUT_BOOL },
	{ "user", "user.pax.flags", OUT_TEXT },
	{ "security", "security.pax.flags", OUT_TEXT },
	{ "pt_pax", "PT_PAX", OUT_TEXT },
	{ "ei_pax", "EI_PAX", OUT_TEXT },
	{ "interpreter", "interpreter", OUT_TEXT },
	{ "why", "because", OUT_LIST },
	{ "signer", PAX_XATTR_SIGNATURE, OUT_TEXT },
};

static const struct {
	unsigned int obstacle;
	const char *text;
} obstacles[] = {
	{ EXECUTABLE_NOT_REGULAR, "it is not a regular file, so it is never run" },
	{ EXECUTABLE_NOT_LOADED,
	  "it is neither a script nor an ELF file that this kernel loads, so the module leaves it alone" },
	{ EXECUTABLE_MALFORMED,
	  "its ELF headers are malformed or truncated, so no kernel loads it" },
	{ EXECUTABLE_NOEXEC, "its file system is mounted noexec, so nothing there is run" },
	{ EXECUTABLE_NO_X, "nobody may execute it (chmod +x)" },
	{ EXECUTABLE_TOO_DEEP,
	  "more interpreters in a row are scripts than the kernel follows (five), so it is not run (ELOOP)" },
};

#define NUM_OBSTACLES (sizeof(obstacles) / sizeof(obstacles[0]))

enum {
	OPTION_ROOT = CLI_KEY,
};

static const struct cli_option options[] = {
	{ OPTION_ROOT, "root", "DIR", "use DIR as the root directory" },
	{ 0 },
};

/* @root: the tree that the files are in, or NULL for the machine itself. */
struct shower {
	const struct paxflags_kernel *kernel;
	struct root *root;
	struct out *out;
};

/* Opens a file of the tree, or of the machine. Returns a descriptor or a negative errno. */
static int open_file(const struct shower *shower, const char *path)
{
	struct found found;
	int err;

	if (!shower->root)
		return paxflags_open(AT_FDCWD, path);
	err = root_find(shower->root, path, &found);
	return err ? err : found.fd;
}

static void put_letters(const struct shower *shower, bool there,
			const struct paxflags_letters *letters)
{
	char text[PAXFLAGS_TEXT_SIZE];

	paxflags_format_columns(letters, text);
	out_text(shower->out, there ? text : NULL);
}

/* Prints one row. @file: the named file; @loaded: the file that the kernel would load for it. */
static int put_row(const struct shower *shower, const char *path, const struct executable *file,
		   const struct executable *loaded, const char *interpreter)
{
	unsigned int stops = file->obstacles | loaded->obstacles;
	const char *words[DESCRIBE_MAX + NUM_OBSTACLES + 2];
	struct paxflags_decision decision;
	char flags[PAXFLAGS_TEXT_SIZE];
	struct out *out = shower->out;
	size_t i, n = 0;
	bool runs;
	int err;

	err = executable_decide(shower->kernel, loaded, &decision);
	runs = !stops && !err &&
	       (!(decision.why & PAXFLAGS_WHY_REFUSED) || shower->kernel->permissive);
	out_text(out, path);
	if (err || (stops & EXECUTABLE_NO_PROGRAM)) {
		out_none(out);
	} else {
		paxflags_flags_format(decision.flags, flags);
		out_text(out, flags);
	}
	out_paint(out, runs ? OUT_GOOD : OUT_BAD);
	if (err)
		out_none(out);
	else
		out_bool(out, runs);
	executable_put_mark(out, file->user_err, &file->user);
	executable_put_mark(out, file->security_err, &file->security);
	put_letters(shower, !file->elf_err && (file->elf.traits & PAXFLAGS_ELF_PT_PAX),
		    &file->elf.pt_pax);
	put_letters(shower, !file->elf_err && (file->elf.traits & PAXFLAGS_ELF_EI_PAX),
		    &file->elf.ei_pax);
	out_text(out, interpreter);
	if (interpreter)
		words[n++] = "a script: the kernel loads its interpreter, whose mark counts";
	for (i = 0; i < NUM_OBSTACLES; i++) {
		if (stops & obstacles[i].obstacle)
			words[n++] = obstacles[i].text;
	}
	if (err)
		words[n++] = "a mark that counts cannot be read";
	else if (!(stops & EXECUTABLE_NO_PROGRAM))
		n += describe_reasons(shower->kernel, &decision, words + n);
	if (!err && (decision.why & PAXFLAGS_WHY_INVALID))
		words[n++] =
			describe_invalid(loaded->security_err || !shower->kernel->security_counts ?
						 &loaded->user :
						 &loaded->security);
	out_list(out, words, n);
	out_text(out, *file->signer ? file->signer : NULL);
	out_row(out);
	return err;
}

/* Follows interpreters from a script to the file that the kernel finally loads. */
static int follow(const struct shower *shower, const char *path, struct executable *loaded,
		  char interpreter[256])
{
	int i, fd, err;

	for (i = 0; i < MAX_SCRIPTS && loaded->kind == PAXFLAGS_KIND_SCRIPT; i++) {
		memcpy(interpreter, loaded->interpreter, sizeof(loaded->interpreter));
		fd = open_file(shower, interpreter);
		if (fd < 0) {
			say(path,
			    "its interpreter %s cannot be found: %s; install it, or change the first line",
			    interpreter, strerror(-fd));
			return STATUS_FAILED;
		}
		err = executable_read(fd, loaded);
		close(fd);
		if (err) {
			say_error(interpreter, STEP_OPEN, PAXFLAGS_USER, err);
			return STATUS_FAILED;
		}
	}
	if (loaded->kind == PAXFLAGS_KIND_SCRIPT)
		loaded->obstacles |= EXECUTABLE_TOO_DEEP;
	return STATUS_OK;
}

static int show(const struct shower *shower, const char *path)
{
	struct executable file, loaded;
	char interpreter[256] = "";
	int err, fd, status;

	fd = open_file(shower, path);
	if (fd < 0) {
		say_error(path, STEP_FIND, PAXFLAGS_USER, fd);
		return fd == -ENOENT ? STATUS_MISSING : STATUS_FAILED;
	}
	err = executable_read(fd, &file);
	close(fd);
	if (err) {
		say_error(path, STEP_OPEN, PAXFLAGS_USER, err);
		return STATUS_FAILED;
	}
	loaded = file;
	status = follow(shower, path, &loaded, interpreter);
	if (file.kind < 0) {
		say_error(path, STEP_OPEN, PAXFLAGS_USER, file.kind);
		status |= STATUS_FAILED;
	}
	err = put_row(shower, path, &file, &loaded, *interpreter ? interpreter : NULL);
	if (err) {
		say_error(*interpreter ? interpreter : path, STEP_READ_ATTR, PAXFLAGS_USER, err);
		status |= STATUS_FAILED;
	}
	return status;
}

static int run(struct cli *cli)
{
	struct kernel_options kernel_options = { 0 };
	struct shower shower = { .kernel = &kernel_options.kernel };
	int key, status = STATUS_OK;
	const char *root = NULL;

	while ((key = cli_next(cli)) > 0) {
		if (key == OPTION_ROOT)
			root = cli->arg;
		else if (kernel_option_take(&kernel_options, cli, key))
			return cli->status;
	}
	if (key)
		return cli->status;
	if (!cli->argc)
		return cli_usage(cli, "no file is named");
	if (root && root_open(root, &shower.root))
		return STATUS_FAILED;
	kernel_options_apply(&kernel_options, cli);
	shower.out = out_open(cli, OUT_BLOCKS, columns, sizeof(columns) / sizeof(columns[0]));
	for (; *cli->argv; cli->argv++)
		status |= show(&shower, *cli->argv);
	out_close(shower.out);
	root_close(shower.root);
	return status;
}

const struct command command_show = {
	.name = "show",
	.operands = "FILE...",
	.summary = "show marks, and the flags that the kernel will give, with the reason",
	.about = "Status: 0 done, 1 something could not be read, 2 a file is missing, 3 both.\n",
	.options = options,
	.also = kernel_option_list,
	.common = COMMON_JSON | COMMON_QUIET,
	.run = run,
};
