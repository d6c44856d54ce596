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
	return value && (!strcmp(value, "unset") || !strcmp(value, UID_NONE_TEXT) ||
			 user(value) != UID_NONE);
}

/* The keys that the parser evaluates, in the order of their lengths. */
enum key {
	KEY_PAX,
	KEY_HAD,
	KEY_EXE,
	KEY_UID,
	KEY_PROT,
	KEY_AREA,
	KEY_FILE,
	KEY_TIME,
	KEY_AUID,
	KEY_EVENT,
	KEY_FLAGS,
	KEY_MNTNS,
	KEY_USERNS,
	KEY_TRACED,
	KEY_TARGET,
	KEY_EXE_DEV,
	KEY_EXE_INO,
	KEY_FILE_DEV,
	KEY_FILE_INO,
	KEY_TARGET_DEV,
	KEY_TARGET_INO,
	KEY_NUM,
};

static const char *const keys[KEY_NUM] = {
	[KEY_PAX] = "pax",
	[KEY_HAD] = "had",
	[KEY_EXE] = "exe",
	[KEY_UID] = "uid",
	[KEY_PROT] = "prot",
	[KEY_AREA] = "area",
	[KEY_FILE] = "file",
	[KEY_TIME] = "time",
	[KEY_AUID] = "auid",
	[KEY_EVENT] = "event",
	[KEY_FLAGS] = "flags",
	[KEY_MNTNS] = "mntns",
	[KEY_USERNS] = "userns",
	[KEY_TRACED] = "traced",
	[KEY_EXE_DEV] = "exe_dev",
	[KEY_EXE_INO] = "exe_ino",
	[KEY_FILE_DEV] = "file_dev",
	[KEY_FILE_INO] = "file_ino",
	[KEY_TARGET] = "target",
	[KEY_TARGET_DEV] = "target_dev",
	[KEY_TARGET_INO] = "target_ino",
};

/* The first key of each length, from 0 on. */
static const unsigned char first_key[] = {
	0,
	0,
	0,
	KEY_PAX,
	KEY_PROT,
	KEY_EVENT,
	KEY_USERNS,
	KEY_EXE_DEV,
	KEY_FILE_DEV,
	KEY_TARGET_DEV,
	KEY_TARGET_DEV,
	KEY_NUM,
};

#define MAX_KEY_LEN (sizeof(first_key) - 2)

_Static_assert(KEY_NUM == RECORD_FIELDS, "each key is a field of the journal, too");

/* Returns the key of a name, or KEY_NUM. */
static enum key key_of(const char *name, size_t len)
{
	enum key key;

	if (len > MAX_KEY_LEN)
		return KEY_NUM;
	for (key = first_key[len]; key < first_key[len + 1]; key++) {
		/* Most words have another key. */
		if (keys[key][0] == name[0] && keys[key][len - 1] == name[len - 1] &&
		    !memcmp(keys[key], name, len))
			return key;
	}
	return KEY_NUM;
}

/* The characters that end a word, and a key. */
static const bool ends_word[256] = { ['\0'] = true, [' '] = true, ['\t'] = true, ['\n'] = true };
static const bool ends_key[256] = {
	['\0'] = true, [' '] = true, ['\t'] = true, ['\n'] = true, ['='] = true,
};

/* Returns the first character of @text that is an end. */
static char *find_end(char *text, const bool ends[256])
{
	while (!ends[(unsigned char)*text])
		text++;
	return text;
}

/* Cuts @line into words "KEY=VALUE", and keeps the first value of each key. */
static void cut_pairs(char *line, char *values[KEY_NUM])
{
	while (*line) {
		char *word = line, *equals = find_end(line, ends_key);
		enum key key;

		line = find_end(equals, ends_word);
		if (*line)
			*line++ = '\0';
		if (*equals != '=')
			continue;
		key = key_of(word, equals - word);
		if (key != KEY_NUM && !values[key])
			values[key] = equals + 1;
	}
}

static void take_values(struct record *record, char *const values[KEY_NUM], bool decoded)
{
	const char *time = values[KEY_TIME];

	record->event = values[KEY_EVENT];
	/* Audit records name this key differently: audit's tools give "flags" another meaning. */
	record->flags = values[KEY_FLAGS] ? values[KEY_FLAGS] : values[KEY_PAX];
	record->prot = values[KEY_PROT];
	record->had = values[KEY_HAD];
	record->area = values[KEY_AREA];
	record->exe = values[KEY_EXE];
	record->file = values[KEY_FILE];
	record->target = values[KEY_TARGET];
	if (!decoded) {
		record->exe = record->exe ? record_text(record->exe) : NULL;
		record->file = record->file ? record_text(record->file) : NULL;
		record->target = record->target ? record_text(record->target) : NULL;
	}
	if (values[KEY_EXE_DEV] && values[KEY_EXE_INO])
		file_id_parse(values[KEY_EXE_DEV], values[KEY_EXE_INO], &record->exe_id);
	if (values[KEY_FILE_DEV] && values[KEY_FILE_INO])
		file_id_parse(values[KEY_FILE_DEV], values[KEY_FILE_INO], &record->file_id);
	if (values[KEY_TARGET_DEV] && values[KEY_TARGET_INO])
		file_id_parse(values[KEY_TARGET_DEV], values[KEY_TARGET_INO], &record->target_id);
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
	char *values[KEY_NUM] = { NULL }, *value;
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
	cut_pairs(line, values);
	*record = (struct record){ .time = time };
	take_values(record, values, false);
	/* In the interpreted form, text can forge any key. */
	record->complete = record->complete && raw;
	return record->event;
}

/**
 * record_field - find the place of a field of the journal
 * @name: the name of the field, such as PAX_EXE
 * @len: its length
 *
 * Return: an index of the array for record_of_fields(), or RECORD_FIELDS for a field that does not
 * matter.
 */
size_t record_field(const char *name, size_t len)
{
	char lower[16];
	size_t i;

	if (len < strlen("PAX_") || len - strlen("PAX_") >= sizeof(lower) ||
	    memcmp(name, "PAX_", strlen("PAX_")))
		return RECORD_FIELDS;
	name += strlen("PAX_");
	len -= strlen("PAX_");
	for (i = 0; i < len; i++)
		lower[i] = tolower((unsigned char)name[i]);
	i = key_of(lower, len);
	return i < KEY_NUM ? i : RECORD_FIELDS;
}

/**
 * record_of_fields - make a record of the fields of an entry of the journal
 * @fields: the values, or NULL
 * @record: the result, which points to them
 *
 * Return: true if it is a record of PaX.
 */
bool record_of_fields(char *const fields[RECORD_FIELDS], struct record *record)
{
	*record = (struct record){ 0 };
	take_values(record, fields, true);
	return record->event;
}
