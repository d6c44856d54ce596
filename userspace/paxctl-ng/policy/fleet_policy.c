// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the policy of a fleet: verifies its signature, and then takes the sections that are about
 * this machine. The signature is verified of a copy in memory, and the same copy is read.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/root.h"
#include "policy/fleet_policy.h"
#include "policy/signature.h"
#include "terminal/memory.h"
#include "terminal/message.h"

#define MAX_POLICY (16l * 1024 * 1024)
#define MAX_SIGNATURE (64l * 1024)
#define MAX_KEY (1024l * 1024)
#define BLANKS " \t\r\n\v\f"

/* The state. @applies: the present section is about this machine. */
struct reader {
	const struct policy_request *request;
	struct fleet_policy *fleet;
	const char *name;
	struct signature signature;
	struct facts facts;
	bool applies;
	int status;
};

__attribute__((format(printf, 3, 4))) static void fault(struct reader *reader, unsigned int line,
							const char *format, ...)
{
	char where[PATH_MAX + 16], *text;
	va_list args;

	va_start(args, format);
	text = format_text_args(format, args);
	va_end(args);
	if (line)
		snprintf(where, sizeof(where), "%s:%u", reader->name, line);
	else
		snprintf(where, sizeof(where), "%s", reader->name);
	say(where, "%s", text);
	free(text);
	reader->status = -EINVAL;
}

/* Copies a file into memory, which nobody can change any more. Returns a descriptor of the copy. */
static int copy_file(int from, long max)
{
	static char buffer[65536];
	struct stat st;
	ssize_t len;
	long size = 0;
	int fd;

	if (fstat(from, &st))
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	fd = memfd_create("pax-policy", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		return -errno;
	while ((len = read(from, buffer, sizeof(buffer))) > 0) {
		size += len;
		if (size > max || write(fd, buffer, len) != len) {
			close(fd);
			return size > max ? -EFBIG : -ENOSPC;
		}
	}
	if (len < 0 || fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK)) {
		int err = -errno;

		close(fd);
		return err;
	}
	return fd;
}

/* Copies a file that was found; closes its descriptor. */
static int copy_found(const struct found *found, long max)
{
	int fd = root_take(found), copy;

	if (fd < 0)
		return fd;
	copy = copy_file(fd, max);
	close(fd);
	return copy;
}

/* Copies the installed file, or the one that was named. */
static int copy_path(const struct reader *reader, const char *path, long max)
{
	struct found found;
	int fd, copy, err;

	if (!reader->request->fleet) {
		err = root_find(reader->request->root, path, &found);
		return err ? err : copy_found(&found, max);
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	copy = copy_file(fd, max);
	close(fd);
	return copy;
}

static const char *copy_error(int err)
{
	return err == -EFBIG  ? "it is too long" :
	       err == -EINVAL ? "it is not a regular file" :
				root_error(err);
}

/* Adds a key. */
static int take_key(const struct found *found, void *context)
{
	static const char armor[] = "-----BEGIN";
	struct reader *reader = context;
	struct signature *signature = &reader->signature;
	char start[sizeof(armor)] = "";
	/* The walk closes its own descriptor. */
	struct found copy = *found;
	int fd;

	if (root_is_others(found->st.st_uid, found->st.st_mode)) {
		say(found->path, "others may write it; chown root, chmod go-w");
		reader->status = -EPERM;
		return 0;
	}
	copy.fd = fcntl(found->fd, F_DUPFD_CLOEXEC, 0);
	fd = copy.fd < 0 ? -errno : copy_found(&copy, MAX_KEY);
	if (fd >= 0 && signature->num_keys == SIGNATURE_MAX_KEYS) {
		close(fd);
		fd = -E2BIG;
	}
	if (fd < 0) {
		say(found->path, "cannot read the key: %s", copy_error(fd));
		reader->status = fd;
		return 0;
	}
	signature->keys[signature->num_keys++] = fd;
	if (pread(fd, start, sizeof(start) - 1, 0) > 0 && !strcmp(start, armor)) {
		say(found->path, "the key is armored; write it with gpg --export, without --armor");
		reader->status = -EINVAL;
	}
	return 0;
}

static void key_failed(const char *path, int err, void *context)
{
	struct reader *reader = context;

	say(path, "cannot read the key: %s", root_error(err));
	reader->status = err;
}

/* Verifies the file. Returns 0, or a negative errno after a message. */
static int verify(struct reader *reader)
{
	struct signature *signature = &reader->signature;
	char *path = format_text("%s.sig", reader->name);
	int err = 0;

	signature->name = reader->name;
	signature->place = FLEET_KEYS;
	signature->signature = copy_path(reader, path, MAX_SIGNATURE);
	root_glob(reader->request->root, FLEET_KEYS "/*.gpg", take_key, key_failed, reader);
	if (reader->status) {
		err = reader->status;
	} else if (signature->signature < 0) {
		err = signature->signature;
		say(path, "the policy of the fleet is refused, as its signature cannot be read: %s",
		    copy_error(err));
	} else if (!signature->num_keys) {
		err = -ENOKEY;
		say(reader->name,
		    "refused: there is no key %s/*.gpg that could have signed it; write it there with gpg --export",
		    FLEET_KEYS);
	} else {
		err = signature_verify(signature);
	}
	free(path);
	return err;
}

/* Parses "FACT=PATTERN[,PATTERN]...". Returns whether it is true of this machine. */
static bool take_condition(struct reader *reader, unsigned int line, const char *word)
{
	size_t len = strcspn(word, "=");
	int fact = word[len] ? facts_find(word, len) : -1;

	if (fact < 0 || !word[len + 1]) {
		fault(reader, line,
		      "\"%.80s\" is no condition; it is host=, group=, os=, arch= or kernel=, and patterns with commas between them",
		      word);
		return false;
	}
	if (!reader->facts.known[fact]) {
		fault(reader, line, "the %s of this root is not known; name it: --fact %s=VALUE",
		      facts_name(fact), facts_name(fact));
		return false;
	}
	return facts_match(&reader->facts, fact, word + len + 1);
}

/* Cuts off a comment, which begins after a blank, and the blanks before it. */
static void trim(char *text)
{
	char *at = text;

	while (*at && !(*at == '#' && at > text && strchr(BLANKS, at[-1])))
		at++;
	while (at > text && strchr(BLANKS, at[-1]))
		at--;
	*at = '\0';
}

/* Takes "[NAME CONDITION...]". A pattern may have brackets, so the last one ends it. */
static void take_heading(struct reader *reader, unsigned int line, char *text)
{
	struct fleet_policy *fleet = reader->fleet;
	char *save, *name, *word, *end;

	reader->applies = true;
	trim(text);
	end = text + strlen(text) - 1;
	if (*end != ']') {
		fault(reader, line, "the heading \"%.80s\" is not [NAME CONDITION...]", text);
		return;
	}
	*end = '\0';
	name = strtok_r(text + 1, BLANKS, &save);
	if (!name || !policy_name_is_good(name)) {
		fault(reader, line, "the section has no name; write [NAME CONDITION...]");
		return;
	}
	while ((word = strtok_r(NULL, BLANKS, &save))) {
		/* Each is looked at, so that an error is found on all machines. */
		if (!take_condition(reader, line, word))
			reader->applies = false;
	}
	if (reader->applies)
		append_text(&fleet->summary, " ", "%s", name);
}

/* Parses the lines of a section, and keeps them if they are about this machine. */
static void take_section(struct reader *reader, unsigned int line, char *text, size_t len)
{
	struct fleet_policy *fleet = reader->fleet;
	struct policy_file file;
	FILE *stream;
	int err;

	if (!len)
		return;
	stream = need_memory(fmemopen(text, len, "r"));
	err = policy_parse_from(stream, reader->name, line, reader->request->force, NULL, &file);
	fclose(stream);
	if (err)
		reader->status = err;
	if (!reader->applies) {
		policy_file_free(&file);
		return;
	}
	fleet->files = grow_array(fleet->files, fleet->num, sizeof(*fleet->files));
	fleet->files[fleet->num++] = file;
}

/* Splits the text into sections. What precedes the first heading is about all machines. */
static void take_text(struct reader *reader, char *text, size_t len)
{
	char *at = text, *start = text, *end = text + len;
	unsigned int line = 1, first = 1;

	reader->applies = true;
	while (at < end) {
		char *next = memchr(at, '\n', end - at), *word = at;

		next = next ? next + 1 : end;
		while (word < next && strchr(BLANKS, *word) && *word)
			word++;
		if (word < next && *word == '[') {
			char *heading = need_memory(strndup(word, next - word));

			take_section(reader, first - 1, start, at - start);
			take_heading(reader, line, heading);
			free(heading);
			start = next;
			first = line + 1;
		}
		at = next;
		line++;
	}
	take_section(reader, first - 1, start, end - start);
}

static int read_copy(struct reader *reader)
{
	struct stat st;
	char *text;
	ssize_t len;
	int err;

	err = facts_read(reader->request->root, reader->request->facts, &reader->facts);
	if (err || fstat(reader->signature.data, &st))
		return err ? err : -errno;
	text = need_memory(malloc(st.st_size + 1));
	len = pread(reader->signature.data, text, st.st_size, 0);
	if (len != st.st_size)
		fault(reader, 0, "cannot read it: %s", error_text(-EIO));
	else
		take_text(reader, text, len);
	free(text);
	return reader->status;
}

/**
 * fleet_policy_read - read the policy of the fleet
 * @request: the policy to read: the file that it names, or the installed one
 * @fleet: the result; the caller frees what it has, also after an error
 *
 * Nothing of a file counts that is not validly signed by a key in /etc/pax/trust.d of the root.
 *
 * Return: 0, also if there is no installed file, or a negative errno after a message.
 */
int fleet_policy_read(const struct policy_request *request, struct fleet_policy *fleet)
{
	struct reader reader = { .request = request, .fleet = fleet };
	int err;

	*fleet = (struct fleet_policy){ 0 };
	reader.name = request->fleet ? request->fleet : FLEET_FILE;
	reader.signature.data = copy_path(&reader, reader.name, MAX_POLICY);
	if (reader.signature.data == -ENOENT && !request->fleet)
		return 0;
	if (reader.signature.data < 0) {
		say(reader.name, "cannot read the policy of the fleet: %s",
		    copy_error(reader.signature.data));
		return reader.signature.data;
	}
	err = verify(&reader);
	if (!err) {
		fleet->summary = format_text("signed by %s; these sections are about this machine:",
					     reader.signature.key);
		err = read_copy(&reader);
	}
	facts_free(&reader.facts);
	close(reader.signature.data);
	if (reader.signature.signature >= 0)
		close(reader.signature.signature);
	while (reader.signature.num_keys)
		close(reader.signature.keys[--reader.signature.num_keys]);
	return err;
}
