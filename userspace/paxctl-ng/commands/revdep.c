// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng revdep: lists the programs that link a library, and compares their marks. Only the
 * mark of a program counts: the code of a library runs with the flags of the program.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "files/elf_links.h"
#include "files/root.h"
#include "files/tree.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/out.h"
#include "terminal/memory.h"
#include "terminal/interrupt.h"
#include "terminal/progress.h"
#include "elf_needed.h"

#define MAX_TREES 64

enum {
	KEY_ROOT = CLI_KEY,
	KEY_TREE,
	KEY_AGREE,
	KEY_LIBRARIES,
};

static const struct cli_option options[] = {
	{ KEY_AGREE, "agree", NULL, "return status 1 if the marks of the programs differ" },
	{ KEY_LIBRARIES, "libraries", NULL, "also show libraries that link it" },
	{ KEY_TREE, "tree", "DIR", "look only below DIR" },
	{ KEY_ROOT, "root", "DIR", "use DIR as the root directory" },
	{ 0 },
};

static const struct out_column columns[] = {
	{ "library", "LIBRARY", OUT_TEXT }, { "path", "FILE", OUT_TEXT },
	{ "via", "VIA", OUT_TEXT },	    { "mark", "MARK", OUT_TEXT },
	{ "lacks", "LACKS", OUT_TEXT },
};

/* A library from the command line. If @err is 0, its soname, and the machine to search. */
struct library {
	int err;
	char *name;
	unsigned int machine;
};

/* @in_root: paths of libraries are relative to the root as well */
struct search {
	const struct cli *cli;
	struct root *root;
	bool in_root;
	const char *trees[MAX_TREES];
	size_t num_trees;
	bool agree;
	bool libraries;
	struct elf_links links;
	unsigned long files;
};

static void tell_unread(struct search *search, const char *path, const char *why)
{
	search->links.unreadable++;
	if (!search->cli->quiet)
		say(path, "cannot be read: %s", why);
}

static void visit_failed(const char *path, int err, void *context)
{
	tell_unread(context, path, root_error(err));
}

static void visit(const struct found *found, void *context)
{
	struct search *search = context;
	int fd = paxflags_reopen(found->fd, O_RDONLY);

	progress_show(++search->files);
	if (fd < 0) {
		tell_unread(search, found->path, error_text(fd));
		return;
	}
	elf_links_add(&search->links, found->path, fd);
	close(fd);
}

static void walk_tree(const char *tree, void *context)
{
	struct search *search = context;
	const struct tree_visitor visitor = { visit, visit_failed, search };
	int err = tree_walk_found(search->root, tree, &visitor);

	if (err && err != -ENOENT)
		visit_failed(tree, err, search);
}

/* Returns the exemptions of a program: a subset of "pEmr". */
static unsigned int exemptions(const struct elf_link *file)
{
	unsigned int flags = file->effective.flags;

	return (PAX_FLAGS_DEFAULT & ~flags) | (flags & PAX_EMUTRAMP);
}

static const char *letters_of(unsigned int exempt, char text[PAX_FLAGS_NUM])
{
	size_t n = 0;

	if (exempt & PAX_PAGEEXEC)
		text[n++] = 'p';
	if (exempt & PAX_EMUTRAMP)
		text[n++] = 'E';
	if (exempt & PAX_MPROTECT)
		text[n++] = 'm';
	if (exempt & PAX_RANDMMAP)
		text[n++] = 'r';
	text[n] = '\0';
	return n ? text : NULL;
}

static void put_mark(struct out *out, const struct elf_link *file)
{
	char text[PAXFLAGS_TEXT_SIZE];
	struct paxflags_letters letters;

	if (!file->has_mark) {
		out_text(out, NULL);
	} else if (paxflags_parse(file->mark.bytes, file->mark.len, &letters)) {
		out_paint(out, OUT_BAD);
		out_text(out, "(invalid)");
	} else {
		paxflags_format(&letters, text);
		out_mark(out, text);
	}
}

/*
 * Prints the files that use a library. Returns true if all programs among them have the same
 * exemptions.
 */
static bool show_users(struct search *search, struct out *out, const char *library)
{
	unsigned int all = 0, common = PAX_FLAGS_ALL;
	char text[PAX_FLAGS_NUM];
	size_t i;

	for (i = 0; i < search->links.num; i++) {
		const struct elf_link *file = &search->links.files[i];

		if (!file->used || !file->elf.is_program)
			continue;
		all |= exemptions(file);
		common &= exemptions(file);
	}
	for (i = 0; i < search->links.num; i++) {
		const struct elf_link *file = &search->links.files[i];

		if (!file->used || (!file->elf.is_program && !search->libraries))
			continue;
		out_text(out, library);
		out_text(out, file->path);
		out_text(out, file->via ? file->via->name : NULL);
		put_mark(out, file);
		out_paint(out, OUT_DOUBTFUL);
		out_text(out,
			 file->elf.is_program ? letters_of(all & ~exemptions(file), text) : NULL);
		out_row(out);
	}
	return !(all & ~common);
}

/* Opens a library by its path. Returns a descriptor or a negative errno. */
static int open_library(const struct search *search, const char *operand)
{
	struct found found;
	int err, fd;

	if (search->in_root) {
		err = root_find(search->root, operand, &found);
		if (err)
			return err;
	} else {
		found.fd = paxflags_open(AT_FDCWD, operand);
		if (found.fd < 0)
			return found.fd;
	}
	if (fstat(found.fd, &found.st))
		fd = -errno;
	else
		fd = S_ISREG(found.st.st_mode) ? paxflags_reopen(found.fd, O_RDONLY) : -ENOEXEC;
	close(found.fd);
	return fd;
}

/* Finds the name in DT_NEEDED (the caller frees it), and the machine if that is known. */
static int name_library(const struct search *search, const char *operand, struct library *library)
{
	struct elf_needed needed;
	int err, fd;

	if (!*operand)
		return -ENOENT;
	if (!strchr(operand, '/')) {
		library->name = strdup(operand);
		return library->name ? 0 : -ENOMEM;
	}
	fd = open_library(search, operand);
	if (fd < 0)
		return fd;
	err = elf_needed_read(fd, &needed);
	close(fd);
	if (err)
		return err;
	library->machine = needed.machine;
	library->name = strdup(needed.soname ? needed.soname : strrchr(operand, '/') + 1);
	elf_needed_free(&needed);
	return library->name ? 0 : -ENOMEM;
}

static const char *why_no_library(int err)
{
	switch (-err) {
	case ENOENT:
		return "there is no such file; name a library by its path or soname";
	case ENOEXEC:
	case ENODATA:
		return "it is no library; name one by its path or soname";
	case EBADMSG:
		return "its ELF headers are malformed; reinstall it, or name its soname";
	default:
		return root_error(err);
	}
}

/* Finds the names of all libraries before the long search. Returns bits of STATUS_*. */
static int name_all(const struct search *search, struct library *libraries)
{
	const struct cli *cli = search->cli;
	int i, status = STATUS_OK;

	for (i = 0; i < cli->argc; i++) {
		int err = name_library(search, cli->argv[i], &libraries[i]);

		libraries[i].err = err;
		if (!err)
			continue;
		say(cli->argv[i], "%s", why_no_library(err));
		status |= err == -ENOENT ? STATUS_MISSING : STATUS_FAILED;
	}
	return status;
}

/* Says that no program links the library, and whether there is such a library at all. */
static void tell_unused(const struct search *search, const char *operand, const char *name)
{
	bool exists = strchr(operand, '/');
	size_t i;

	for (i = 0; i < search->links.num; i++) {
		const struct elf_link *file = &search->links.files[i];

		if (file->used && (file->elf.is_program || search->libraries))
			return;
		exists = exists || (!file->elf.is_program && !strcmp(file->name, name));
	}
	if (exists)
		say(operand, "no program links it; revdep does not find those that dlopen(3) it");
	else
		say(operand, "no program links it, and no library there has that soname; name %s",
		    "what \"objdump -p LIBRARY | grep SONAME\" says");
}

static int search_one(struct search *search, struct out *out, const char *operand,
		      const struct library *library)
{
	bool agree;

	elf_links_find_users(&search->links, library->name, library->machine);
	if (!search->cli->quiet)
		tell_unused(search, operand, library->name);
	agree = show_users(search, out, library->name);
	if (!agree && !search->cli->quiet)
		say(operand,
		    "warning: its users differ in their marks; where the library needs an exemption, every one of them needs it");
	return agree || !search->agree ? STATUS_OK : STATUS_FAILED;
}

static int by_path(const void *a, const void *b)
{
	const struct elf_link *left = a, *right = b;

	return strcmp(left->path, right->path);
}

static void walk_all(struct search *search)
{
	size_t i;

	interrupt_catch(false);
	progress_start("files", 0, search->cli->progress);
	if (!search->num_trees)
		tree_standard(search->root, walk_tree, search);
	for (i = 0; i < search->num_trees; i++)
		walk_tree(search->trees[i], search);
	progress_end();
	if (search->links.num)
		qsort(search->links.files, search->links.num, sizeof(*search->links.files),
		      by_path);
}

/* Reports unreadable files: each of them might link any library. */
static int tell_unreadable(const struct search *search)
{
	if (!search->links.unreadable)
		return STATUS_OK;
	say("revdep", "%lu %s cannot be read, so users may be missing; run as root",
	    search->links.unreadable,
	    search->links.unreadable == 1 ? "place or file" : "places or files");
	return STATUS_FAILED;
}

static int search_all(struct search *search)
{
	const struct cli *cli = search->cli;
	struct library *libraries = calloc(cli->argc, sizeof(*libraries));
	int i, status, wanted = 0;
	struct out *out;

	if (!libraries)
		out_of_memory();
	status = name_all(search, libraries);
	for (i = 0; i < cli->argc; i++)
		wanted += !libraries[i].err;
	out = out_open(cli, OUT_TABLE, columns, sizeof(columns) / sizeof(columns[0]));
	if (wanted)
		walk_all(search);
	for (i = 0; i < cli->argc; i++) {
		/* After an interruption the result would be incomplete, so do not print it. */
		if (!libraries[i].err && !interrupted())
			status |= search_one(search, out, cli->argv[i], &libraries[i]);
		free(libraries[i].name);
	}
	free(libraries);
	status |= tell_unreadable(search);
	out_total(out, "files", search->files);
	out_total(out, "elf", search->links.num);
	out_total(out, "unreadable", search->links.unreadable);
	out_total(out, "malformed", search->links.malformed);
	out_close(out);
	return status;
}

static int run(struct cli *cli)
{
	struct search search = { .cli = cli };
	const char *root = "/";
	int key, err, status;

	while ((key = cli_next(cli)) > 0) {
		switch (key) {
		case KEY_ROOT:
			root = cli->arg;
			search.in_root = true;
			break;
		case KEY_AGREE:
			search.agree = true;
			break;
		case KEY_LIBRARIES:
			search.libraries = true;
			break;
		case KEY_TREE:
			if (*cli->arg != '/' || search.num_trees == MAX_TREES)
				return cli_usage(cli, "--tree: at most %d absolute paths",
						 MAX_TREES);
			search.trees[search.num_trees++] = cli->arg;
			break;
		}
	}
	if (key)
		return cli->status;
	if (!cli->argc)
		return cli_usage(cli, "name a library, by its path or soname");
	err = root_open(root, &search.root);
	if (err)
		return STATUS_FAILED;
	status = search_all(&search);
	elf_links_free(&search.links);
	root_close(search.root);
	return status;
}

const struct command command_revdep = {
	.name = "revdep",
	.operands = "LIBRARY|FILE...",
	.summary = "show which programs link a library, and compare their marks",
	.about =
		"A library is named by its path or its soname, such as libffi.so.8. Shows every\n"
		"program that links it, itself or by way of another library (VIA), with its mark,\n"
		"and which exemptions it lacks that other users of the library have (LACKS).\n",
	.options = options,
	.common = COMMON_JSON | COMMON_QUIET | COMMON_PROGRESS,
	.run = run,
};
