// SPDX-License-Identifier: GPL-2.0-only
/*
 * From records to programs: what counts for a line of a policy, and what is only told.
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
 * After so many sorts of denials of one program their places are no longer told apart; what is
 * only told needs fewer.
 */
#define MANY_SORTS 100
#define MANY_DOUBTFUL_SORTS 10
#define OTHER_PLACES "other_places"

/* So many programs may each user add that nothing on this machine vouches for. */
#define MANY_PROGRAMS 200

#define NONE SIZE_MAX

/* A program: where its witnesses are in the array, which moves as it grows, or NONE. */
struct known {
	char *exe;
	size_t at[2];
	struct identity identity;
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
	       a->emulating == b->emulating && a->data == b->data && a->mapped == b->mapped &&
	       !strcmp(a->where, b->where);
}

static bool count_again(struct witness *witness, const struct evidence *evidence)
{
	size_t i;

	for (i = 0; i < witness->num; i++) {
		if (is_same(&witness->evidence[i], evidence)) {
			witness->evidence[i].count++;
			return true;
		}
	}
	return false;
}

static void add(struct witness *witness, struct evidence *evidence)
{
	if (count_again(witness, evidence))
		return;
	/* Who maps a new file each time must not fill the policy, nor the memory. */
	if (witness->num >= (witness->doubtful ? MANY_DOUBTFUL_SORTS : MANY_SORTS)) {
		evidence->where = (char *)OTHER_PLACES;
		if (count_again(witness, evidence))
			return;
	}
	witness->evidence = grow_array(witness->evidence, witness->num, sizeof(*witness->evidence));
	witness->evidence[witness->num] = *evidence;
	witness->evidence[witness->num].where = strdup(evidence->where);
	if (!witness->evidence[witness->num++].where)
		out_of_memory();
}

static int by_exe(const void *a, const void *b)
{
	const struct known *left = a, *right = b;

	return strcmp(left->exe, right->exe);
}

/* The program at @exe: known already, or as it is found now, in @fresh. */
static struct known *look_up(struct witnesses *witnesses, char *exe, struct known *fresh)
{
	const struct trust *trust = witnesses->trust;
	struct known key = { .exe = exe }, **node = tfind(&key, &witnesses->known, by_exe);

	if (node)
		return *node;
	*fresh = (struct known){ .exe = exe, .at = { NONE, NONE } };
	if (!trust->elsewhere)
		identity_find(trust->mounts, trust->root, exe, &fresh->identity);
	return fresh;
}

/* What speaks against a record. */
static unsigned int doubts_about(const struct witnesses *witnesses, const struct known *known,
				 const struct record *record, const struct file_id *id)
{
	const struct trust *trust = witnesses->trust;
	bool is_system = who_is_system(record->uid, record->auid, trust->first_user);
	const struct witness *first =
		known->at[false] == NONE ? NULL : &witnesses->programs[known->at[false]];
	unsigned int doubts = 0;

	if (!trust->elsewhere)
		doubts = identity_check(&known->identity, id, &record->time);
	else if (!id->known)
		doubts = DOUBT(DOUBT_UNTOLD);
	else if (first && (first->id.major != id->major || first->id.minor != id->minor ||
			   first->id.ino != id->ino))
		doubts = DOUBT(DOUBT_OTHER);
	if (!record->complete)
		doubts |= DOUBT(DOUBT_UNTOLD);
	if (record->renamed)
		doubts |= DOUBT(DOUBT_RENAMED);
	if (record->namespaced && !trust->namespaces)
		doubts |= DOUBT(DOUBT_NAMESPACE);
	if (record->traced && !trust->traced)
		doubts |= DOUBT(DOUBT_TRACED);
	if (!is_system && known->identity.shared)
		doubts |= DOUBT(DOUBT_SHARED);
	if (!is_system && record->uid != UID_NONE && !trust->users)
		doubts |= DOUBT(DOUBT_USER);
	return doubts;
}

/* Whether the user has not used up his share of programs; counts one more. */
static bool has_room(struct witnesses *witnesses, uint32_t user)
{
	struct account *account = witnesses->accounts;
	size_t i;

	for (i = 0; i < witnesses->num_accounts && account[i].user != user; i++)
		;
	/* The last one is for all that come late. */
	if (i == MANY_ACCOUNTS)
		i--;
	else if (i == witnesses->num_accounts)
		account[witnesses->num_accounts++].user = user;
	if (account[i].programs == MANY_PROGRAMS)
		return false;
	account[i].programs++;
	return true;
}

/* Where the record of a program is counted; NULL where there is no room. */
static struct witness *find(struct witnesses *witnesses, char *exe, const struct record *record,
			    const struct file_id *id)
{
	struct known fresh, *known = look_up(witnesses, exe, &fresh);
	unsigned int doubts = doubts_about(witnesses, known, record, id);
	struct witness *witness;
	enum doubt doubt;
	size_t *at = &known->at[doubts != 0];

	for (doubt = 0; doubt < DOUBT_NUM; doubt++)
		witnesses->doubts[doubt] += doubts >> doubt & 1;
	if (known == &fresh) {
		/* Files that are there bound the rest. */
		if ((doubts || witnesses->trust->elsewhere) &&
		    !has_room(witnesses, record->auid == UID_NONE ? record->uid : record->auid)) {
			witnesses->crowded++;
			return NULL;
		}
		known = malloc(sizeof(*known));
		if (!known)
			out_of_memory();
		*known = fresh;
		known->exe = strdup(exe);
		if (!known->exe || !tsearch(known, &witnesses->known, by_exe))
			out_of_memory();
		at = &known->at[doubts != 0];
	}
	if (*at == NONE) {
		witnesses->programs = grow_array(witnesses->programs, witnesses->num,
						 sizeof(*witnesses->programs));
		*at = witnesses->num++;
		witnesses->programs[*at] =
			(struct witness){ .exe = known->exe, .doubtful = doubts, .id = *id };
	}
	witness = &witnesses->programs[*at];
	for (doubt = 0; doubt < DOUBT_NUM; doubt++)
		witness->doubts[doubt] += doubts >> doubt & 1;
	return witness;
}

static void count(struct witness *witness, const struct record *record)
{
	const struct timespec *time = &record->time;

	witness->records++;
	who_count(&witness->who, record->uid, record->auid);
	if (!time->tv_sec && !time->tv_nsec)
		return;
	if ((!witness->since.tv_sec && !witness->since.tv_nsec) ||
	    time_is_before(time, &witness->since))
		witness->since = *time;
	if (time_is_before(&witness->until, time))
		witness->until = *time;
}

/* In the form that the kernel tells and a policy keeps: no empty component, no "." or "..". */
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
 * A path that a policy can hold, of a file that is still there. The user who chose it may
 * want the policy to be read as another one, or to drive the terminal that shows it.
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

static void take_record(struct witnesses *witnesses, const struct record *record,
			enum denial denial)
{
	/* Who refuses to run a file is the one who wanted to run it; the file has the mark. */
	bool is_file = denial == DENIAL_EXEC_REFUSED;
	char *exe = is_file ? record->file : record->exe;
	struct evidence evidence = {
		.denial = denial,
		.prot = protection(record->prot),
		.had = protection(record->had),
		.where = (char *)record->area,
		.mapped = true,
		.count = 1,
	};
	struct witness *witness;

	witnesses->records++;
	if (!is_usable(exe)) {
		witnesses->nameless++;
		return;
	}
	witness = find(witnesses, exe, record, is_file ? &record->file_id : &record->exe_id);
	if (!witness)
		return;
	count(witness, record);
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
		evidence.mapped = strcmp(evidence.where, "no_mapping") &&
				  strcmp(evidence.where, "unknown_mapping");
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
	struct record record;
	enum denial denial;

	if (!record_read(line, &record, &witnesses->lost))
		return;
	for (denial = 0; denial < DENIAL_NUM; denial++) {
		if (!strcmp(record.event, names[denial]))
			take_record(witnesses, &record, denial);
	}
}

static int in_order(const void *a, const void *b)
{
	const struct witness *left = a, *right = b;

	if (left->doubtful != right->doubtful)
		return left->doubtful ? 1 : -1;
	return strcmp(left->exe, right->exe);
}

/**
 * evidence_sort - order the programs, when all has been read
 * @witnesses: what is known
 *
 * Those that count come first, each part in the order of paths. Nothing can be read after it.
 */
void evidence_sort(struct witnesses *witnesses)
{
	if (witnesses->num)
		qsort(witnesses->programs, witnesses->num, sizeof(*witnesses->programs), in_order);
}

static void free_known(void *node)
{
	struct known *known = node;

	free(known->exe);
	free(known);
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
	}
	free(witnesses->programs);
	tdestroy(witnesses->known, free_known);
}
