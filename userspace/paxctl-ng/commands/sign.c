// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng sign: signs the marks of files, for trust=signed.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "commands/commands.h"
#include "commands/sign_file.h"
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

static int sign_path(const struct sign_request *sign, const char *path)
{
	int status, fd = sign_open(path, &status);
	struct stat st;

	if (fd < 0)
		return status;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		say(path, "not signed: it is not a regular file");
		status = STATUS_FAILED;
	} else {
		status = sign_file(sign, path, fd);
	}
	close(fd);
	return status;
}

static int run(struct cli *cli)
{
	struct sign_request sign = { .now = sign_time() };
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
