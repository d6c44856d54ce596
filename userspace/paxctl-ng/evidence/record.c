// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses a record of a denial: key=value, with text in quotes or in hexadecimal.
 *
 * The denied program chooses the text. In the raw forms text cannot forge a key, because the
 * kernel writes text with a space in hexadecimal. "ausearch -i" decodes the text. The parser
 * accepts its output, but marks the record as incomplete.
 */
#include <ctype.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/record.h"
#include "terminal/number.h"

/* Audit appends interpreted fields after this separator. */
#define AUDIT_END 0x1d
#define BLANKS " \t\n"

const char *const record_events[] = {
	"mmap_denied",	   "mprotect_denied", "shmat_denied",  "write_denied",
	"exec_refused",	   "exec_fault",      "mark_invalid",  "mark_untrusted",
	"mark_unreadable", "config_changed",  "armed_changed", NULL,
};

static int hex_digit(char c)
{
	return c <= '9' ? c - '0' : toupper(c) - 'A' + 10;
}

char *record_text(char *value)
{
	size_t i, len = strlen(value);

	if (*value == '"') {
		if (len < 2 || value[len - 1] != '"')
			return NULL;
		value[len - 1] = '\0';
		return value + 1;
	}
	/* "ausearch -i" prints the path without quotes. */
	if (*value == '/')
		return value;
	if (!len || len % 2)
		return NULL;
	for (i = 0; i < len; i += 2) {
		if (!isxdigit((unsigned char)value[i]) || !isxdigit((unsigned char)value[i + 1]))
			return NULL;
		value[i / 2] = hex_digit(value[i]) << 4 | hex_digit(value[i + 1]);
	}
	value[i / 2] = '\0';
	return strlen(value) == i / 2 ? value : NULL;
}

/* Parses a uid. Returns UID_NONE for any other text. */
static uint32_t user(const char *value)
{
	uint64_t number;

	return value && number_read(&value, UID_NONE, &number) && !*value ? number : UID_NONE;
}

/* Whether the value is a login uid, or says that nobody logged in. */
static bool tells_login(const char *value)
{
	char none[16];

	snprintf(none, sizeof(none), "%u", UID_NONE);
	return user(value) != UID_NONE ||
	       (value && (!strcmp(value, "unset") || !strcmp(value, none)));
}

/* The keys that the parser evaluates, in the order of keys[]. */
enum key {
	KEY_EVENT,
	KEY_FLAGS,
	KEY_PAX,
	KEY_PROT,
	KEY_HAD,
	KEY_AREA,
	KEY_EXE,
	KEY_FILE,
	KEY_EXE_DEV,
	KEY_EXE_INO,
	KEY_FILE_DEV,
	KEY_FILE_INO,
	KEY_TIME,
	KEY_UID,
	KEY_AUID,
	KEY_USERNS,
	KEY_MNTNS,
	KEY_TRACED,
	KEY_NUM,
};

static const char *const keys[KEY_NUM] = {
	[KEY_EVENT] = "event",	   [KEY_FLAGS] = "flags",	[KEY_PAX] = "pax",
	[KEY_PROT] = "prot",	   [KEY_HAD] = "had",		[KEY_AREA] = "area",
	[KEY_EXE] = "exe",	   [KEY_FILE] = "file",		[KEY_EXE_DEV] = "exe_dev",
	[KEY_EXE_INO] = "exe_ino", [KEY_FILE_DEV] = "file_dev", [KEY_FILE_INO] = "file_ino",
	[KEY_TIME] = "time",	   [KEY_UID] = "uid",		[KEY_AUID] = "auid",
	[KEY_USERNS] = "userns",   [KEY_MNTNS] = "mntns",	[KEY_TRACED] = "traced",
};

/* Keeps the first value of each key. */
static void keep_pair(char *values[KEY_NUM], const char *name, char *value)
{
	enum key key;

	for (key = 0; key < KEY_NUM; key++) {
		if (!values[key] && !strcmp(name, keys[key]))
			values[key] = value;
	}
}

static void take_values(struct record *record, char *const values[KEY_NUM])
{
	const char *time = values[KEY_TIME];

	record->event = values[KEY_EVENT];
	/* Audit records name this key differently: audit's tools give "flags" another meaning. */
	record->flags = values[KEY_FLAGS] ? values[KEY_FLAGS] : values[KEY_PAX];
	record->prot = values[KEY_PROT];
	record->had = values[KEY_HAD];
	record->area = values[KEY_AREA];
	record->exe = values[KEY_EXE] ? record_text(values[KEY_EXE]) : NULL;
	record->file = values[KEY_FILE] ? record_text(values[KEY_FILE]) : NULL;
	if (values[KEY_EXE_DEV] && values[KEY_EXE_INO])
		file_id_parse(values[KEY_EXE_DEV], values[KEY_EXE_INO], &record->exe_id);
	if (values[KEY_FILE_DEV] && values[KEY_FILE_INO])
		file_id_parse(values[KEY_FILE_DEV], values[KEY_FILE_INO], &record->file_id);
	if (time)
		time_read(&time, &record->time);
	record->uid = user(values[KEY_UID]);
	record->auid = user(values[KEY_AUID]);
	record->renamed = values[KEY_USERNS] && strcmp(values[KEY_USERNS], "init") != 0;
	record->namespaced = values[KEY_MNTNS] && strcmp(values[KEY_MNTNS], "init") != 0;
	record->traced = values[KEY_TRACED] && strcmp(values[KEY_TRACED], "no") != 0;
	record->complete = values[KEY_USERNS] && values[KEY_MNTNS] && values[KEY_TRACED] &&
			   record->uid != UID_NONE && tells_login(values[KEY_AUID]);
}

/* Returns the value of the next word of *@line if its key is @key, and NULL otherwise. */
static char *next_value(char **line, const char *key)
{
	size_t len = strlen(key);
	char *word;

	*line += strspn(*line, BLANKS);
	if (strncmp(*line, key, len) || (*line)[len] != '=')
		return NULL;
	word = strsep(line, BLANKS);
	if (!*line)
		*line = word + strlen(word);
	return word + len + 1;
}

/*
 * Parses the head of an audit record: "[node=N] type=T msg=audit(TIME:SERIAL): op=pax", and moves
 * *@line past it. Accepts only record types of PaX denials, which programs cannot send. *@raw:
 * the record is in the raw form, with encoded texts.
 */
static bool audit_head(char **line, struct timespec *time, bool *raw)
{
	const char *type, *msg;
	uint64_t serial;
	char *op;

	next_value(line, "node");
	type = next_value(line, "type");
	if (!type || (strcmp(type, "ANOM_ABEND") && strcmp(type, "1701")))
		return false;
	msg = next_value(line, "msg");
	if (!msg || strncmp(msg, "audit(", strlen("audit(")))
		return false;
	msg += strlen("audit(");
	*raw = time_read(&msg, time) && *msg++ == ':' && number_read(&msg, UINT64_MAX, &serial) &&
	       !strcmp(msg, "):");
	/* "ausearch -i" prints a date, a blank, and more blanks around the colon. */
	if (!*raw) {
		op = strstr(*line, ") : op=pax ");
		if (!op)
			return false;
		*line = op + strlen(") : ");
	}
	op = next_value(line, "op");
	return op && !strcmp(op, "pax");
}

/**
 * record_read - parse a line
 * @line: the line; the function modifies it, and @record points into it
 * @record: the result
 * @lost: the function adds N for a line "lost=N"
 *
 * Return: true if the line is a record of PaX.
 */
bool record_read(char *line, struct record *record, unsigned long *lost)
{
	char *values[KEY_NUM] = { NULL }, *pair, *value, *end;
	struct timespec time = { 0 };
	bool raw = true;
	uint64_t number;

	value = next_value(&line, "lost");
	if (value) {
		const char *text = value;

		if (number_read(&text, ULONG_MAX, &number) && number <= ULONG_MAX - *lost)
			*lost += number;
		return false;
	}
	if (!next_value(&line, "seq") && !audit_head(&line, &time, &raw))
		return false;
	*strchrnul(line, AUDIT_END) = '\0';
	for (pair = strtok_r(line, BLANKS, &end); pair; pair = strtok_r(NULL, BLANKS, &end)) {
		value = strchr(pair, '=');
		if (!value)
			continue;
		*value++ = '\0';
		keep_pair(values, pair, value);
	}
	*record = (struct record){ .time = time };
	take_values(record, values);
	/* In the interpreted form, text can forge any key. */
	record->complete = record->complete && raw;
	return record->event;
}
