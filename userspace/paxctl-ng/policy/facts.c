// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is known of a machine, by which a section of a fleet's policy may choose it.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "files/root.h"
#include "policy/fleet_policy.h"
#include "terminal/memory.h"
#include "terminal/message.h"

#define MAX_PATTERN 256

static const char *const names[FACT_NUM] = {
	[FACT_HOST] = "host", [FACT_GROUP] = "group",	[FACT_OS] = "os",
	[FACT_ARCH] = "arch", [FACT_KERNEL] = "kernel",
};

/**
 * facts_name - name a fact
 * @fact: the fact
 *
 * Return: the name, as a policy and --fact have it.
 */
const char *facts_name(enum fact fact)
{
	return names[fact];
}

/**
 * facts_find - find a fact by its name
 * @name: the name
 * @len: its length
 *
 * Return: the fact, or a negative number if there is none of that name.
 */
int facts_find(const char *name, size_t len)
{
	int fact;

	for (fact = 0; fact < FACT_NUM; fact++) {
		if (strlen(names[fact]) == len && !memcmp(names[fact], name, len))
			return fact;
	}
	return -1;
}

static void add(struct facts *facts, enum fact fact, const char *value, size_t len)
{
	facts->known[fact] = true;
	if (!len)
		return;
	facts->values[fact] =
		grow_array(facts->values[fact], facts->num[fact], sizeof(*facts->values[fact]));
	facts->values[fact][facts->num[fact]++] = need_memory(strndup(value, len));
}

static void add_host(struct facts *facts, const char *name)
{
	size_t len = strcspn(name, ".");

	add(facts, FACT_HOST, name, strlen(name));
	if (name[len])
		add(facts, FACT_HOST, name, len);
}

/* Opens a regular file in the root. Returns NULL if there is none; *@err says if that is an error.
 */
static FILE *open_in(struct root *root, const char *path, int *err)
{
	int fd = root_read(root, path);

	*err = fd >= 0 || fd == -ENOENT || fd == -ENOTDIR ? 0 : fd;
	return fd < 0 ? NULL : need_memory(fdopen(fd, "r"));
}

/* Copies the value of NAME=VALUE or NAME="VALUE". */
static void take_value(const char *line, const char *name, char *to, size_t size)
{
	size_t len = strlen(name);

	if (strncmp(line, name, len) || line[len] != '=')
		return;
	line += len + 1;
	line += *line == '"' || *line == '\'';
	snprintf(to, size, "%.*s", (int)strcspn(line, "\"'\n"), line);
}

/* "debian-12", from os-release(5). */
static void read_os(struct facts *facts, struct root *root)
{
	char id[64] = "", version[64] = "", text[160], *line = NULL;
	FILE *stream;
	size_t size = 0;
	int err;

	stream = open_in(root, "/etc/os-release", &err);
	if (!stream)
		stream = open_in(root, "/usr/lib/os-release", &err);
	if (!stream)
		return;
	while (getline(&line, &size, stream) >= 0) {
		take_value(line, "ID", id, sizeof(id));
		take_value(line, "VERSION_ID", version, sizeof(version));
	}
	free(line);
	fclose(stream);
	snprintf(text, sizeof(text), "%s%s%s", id, *version ? "-" : "", version);
	if (*id)
		add(facts, FACT_OS, text, strlen(text));
}

/* The words of a file, each a value; a comment begins with "#". */
static int read_words(struct facts *facts, struct root *root, const char *path, enum fact fact)
{
	char *line = NULL;
	size_t size = 0;
	FILE *stream;
	int err;

	stream = open_in(root, path, &err);
	if (err)
		say(path, "cannot read it: %s", root_error(err));
	if (!stream)
		return err;
	while (getline(&line, &size, stream) >= 0) {
		char *save, *word;

		line[strcspn(line, "#")] = '\0';
		for (word = strtok_r(line, " \t\r\n", &save); word;
		     word = strtok_r(NULL, " \t\r\n", &save)) {
			if (fact == FACT_HOST)
				add_host(facts, word);
			else
				add(facts, fact, word, strlen(word));
		}
	}
	free(line);
	fclose(stream);
	return 0;
}

/* Whether the root is that of this process, so that what the kernel says is about it. */
static bool is_here(struct root *root)
{
	struct found found;
	struct stat st;
	bool here;

	if (root_find(root, "/", &found))
		return false;
	here = !stat("/", &st) && st.st_dev == found.st.st_dev && st.st_ino == found.st.st_ino;
	close(found.fd);
	return here;
}

static void clear(struct facts *facts, enum fact fact)
{
	while (facts->num[fact])
		free(facts->values[fact][--facts->num[fact]]);
	free(facts->values[fact]);
	facts->values[fact] = NULL;
}

/**
 * facts_read - collect what is known of a machine
 * @root: its root
 * @given: "NAME=VALUE", which replace what is found; ends with NULL; may be NULL
 * @facts: the result; the caller frees it, also after an error
 *
 * Return: 0, or a negative errno after a message.
 */
int facts_read(struct root *root, const char *const *given, struct facts *facts)
{
	const char *const *text;
	bool is_given[FACT_NUM] = { 0 };
	struct utsname name;
	int err;

	*facts = (struct facts){ .known[FACT_GROUP] = true };
	read_os(facts, root);
	err = read_words(facts, root, FLEET_GROUPS, FACT_GROUP);
	if (err)
		return err;
	if (is_here(root) && !uname(&name)) {
		add_host(facts, name.nodename);
		add(facts, FACT_ARCH, name.machine, strlen(name.machine));
		add(facts, FACT_KERNEL, name.release, strlen(name.release));
	} else {
		err = read_words(facts, root, "/etc/hostname", FACT_HOST);
	}
	for (text = given; text && *text; text++) {
		size_t len = strcspn(*text, "=");
		int fact = facts_find(*text, len);

		if (fact < 0)
			continue;
		if (!is_given[fact])
			clear(facts, fact);
		is_given[fact] = true;
		if (fact == FACT_HOST)
			add_host(facts, *text + len + 1);
		else
			add(facts, fact, *text + len + 1, strlen(*text + len + 1));
	}
	return err;
}

/**
 * facts_free - free the result of facts_read()
 * @facts: the facts
 */
void facts_free(struct facts *facts)
{
	int fact;

	for (fact = 0; fact < FACT_NUM; fact++)
		clear(facts, fact);
}

/**
 * facts_match - whether a machine has a fact
 * @facts: the facts of the machine
 * @fact: the fact
 * @patterns: patterns of the shell, separated by commas
 *
 * Return: true if one of the values matches one of the patterns.
 */
bool facts_match(const struct facts *facts, enum fact fact, const char *patterns)
{
	char pattern[MAX_PATTERN];
	size_t i;

	for (;;) {
		size_t len = strcspn(patterns, ",");

		snprintf(pattern, sizeof(pattern), "%.*s", (int)len, patterns);
		for (i = 0; i < facts->num[fact] && len < sizeof(pattern); i++) {
			if (!fnmatch(pattern, facts->values[fact][i], 0))
				return true;
		}
		if (!patterns[len])
			return false;
		patterns += len + 1;
	}
}
