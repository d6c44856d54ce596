// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng sign: signs the marks of files, for trust=signed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "commands/commands.h"
#include "files/signer.h"
#include "files/statement.h"
#include "terminal/cli.h"
#include "terminal/message.h"

#define OPTION_COMMAND CLI_KEY

static const struct cli_option options[] = {
	{ 'k', "key", "KEY", "the private key: a file, or an URI that openssl understands" },
	{ 'c', "certificate", "FILE", "the certificate of the key, PEM" },
	{ OPTION_COMMAND, "command", "COMMAND",
	  "sign with this command, which reads what to sign and writes PKCS#7 (DER)" },
	{ 'p', "privileged", NULL, "let the marks count on programs that gain privileges, too" },
	{ 0 },
};

struct sign {
	struct signer signer;
	unsigned int flags;
	unsigned long long now;
	bool dry_run, quiet;
};

/* The time of the signature, which a reproducible build states. */
static unsigned long long now(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");

	return epoch && *epoch ? strtoull(epoch, NULL, 10) : (unsigned long long)time(NULL);
}

static const char *mark_error(int err)
{
	switch (err) {
	case -ENODATA:
		return "it has no mark; set one before it is signed";
	case -EINVAL:
		return "its mark is invalid, so the kernel ignores it; set another one";
	}
	return error_text(err);
}

static const char *sign_error(int err)
{
	switch (err) {
	case -ENOEXEC:
		return "the program that signs cannot be started; install openssl, or name one by --command";
	case -EPROTO:
		return "the program that signs has failed";
	case -EMSGSIZE:
		return "the signature is longer than the kernel reads; sign without certificates";
	}
	return error_text(err);
}

static int sign_open(const struct sign *sign, const char *path, int fd)
{
	struct pax_statement statement = { .flags = sign->flags, .time = sign->now };
	unsigned char value[PAX_SIGNATURE_MAX];
	int err = statement_mark(fd, &statement.mark);
	ssize_t len;

	if (err) {
		say(path, "not signed: %s", mark_error(err));
		return STATUS_FAILED;
	}
	err = statement_measure(fd, &statement);
	if (err) {
		say(path, "not signed: it cannot be read as a whole: %s", error_text(err));
		return STATUS_FAILED;
	}
	if (sign->dry_run) {
		say(path, "would be signed");
		return STATUS_OK;
	}
	pax_statement_write(&statement, value);
	len = signer_sign(&sign->signer, value, value + PAX_STATEMENT_SIZE,
			  sizeof(value) - PAX_STATEMENT_SIZE);
	if (len < 0) {
		say(path, "not signed: %s", sign_error(len));
		return STATUS_FAILED;
	}
	err = statement_write(fd, value, PAX_STATEMENT_SIZE + len);
	if (err) {
		say(path, "cannot write %s: %s", PAX_XATTR_SIGNATURE,
		    err == -EPERM ? "this needs CAP_SYS_ADMIN; run as root" : error_text(err));
		return STATUS_FAILED;
	}
	if (!sign->quiet)
		say(path, "signed");
	return STATUS_OK;
}

static int sign_path(const struct sign *sign, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), status;
	struct stat st;

	if (fd < 0) {
		int err = -errno;

		say_error(path, STEP_OPEN, PAXFLAGS_USER, err);
		return err == -ENOENT ? STATUS_MISSING : STATUS_FAILED;
	}
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		say(path, "not signed: it is not a regular file");
		status = STATUS_FAILED;
	} else {
		status = sign_open(sign, path, fd);
	}
	close(fd);
	return status;
}

static int run(struct cli *cli)
{
	struct sign sign = { .now = now() };
	int key, status = STATUS_OK;

	while ((key = cli_next(cli)) > 0) {
		switch (key) {
		case 'k':
			sign.signer.key = cli->arg;
			break;
		case 'c':
			sign.signer.certificate = cli->arg;
			break;
		case OPTION_COMMAND:
			sign.signer.command = cli->arg;
			break;
		case 'p':
			sign.flags = PAX_STATEMENT_PRIVILEGED;
			break;
		}
	}
	if (key < 0)
		return cli->status;
	if (!sign.signer.command && (!sign.signer.key || !sign.signer.certificate))
		return cli_usage(cli, "--key and --certificate are needed, or --command");
	if (!cli->argc)
		return cli_usage(cli, "no file is named");
	sign.dry_run = cli->dry_run;
	sign.quiet = cli->quiet;
	for (; *cli->argv; cli->argv++)
		status |= sign_path(&sign, *cli->argv);
	return status;
}

const struct command command_sign = {
	.name = "sign",
	.operands = "FILE...",
	.summary = "sign the marks of files, for trust=signed",
	.about =
		"Signs the mark and the content of each file, and writes the signature to the attribute\n"
		"security.pax.sig. The mark must be there. A file that is changed, or gets another mark,\n"
		"must be signed again.\n"
		"Status: 0 done, 1 a file was not signed, 2 a file is missing, 3 both.\n",
	.options = options,
	.common = COMMON_QUIET | COMMON_DRY_RUN,
	.run = run,
};
