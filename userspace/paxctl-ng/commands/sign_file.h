/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signs the mark of one file, for sign and apply.
 */
#ifndef PAXCTL_SIGN_FILE_H
#define PAXCTL_SIGN_FILE_H

#include "files/signer.h"

/**
 * struct sign_request - how files are signed
 * @signer: who signs
 * @flags: PAX_STATEMENT_PRIVILEGED, or 0
 * @now: the time that signatures state
 * @dry_run: sign nothing, and say what would be signed
 * @quiet: say nothing of files that were signed
 */
struct sign_request {
	struct signer signer;
	unsigned int flags;
	unsigned long long now;
	bool dry_run, quiet;
};

/**
 * sign_time - the time that signatures are to state
 *
 * Return: that of SOURCE_DATE_EPOCH, for a build that is reproducible, or the present one.
 */
unsigned long long sign_time(void);

/**
 * sign_open - open a file that an operand of sign or verify names
 * @path: the operand
 * @status: the exit status in case of an error, after a message
 *
 * Return: a descriptor for reading, or a negative errno.
 */
int sign_open(const char *path, int *status);

/**
 * sign_file - sign the mark of a file
 * @sign: how
 * @path: its name, for messages
 * @fd: the file, open for reading
 *
 * Return: an exit status, after a message.
 */
int sign_file(const struct sign_request *sign, const char *path, int fd);

/**
 * sign_is_done - tell whether a file has the signature that it would get
 * @sign: how it would be signed
 * @fd: the file, open for reading
 *
 * Return: true if the key of the certificate has signed its mark and its content; false without a
 * certificate, too.
 */
bool sign_is_done(const struct sign_request *sign, int fd);

#endif /* PAXCTL_SIGN_FILE_H */
