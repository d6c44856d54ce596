// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signs the mark of one file, for sign and apply.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands/commands.h"
#include "commands/sign_file.h"
#include "files/statement.h"
#include "terminal/message.h"

unsigned long long sign_time(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");

	return epoch && *epoch ? strtoull(epoch, NULL, 10) : (unsigned long long)time(NULL);
}

int sign_open(const char *path, int *status)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), err = -errno;

	if (fd >= 0)
		return fd;
	say_error(path, STEP_OPEN, PAXFLAGS_USER, err);
	*status = err == -ENOENT ? STATUS_MISSING : STATUS_FAILED;
	return err;
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
	case -EBADMSG:
		return "the program that signs has not written a PKCS#7 message in DER with one signer and no certificates; for openssl cms that is -nocerts -outform DER";
	case -EMSGSIZE:
		return "the signature is longer than the kernel reads; sign without certificates";
	}
	return error_text(err);
}

int sign_file(const struct sign_request *sign, const char *path, int fd)
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

bool sign_is_done(const struct sign_request *sign, int fd)
{
	struct pax_statement there, wanted = { .flags = sign->flags };
	unsigned char value[PAX_SIGNATURE_MAX];
	ssize_t len = statement_read(fd, value);

	if (!sign->signer.certificate || len < 0 || pax_statement_parse(value, len, &there) ||
	    statement_mark(fd, &wanted.mark) || there.mark.on != wanted.mark.on ||
	    there.mark.off != wanted.mark.off)
		return false;
	/* Reads the file. */
	if (statement_measure(fd, &wanted))
		return false;
	return there.flags == wanted.flags && there.size == wanted.size &&
	       !memcmp(there.content, wanted.content, sizeof(there.content)) &&
	       !memcmp(there.verity, wanted.verity, sizeof(there.verity)) &&
	       !signer_verify(sign->signer.certificate, value, len);
}
