// SPDX-License-Identifier: GPL-2.0-only
/*
 * Applies a request of the classic grammar to one file. The code resolves the path once. After
 * that it uses only descriptors.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands/classic.h"
#include "files/root.h"
#include "judgement/void_mark.h"
#include "judgement/warnings.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/quote.h"

/**
 * struct target - the file that the request applies to
 * @request: the request
 * @path: its name, for messages
 * @fd: the file; an O_PATH descriptor unless @readable
 * @readable: @fd can read the contents
 * @elf_err: the error about its ELF header that was already printed, or 0
 */
struct target {
	const struct request *request;
	const char *path;
	int fd;
	bool readable;
	int elf_err;
};

static int fail(const struct target *target, enum step step, int err)
{
	say_error(target->path, step, target->request->attr, err);
	return STATUS_FAILED;
}

/* Opens the file that @fd, an O_PATH descriptor, refers to. Takes ownership of @fd. */
static int open_found(struct target *target, int fd)
{
	const struct request *request = target->request;
	struct stat st;
	int file;

	target->fd = fd;
	if (fstat(fd, &st))
		return fail(target, STEP_OPEN, -errno);
	if (!S_ISREG(st.st_mode)) {
		if (request->force)
			return STATUS_OK;
		say(target->path, "it is %s; only regular files have marks; name a program%s",
		    S_ISDIR(st.st_mode) ? "a directory" : "not a regular file",
		    S_ISDIR(st.st_mode) ? " in it" : "");
		return STATUS_FAILED;
	}
	file = paxflags_reopen(fd, O_RDONLY);
	if (file == -EACCES && (request->force || request->action == ACTION_REMOVE))
		return STATUS_OK;
	if (file < 0)
		return fail(target, STEP_OPEN, file);
	close(fd);
	target->fd = file;
	target->readable = true;
	return STATUS_OK;
}

/*
 * Checks that the file is ELF or a script. Showing and removing a mark works on any kind of file.
 */
static int check_kind(const struct target *target)
{
	enum action action = target->request->action;
	int kind;

	if (target->request->force || action == ACTION_QUERY || action == ACTION_REMOVE)
		return STATUS_OK;
	kind = paxflags_kind(target->fd);
	if (kind < 0)
		return fail(target, STEP_OPEN, kind);
	if (kind == PAXFLAGS_KIND_ELF || kind == PAXFLAGS_KIND_SCRIPT)
		return STATUS_OK;
	say(target->path,
	    "it is neither ELF nor a script, so a mark would do nothing; name the program that the kernel runs, or mark it all the same with --force");
	return STATUS_FAILED;
}

static int read_elf(struct target *target, struct paxflags_letters *letters)
{
	return target->readable ? paxflags_elf_read_fd(target->fd, letters) : -EACCES;
}

static int fail_elf(struct target *target, enum step step, int err)
{
	target->elf_err = err;
	return fail(target, step, err);
}

/* Replaces @old with @new in the header. Does not open a file whose mark is already correct. */
static int write_elf(struct target *target, const struct paxflags_letters *old,
		     const struct paxflags_letters *new)
{
	int fd, err;

	if (old->on == new->on && old->off == new->off)
		return STATUS_OK;
	fd = paxflags_reopen(target->fd, O_RDWR);
	if (fd < 0)
		return fail(target, STEP_WRITE_ELF, fd);
	err = paxflags_elf_write_fd(fd, new);
	close(fd);
	return err ? fail(target, STEP_WRITE_ELF, err) : STATUS_OK;
}

/* Warns if the kernel ignores a mark like this on this file. */
static void warn_void(const struct target *target, const struct paxflags_letters *letters)
{
	static struct paxflags_kernel kernel;
	static bool has_settings;
	char text[PAXFLAGS_TEXT_SIZE];
	struct root *root;

	if (!has_settings) {
		if (root_open("/", &root))
			return;
		void_mark_settings(root, true, &kernel);
		root_close(root);
		has_settings = true;
	}
	paxflags_format(letters, text);
	if (void_mark_fd(&kernel, target->fd, text))
		say(target->path, "warning: %s", void_mark_text);
}

static int write_attr(struct target *target, const struct paxflags_letters *letters, bool create)
{
	enum paxflags_attr attr = target->request->attr;
	int err = paxflags_write_fd(target->fd, attr, letters, create);

	if (err)
		return fail(target, STEP_WRITE_ATTR, err);
	warn_refused(target->path, letters);
	warn_void(target, letters);
	warn_shadowed(target->path, target->fd, attr);
	return STATUS_OK;
}

/* Changes only named letters. A letter that is named or stored in both cases becomes unset. */
static struct paxflags_letters change(const struct paxflags_letters *old,
				      const struct paxflags_letters *named)
{
	unsigned int both = old->on & old->off;
	unsigned int keep = ~(both | named->on | named->off);

	return (struct paxflags_letters){
		.on = (old->on & keep) | (named->on & ~named->off),
		.off = (old->off & keep) | (named->off & ~named->on),
	};
}

static int set_elf(struct target *target)
{
	const struct request *request = target->request;
	struct paxflags_letters old, new;
	int err = read_elf(target, &old);

	/*
	 * The tool never adds a PT_PAX_FLAGS header. That an ELF file has none is no error, as for
	 * elfix's tool: package scripts would otherwise try other tools, or take it for a failure.
	 */
	if (err == -ENODATA && !request->xattr)
		say(target->path, "warning: it has no PT_PAX_FLAGS header, so -L changes nothing");
	if (err == -ENODATA || (request->xattr && (err == -ENOEXEC || err == -EACCES)))
		return STATUS_OK;
	if (err)
		return fail_elf(target, STEP_READ_ELF, err);
	new = change(&old, &request->letters);
	return write_elf(target, &old, &new);
}

static int set_attr(struct target *target)
{
	struct paxflags_letters old = { .off = PAX_EMUTRAMP }, new;
	const struct request *request = target->request;
	struct paxflags_value value;
	int err;

	err = paxflags_read_fd(target->fd, request->attr, &value);
	if (err && err != -ENODATA)
		return fail(target, STEP_READ_ATTR, err);
	if (!err) {
		warn_invalid(target->path, request->attr, &value,
			     "it is replaced by a valid mark, doubtful letters left unset");
		paxflags_parse_tolerant(value.bytes, value.len, &old);
	}
	new = change(&old, &request->letters);
	return write_attr(target, &new, false);
}

static int set(struct target *target)
{
	int status = STATUS_OK;

	if (target->request->elf)
		status |= set_elf(target);
	if (target->request->xattr)
		status |= set_attr(target);
	return status;
}

static int remove_attr(struct target *target)
{
	enum paxflags_attr attr = target->request->attr;
	struct paxflags_value value;
	int err, read_err;

	err = paxflags_remove_fd(target->fd, attr);
	if (!err || err == -ENODATA)
		return STATUS_OK;
	/*
	 * Removing can fail, for instance on a read-only file system, although the file has no
	 * mark. That is not an error.
	 */
	read_err = paxflags_read_fd(target->fd, attr, &value);
	if (read_err == -ENODATA || read_err == -EOPNOTSUPP)
		return STATUS_OK;
	return fail(target, STEP_REMOVE_ATTR, err);
}

static int elf_to_attr(struct target *target)
{
	struct paxflags_letters letters;
	int err = read_elf(target, &letters);

	if (err)
		return fail_elf(target, STEP_READ_ELF, err);
	if (letters.on & letters.off) {
		say(target->path,
		    "PT_PAX_FLAGS has a letter both on and off, so it is not copied; set that letter with -L first");
		return STATUS_FAILED;
	}
	return write_attr(target, &letters, false);
}

static int attr_to_elf(struct target *target)
{
	const struct request *request = target->request;
	struct paxflags_letters letters, old;
	struct paxflags_value value;
	int err;

	err = paxflags_read_fd(target->fd, request->attr, &value);
	if (err)
		return fail(target, STEP_READ_ATTR, err);
	paxflags_parse_tolerant(value.bytes, value.len, &letters);
	if (letters.on & letters.off) {
		warn_invalid(target->path, request->attr, &value,
			     "it is not copied; set it anew with -d and then letters");
		return STATUS_FAILED;
	}
	err = read_elf(target, &old);
	if (err)
		return fail_elf(target, STEP_READ_ELF, err);
	return write_elf(target, &old, &letters);
}

static int show_elf(struct target *target)
{
	struct paxflags_letters letters;
	char text[PAXFLAGS_TEXT_SIZE];
	int err = read_elf(target, &letters);

	if (!err) {
		paxflags_format_columns(&letters, text);
		printf("\tPT_PAX    : %s\n", text);
		if (letters.on & letters.off)
			say(target->path,
			    "warning: PT_PAX_FLAGS has a letter both on and off, shown as '?'; set that letter with -L");
		return STATUS_OK;
	}
	if (err == -ENODATA || err == -ENOEXEC) {
		printf("\tPT_PAX    : not found\n");
		return STATUS_OK;
	}
	printf("\tPT_PAX    : unreadable\n");
	return err == target->elf_err ? STATUS_FAILED : fail(target, STEP_READ_ELF, err);
}

static int show_attr(struct target *target)
{
	enum paxflags_attr attr = target->request->attr;
	struct paxflags_letters letters;
	struct paxflags_value value;
	char text[PAXFLAGS_TEXT_SIZE];
	int err = paxflags_read_fd(target->fd, attr, &value);

	if (!err) {
		paxflags_parse_tolerant(value.bytes, value.len, &letters);
		paxflags_format_columns(&letters, text);
		printf("\tXATTR_PAX : %s\n", text);
		warn_invalid(target->path, attr, &value, "set it anew with -d and then letters");
		return STATUS_OK;
	}
	if (err == -ENODATA || err == -EOPNOTSUPP) {
		printf("\tXATTR_PAX : not found\n");
		return STATUS_OK;
	}
	printf("\tXATTR_PAX : unreadable\n");
	return fail(target, STEP_READ_ATTR, err);
}

static int show(struct target *target)
{
	char *name = isatty(STDOUT_FILENO) ? quote(target->path, true) : NULL;
	int status;

	/* Quote the name only on a terminal. Scripts get the raw name. */
	printf("%s:\n", name ? name : target->path);
	free(name);
	status = show_elf(target);
	status |= show_attr(target);
	printf("\n");
	if (target->request->action == ACTION_QUERY)
		warn_shadowed(target->path, target->fd, target->request->attr);
	return status;
}

static int act(struct target *target)
{
	switch (target->request->action) {
	case ACTION_QUERY:
		return STATUS_OK;
	case ACTION_SET:
		return set(target);
	case ACTION_CREATE:
		return write_attr(target, &target->request->letters, true);
	case ACTION_REMOVE:
		return remove_attr(target);
	case ACTION_ELF_TO_ATTR:
		return elf_to_attr(target);
	case ACTION_ATTR_TO_ELF:
		return attr_to_elf(target);
	}
	return STATUS_FAILED;
}

/**
 * classic_file - apply a request to one file
 * @request: the parsed command line
 * @path: the file
 *
 * Return: bits of STATUS_*. The function prints every failure on stderr.
 */
int classic_file(const struct request *request, const char *path)
{
	struct target target = { .request = request, .path = path };
	int status, fd = paxflags_open(AT_FDCWD, path);

	if (fd < 0) {
		fail(&target, STEP_FIND, fd);
		return fd == -ENOENT ? STATUS_MISSING : STATUS_FAILED;
	}
	status = open_found(&target, fd);
	if (!status)
		status = check_kind(&target);
	if (!status) {
		status = act(&target);
		if (request->verbose)
			status |= show(&target);
	}
	close(target.fd);
	return status;
}
