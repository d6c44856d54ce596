// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng verify: tells whether the signatures of marks are for these files and marks, and with a
 * certificate, whether its key has made them.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "commands/commands.h"
#include "commands/sign_file.h"
#include "files/signer.h"
#include "files/statement.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "rules/signed_der.h"

static const struct cli_option options[] = {
	{ 'c', "certificate", "FILE", "the certificate of the key that must have signed, PEM" },
	{ 0 },
};

struct verify {
	const char *certificate;
	bool quiet;
};

/* Compares as the kernel does. @privileged: the file has a set-ID bit or capabilities. */
static enum pax_signed compare(int fd, const struct pax_statement *statement, bool privileged)
{
	struct pax_statement found = { .flags = 0 };
	enum pax_signed result;

	if (statement_mark(fd, &found.mark))
		return PAX_SIGNED_OTHER_MARK;
	if (statement_measure(fd, &found))
		return PAX_SIGNED_UNFINISHED;
	result = pax_statement_fits(statement, &found.mark, privileged, found.size);
	if (result)
		return result;
	return memcmp(found.content, statement->content, sizeof(found.content)) ?
		       PAX_SIGNED_OTHER_CONTENT :
		       PAX_SIGNED_VALID;
}

static enum pax_signed check(const struct verify *verify, int fd, struct pax_statement *statement)
{
	unsigned char value[PAX_SIGNATURE_MAX];
	ssize_t len = statement_read(fd, value);
	enum pax_signed result;
	struct stat st;
	int err;

	if (len == -ENODATA || len == -EOPNOTSUPP)
		return PAX_SIGNED_NONE;
	if (len == -EMSGSIZE || (len >= 0 && (pax_statement_parse(value, len, statement) ||
					      !pax_signature_plain(value + PAX_STATEMENT_SIZE,
								   len - PAX_STATEMENT_SIZE))))
		return PAX_SIGNED_MALFORMED;
	if (len < 0 || fstat(fd, &st))
		return PAX_SIGNED_UNREADABLE;
	result = compare(fd, statement, statement_privileged(fd, st.st_mode));
	if (result || !verify->certificate)
		return result;
	err = signer_verify(verify->certificate, value, len);
	if (err == -EPROTO)
		return PAX_SIGNED_NO_KEY;
	return err ? PAX_SIGNED_UNFINISHED : PAX_SIGNED_VALID;
}

static int verify_path(const struct verify *verify, const char *path)
{
	int status, fd = sign_open(path, &status);
	struct pax_statement statement;
	char when[32] = "?";
	enum pax_signed result;
	time_t seconds;
	struct tm tm;

	if (fd < 0)
		return status;
	result = check(verify, fd, &statement);
	close(fd);
	if (result) {
		say(path, "the mark would not count: %s", pax_signed_text(result));
		return STATUS_FAILED;
	}
	if (verify->quiet)
		return STATUS_OK;
	seconds = statement.time;
	if (gmtime_r(&seconds, &tm))
		strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm);
	say(path, "signed %s, by %s%s", when,
	    verify->certificate ? "the key of the certificate" : "a key that was not checked",
	    statement.flags & PAX_STATEMENT_VERITY ? ", with fs-verity" : "");
	return STATUS_OK;
}

static int run(struct cli *cli)
{
	struct verify verify = { 0 };
	int key, status = STATUS_OK;

	while ((key = cli_next(cli)) > 0)
		verify.certificate = cli->arg;
	if (key < 0)
		return cli->status;
	if (!cli->argc)
		return cli_usage(cli, "no file is named");
	verify.quiet = cli->quiet;
	for (; *cli->argv; cli->argv++)
		status |= verify_path(&verify, *cli->argv);
	return status;
}

const struct command command_verify = {
	.name = "verify",
	.operands = "FILE...",
	.summary = "check the signatures of marks",
	.about =
		"Tells whether the signature of each file is for its mark, its size and its content.\n"
		"Without --certificate it does not verify who signed. The kernel also looks at the owner\n"
		"and the file system.\n"
		"Status: 0 all are valid, 1 a mark would not count, 2 a file is missing, 3 both.\n",
	.options = options,
	.common = COMMON_QUIET,
	.run = run,
};
