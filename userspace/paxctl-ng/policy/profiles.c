// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists the profiles, and reads and writes the drop-in that chooses one.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/profiles.h"
#include "files/root.h"
#include "files/root_replace.h"
#include "terminal/memory.h"
#include "terminal/message.h"

#define BLANKS " \t\r\v\f"

/* A profile or drop-in in a later place replaces one of the same name. */
static const char *const profile_patterns[] = { "/usr/lib/pax/profiles/*.conf",
						"/etc/pax/profiles/*.conf" };
static const char *const choices[] = { PROFILE_CHOICE, "/usr/lib/pax/policy.d/00-profile.conf" };

#define NUM_PLACES 2

struct list {
	struct profile *profiles;
	size_t num;
};

/* Opens the file @found for reading. Closes its descriptor. Returns NULL after a message. */
static FILE *open_found(const struct found *found)
{
	FILE *stream = NULL;
	int fd = root_take(found);

	if (fd >= 0)
		stream = fdopen(fd, "r");
	if (!stream)
		say(found->path, "cannot read it: %s",
		    S_ISREG(found->st.st_mode) ? error_text(fd < 0 ? fd : -errno) :
						 "it is not a regular file; remove it");
	return stream;
}

/* Reads the first sentence of the comment at the head of a file. Returns NULL if it has none. */
static char *read_about(FILE *stream)
{
	char *line = NULL, *about = NULL, *end;
	size_t size = 0;

	while (getline(&line, &size, stream) > 0 && line[0] == '#') {
		char *text = line + 1 + strspn(line + 1, BLANKS);

		line[strcspn(line, "\n")] = '\0';
		append_text(&about, " ", "%s", text);
	}
	free(line);
	end = about ? strstr(about, ". ") : NULL;
	if (end)
		end[1] = '\0';
	return about;
}

static void clear(struct profile *profile)
{
	free(profile->name);
	free(profile->path);
	free(profile->about);
	policy_file_free(&profile->file);
}

static int take_profile(const struct found *found, void *context)
{
	const char *slash = strrchr(found->path, '/') + 1;
	struct found copy = *found;
	struct list *list = context;
	struct profile profile = { 0 };
	FILE *stream;
	size_t i;

	/* The caller closes its descriptor, too. */
	copy.fd = fcntl(found->fd, F_DUPFD_CLOEXEC, 0);
	stream = copy.fd < 0 ? NULL : open_found(&copy);
	if (!stream)
		return 0;
	profile.about = read_about(stream);
	rewind(stream);
	profile.path = need_memory(strdup(found->path));
	profile.name = need_memory(strndup(slash, strlen(slash) - strlen(".conf")));
	policy_parse(stream, found->path, true, NULL, &profile.file);
	fclose(stream);
	for (i = 0; i < list->num && strcmp(list->profiles[i].name, profile.name); i++)
		;
	if (i < list->num) {
		clear(&list->profiles[i]);
		list->profiles[i] = profile;
		return 0;
	}
	list->profiles = grow_array(list->profiles, list->num, sizeof(*list->profiles));
	list->profiles[list->num++] = profile;
	return 0;
}

static void say_failure(const char *path, int err, void *context)
{
	(void)context;
	say(path, "cannot read it: %s", root_error(err));
}

static int by_name(const void *a, const void *b)
{
	const struct profile *left = a, *right = b;

	return strcmp(left->name, right->name);
}

struct profile *profiles_list(struct root *root, size_t *num)
{
	struct list list = { 0 };
	size_t i;

	for (i = 0; i < NUM_PLACES; i++)
		root_glob(root, profile_patterns[i], take_profile, say_failure, &list);
	if (list.num)
		qsort(list.profiles, list.num, sizeof(*list.profiles), by_name);
	*num = list.num;
	return list.profiles;
}

void profiles_free(struct profile *profiles, size_t num)
{
	size_t i;

	for (i = 0; i < num; i++)
		clear(&profiles[i]);
	free(profiles);
}

int profile_choice(struct root *root, struct policy_file *choice)
{
	struct found found;
	FILE *stream;
	size_t i;
	int err = -ENOENT;

	*choice = (struct policy_file){ 0 };
	for (i = 0; i < NUM_PLACES && err == -ENOENT; i++)
		err = root_find(root, choices[i], &found);
	if (err == -ENOENT)
		return 0;
	if (err) {
		say_failure(choices[i - 1], err, NULL);
		return err;
	}
	stream = open_found(&found);
	if (!stream)
		return -EIO;
	err = policy_parse(stream, choices[i - 1], true, NULL, choice);
	fclose(stream);
	return err;
}

bool profile_is_chosen(const struct policy_file *choice, const char *name)
{
	size_t i;

	for (i = 0; i < choice->num_inherits; i++) {
		if (!strcmp(choice->inherits[i].name, name))
			return true;
	}
	return false;
}

static bool is_inherit(const char *line)
{
	line += strspn(line, BLANKS);
	return !strncmp(line, "inherit", 7) && strchr(BLANKS "\n", line[7]);
}

/* The drop-in as it is, or NULL, and the profile that it is to inherit. */
struct choice {
	FILE *from;
	const char *name;
};

/* Writes the drop-in: what it had, with the profile in place of those that it inherited. */
static void write_choice(FILE *to, void *context)
{
	const struct choice *choice = context;
	const char *name = choice->name;
	FILE *from = choice->from;
	bool written = false, above_lines = true;
	char *line = NULL;
	size_t size = 0;

	if (!from)
		fputs("# The profile that \"paxctl-ng profile\" has chosen; see pax-policy(5).\n",
		      to);
	while (from && getline(&line, &size, from) > 0) {
		const char *word = line + strspn(line, BLANKS);

		if (is_inherit(line)) {
			if (!written)
				fprintf(to, "inherit %s\n", name);
			written = true;
			continue;
		}
		/* "inherit" stands above all other lines. */
		if (above_lines && !strchr("#\n", *word)) {
			if (!written)
				fprintf(to, "inherit %s\n", name);
			written = true;
			above_lines = false;
		}
		fputs(line, to);
		if (!strchr(line, '\n'))
			fputc('\n', to);
	}
	if (!written)
		fprintf(to, "inherit %s\n", name);
	free(line);
}

/* Opens the drop-in of the administrator. Sets @from to NULL if there is none. */
static int open_choice(struct root *root, FILE **from)
{
	struct found found;
	int err = root_find(root, PROFILE_CHOICE, &found);

	*from = NULL;
	if (err == -ENOENT)
		return 0;
	if (err)
		return err;
	*from = open_found(&found);
	return *from ? 0 : -EIO;
}

int profile_choose(struct root *root, const char *name)
{
	struct choice choice = { .name = name };
	int err = open_choice(root, &choice.from);

	if (!err)
		err = root_replace(root, PROFILE_CHOICE, write_choice, &choice);
	if (choice.from)
		fclose(choice.from);
	if (err)
		say(PROFILE_CHOICE, "cannot write it, so the choice stays as it was: %s",
		    err == -EACCES || err == -EPERM ? "only root may" : root_error(err));
	return err;
}
