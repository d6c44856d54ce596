// SPDX-License-Identifier: GPL-2.0-only
/*
 * From verdicts to a policy that a person reads.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "evidence/proposal.h"
#include "evidence/weakest_mark.h"
#include "evidence/users.h"
#include "files/file_id.h"
#include "files/reject_reason.h"
#include "terminal/out.h"
#include "terminal/quote.h"
#include "terminal/memory.h"
#include "policy.h"

static const struct out_column columns[] = {
	{ "path", "FILE", OUT_TEXT },	    { "mark", "MARK", OUT_TEXT },
	{ "decide", "DECIDE", OUT_BOOL },   { "evidence", "EVIDENCE", OUT_LIST },
	{ "remark", "REMARK", OUT_TEXT },   { "records", "RECORDS", OUT_NUMBER },
	{ "users", "USERS", OUT_LIST },	    { "since", "SINCE", OUT_NUMBER },
	{ "until", "UNTIL", OUT_NUMBER },   { "reasons", "REASONS", OUT_LIST },
	{ "file_id", "FILE ID", OUT_TEXT },
};

/* A program as it is proposed, in words. @commented: a person must decide. */
struct words {
	struct verdict verdict;
	bool commented;
	char **evidence;
	char *users[WHO_MANY + 1];
	size_t num_users;
	char *reasons[DOUBT_NUM];
	size_t num_reasons;
};

/* Room for a line of evidence but for the place that it names. */
#define SENTENCE_SIZE 128

static const char *remark(const struct verdict *verdict)
{
	if (verdict->later)
		return "its execution faults may follow from these denials; learn again once it has this mark";
	if (verdict->lifts_pageexec)
		return "this turns PAGEEXEC off: make sure that it was no attack, then take the # away";
	if (verdict->mark)
		return NULL;
	if (verdict->helpless)
		return "no mark helps: it jumped to where nothing is, or its mark contradicts itself";
	return "no mark is needed, or none that is known helps";
}

static void protection(unsigned long prot, char text[4])
{
	text[0] = prot & PAX_VM_READ ? 'r' : '-';
	text[1] = prot & PAX_VM_WRITE ? 'w' : '-';
	text[2] = prot & PAX_VM_EXEC ? 'x' : '-';
	text[3] = '\0';
}

/* A line of evidence, to be freed. */
static char *sentence(const struct evidence *evidence)
{
	char prot[4], had[4], *where = quote(evidence->where, false), *text;
	size_t size = SENTENCE_SIZE + strlen(where);

	text = malloc(size);
	if (!text)
		out_of_memory();
	protection(evidence->prot, prot);
	protection(evidence->had, had);
	if (evidence->denial == DENIAL_MPROTECT)
		snprintf(text, size, "%lu x %s of %s, %s to %s", evidence->count,
			 denial_name(evidence->denial), where, had, prot);
	else if (evidence->denial == DENIAL_MMAP || evidence->denial == DENIAL_SHMAT)
		snprintf(text, size, "%lu x %s of %s, %s", evidence->count,
			 denial_name(evidence->denial), where, prot);
	else
		snprintf(text, size, "%lu x %s in %s%s", evidence->count,
			 denial_name(evidence->denial), where,
			 evidence->emulating ? ", with EMUTRAMP on" : "");
	free(where);
	return text;
}

/*
 * Prints a path as a policy is to hold it: what would make a pattern of it is escaped, as
 * whoever named the program could else have a mark put on others.
 */
static void print_path(const char *path)
{
	char *text = isatty(STDOUT_FILENO) ? quote(path, true) : strdup(path), *at, *rest = text;

	if (!text)
		out_of_memory();
	while ((at = strsep(&rest, "/"))) {
		bool pattern = strpbrk(at, "*?[");

		for (; *at; at++) {
			if (pattern && strchr("*?[\\", *at))
				putchar('\\');
			putchar(*at);
		}
		if (rest)
			putchar('/');
	}
	putchar('\n');
	free(text);
}

static size_t reasons(const struct witness *witness, char *texts[DOUBT_NUM])
{
	enum doubt doubt;
	size_t num = 0;

	for (doubt = 0; doubt < DOUBT_NUM; doubt++) {
		if (witness->doubts[doubt] &&
		    asprintf(&texts[num++], "%lu x %s", witness->doubts[doubt], doubt_text(doubt)) <
			    0)
			out_of_memory();
	}
	return num;
}

static void find_words(struct words *words, const struct witness *witness,
		       const struct proposal *proposal)
{
	size_t i;

	verdict_reach(witness, &words->verdict);
	words->commented =
		witness->doubtful || (words->verdict.lifts_pageexec && !proposal->pageexec);
	words->evidence = calloc(witness->num + 1, sizeof(*words->evidence));
	if (!words->evidence)
		out_of_memory();
	for (i = 0; i < witness->num; i++)
		words->evidence[i] = sentence(&witness->evidence[i]);
	words->num_users = who_words(&witness->who, proposal->names, words->users);
	words->num_reasons = reasons(witness, words->reasons);
}

static void free_words(struct words *words, size_t num_evidence)
{
	size_t i;

	for (i = 0; i < num_evidence; i++)
		free(words->evidence[i]);
	free(words->evidence);
	for (i = 0; i < words->num_users; i++)
		free(words->users[i]);
	for (i = 0; i < words->num_reasons; i++)
		free(words->reasons[i]);
}

static void print_lines(const char *before, char *const *lines, size_t num)
{
	size_t i;

	for (i = 0; i < num; i++)
		printf("# %s%s\n", before, lines[i]);
}

static void print_time(const char *before, const struct timespec *time, const char *after)
{
	char text[32] = "?";
	struct tm tm;

	if (localtime_r(&time->tv_sec, &tm))
		strftime(text, sizeof(text), "%F %T", &tm);
	printf("%s%s%s", before, text, after);
}

static void print_rule(const struct witness *witness, const struct words *words, bool elsewhere)
{
	const struct verdict *verdict = &words->verdict;
	const char *why = remark(verdict);
	char id[FILE_ID_TEXT_SIZE];

	printf("\n");
	print_lines("", words->evidence, witness->num);
	print_lines("", words->users, words->num_users);
	if (witness->until.tv_sec) {
		print_time("# from ", &witness->since, "");
		print_time(" to ", &witness->until, "\n");
	}
	print_lines("not proposed: ", words->reasons, words->num_reasons);
	if (why && (words->commented || !verdict->lifts_pageexec))
		printf("# %s\n", why);
	printf("%s", words->commented || !verdict->mark ? "# " : "");
	/* Where it is applied the file is looked at. */
	if (verdict->mark && elsewhere && !witness->doubtful) {
		file_id_write(&witness->id, &witness->since, id);
		printf("recorded %s ", id);
	}
	if (verdict->mark)
		printf("%s\t", verdict->mark);
	print_path(witness->exe);
}

static void put_time(struct out *out, const struct timespec *time)
{
	if (time->tv_sec)
		out_number(out, time->tv_sec);
	else
		out_none(out);
}

static void put_row(struct out *out, const struct witness *witness, const struct words *words)
{
	char id[64];

	out_text(out, witness->exe);
	out_text(out, words->verdict.mark);
	out_bool(out, words->commented);
	out_list(out, (const char *const *)words->evidence, witness->num);
	out_text(out, remark(&words->verdict));
	out_number(out, witness->records);
	out_list(out, (const char *const *)words->users, words->num_users);
	put_time(out, &witness->since);
	put_time(out, &witness->until);
	out_list(out, (const char *const *)words->reasons, words->num_reasons);
	snprintf(id, sizeof(id), "%u:%u:%" PRIu64, witness->id.major, witness->id.minor,
		 witness->id.ino);
	out_text(out, witness->id.known ? id : NULL);
	out_row(out);
}

static void print_all(struct out *out, const struct witnesses *witnesses,
		      const struct proposal *proposal)
{
	bool doubtful = false;
	size_t i;

	for (i = 0; i < witnesses->num; i++) {
		const struct witness *witness = &witnesses->programs[i];
		struct words words;

		find_words(&words, witness, proposal);
		if (!out && witness->doubtful && !doubtful)
			printf("\n# What follows is not proposed, for the reasons given.\n");
		doubtful = witness->doubtful;
		if (out)
			put_row(out, witness, &words);
		else
			print_rule(witness, &words, witnesses->trust->elsewhere);
		free_words(&words, witness->num);
	}
}

void proposal_print(const struct cli *cli, const struct witnesses *witnesses,
		    const struct proposal *proposal)
{
	struct out *out = NULL;

	if (cli->json)
		out = out_open(cli, OUT_TABLE, columns, sizeof(columns) / sizeof(columns[0]));
	else
		printf("# Proposed by paxctl-ng learn from %lu denials; see pax-policy(5).\n"
		       "# Each line weakens a program: read them before they become policy.\n",
		       witnesses->records);
	print_all(out, witnesses, proposal);
	if (!out)
		return;
	out_total(out, "records", witnesses->records);
	out_total(out, "lost", witnesses->lost);
	out_total(out, "nameless", witnesses->nameless);
	out_total(out, "crowded", witnesses->crowded);
	out_close(out);
}
