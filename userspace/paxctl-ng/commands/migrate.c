// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng migrate: copies marks from ELF headers to attributes. The headers are not changed,
 * so no mark is lost if writing the attribute fails.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "files/legacy.h"
#include "files/root.h"
#include "files/tree.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/out.h"
#include "terminal/interrupt.h"
#include "terminal/progress.h"

#define PACKAGE_LISTS "/var/lib/dpkg/info/*.list"

enum {
	KEY_ROOT = CLI_KEY,
	KEY_PACKAGES,
};

static const struct cli_option options[] = {
	{ KEY_PACKAGES, "packages", NULL, "take all files of all Debian packages" },
	{ KEY_ROOT, "root", "DIR", "use DIR as the root directory" },
	{ 0 },
};

static const struct out_column columns[] = {
	{ "result", "RESULT", OUT_TEXT }, { "path", "FILE", OUT_TEXT },
	{ "source", "SOURCE", OUT_TEXT }, { "mark", "MARK", OUT_TEXT },
	{ "reason", "REASON", OUT_TEXT },
};

/* One run. @files: the number of files checked; @set, @same and @left count their results. */
struct migration {
	const struct cli *cli;
	struct root *root;
	struct out *out;
	unsigned long files;
	unsigned long set;
	unsigned long same;
	unsigned long left;
};

static void row(struct migration *migration, const char *result, const char *path,
		const char *source, const char *mark, const char *reason)
{
	out_paint(migration->out, reason ? OUT_BAD : OUT_GOOD);
	out_text(migration->out, result);
	out_text(migration->out, path);
	out_text(migration->out, source);
	out_mark(migration->out, mark);
	out_text(migration->out, reason);
	out_row(migration->out);
}

static void leave(struct migration *migration, const char *path, const char *source,
		  const char *mark, const char *reason)
{
	migration->left++;
	row(migration, "left", path, source, mark, reason);
}

static const char *why_unwritten(int err)
{
	switch (-err) {
	case EPERM:
		return "it may not be changed; it may be immutable (see lsattr, chattr -i)";
	case EOPNOTSUPP:
		return "its file system has no user attributes; mark it with --security, or move it";
	case EACCES:
		return "it may not be written; run as root";
	case EROFS:
		return "its file system is mounted read-only; remount it writable";
	default:
		return error_text(err);
	}
}

static const char *why_unread(int err)
{
	switch (-err) {
	case EBADMSG:
		return "its ELF headers are malformed, truncated or hold unknown PaX bits; reinstall it, or mark it by hand";
	case EACCES:
		return "it may not be read; run as root";
	default:
		return error_text(err);
	}
}

/*
 * Compares the attribute with @mark. Returns 1 if they are equal, 0 if the file has no
 * attribute, -EEXIST and a @reason if it differs or is invalid, or another negative errno.
 */
static int compare(int fd, enum paxflags_attr attr, const struct paxflags_letters *mark,
		   const char **reason)
{
	struct paxflags_letters letters;
	struct paxflags_value value;
	int err = paxflags_read_fd(fd, attr, &value);

	if (err == -ENODATA || (err == -EOPNOTSUPP && attr == PAXFLAGS_SECURITY))
		return 0;
	if (err)
		return err;
	if (paxflags_parse(value.bytes, value.len, &letters)) {
		*reason =
			"it has an attribute that is no valid mark; remove that with -d, and try again";
		return -EEXIST;
	}
	if (letters.on == mark->on && letters.off == mark->off)
		return 1;
	*reason = attr == PAXFLAGS_USER ?
			  "user.pax.flags is there and differs; remove one of the two marks" :
			  "security.pax.flags is there, differs, and counts";
	return -EEXIST;
}

static void migrate_mark(struct migration *migration, const char *path, int fd,
			 const struct legacy *legacy)
{
	const char *source = legacy_source(legacy), *reason;
	struct paxflags_letters mark;
	char text[PAXFLAGS_TEXT_SIZE];
	int state;

	reason = legacy_decide(legacy, &mark);
	if (reason) {
		leave(migration, path, source, NULL, reason);
		return;
	}
	paxflags_format(&mark, text);
	state = compare(fd, PAXFLAGS_SECURITY, &mark, &reason);
	if (!state)
		state = compare(fd, PAXFLAGS_USER, &mark, &reason);
	if (state == 1) {
		migration->same++;
		return;
	}
	if (!state && !migration->cli->dry_run) {
		state = paxflags_write_fd(fd, PAXFLAGS_USER, &mark, true);
		if (state == -EEXIST)
			reason = "somebody else has just marked it";
	}
	if (state) {
		leave(migration, path, source, text,
		      state == -EEXIST ? reason : why_unwritten(state));
		return;
	}
	migration->set++;
	row(migration, migration->cli->dry_run ? "would-set" : "set", path, source, text, NULL);
}

static void visit(const struct found *found, void *context)
{
	struct migration *migration = context;
	struct legacy legacy;
	int fd, err;

	progress_show(++migration->files);
	fd = paxflags_reopen(found->fd, O_RDONLY);
	if (fd < 0) {
		leave(migration, found->path, NULL, NULL, why_unread(fd));
		return;
	}
	err = legacy_read(fd, &legacy);
	if (err && err != -ENOEXEC)
		leave(migration, found->path, NULL, NULL, why_unread(err));
	else if (!err && (legacy.has_pt || legacy.has_ei))
		migrate_mark(migration, found->path, fd, &legacy);
	close(fd);
}

static void visit_failed(const char *path, int err, void *context)
{
	leave(context, path, NULL, NULL, root_error(err));
}

/* Migrates a file or a tree from the command line. */
static int take_operand(struct migration *migration, const char *path, bool in_root)
{
	const struct tree_visitor visitor = { visit, visit_failed, migration };
	struct found found = { .path = path };
	int err;

	if (in_root) {
		err = root_find(migration->root, path, &found);
	} else {
		found.fd = paxflags_open(AT_FDCWD, path);
		err = found.fd < 0 ? found.fd : 0;
	}
	if (!err && fstat(found.fd, &found.st))
		err = -errno;
	if (err) {
		say_error(path, STEP_FIND, PAXFLAGS_USER, err);
		return err == -ENOENT ? STATUS_MISSING : STATUS_FAILED;
	}
	if (S_ISDIR(found.st.st_mode))
		tree_walk(found.fd, path, &visitor);
	else if (S_ISREG(found.st.st_mode))
		visit(&found, migration);
	else
		leave(migration, path, NULL, NULL, "it is not a regular file");
	close(found.fd);
	return STATUS_OK;
}

static int take_list(const struct found *list, void *context)
{
	struct migration *migration = context;
	int fd = paxflags_reopen(list->fd, O_RDONLY), err;
	FILE *stream = fd < 0 ? NULL : fdopen(fd, "r");
	struct found found;
	char *path = NULL;
	size_t size = 0;
	ssize_t len;

	if (!stream) {
		leave(migration, list->path, NULL, NULL, "this list of a package cannot be read");
		return 0;
	}
	while (!interrupted() && (len = getline(&path, &size, stream)) > 0) {
		if (path[len - 1] == '\n')
			path[len - 1] = '\0';
		err = *path == '/' ? root_find(migration->root, path, &found) : -ENOENT;
		if (err) {
			if (err != -ENOENT && err != -ENOTDIR)
				visit_failed(path, err, migration);
			continue;
		}
		if (S_ISREG(found.st.st_mode))
			visit(&found, migration);
		close(found.fd);
	}
	free(path);
	fclose(stream);
	return interrupted();
}

static int run_all(struct migration *migration, const char *root, bool packages)
{
	const struct cli *cli = migration->cli;
	int i, status = STATUS_OK;

	migration->out = out_open(cli, OUT_TABLE, columns, sizeof(columns) / sizeof(columns[0]));
	interrupt_catch(false);
	progress_start("files", 0, cli->progress);
	if (packages)
		root_glob(migration->root, PACKAGE_LISTS, take_list, visit_failed, migration);
	for (i = 0; i < cli->argc && !interrupted(); i++)
		status |= take_operand(migration, cli->argv[i], root);
	progress_end();
	out_total(migration->out, "files", migration->files);
	out_total(migration->out, "set", migration->set);
	out_total(migration->out, "same", migration->same);
	out_total(migration->out, "left", migration->left);
	out_close(migration->out);
	if (interrupted())
		say("migrate",
		    "interrupted: this is what was done until then; run it again for the rest");
	if (!cli->quiet)
		say("migrate", "%lu file%s, %lu %s, %lu right already, %lu left alone",
		    migration->files, migration->files == 1 ? "" : "s", migration->set,
		    cli->dry_run ? "would be set" : "set", migration->same, migration->left);
	return migration->left ? status | STATUS_FAILED : status;
}

static int run(struct cli *cli)
{
	struct migration migration = { .cli = cli };
	const char *root = NULL;
	bool packages = false;
	int key, err, status;

	while ((key = cli_next(cli)) > 0) {
		if (key == KEY_ROOT)
			root = cli->arg;
		else
			packages = true;
	}
	if (key)
		return cli->status;
	if (!packages && !cli->argc)
		return cli_usage(cli, "name files or directories, or say --packages");
	err = root_open(root ? root : "/", &migration.root);
	if (err)
		return STATUS_FAILED;
	status = run_all(&migration, root, packages);
	root_close(migration.root);
	return status;
}

const struct command command_migrate = {
	.name = "migrate",
	.operands = "[FILE|DIR]...",
	.summary = "copy marks in ELF headers to attributes",
	.about = "Reads PT_PAX_FLAGS headers and the bits that chpax kept in e_ident, and writes\n"
		 "user.pax.flags. The headers stay. Status 1 if a mark had to be left alone.\n",
	.options = options,
	.common = COMMON_JSON | COMMON_QUIET | COMMON_DRY_RUN | COMMON_PROGRESS,
	.run = run,
};
