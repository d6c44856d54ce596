// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts the users and logins of records, and distinguishes system users from persons.
 */
#include <ctype.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "evidence/users.h"
#include "evidence/record.h"
#include "judgement/describe.h"
#include "files/root.h"
#include "terminal/quote.h"
#include "terminal/memory.h"
#include "terminal/number.h"

#define FIRST_USER 1000
#define NOBODY 65534
#define LOGIN_DEFS "/etc/login.defs"

void users_count(struct user_counts *counts, uint32_t uid, uint32_t auid)
{
	size_t i;

	for (i = 0; i < counts->num; i++) {
		if (counts->users[i].uid == uid && counts->users[i].auid == auid) {
			counts->users[i].count++;
			return;
		}
	}
	if (counts->num == USERS_MAX) {
		counts->others++;
		return;
	}
	counts->users[counts->num].uid = uid;
	counts->users[counts->num].auid = auid;
	counts->users[counts->num++].count = 1;
}

/* Returns "1000 (alice)". The caller frees it. */
static char *user_text(uint32_t uid, bool names)
{
	struct passwd *entry = names && uid != UID_NONE ? getpwuid(uid) : NULL;
	char *name = entry ? quote(entry->pw_name, true) : NULL, *text;

	text = name ? format_text("%u (%s)", uid, name) : format_text("%u", uid);
	free(name);
	return text;
}

static char *words_of(uint32_t uid, uint32_t auid, unsigned long count, bool names)
{
	char *user = user_text(uid, names), *login = user_text(auid, names), *text;

	if (uid == UID_NONE)
		text = format_text("%lu x by an unknown user", count);
	else if (auid == UID_NONE)
		text = format_text("%lu x by uid %s", count, user);
	else
		text = format_text("%lu x by uid %s, login uid %s", count, user, login);
	free(user);
	free(login);
	return text;
}

size_t users_describe(const struct user_counts *counts, bool names, char *words[USERS_MAX + 1])
{
	size_t i;

	for (i = 0; i < counts->num; i++)
		words[i] = words_of(counts->users[i].uid, counts->users[i].auid,
				    counts->users[i].count, names);
	if (counts->others)
		words[i++] = format_text("%lu x by others", counts->others);
	return i;
}

/* Parses a line "UID_MIN  1000". Ignores other lines. */
static void take_line(const char *line, uint32_t *first)
{
	const char *text = line + strspn(line, " \t");
	size_t len = strlen("UID_MIN");
	uint64_t number;

	if (strncmp(text, "UID_MIN", len) || !isspace((unsigned char)text[len]))
		return;
	text += len;
	text += strspn(text, " \t");
	if (number_read(&text, NOBODY - 1, &number) && number &&
	    (!*text || isspace((unsigned char)*text)))
		*first = number;
}

uint32_t users_first_uid(struct root *root)
{
	int fd = root_read(root, LOGIN_DEFS);
	uint32_t first = FIRST_USER;
	FILE *stream = NULL;
	char *line = NULL;
	size_t size = 0;

	if (fd >= 0)
		stream = fdopen(fd, "r");
	while (stream && getline(&line, &size, stream) >= 0)
		take_line(line, &first);
	free(line);
	if (stream)
		fclose(stream);
	return first;
}

static bool is_below(uint32_t uid, uint32_t first_user)
{
	return uid < first_user && uid != NOBODY;
}

bool users_is_system(uint32_t uid, uint32_t auid, uint32_t first_user)
{
	if (!uid)
		return true;
	return is_below(uid, first_user) && (auid == UID_NONE || is_below(auid, first_user));
}
