// SPDX-License-Identifier: GPL-2.0-only
/*
 * Verifies a signature with gpgv. gpgv exits with 0 for a key that has expired or was revoked, so
 * its exit status says too little: the lines that it writes for programs decide.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "policy/signature.h"
#include "terminal/memory.h"
#include "terminal/message.h"

#define GPGV "/usr/bin/gpgv"
/* The descriptors of gpgv: its data, the signature, and the keys from there on. */
#define FD_DATA 10
#define FD_SIGNATURE 11
#define FD_KEYS 12
/* Copies of the descriptors are above all of these. */
#define FD_COPIES 64
#define NAME_SIZE 32

/* A signature that does not count, and why. The words are those of doc/DETAILS of GnuPG. */
static const struct reason {
	const char *word;
	const char *text;
} reasons[] = {
	{ "EXPKEYSIG",
	  "the key %s that signed it has expired; renew the key, or sign with another" },
	{ "REVKEYSIG", "the key %s that signed it was revoked; sign with another" },
	{ "EXPSIG", "its signature by the key %s has expired; sign it again" },
};

/* What gpgv has said. @good: of the present signature; @valid: of any. */
struct verdict {
	bool good;
	bool valid;
	bool bad;
	const struct reason *reason;
	char key[SIGNATURE_KEY_SIZE];
	char unknown[SIGNATURE_KEY_SIZE];
	char doubtful[SIGNATURE_KEY_SIZE];
};

/* Copies the first word of @text. */
static void copy_word(char to[SIGNATURE_KEY_SIZE], const char *text)
{
	snprintf(to, SIGNATURE_KEY_SIZE, "%.*s", (int)strcspn(text, "\n "), text);
}

/* Takes a line "[GNUPG:] WORD ...". What follows may be chosen by whoever made the file. */
static void take_line(struct verdict *verdict, const char *line)
{
	static const char prefix[] = "[GNUPG:] ";
	const char *rest;
	char word[SIGNATURE_KEY_SIZE];
	size_t i;

	if (strncmp(line, prefix, strlen(prefix)))
		return;
	line += strlen(prefix);
	copy_word(word, line);
	rest = line + strlen(word);
	rest += *rest == ' ';
	if (!strcmp(word, "NEWSIG"))
		verdict->good = false;
	else if (!strcmp(word, "GOODSIG"))
		verdict->good = true;
	else if (!strcmp(word, "BADSIG"))
		verdict->bad = true;
	else if (!strcmp(word, "ERRSIG"))
		copy_word(verdict->unknown, rest);
	if (!strcmp(word, "VALIDSIG") && verdict->good) {
		verdict->valid = true;
		copy_word(verdict->key, rest);
	}
	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (!strcmp(word, reasons[i].word)) {
			verdict->good = false;
			verdict->reason = &reasons[i];
			copy_word(verdict->doubtful, rest);
		}
	}
}

/* Passes a descriptor on as @as. Returns a negative errno, or a copy that the caller closes. */
static int pass_on(posix_spawn_file_actions_t *actions, int fd, int as)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, FD_COPIES);

	if (copy < 0)
		return -errno;
	posix_spawn_file_actions_adddup2(actions, copy, as);
	return copy;
}

/* Starts gpgv. Returns a descriptor of its lines, or a negative errno. */
static int start(const struct signature *signature, pid_t *pid)
{
	static char *const environment[] = { (char *)"LC_ALL=C", (char *)"PATH=/usr/bin:/bin",
					     NULL };
	char names[SIGNATURE_MAX_KEYS + 2][NAME_SIZE];
	const char *argv[2 * SIGNATURE_MAX_KEYS + 16] = {
		"gpgv", "--quiet",	 "--homedir", "/nonexistent",  "--status-fd",
		"1",	"--weak-digest", "SHA1",      "--weak-digest", "RIPEMD160",
	};
	int copies[SIGNATURE_MAX_KEYS + 3], ends[2], err = 0;
	size_t i, num = 0, words = 10, fds = signature->num_keys + 2;
	posix_spawn_file_actions_t actions;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	for (i = 0; i < fds && err >= 0; i++) {
		snprintf(names[i], sizeof(names[i]), "/proc/self/fd/%d", FD_DATA + (int)i);
		err = pass_on(&actions,
			      i == 0 ? signature->data :
			      i == 1 ? signature->signature :
				       signature->keys[i - 2],
			      FD_DATA + i);
		if (err >= 0)
			copies[num++] = err;
		if (i < 2)
			continue;
		argv[words++] = "--keyring";
		argv[words++] = names[i];
	}
	argv[words++] = names[FD_SIGNATURE - FD_DATA];
	argv[words++] = names[0];
	if (err >= 0)
		err = pass_on(&actions, ends[1], STDOUT_FILENO);
	if (err >= 0) {
		copies[num++] = err;
		err = -posix_spawn(pid, GPGV, &actions, NULL, (char *const *)argv, environment);
	}
	posix_spawn_file_actions_destroy(&actions);
	while (num)
		close(copies[--num]);
	close(ends[1]);
	if (!err)
		return ends[0];
	close(ends[0]);
	return err;
}

/* Says why the signature does not count. */
static void refuse(const struct signature *signature, const struct verdict *verdict)
{
	const char *name = signature->name;
	char *text;

	if (verdict->bad)
		say(name,
		    "refused: its signature does not fit; the file or its signature is incomplete or was changed; fetch both again");
	else if (verdict->reason) {
		/* One "%s" in each of the texts. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		text = format_text(verdict->reason->text, verdict->doubtful);
#pragma GCC diagnostic pop
		say(name, "refused: %s", text);
		free(text);
	} else if (*verdict->unknown)
		say(name,
		    "refused: the key %s that signed it is not in %s, or is no good for that; if it is yours, write it there with gpg --export",
		    verdict->unknown, signature->place);
	else
		say(name,
		    "refused: %s.sig has no signature that can be read; sign it with gpg --detach-sign",
		    name);
}

/**
 * signature_verify - verify a detached signature
 * @signature: what is verified; the function sets its key
 *
 * One valid signature is enough, so a file can be signed with an old key and a new one. But no
 * signature may be wrong.
 *
 * Return: 0, or a negative errno after a message.
 */
int signature_verify(struct signature *signature)
{
	struct verdict verdict = { 0 };
	char *line = NULL;
	int fd, status = 0;
	size_t size = 0;
	FILE *stream;
	pid_t pid = -1;

	fd = start(signature, &pid);
	if (fd < 0) {
		say(signature->name, "refused: cannot run %s, which verifies its signature: %s%s",
		    GPGV, error_text(fd), fd == -ENOENT ? "; install the package gpgv" : "");
		return fd;
	}
	stream = need_memory(fdopen(fd, "r"));
	while (getline(&line, &size, stream) >= 0)
		take_line(&verdict, line);
	free(line);
	fclose(stream);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	/* It exits with 2 if one of several keys is not known. */
	if (!verdict.valid || verdict.bad || !WIFEXITED(status) ||
	    (WEXITSTATUS(status) && !*verdict.unknown)) {
		refuse(signature, &verdict);
		return -EKEYREJECTED;
	}
	memcpy(signature->key, verdict.key, sizeof(signature->key));
	return 0;
}
