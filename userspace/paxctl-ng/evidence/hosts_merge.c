// SPDX-License-Identifier: GPL-2.0-only
/*
 * Merges what hosts have shown, by the path of the program and the kind of denial. Each kind counts
 * by hosts, and so does each exemption that a program already has: what fewer hosts have shown than
 * asked for is told in a comment, and leads to no mark.
 */
#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/hosts_merge.h"
#include "terminal/memory.h"
#include "terminal/number.h"
#include "terminal/quote.h"
#include "paxflags.h"

/* The bytes of paths of programs that all hosts, and one host, can add. */
#define MAX_PATH_BYTES (16 << 20)
#define MAX_HOST_BYTES (64 << 10)

/* The names of hosts that are kept for each program: the first in the order of names. */
#define MAX_NAMES 5

/* The exemptions of struct program that are counted, and the flag of EMUTRAMP. */
static const unsigned int exemptions[] = { PAX_PAGEEXEC, PAX_MPROTECT, PAX_RANDMMAP };

#define NUM_EXEMPTIONS (sizeof(exemptions) / sizeof(exemptions[0]))

/* A kind of denial, how many hosts have shown it, and the last one of them. */
struct shown {
	struct denial denial;
	unsigned int hosts;
	unsigned int last;
};

/*
 * A program of all hosts. @accepted: the hosts with records that count; @rejected: those with
 * others. @in_group: the hosts of each group.
 */
struct merged {
	char *exe;
	unsigned int accepted;
	unsigned int rejected;
	unsigned int exempt[NUM_EXEMPTIONS];
	unsigned int emulating;
	struct shown *shown;
	size_t num;
	char *names[MAX_NAMES];
	size_t num_names;
	unsigned int *in_group;
	unsigned long records;
	unsigned long reject_counts[REJECT_NUM];
	struct timespec since;
	struct timespec until;
};

struct fleet *fleet_new(const struct record_filter *filter)
{
	struct fleet *fleet = need_memory(calloc(1, sizeof(*fleet)));

	fleet->filter = filter;
	pthread_mutex_init(&fleet->lock, NULL);
	return fleet;
}

size_t fleet_hosts(const struct fleet *fleet)
{
	return fleet->hosts;
}

static int by_exe(const void *a, const void *b)
{
	const struct merged *left = a, *right = b;

	return strcmp(left->exe, right->exe);
}

/* Returns the program, or NULL if the host has added too many. @bytes: what it has added so far. */
static struct merged *find(struct fleet *fleet, const char *exe, size_t *bytes)
{
	struct merged key = { .exe = (char *)exe }, **node = tfind(&key, &fleet->programs, by_exe);
	size_t len = strlen(exe) + 1;
	struct merged *merged;

	if (node)
		return *node;
	if (*bytes + len > MAX_HOST_BYTES || fleet->path_bytes + len > MAX_PATH_BYTES)
		return NULL;
	*bytes += len;
	fleet->path_bytes += len;
	merged = need_memory(calloc(1, sizeof(*merged)));
	merged->exe = need_memory(strdup(exe));
	merged->in_group = need_memory(calloc(fleet->num_groups + 1, sizeof(*merged->in_group)));
	need_memory(tsearch(merged, &fleet->programs, by_exe));
	return merged;
}

/* Whether two denials are of one kind, wherever they were: the place does not change the mark. */
static bool is_same(const struct denial *a, const struct denial *b)
{
	return a->type == b->type && a->prot == b->prot && a->had == b->had &&
	       a->emulating == b->emulating && a->data == b->data && a->mapped == b->mapped;
}

/* The most kinds of a program. There are fewer that the kernel writes. */
#define MAX_KINDS 200

#define SEVERAL_PLACES "several places"

/* @host: the number of the host, from 1. */
static void merge_denial(struct merged *merged, const struct denial *denial, unsigned int host)
{
	struct shown *shown;
	size_t i;

	for (i = 0; i < merged->num && !is_same(&merged->shown[i].denial, denial); i++)
		;
	if (i == MAX_KINDS)
		return;
	if (i == merged->num) {
		merged->shown = grow_array(merged->shown, merged->num, sizeof(*merged->shown));
		merged->shown[merged->num] = (struct shown){ .denial = *denial };
		merged->shown[merged->num].denial.where = need_memory(strdup(denial->where));
		merged->shown[merged->num++].denial.count = 0;
	}
	shown = &merged->shown[i];
	if (strcmp(shown->denial.where, denial->where) &&
	    strcmp(shown->denial.where, SEVERAL_PLACES)) {
		free(shown->denial.where);
		shown->denial.where = need_memory(strdup(SEVERAL_PLACES));
	}
	shown->denial.count += denial->count;
	shown->hosts += shown->last != host;
	shown->last = host;
}

static void keep_name(struct merged *merged, const char *host)
{
	size_t i = merged->num_names;

	if (i == MAX_NAMES) {
		if (strcmp(merged->names[i - 1], host) <= 0)
			return;
		free(merged->names[--i]);
	} else {
		merged->num_names++;
	}
	for (; i && strcmp(merged->names[i - 1], host) > 0; i--)
		merged->names[i] = merged->names[i - 1];
	merged->names[i] = need_memory(strdup(host));
}

static void merge_times(struct merged *merged, const struct program *program)
{
	if (program->until.tv_sec &&
	    (!merged->until.tv_sec || time_is_before(&program->since, &merged->since)))
		merged->since = program->since;
	if (time_is_before(&merged->until, &program->until))
		merged->until = program->until;
}

static void merge_program(struct merged *merged, const struct evidence *host,
			  const struct program *program, unsigned int number)
{
	size_t i;

	merged->records += program->records;
	merge_times(merged, program);
	if (program->rejected) {
		merged->rejected++;
		for (i = 0; i < REJECT_NUM; i++)
			merged->reject_counts[i] += program->reject_counts[i];
		return;
	}
	merged->accepted++;
	if (host->group != NO_GROUP)
		merged->in_group[host->group]++;
	keep_name(merged, host->host);
	for (i = 0; i < NUM_EXEMPTIONS; i++)
		merged->exempt[i] += (program->lifted & exemptions[i]) != 0;
	merged->emulating += program->emulating;
	for (i = 0; i < program->num; i++)
		merge_denial(merged, &program->denials[i], number);
}

void hosts_merge(struct fleet *fleet, const struct evidence *host, const struct denials *denials)
{
	size_t i, bytes = 0;

	fleet->hosts++;
	if (host->group != NO_GROUP)
		fleet->groups[host->group].hosts++;
	fleet->sum.records += denials->records;
	fleet->sum.lost += denials->lost;
	fleet->sum.nameless += denials->nameless;
	fleet->sum.crowded += denials->crowded;
	for (i = 0; i < REJECT_NUM; i++)
		fleet->sum.reject_counts[i] += denials->reject_counts[i];
	for (i = 0; i < denials->num; i++) {
		struct merged *merged = find(fleet, denials->programs[i].exe, &bytes);

		if (merged)
			merge_program(merged, host, &denials->programs[i], fleet->hosts);
		else
			fleet->sum.crowded += denials->programs[i].records;
	}
}

__attribute__((format(printf, 2, 3))) static void note(struct program *program, const char *format,
						       ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = format_text_args(format, args);
	va_end(args);
	program->notes = grow_array(program->notes, program->num_notes, sizeof(*program->notes));
	program->notes[program->num_notes++] = text;
}

/* "on 12 of 1000 hosts: a, b, c, d, e, ...", and for each group how many of its hosts. */
static void note_hosts(const struct fleet *fleet, struct program *program,
		       const struct merged *merged)
{
	char *names = NULL;
	size_t i, size;
	FILE *to = need_memory(open_memstream(&names, &size));

	for (i = 0; i < merged->num_names; i++) {
		char *name = quote(merged->names[i], true);

		fprintf(to, "%s%s", i ? ", " : ": ", name);
		free(name);
	}
	if (merged->accepted > merged->num_names)
		fputs(", ...", to);
	if (fclose(to))
		out_of_memory();
	note(program, "on %u of %u hosts%s", merged->accepted, fleet->hosts, names);
	free(names);
	for (i = 0; i < fleet->num_groups; i++) {
		char *name = quote(fleet->groups[i].name, true);

		note(program, "group %s: on %u of %u hosts", name, merged->in_group[i],
		     fleet->groups[i].hosts);
		free(name);
	}
}

/* Takes the denials that enough hosts have shown, and notes the others. */
static void take_denials(const struct fleet *fleet, struct program *program,
			 const struct merged *merged)
{
	size_t i, few = 0;

	program->denials = need_memory(calloc(merged->num + 1, sizeof(*program->denials)));
	for (i = 0; i < merged->num; i++) {
		if (merged->shown[i].hosts >= fleet->min)
			program->denials[program->num++] = merged->shown[i].denial;
		else
			few++;
	}
	for (i = 0; i < merged->num && few; i++) {
		const struct shown *shown = &merged->shown[i];

		if (shown->hosts < fleet->min)
			note(program,
			     "does not count, as only %u of the %u hosts asked for show it: %s of %s",
			     shown->hosts, fleet->min, denial_type_name(shown->denial.type),
			     shown->denial.where);
	}
	for (i = 0; i < NUM_EXEMPTIONS; i++) {
		if (merged->exempt[i] >= fleet->min)
			program->lifted |= exemptions[i];
	}
	program->emulating = merged->emulating >= fleet->min;
}

static int in_order(const void *a, const void *b)
{
	const struct shown *left = a, *right = b;

	if (left->denial.type != right->denial.type)
		return left->denial.type < right->denial.type ? -1 : 1;
	if (left->denial.prot != right->denial.prot)
		return left->denial.prot < right->denial.prot ? -1 : 1;
	if (left->denial.had != right->denial.had)
		return left->denial.had < right->denial.had ? -1 : 1;
	return strcmp(left->denial.where, right->denial.where);
}

/* twalk() passes no context. */
static struct fleet *walked;

static void take_merged(const void *node, VISIT visit, int depth)
{
	struct merged *merged = *(struct merged *const *)node;
	struct fleet *fleet = walked;
	struct denials *result = fleet->result;
	struct program program = { .exe = merged->exe };

	(void)depth;
	if (visit != postorder && visit != leaf)
		return;
	if (fleet->only != NO_GROUP && !merged->in_group[fleet->only])
		return;
	program.records = merged->records;
	program.since = merged->since;
	program.until = merged->until;
	program.rejected = !merged->accepted;
	if (program.rejected)
		memcpy(program.reject_counts, merged->reject_counts, sizeof(program.reject_counts));
	if (merged->num)
		qsort(merged->shown, merged->num, sizeof(*merged->shown), in_order);
	note_hosts(fleet, &program, merged);
	take_denials(fleet, &program, merged);
	/* Nothing of it counts. */
	program.rejected = program.rejected || !program.num;
	result->programs = grow_array(result->programs, result->num, sizeof(*result->programs));
	result->programs[result->num++] = program;
}

bool fleet_merge(struct fleet *fleet, unsigned int min, const char *group, struct denials *denials)
{
	size_t i;

	*denials = fleet->sum;
	denials->filter = fleet->filter;
	fleet->only = NO_GROUP;
	for (i = 0; group && i < fleet->num_groups; i++) {
		if (!strcmp(fleet->groups[i].name, group))
			fleet->only = i;
	}
	if (group && fleet->only == NO_GROUP)
		return false;
	fleet->min = min;
	fleet->result = denials;
	walked = fleet;
	twalk(fleet->programs, take_merged);
	denials_sort(denials);
	return true;
}

static void free_merged(void *node)
{
	struct merged *merged = node;
	size_t i;

	for (i = 0; i < merged->num; i++)
		free(merged->shown[i].denial.where);
	for (i = 0; i < merged->num_names; i++)
		free(merged->names[i]);
	free(merged->shown);
	free(merged->in_group);
	free(merged->exe);
	free(merged);
}

void fleet_free(struct fleet *fleet, struct denials *denials)
{
	size_t i, n;

	for (i = 0; i < denials->num; i++) {
		for (n = 0; n < denials->programs[i].num_notes; n++)
			free(denials->programs[i].notes[n]);
		free(denials->programs[i].notes);
		free(denials->programs[i].denials);
	}
	free(denials->programs);
	tdestroy(fleet->programs, free_merged);
	for (i = 0; i < fleet->num_files; i++) {
		free(fleet->files[i].path);
		free(fleet->files[i].host);
	}
	for (i = 0; i < fleet->num_groups; i++)
		free(fleet->groups[i].name);
	free(fleet->files);
	free(fleet->groups);
	pthread_mutex_destroy(&fleet->lock);
	free(fleet);
}
