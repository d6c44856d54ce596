// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs openssl, or another command, to make and to verify signatures.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files/signer.h"
#include "rules/signed_der.h"

extern char **environ;

#define FD_PATH 32

/* Makes a file in memory that a program which is started can open as /proc/self/fd/N. */
static int memory_file(const void *data, size_t len)
{
	int fd = memfd_create("pax", 0), err;

	if (fd < 0)
		return -errno;
	if (write(fd, data, len) == (ssize_t)len && !lseek(fd, 0, SEEK_SET))
		return fd;
	err = errno ? -errno : -EIO;
	close(fd);
	return err;
}

/* Runs a program with these descriptors; 0 if it succeeds. @err: its standard error, or -1. */
static int run(const char *const argv[], int in, int out, int err)
{
	posix_spawn_file_actions_t actions;
	int status, failed;
	pid_t pid;

	if (posix_spawn_file_actions_init(&actions))
		return -ENOMEM;
	failed = posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO) ||
		 posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	if (err >= 0)
		failed |= posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
	if (!failed)
		failed = posix_spawnp(&pid, argv[0], &actions, NULL, (char *const *)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (failed)
		return -ENOEXEC;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -EPROTO;
}

static int make(const struct signer *signer, int in, int out)
{
	const char *const command[] = { "sh", "-c", signer->command, NULL };
	const char *const openssl[] = { "openssl",  "cms",	 "-sign",   "-binary",
					"-noattr",  "-nocerts",	 "-md",	    "sha256",
					"-outform", "DER",	 "-signer", signer->certificate,
					"-inkey",   signer->key, NULL };

	return run(signer->command ? command : openssl, in, out, -1);
}

ssize_t signer_sign(const struct signer *signer, const unsigned char statement[PAX_STATEMENT_SIZE],
		    unsigned char *signature, size_t size)
{
	int in = memory_file(statement, PAX_STATEMENT_SIZE), out;
	ssize_t len;

	if (in < 0)
		return in;
	out = memory_file("", 0);
	len = out < 0 ? out : make(signer, in, out);
	if (!len)
		len = lseek(out, 0, SEEK_END);
	if (len > (ssize_t)size)
		len = -EMSGSIZE;
	else if (len > 0 && pread(out, signature, len, 0) != len)
		len = -EIO;
	else if (!len)
		len = -EPROTO;
	else if (len > 0 && !pax_signature_plain(signature, len))
		len = -EBADMSG;
	close(in);
	if (out >= 0)
		close(out);
	return len;
}

int signer_verify(const char *certificate, const unsigned char *value, size_t len)
{
	int statement = memory_file(value, PAX_STATEMENT_SIZE), signature, null, err;
	char path[FD_PATH];
	const char *const argv[] = { "openssl",	  "cms",       "-verify", "-binary",   "-inform",
				     "DER",	  "-content",  path,	  "-certfile", certificate,
				     "-nointern", "-noverify", NULL };

	if (statement < 0)
		return statement;
	signature = memory_file(value + PAX_STATEMENT_SIZE, len - PAX_STATEMENT_SIZE);
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", statement);
	err = signature < 0 || null < 0 ? -EIO : run(argv, signature, null, null);
	if (null >= 0)
		close(null);
	if (signature >= 0)
		close(signature);
	close(statement);
	return err;
}
