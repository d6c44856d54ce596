// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages on stderr: the file, the failure, its reason, and the remedy.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "terminal/message.h"
#include "terminal/quote.h"
#include "terminal/memory.h"
#include "terminal/progress.h"

#define BIT(step) (1u << (step))
#define READ_ATTR BIT(STEP_READ_ATTR)
#define WRITE_ATTR (BIT(STEP_WRITE_ATTR) | BIT(STEP_REMOVE_ATTR))
#define READ_ELF BIT(STEP_READ_ELF)
#define WRITE_ELF BIT(STEP_WRITE_ELF)
#define WRITE (WRITE_ATTR | WRITE_ELF)
#define USER BIT(PAXFLAGS_USER)
#define SECURITY BIT(PAXFLAGS_SECURITY)
#define ANY (USER | SECURITY)

static const char no_proc[] = "/proc is needed to reach the file; mount it";

/* The failed action for each step. "%s" is the attribute. */
static const char *const attempts[] = {
	[STEP_FIND] = "cannot find it",
	[STEP_OPEN] = "cannot open it",
	[STEP_READ_ATTR] = "cannot read %s",
	[STEP_WRITE_ATTR] = "cannot write %s",
	[STEP_REMOVE_ATTR] = "cannot remove %s",
	[STEP_READ_ELF] = "cannot read PT_PAX_FLAGS",
	[STEP_WRITE_ELF] = "cannot write PT_PAX_FLAGS",
};

/* Explanations by errno, step and attribute. The first matching row applies. */
static const struct {
	int err;
	unsigned int steps;
	unsigned int attrs;
	const char *text;
} reasons[] = {
	{ ENOENT, BIT(STEP_FIND), ANY,
	  "there is no such file; check the name, and the target if it is a symbolic link" },
	{ EPERM, BIT(STEP_FIND), ANY,
	  "it is a symbolic link owned by another user, so it is not followed; name its target" },
	{ ELOOP, BIT(STEP_FIND), ANY, "too many symbolic links; name the target" },
	{ ENOTDIR, BIT(STEP_FIND), ANY, "part of the path is not a directory; check the path" },
	{ EACCES, BIT(STEP_FIND), ANY,
	  "a directory on the path may not be searched; run as a user who may, or as root" },
	{ EACCES, BIT(STEP_OPEN), ANY,
	  "it may not be read, so its type is unknown; run as a user who may read it, or mark it unseen with --force" },
	{ EACCES, READ_ATTR | READ_ELF, ANY,
	  "permission denied; run as a user who may read the file, or as root" },
	{ EACCES, WRITE, ANY,
	  "the file may not be written; as its owner make it writable (chmod u+w), or run as root" },
	{ EPERM, WRITE, SECURITY,
	  "only an administrator may (CAP_SYS_ADMIN); run as root, or leave --security out" },
	{ EPERM, WRITE, USER,
	  "not permitted; it may be immutable or append-only (see lsattr, clear with chattr -i -a), have file capabilities that only root can keep, or not be a regular file" },
	{ EOPNOTSUPP, READ_ATTR | WRITE_ATTR, USER,
	  "its file system has no user attributes (tmpfs has them since Linux 6.6); as root use --security, which sets security.pax.flags, or move the file to another file system" },
	{ EOPNOTSUPP, READ_ATTR | WRITE_ATTR, SECURITY,
	  "its file system has no security attributes; move the file to another file system" },
	{ EEXIST, WRITE_ATTR, ANY,
	  "it exists; change it with letters, as in -m, or remove it first with -d" },
	{ ENODATA, READ_ATTR, ANY, "there is none; set one with letters, as in -m" },
	{ ENODATA, READ_ELF | WRITE_ELF, ANY,
	  "there is no such program header, and none is ever added; mark the attribute instead, with -l and letters" },
	{ ENOEXEC, READ_ELF | WRITE_ELF, ANY,
	  "it is not an ELF file; mark the attribute instead, with -l and letters" },
	{ EBADMSG, READ_ELF | WRITE_ELF, ANY,
	  "its ELF headers are malformed or truncated; reinstall or rebuild the file, or use the attribute alone, with -l" },
	{ ETXTBSY, WRITE, ANY,
	  "it is being run; stop it first, or mark the attribute alone, with -l" },
	{ EROFS, WRITE, ANY,
	  "its file system is mounted read-only; remount it writable, or mark the file where it is built" },
	{ ENOSPC, WRITE_ATTR, ANY,
	  "no room for the attribute; free space, or remove other attributes of the file" },
	{ EDQUOT, WRITE_ATTR, ANY, "the disk quota is used up; free space" },
	{ ENODEV, ~0u, ANY, no_proc },
};

/* Quotes both texts: the message can contain text of the file, such as a script's interpreter. */
void say(const char *file, const char *format, ...)
{
	bool terminal = isatty(STDERR_FILENO);
	char *name = quote(file, terminal), *text, *safe;
	va_list args;

	va_start(args, format);
	text = format_text_args(format, args);
	va_end(args);
	safe = quote(text, terminal);
	progress_end();
	fflush(stdout);
	fprintf(stderr, "paxctl-ng: %s: %s\n", name, safe);
	free(safe);
	free(text);
	free(name);
}

/* Prints that @step failed for @file with the negative errno @err. */
void say_error(const char *file, enum step step, enum paxflags_attr attr, int err)
{
	const char *text = strerror(-err);
	char attempt[64];
	size_t i;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(attempt, sizeof(attempt), attempts[step], paxflags_attr_name(attr));
#pragma GCC diagnostic pop
	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (reasons[i].err == -err && (reasons[i].steps & BIT(step)) &&
		    (reasons[i].attrs & BIT(attr))) {
			text = reasons[i].text;
			break;
		}
	}
	say(file, "%s: %s", attempt, text);
}

/* Returns a general explanation of the negative errno @err. */
const char *error_text(int err)
{
	return err == -ENODEV ? no_proc : strerror(-err);
}

/* Reports an error if the output was not written, for instance because the disk is full. */
int flush_stdout(void)
{
	if (!ferror(stdout) && !fflush(stdout))
		return 0;
	say("standard output", "cannot write: %s", strerror(errno));
	return -EIO;
}
