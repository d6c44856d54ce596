// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records, whether of the kernel's own stream or of audit: key=value, where text is in
 * quotes or in hexadecimal.
 */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "evidence.h"
#include "out.h"
#include "policy.h"
#include "rules.h"

/* What a line holds that matters here. */
struct record {
	const char *event;
	const char *flags;
	const char *prot;
	const char *had;
	char *exe;
	char *file;
	char *area;
};

static const char *const names[DENIAL_NUM] = {
	[DENIAL_MMAP] = "mmap_denied",	    [DENIAL_MPROTECT] = "mprotect_denied",
	[DENIAL_SHMAT] = "shmat_denied",    [DENIAL_EXEC_REFUSED] = "exec_refused",
	[DENIAL_EXEC_FAULT] = "exec_fault",
};

/**
 * denial_name - the name of an event
 * @denial: which
 *
 * Return: its name in the stream.
 */
const char *denial_name(enum denial denial)
{
	return names[denial];
}

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
	/* As "ausearch -i" has it. */
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

static void take_pair(struct record *record, const char *key, char *value)
{
	const struct {
		const char *key;
		const char **word;
	} words[] = {
		{ "event", &record->event },
		{ "flags", &record->flags },
		{ "prot", &record->prot },
		{ "had", &record->had },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strcmp(key, words[i].key))
			*words[i].word = value;
	}
	if (!strcmp(key, "area"))
		record->area = value;
	else if (!strcmp(key, "exe"))
		record->exe = record_text(value);
	else if (!strcmp(key, "file"))
		record->file = record_text(value);
}

/* Bits of PAX_VM_* of "rwx". */
static unsigned long protection(const char *text)
{
	unsigned long prot = 0;

	if (text && strlen(text) == 3) {
		prot |= text[0] == 'r' ? PAX_VM_READ : 0;
		prot |= text[1] == 'w' ? PAX_VM_WRITE : 0;
		prot |= text[2] == 'x' ? PAX_VM_EXEC : 0;
	}
	return prot;
}

static bool is_same(const struct evidence *a, const struct evidence *b)
{
	return a->denial == b->denial && a->prot == b->prot && a->had == b->had &&
	       a->emulating == b->emulating && !strcmp(a->where, b->where);
}

static void add(struct witness *witness, const struct evidence *evidence)
{
	size_t i;

	for (i = 0; i < witness->num; i++) {
		if (is_same(&witness->evidence[i], evidence)) {
			witness->evidence[i].count++;
			return;
		}
	}
	witness->evidence = grow(witness->evidence, witness->num, sizeof(*witness->evidence));
	witness->evidence[witness->num] = *evidence;
	witness->evidence[witness->num].where = strdup(evidence->where);
	if (!witness->evidence[witness->num++].where)
		out_fatal();
}

static struct witness *find(struct witnesses *witnesses, const char *exe)
{
	struct witness *witness;
	size_t i;

	for (i = 0; i < witnesses->num; i++) {
		if (!strcmp(witnesses->programs[i].exe, exe))
			return &witnesses->programs[i];
	}
	witnesses->programs =
		grow(witnesses->programs, witnesses->num, sizeof(*witnesses->programs));
	witness = &witnesses->programs[witnesses->num++];
	*witness = (struct witness){ .exe = strdup(exe) };
	if (!witness->exe)
		out_fatal();
	return witness;
}

/*
 * A path that a policy can hold as it is, of a file that is still there. Whoever chooses the
 * name of a program must not choose what else a proposed line speaks of: a policy takes
 * "*", "?" and "[" for a pattern, blanks at the end for nothing, and it is read at terminals.
 */
static bool is_usable(const char *path)
{
	size_t len = path ? strlen(path) : 0, i;

	if (len < 2 || len >= PATH_MAX || *path != '/' || strpbrk(path, "*?["))
		return false;
	for (i = 0; i < len; i++) {
		if (iscntrl((unsigned char)path[i]))
			return false;
	}
	return path[len - 1] != ' ' && (len < 10 || strcmp(path + len - 10, " (deleted)"));
}

static void take_record(struct witnesses *witnesses, const struct record *record,
			enum denial denial)
{
	/* Who refuses to run a file is the one who wanted to run it; the file has the mark. */
	const char *exe = denial == DENIAL_EXEC_REFUSED ? record->file : record->exe;
	struct evidence evidence = {
		.denial = denial,
		.prot = protection(record->prot),
		.had = protection(record->had),
		.where = record->area,
		.mapped = true,
		.count = 1,
	};
	struct witness *witness;

	witnesses->records++;
	if (!is_usable(exe)) {
		witnesses->nameless++;
		return;
	}
	witness = find(witnesses, exe);
	if (denial != DENIAL_EXEC_REFUSED && record->flags &&
	    strlen(record->flags) == PAX_FLAGS_NUM) {
		witness->lifted |= record->flags[0] == 'p' ? PAX_PAGEEXEC : 0;
		witness->lifted |= record->flags[2] == 'm' ? PAX_MPROTECT : 0;
		witness->lifted |= record->flags[3] == 'r' ? PAX_RANDMMAP : 0;
		witness->emulating |= record->flags[1] == 'E';
		evidence.emulating = denial == DENIAL_EXEC_FAULT && record->flags[1] == 'E';
	}
	if (record->file)
		evidence.where = record->file;
	else if (!record->area)
		evidence.where = (char *)"?";
	if (denial == DENIAL_EXEC_FAULT) {
		evidence.mapped = strcmp(evidence.where, "no_mapping") != 0;
		evidence.data = evidence.mapped && !record->file;
	}
	add(witness, &evidence);
}

/**
 * evidence_read - take in a line
 * @witnesses: what is known so far
 * @line: the line; is changed. One that is no record of a denial is passed over
 */
void evidence_read(struct witnesses *witnesses, char *line)
{
	struct record record = { 0 };
	char *pair, *value, *end;
	enum denial denial;

	/* Audit puts what it adds itself behind a separator of its own. */
	for (pair = strtok_r(line, " \t\n\x1d", &end); pair;
	     pair = strtok_r(NULL, " \t\n\x1d", &end)) {
		value = strchr(pair, '=');
		if (!value)
			continue;
		*value++ = '\0';
		if (!strcmp(pair, "lost") && !record.event)
			witnesses->lost += strtoul(value, NULL, 10);
		take_pair(&record, pair, value);
	}
	for (denial = 0; record.event && denial < DENIAL_NUM; denial++) {
		if (!strcmp(record.event, names[denial]))
			take_record(witnesses, &record, denial);
	}
}

static int by_path(const void *a, const void *b)
{
	const struct witness *left = a, *right = b;

	return strcmp(left->exe, right->exe);
}

/**
 * evidence_sort - order the programs by path
 * @witnesses: what is known
 */
void evidence_sort(struct witnesses *witnesses)
{
	if (witnesses->num)
		qsort(witnesses->programs, witnesses->num, sizeof(*witnesses->programs), by_path);
}

/**
 * evidence_free - free it all
 * @witnesses: what was known
 */
void evidence_free(struct witnesses *witnesses)
{
	size_t i, n;

	for (i = 0; i < witnesses->num; i++) {
		for (n = 0; n < witnesses->programs[i].num; n++)
			free(witnesses->programs[i].evidence[n].where);
		free(witnesses->programs[i].evidence);
		free(witnesses->programs[i].exe);
	}
	free(witnesses->programs);
}
