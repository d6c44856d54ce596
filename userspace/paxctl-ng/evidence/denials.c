// SPDX-License-Identifier: GPL-2.0-only
/*
 * Collects the records of denials by program, and rejects those that must not lead to a mark.
 */
#include <ctype.h>
#include <limits.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/denials.h"
#include "evidence/record.h"
#include "files/identity.h"
#include "terminal/memory.h"
#include "terminal/number.h"
#include "policy.h"
#include "paxflags.h"

/*
 * The limit on kinds of denials per program. Beyond it the code counts denials without their
 * places. The limit is lower for a rejected program, which learn lists only in comments.
 */
#define MAX_KINDS 100
#define MAX_REJECTED_KINDS 10
#define OTHER_PLACES "other_places"

/* The number of programs with rejected records that each user can add. */
#define MAX_REJECTED_PROGRAMS 200

#define NONE SIZE_MAX

/* A program. @at: indexes into the array of programs, which can move; NONE without an entry. */
struct known {
	char *exe;
	size_t at[2];
	struct identity identity;
};

static const char *const names[DENIAL_NUM] = {
	[DENIAL_MMAP] = "mmap_denied",	    [DENIAL_MPROTECT] = "mprotect_denied",
	[DENIAL_SHMAT] = "shmat_denied",    [DENIAL_EXEC_REFUSED] = "exec_refused",
	[DENIAL_EXEC_FAULT] = "exec_fault", [DENIAL_WRITE] = "write_denied",
};

/**
 * denial_type_name - name an event
 * @type: the type of the denial
 *
 * Return: the name of the event in the stream.
 */
const char *denial_type_name(enum denial_type type)
{
	return names[type];
}

/* Converts "rwx" to bits of PAX_VM_*. */
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

static bool is_same(const struct denial *a, const struct denial *b)
{
	return a->type == b->type && a->prot == b->prot && a->had == b->had &&
	       a->emulating == b->emulating && a->data == b->data && a->mapped == b->mapped &&
	       !strcmp(a->where, b->where);
}

static bool count_again(struct program *program, const struct denial *denial)
{
	size_t i;

	for (i = 0; i < program->num; i++) {
		if (is_same(&program->denials[i], denial)) {
			program->denials[i].count++;
			return true;
		}
	}
	return false;
}

static void add(struct program *program, struct denial *denial)
{
	if (count_again(program, denial))
		return;
	/* A program that maps ever new files must not fill the policy or the memory. */
	if (program->num >= (program->rejected ? MAX_REJECTED_KINDS : MAX_KINDS)) {
		denial->where = (char *)OTHER_PLACES;
		if (count_again(program, denial))
			return;
	}
	program->denials = grow_array(program->denials, program->num, sizeof(*program->denials));
	program->denials[program->num] = *denial;
	program->denials[program->num].where = strdup(denial->where);
	if (!program->denials[program->num++].where)
		out_of_memory();
}

static int by_exe(const void *a, const void *b)
{
	const struct known *left = a, *right = b;

	return strcmp(left->exe, right->exe);
}

/* Returns the known program at @exe, or NULL. */
static struct known *look_up(const struct denials *denials, char *exe)
{
	struct known key = { .exe = exe }, **node = tfind(&key, &denials->known, by_exe);

	return node ? *node : NULL;
}

/* Makes an entry for a program that is not known yet. */
static struct known *meet(const struct denials *denials, char *exe, struct known *fresh)
{
	const struct record_filter *filter = denials->filter;

	*fresh = (struct known){ .exe = exe, .at = { NONE, NONE } };
	if (!filter->elsewhere)
		identity_find(filter->mounts, filter->root, exe, &fresh->identity);
	return fresh;
}

/* Returns the reasons to reject a record: bits of REJECT_BIT(), or 0. */
static unsigned int reasons_against(const struct denials *denials, const struct known *known,
				    const struct record *record, const struct file_id *id)
{
	const struct record_filter *filter = denials->filter;
	bool is_system = users_is_system(record->uid, record->auid, filter->first_user);
	const struct program *first =
		known->at[false] == NONE ? NULL : &denials->programs[known->at[false]];
	unsigned int reasons = 0;

	if (!filter->elsewhere)
		reasons = identity_check(&known->identity, id, &record->time);
	else if (!id->known)
		reasons = REJECT_BIT(REJECT_INCOMPLETE);
	else if (first && (first->id.major != id->major || first->id.minor != id->minor ||
			   first->id.ino != id->ino))
		reasons = REJECT_BIT(REJECT_OTHER_FILE);
	if (!record->complete)
		reasons |= REJECT_BIT(REJECT_INCOMPLETE);
	if (record->renamed)
		reasons |= REJECT_BIT(REJECT_USER_NAMESPACE);
	if (record->namespaced && !filter->namespaces)
		reasons |= REJECT_BIT(REJECT_MOUNT_NAMESPACE);
	if (record->traced && !filter->traced)
		reasons |= REJECT_BIT(REJECT_TRACED);
	if (!is_system && known->identity.shared)
		reasons |= REJECT_BIT(REJECT_INODE_REUSED);
	if (!is_system && record->uid != UID_NONE && !filter->users)
		reasons |= REJECT_BIT(REJECT_USER);
	return reasons;
}

/* Counts one more program of the user. Returns false if the user is at the limit. */
static bool has_room(struct denials *denials, uint32_t user)
{
	struct account *account = denials->accounts;
	size_t i;

	for (i = 0; i < denials->num_accounts && account[i].user != user; i++)
		;
	/* When all accounts are in use, the remaining users share the last one. */
	if (i == MANY_ACCOUNTS)
		i--;
	else if (i == denials->num_accounts)
		account[denials->num_accounts++].user = user;
	if (account[i].programs == MAX_REJECTED_PROGRAMS)
		return false;
	account[i].programs++;
	return true;
}

/*
 * Finds or adds the entry that counts the record. @known: the program, or NULL if it is new.
 * Returns NULL at the user's limit.
 */
static struct program *find(struct denials *denials, struct known *known, char *exe,
			    const struct record *record, const struct file_id *id)
{
	struct known fresh;
	struct program *program;
	enum reject_reason reason;
	unsigned int reasons;
	size_t *at;

	if (!known)
		known = meet(denials, exe, &fresh);
	reasons = reasons_against(denials, known, record, id);
	at = &known->at[reasons != 0];
	for (reason = 0; reason < REJECT_NUM; reason++)
		denials->reject_counts[reason] += reasons >> reason & 1;
	if (known == &fresh) {
		if (denials->filter->coarse && denials->num >= MAX_HOST_PROGRAMS) {
			denials->crowded++;
			return NULL;
		}
		/* The number of files that exist bounds the number of all other programs. */
		if ((reasons || denials->filter->elsewhere) &&
		    !has_room(denials, record->auid == UID_NONE ? record->uid : record->auid)) {
			denials->crowded++;
			return NULL;
		}
		known = malloc(sizeof(*known));
		if (!known)
			out_of_memory();
		*known = fresh;
		known->exe = strdup(exe);
		if (!known->exe || !tsearch(known, &denials->known, by_exe))
			out_of_memory();
		at = &known->at[reasons != 0];
	}
	if (*at == NONE) {
		denials->programs =
			grow_array(denials->programs, denials->num, sizeof(*denials->programs));
		*at = denials->num++;
		denials->programs[*at] =
			(struct program){ .exe = known->exe, .rejected = reasons, .id = *id };
	}
	program = &denials->programs[*at];
	for (reason = 0; reason < REJECT_NUM; reason++)
		program->reject_counts[reason] += reasons >> reason & 1;
	return program;
}

static void count(struct program *program, const struct record *record)
{
	const struct timespec *time = &record->time;

	program->records++;
	users_count(&program->users, record->uid, record->auid);
	if (!time->tv_sec && !time->tv_nsec)
		return;
	if ((!program->since.tv_sec && !program->since.tv_nsec) ||
	    time_is_before(time, &program->since))
		program->since = *time;
	if (time_is_before(&program->until, time))
		program->until = *time;
}

/* Whether the path has no empty component, no "." and no "..", as the kernel records it. */
static bool is_normal(const char *path)
{
	size_t len;

	for (; *path == '/'; path += len) {
		len = strcspn(++path, "/");
		if (!len || (len == 1 && *path == '.') || (len == 2 && !memcmp(path, "..", 2)))
			return false;
	}
	return !*path;
}

/*
 * Whether a policy can hold the path, and its file is not deleted. A hostile user may choose
 * a path that changes the meaning of the policy, or that sends control codes to the terminal.
 */
static bool is_usable(const char *path)
{
	size_t i, len = path ? strlen(path) : 0;

	for (i = 0; i < len; i++) {
		if (iscntrl((unsigned char)path[i]))
			return false;
	}
	return len && len < PATH_MAX && is_normal(path) && path[len - 1] != ' ' &&
	       (len < 10 || strcmp(path + len - 10, " (deleted)"));
}

/*
 * Returns the file that would have the mark. For a refused exec, exe= is the caller, and the file
 * is in file=; for a denied write, exe= is the debugger, and target= is what it was to write to.
 */
static char *subject_of(const struct record *record, enum denial_type type)
{
	if (type == DENIAL_EXEC_REFUSED)
		return record->file;
	return type == DENIAL_WRITE && record->target ? record->target : record->exe;
}

static const struct file_id *subject_id(const struct record *record, enum denial_type type)
{
	if (type == DENIAL_EXEC_REFUSED)
		return &record->file_id;
	return type == DENIAL_WRITE && record->target ? &record->target_id : &record->exe_id;
}

static void take_record(struct denials *denials, const struct record *record, enum denial_type type)
{
	char *exe = subject_of(record, type);
	struct denial denial = {
		.type = type,
		.prot = protection(record->prot),
		.had = protection(record->had),
		.where = (char *)record->area,
		.mapped = true,
		.count = 1,
	};
	struct known *known = exe ? look_up(denials, exe) : NULL;
	struct program *program;

	denials->records++;
	if (!known && !is_usable(exe)) {
		denials->nameless++;
		return;
	}
	program = find(denials, known, exe, record, subject_id(record, type));
	if (!program)
		return;
	count(program, record);
	if (type != DENIAL_EXEC_REFUSED && type != DENIAL_WRITE && record->flags &&
	    strlen(record->flags) == PAX_FLAGS_NUM) {
		program->lifted |= record->flags[0] == 'p' ? PAX_PAGEEXEC : 0;
		program->lifted |= record->flags[2] == 'm' ? PAX_MPROTECT : 0;
		program->lifted |= record->flags[3] == 'r' ? PAX_RANDMMAP : 0;
		program->emulating |= record->flags[1] == 'E';
		denial.emulating = type == DENIAL_EXEC_FAULT && record->flags[1] == 'E';
	}
	if (type == DENIAL_WRITE)
		denial.where = record->exe ? record->exe : (char *)"?";
	else if (record->file)
		denial.where = denials->filter->coarse ? (char *)DENIAL_A_FILE : record->file;
	else if (!record->area)
		denial.where = (char *)"?";
	if (type == DENIAL_EXEC_FAULT) {
		denial.mapped = strcmp(denial.where, "no_mapping") &&
				strcmp(denial.where, "unknown_mapping");
		denial.data = denial.mapped && !record->file;
	}
	add(program, &denial);
}

/**
 * denials_add_line - count the record in a line
 * @denials: the programs so far
 * @line: the line; the function modifies it, and ignores a line that is not a record of a denial
 */
void denials_add_line(struct denials *denials, char *line)
{
	struct record record;

	if (record_read(line, &record, &denials->lost))
		denials_add_record(denials, &record);
}

/**
 * denials_add_record - count a record
 * @denials: the programs so far
 * @record: the record; one that is not about a denial is ignored
 */
void denials_add_record(struct denials *denials, const struct record *record)
{
	enum denial_type type;

	for (type = 0; type < DENIAL_NUM; type++) {
		if (type == DENIAL_WRITE && !denials->filter->writes)
			continue;
		if (!strcmp(record->event, names[type])) {
			take_record(denials, record, type);
			return;
		}
	}
}

static int in_order(const void *a, const void *b)
{
	const struct program *left = a, *right = b;

	if (left->rejected != right->rejected)
		return left->rejected ? 1 : -1;
	return strcmp(left->exe, right->exe);
}

/**
 * denials_sort - sort the programs after the last record
 * @denials: the programs
 *
 * Programs that count come first, then the rejected ones, each part sorted by path. The caller
 * must not add lines afterwards.
 */
void denials_sort(struct denials *denials)
{
	if (denials->num)
		qsort(denials->programs, denials->num, sizeof(*denials->programs), in_order);
}

static void free_known(void *node)
{
	struct known *known = node;

	free(known->exe);
	free(known);
}

/**
 * denials_free - free all programs
 * @denials: the programs
 */
void denials_free(struct denials *denials)
{
	size_t i, n;

	for (i = 0; i < denials->num; i++) {
		for (n = 0; n < denials->programs[i].num; n++)
			free(denials->programs[i].denials[n].where);
		free(denials->programs[i].denials);
	}
	free(denials->programs);
	tdestroy(denials->known, free_known);
}
