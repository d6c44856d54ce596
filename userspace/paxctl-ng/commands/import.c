// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng import: makes a policy file of a list for another tool, or of the marks of a tree.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands/commands.h"
#include "files/file_id.h"
#include "files/legacy.h"
#include "files/root.h"
#include "files/tree.h"
#include "policy/lists.h"
#include "policy/rules.h"
#include "terminal/cli.h"
#include "terminal/interrupt.h"
#include "terminal/memory.h"
#include "terminal/message.h"
#include "terminal/out.h"
#include "terminal/output_file.h"
#include "terminal/progress.h"
#include "terminal/quote.h"

enum {
	KEY_FORMAT = CLI_KEY,
	KEY_HOME,
	KEY_ROOT,
};

static const struct cli_option options[] = {
	{ KEY_FORMAT, "format", "FORMAT", "the format, if it is not to be recognised" },
	{ KEY_HOME, "home", "DIR", "the directory that relative paths start from" },
	{ 'o', "output", "FILE", "replace FILE, as a whole, instead of printing" },
	{ KEY_ROOT, "root", "DIR", "use DIR as the root directory of trees" },
	{ 0 },
};

static const struct out_column columns[] = {
	{ "taken", "TAKEN", OUT_BOOL }, { "path", "FILE", OUT_TEXT },
	{ "mark", "MARK", OUT_TEXT },	{ "source", "SOURCE", OUT_TEXT },
	{ "line", "LINE", OUT_NUMBER }, { "remark", "REMARK", OUT_TEXT },
};

/* One run. @source: the list that is read. @same: files of a tree whose mark changes nothing. */
struct import {
	const struct cli *cli;
	const char *home;
	const char *format;
	const char *output;
	const char *root_path;
	struct root *root;
	struct out *out;
	const char *source;
	unsigned long files;
	unsigned long taken;
	unsigned long left;
	unsigned long same;
	int status;
};

static void put_text(const char *text)
{
	char *quoted = quote(text, false);

	fputs(quoted, stdout);
	free(quoted);
}

/* Prints a line of the policy, and what is to be said of it. @before: words before the mark. */
static void put_line(struct import *import, unsigned int line, const char *before, const char *mark,
		     const char *path, const char *remark)
{
	import->taken++;
	if (import->out) {
		out_bool(import->out, true);
		out_text(import->out, path);
		out_mark(import->out, mark);
		out_text(import->out, import->source);
		if (line)
			out_number(import->out, line);
		else
			out_none(import->out);
		out_text(import->out, remark);
		out_row(import->out);
		return;
	}
	if (remark) {
		printf("# %s", line ? "" : "from ");
		put_text(remark);
		putchar('\n');
	}
	printf("%s%s\t", before, mark);
	/* Only the name of a file of a tree can have characters that a terminal acts on. */
	if (isatty(STDOUT_FILENO))
		put_text(path);
	else
		fputs(path, stdout);
	putchar('\n');
}

/* Prints an entry that is left out, as a comment. */
static void put_left(struct import *import, unsigned int line, const char *path, const char *reason)
{
	import->left++;
	if (import->out) {
		out_paint(import->out, OUT_BAD);
		out_bool(import->out, false);
		out_text(import->out, path);
		out_mark(import->out, NULL);
		out_text(import->out, import->source);
		if (line)
			out_number(import->out, line);
		else
			out_none(import->out);
		out_text(import->out, reason);
		out_row(import->out);
		return;
	}
	printf("# left out: ");
	if (line)
		printf("line %u: ", line);
	if (path) {
		put_text(path);
		printf(": ");
	}
	put_text(reason);
	putchar('\n');
}

static void take_entry(const struct list_entry *entry, void *context)
{
	struct import *import = context;

	if (entry->wrong) {
		char *where;

		where = format_text("%s:%u", import->source, entry->line);
		say(where, "%s", entry->left_out);
		free(where);
		import->status |= STATUS_FAILED;
	} else if (entry->left_out) {
		put_left(import, entry->line, entry->path, entry->left_out);
	} else {
		put_line(import, entry->line, "", entry->mark, entry->path, entry->note);
	}
}

/* Takes a policy file, such as a list of paxd. */
static void take_policy(struct import *import, char *text, size_t len)
{
	FILE *stream = len ? fmemopen(text, len, "r") : fopen("/dev/null", "re");
	char mark[PAXFLAGS_TEXT_SIZE], before[RULE_CONDITIONS_SIZE];
	struct policy_file file;
	size_t i;

	if (!stream)
		out_of_memory();
	if (policy_parse(stream, import->source, false, import->home, &file))
		import->status |= STATUS_FAILED;
	fclose(stream);
	for (i = 0; i < file.num_inherits && !import->out; i++)
		printf("inherit %s\n", file.inherits[i].name);
	for (i = 0; i < file.num; i++) {
		const struct rule *rule = &file.rules[i];

		rule_write_conditions(rule, before);
		paxflags_format(&rule->letters, mark);
		put_line(import, rule->line, before, rule->remove ? "-" : mark, rule->path, NULL);
	}
	policy_file_free(&file);
}

static void take_list(struct import *import, const char *name)
{
	struct list list = {
		.name = name, .home = import->home, .take = take_entry, .context = import
	};
	enum list_format format;
	const char *unread;
	char *text;

	import->source = strcmp(name, "-") ? name : "standard input";
	if (list_read_text(name, &text, &list.len)) {
		import->status |=
			access(name, F_OK) && strcmp(name, "-") ? STATUS_MISSING : STATUS_FAILED;
		free(text);
		return;
	}
	unread = import->format ? NULL : list_unread(text);
	list.text = text;
	if (!import->format || !list_format_find(import->format, &format))
		format = list_detect(text);
	if (unread) {
		say(import->source, "this is %s", unread);
		import->status |= STATUS_FAILED;
	} else if (strlen(text) != list.len) {
		say(import->source, "there is a NUL byte in it; this is no text file");
		import->status |= STATUS_FAILED;
	} else {
		if (!import->out) {
			printf("\n# From ");
			put_text(import->source);
			printf(", read as %s.\n", list_format_name(format));
		}
		if (format == LIST_POLICY)
			take_policy(import, text, list.len);
		else
			list_parse(&list, format);
	}
	free(text);
}

/* Whether a mark changes nothing: the loader of such a tree may have given each file one. */
static bool is_default(const struct paxflags_letters *letters)
{
	return !(letters->on) && !(letters->off & ~(PAX_EMUTRAMP | PAX_SEGMEXEC)) && letters->off;
}

/* Reads the mark of a file. Returns its source; NULL if it has none, or with a @reason. */
static const char *read_mark(int fd, struct paxflags_letters *letters, const char **reason)
{
	const char *source = NULL;
	struct paxflags_letters own;
	struct paxflags_value value;
	struct legacy legacy;
	int err;

	*reason = NULL;
	err = legacy_read(fd, &legacy);
	if (err && err != -ENOEXEC) {
		*reason = err == -EBADMSG ? "its ELF headers are malformed" : error_text(err);
		return NULL;
	}
	if (!err && (legacy.has_pt || legacy.has_ei)) {
		*reason = legacy_decide(&legacy, letters);
		if (*reason)
			return NULL;
		source = legacy_source(&legacy);
	}
	err = paxflags_read_fd(fd, PAXFLAGS_USER, &value);
	if (err)
		return source;
	if (paxflags_parse(value.bytes, value.len, &own)) {
		*reason = "it has an attribute that is no valid mark";
		return NULL;
	}
	if (source && (own.on != letters->on || own.off != letters->off)) {
		*reason = "its header and its attribute differ; remove one of the two marks";
		return NULL;
	}
	*letters = own;
	return source ? source : "user.pax.flags";
}

static void visit(const struct found *found, void *context)
{
	struct import *import = context;
	char mark[PAXFLAGS_TEXT_SIZE], *path;
	struct paxflags_letters letters;
	const char *source, *reason, *at;
	int fd;

	progress_show(++import->files);
	fd = paxflags_reopen(found->fd, O_RDONLY);
	if (fd < 0) {
		put_left(import, 0, found->path, "it may not be read; run as root");
		return;
	}
	source = read_mark(fd, &letters, &reason);
	close(fd);
	for (at = found->path; *at && (unsigned char)*at >= ' ' && *at != 0x7f; at++)
		;
	if (source && (*at || found->path[strlen(found->path) - 1] == ' '))
		reason = "a policy cannot have its name; rename it";
	if (reason) {
		put_left(import, 0, found->path, reason);
		return;
	}
	if (!source)
		return;
	if (is_default(&letters)) {
		import->same++;
		return;
	}
	paxflags_format(&letters, mark);
	if (!*mark) {
		put_left(import, 0, found->path,
			 "its mark has no letters, which a policy cannot say");
		return;
	}
	path = policy_path_literal(found->path);
	put_line(import, 0, "", mark, path, source);
	free(path);
}

static void visit_failed(const char *path, int err, void *context)
{
	put_left(context, 0, path, root_error(err));
}

static bool is_program(const struct found *found)
{
	int fd = S_ISREG(found->st.st_mode) ? paxflags_reopen(found->fd, O_RDONLY) : -1;
	bool is_elf = fd >= 0 && paxflags_kind(fd) == PAXFLAGS_KIND_ELF;

	if (fd >= 0)
		close(fd);
	return is_elf;
}

/* Takes a directory, or a program, of the root. Returns false if there is neither at @path. */
static bool take_tree(struct import *import, const char *path)
{
	const struct tree_visitor visitor = { visit, visit_failed, import };
	struct found found;

	if (*path != '/' || root_find(import->root, path, &found))
		return false;
	if (!S_ISDIR(found.st.st_mode) && !is_program(&found)) {
		close(found.fd);
		return false;
	}
	import->source = path;
	if (!import->out) {
		printf("\n# From the marks of files: ");
		put_text(path);
		printf("\n");
	}
	if (S_ISDIR(found.st.st_mode))
		tree_walk(found.fd, path, &visitor);
	else
		visit(&found, import);
	close(found.fd);
	return true;
}

static void take_operand(struct import *import, const char *name)
{
	char *path = import->root_path ? NULL : realpath(name, NULL);

	if (import->format || !take_tree(import, path ? path : name))
		take_list(import, name);
	free(path);
}

static int run_all(struct import *import)
{
	const struct cli *cli = import->cli;
	int i;

	if (cli->json)
		import->out =
			out_open(cli, OUT_TABLE, columns, sizeof(columns) / sizeof(columns[0]));
	else
		printf("# Imported by paxctl-ng import; see pax-policy(5).\n"
		       "# Each line weakens a program: read them before they become policy.\n");
	interrupt_catch(false);
	progress_start("files", 0, cli->progress);
	for (i = 0; i < cli->argc && !interrupted(); i++)
		take_operand(import, cli->argv[i]);
	progress_end();
	if (import->out) {
		out_total(import->out, "taken", import->taken);
		out_total(import->out, "left", import->left);
		out_total(import->out, "same", import->same);
		out_close(import->out);
	}
	if (interrupted()) {
		say("import", "interrupted: this is what was read until then");
		import->status |= STATUS_FAILED;
	}
	if (!cli->quiet)
		say("import", "%lu line%s, %lu left out, %lu with the default mark", import->taken,
		    import->taken == 1 ? "" : "s", import->left, import->same);
	return import->status | (import->left ? STATUS_FAILED : STATUS_OK);
}

static int take_options(struct cli *cli, struct import *import)
{
	enum list_format format;
	int key;

	while ((key = cli_next(cli)) > 0) {
		switch (key) {
		case KEY_FORMAT:
			import->format = cli->arg;
			break;
		case KEY_HOME:
			import->home = cli->arg;
			break;
		case 'o':
			import->output = cli->arg;
			break;
		case KEY_ROOT:
			import->root_path = cli->arg;
			break;
		}
	}
	if (key)
		return key;
	if (import->format && !list_format_find(import->format, &format))
		cli->status = cli_usage(cli, "there is no format \"%s\"", import->format);
	else if (import->home && *import->home != '/')
		cli->status = cli_usage(cli, "--home takes an absolute path");
	else if (!cli->argc)
		cli->status = cli_usage(cli, "name lists or directories; \"-\" is standard input");
	else
		return 0;
	return -1;
}

static int run(struct cli *cli)
{
	struct import import = { .cli = cli };
	int status;

	if (take_options(cli, &import))
		return cli->status;
	if (root_open(import.root_path ? import.root_path : "/", &import.root))
		return STATUS_FAILED;
	status =
		import.output && output_file_open(import.output) ? STATUS_FAILED : run_all(&import);
	/* A list with an error must not replace a good one. */
	if (output_file_close(!import.status))
		status |= STATUS_FAILED;
	root_close(import.root);
	return status;
}

const struct command command_import = {
	.name = "import",
	.operands = "FILE|DIR...",
	.summary = "make a policy of another tool's list",
	.about =
		"Reads lists of paxd, paxctld and paxrat, ebuilds that call pax-mark, HardenedBSD's\n"
		"secadm.rules and S.A.R.A.'s wxprot.conf (\"-\" is standard input), and the marks of\n"
		"programs in DIR, and prints a policy file. What has no counterpart is a comment, with\n"
		"the reason. Read the file before you apply it.\n"
		"FORMAT: policy, paxd, paxctld, paxrat, pax-mark, secadm or sara.\n"
		"Status: 0 all became lines, 1 some did not, 2 a file is missing, 3 both.\n",
	.options = options,
	.common = COMMON_JSON | COMMON_QUIET | COMMON_PROGRESS,
	.run = run,
};
