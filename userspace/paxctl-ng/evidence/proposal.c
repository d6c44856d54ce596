// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints what learn proposes: a policy file with the evidence as comments, or JSON.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "evidence/proposal.h"
#include "evidence/users.h"
#include "files/file_id.h"
#include "files/reject_reason.h"
#include "judgement/void_mark.h"
#include "policy/rules.h"
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
	{ "file_id", "FILE ID", OUT_TEXT }, { "in_policy", "IN POLICY", OUT_TEXT },
	{ "line", "LINE", OUT_TEXT },
};

/*
 * The texts about a proposed program. @commented: print it as a comment, for a person to decide.
 * @is_void: the kernel would ignore the mark on this file.
 */
struct words {
	struct known_mark mark;
	bool commented;
	bool is_void;
	char **denials;
	char *users[USERS_MAX + 1];
	size_t num_users;
	char *reasons[REJECT_NUM];
	size_t num_reasons;
};

/* The buffer size for a line about a denial, without the place that it names. */
#define SENTENCE_SIZE 128

static const char *remark(const struct weakest_mark *weakest)
{
	if (weakest->later)
		return "its execution faults may follow from these denials; learn again once it has this mark";
	if (weakest->lifts_pageexec)
		return "this turns PAGEEXEC off: make sure that it was no attack, then take the # away";
	if (weakest->mark)
		return NULL;
	if (weakest->helpless)
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

char *denial_describe(const struct denial *denial)
{
	char prot[4], had[4], *where = quote(denial->where, false), *text;
	size_t size = SENTENCE_SIZE + strlen(where);

	text = malloc(size);
	if (!text)
		out_of_memory();
	protection(denial->prot, prot);
	protection(denial->had, had);
	if (denial->type == DENIAL_MPROTECT)
		snprintf(text, size, "%lu x %s of %s, %s to %s", denial->count,
			 denial_type_name(denial->type), where, had, prot);
	else if (denial->type == DENIAL_MMAP || denial->type == DENIAL_SHMAT)
		snprintf(text, size, "%lu x %s of %s, %s", denial->count,
			 denial_type_name(denial->type), where, prot);
	else if (denial->type == DENIAL_WRITE)
		snprintf(text, size, "%lu x %s by %s", denial->count,
			 denial_type_name(denial->type), where);
	else
		snprintf(text, size, "%lu x %s in %s%s", denial->count,
			 denial_type_name(denial->type), where,
			 denial->emulating ? ", with EMUTRAMP on" : "");
	free(where);
	return text;
}

/* Prints a path for a policy, with what has a meaning there escaped. */
static void print_path(const char *path)
{
	char *literal = policy_path_literal(path);
	char *text = isatty(STDOUT_FILENO) ? quote(literal, true) : NULL;

	puts(text ? text : literal);
	free(text);
	free(literal);
}

static size_t reasons(const struct program *program, char *texts[REJECT_NUM])
{
	enum reject_reason reason;
	size_t num = 0;

	for (reason = 0; reason < REJECT_NUM; reason++) {
		if (program->reject_counts[reason])
			texts[num++] = format_text("%lu x %s", program->reject_counts[reason],
						   reject_text(reason));
	}
	return num;
}

/* Whether a proposal is only a comment. */
static bool is_commented(const struct program *program, const struct known_mark *mark,
			 const struct proposal *proposal)
{
	return program->rejected || known_mark_needs_person(mark) ||
	       (mark->weakest.lifts_pageexec && !proposal->pageexec);
}

bool proposal_adds(const struct program *program, const struct proposal *proposal)
{
	struct known_mark mark;

	known_policy_mark(proposal->policy, program, &mark);
	return mark.weakest.mark && !is_commented(program, &mark, proposal);
}

static void find_words(struct words *words, const struct program *program,
		       const struct proposal *proposal)
{
	size_t i;

	known_policy_mark(proposal->policy, program, &words->mark);
	words->commented = is_commented(program, &words->mark, proposal);
	words->is_void = proposal->root && words->mark.weakest.mark &&
			 void_mark(&proposal->kernel, proposal->root, program->exe,
				   words->mark.weakest.mark);
	words->denials = calloc(program->num + 1, sizeof(*words->denials));
	if (!words->denials)
		out_of_memory();
	for (i = 0; i < program->num; i++)
		words->denials[i] = denial_describe(&program->denials[i]);
	words->num_users = users_describe(&program->users, proposal->names, words->users);
	words->num_reasons = reasons(program, words->reasons);
}

static void free_words(struct words *words, size_t num_evidence)
{
	size_t i;

	for (i = 0; i < num_evidence; i++)
		free(words->denials[i]);
	free(words->denials);
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

/* Prints what comes before the mark: what the machine that applies the policy has to check. */
static void print_conditions(const struct program *program, const struct known_mark *mark,
			     const struct proposal *proposal, bool elsewhere)
{
	const struct rule *line = mark->verdict == KNOWN_KEPT ? mark->line : NULL;
	char text[RULE_CONDITIONS_SIZE];
	struct rule rule = {
		.required = line && line->required,
		.held = line && line->held,
		.unprivileged = proposal->hosts_min || (line && line->unprivileged),
	};

	/* The machine that applies the policy checks the identity of the file. */
	if (elsewhere && !program->rejected) {
		rule.id = program->id;
		rule.id.known = true;
		rule.time = program->since;
	}
	rule_write_conditions(&rule, text);
	printf("%s", text);
}

static void print_rule(const struct program *program, const struct words *words,
		       const struct proposal *proposal, bool elsewhere)
{
	const struct weakest_mark *weakest = &words->mark.weakest;
	const char *why = remark(weakest), *known = known_verdict_text(words->mark.verdict);

	printf("\n");
	print_lines("", words->denials, program->num);
	print_lines("", words->users, words->num_users);
	print_lines("", program->notes, program->num_notes);
	if (program->until.tv_sec) {
		print_time("# from ", &program->since, "");
		print_time(" to ", &program->until, "\n");
	}
	print_lines("not proposed: ", words->reasons, words->num_reasons);
	if (why && (words->commented || !weakest->lifts_pageexec))
		printf("# %s\n", why);
	if (words->is_void)
		printf("# %s\n", void_mark_text);
	if (known)
		printf("# %s: %s:%u\n", known, words->mark.line->from, words->mark.line->line);
	printf("%s", words->commented || !weakest->mark ? "# " : "");
	if (weakest->mark) {
		print_conditions(program, &words->mark, proposal, elsewhere);
		printf("%s\t", weakest->mark);
	}
	print_path(program->exe);
}

static void put_time(struct out *out, const struct timespec *time)
{
	if (time->tv_sec)
		out_number(out, time->tv_sec);
	else
		out_none(out);
}

static void put_remark(struct out *out, const struct words *words)
{
	const char *why = remark(&words->mark.weakest);
	char *both;

	if (!words->is_void || !why) {
		out_text(out, words->is_void ? void_mark_text : why);
		return;
	}
	both = format_text("%s; %s", why, void_mark_text);
	out_text(out, both);
	free(both);
}

/* Two cells about the line of the policy in force. */
static void put_line(struct out *out, const struct rule *line)
{
	char mark[PAXFLAGS_TEXT_SIZE] = "-", *where;

	if (!line) {
		out_mark(out, NULL);
		out_text(out, NULL);
		return;
	}
	if (!line->remove)
		paxflags_format(&line->letters, mark);
	out_mark(out, mark);
	where = format_text("%s:%u", line->from, line->line);
	out_text(out, where);
	free(where);
}

static void put_row(struct out *out, const struct program *program, const struct words *words)
{
	char id[64];

	out_text(out, program->exe);
	out_text(out, words->mark.weakest.mark);
	out_bool(out, words->commented);
	out_list(out, (const char *const *)words->denials, program->num);
	put_remark(out, words);
	out_number(out, program->records);
	out_list(out, (const char *const *)words->users, words->num_users);
	put_time(out, &program->since);
	put_time(out, &program->until);
	out_list(out, (const char *const *)words->reasons, words->num_reasons);
	snprintf(id, sizeof(id), "%u:%u:%" PRIu64, program->id.major, program->id.minor,
		 program->id.ino);
	out_text(out, program->id.known ? id : NULL);
	put_line(out, words->mark.line);
	out_row(out);
}

static void print_all(struct out *out, const struct denials *denials,
		      const struct proposal *proposal)
{
	bool rejected = false;
	size_t i;

	for (i = 0; i < denials->num; i++) {
		const struct program *program = &denials->programs[i];
		struct words words;

		if (proposal->merge && !proposal_adds(program, proposal))
			continue;
		find_words(&words, program, proposal);
		if (!out && program->rejected && !rejected)
			printf("\n# What follows is not proposed, for the reasons given.\n");
		rejected = program->rejected;
		if (out)
			put_row(out, program, &words);
		else
			print_rule(program, &words, proposal,
				   denials->filter->elsewhere && !proposal->hosts_min);
		free_words(&words, program->num);
	}
}

void proposal_print(const struct cli *cli, const struct denials *denials,
		    const struct proposal *proposal)
{
	struct out *out = NULL;

	if (proposal->merge)
		printf("\n# Added by paxctl-ng learn from %lu denial%s:\n", denials->records,
		       denials->records == 1 ? "" : "s");
	else if (cli->json)
		out = out_open(cli, OUT_TABLE, columns, sizeof(columns) / sizeof(columns[0]));
	else
		printf("# Proposed by paxctl-ng learn from %lu denial%s; see pax-policy(5).\n"
		       "# Each line weakens a program: read them before they become policy.\n"
		       "# No denial shows that a program needs RANDMMAP off (r), nor that it hangs or\n"
		       "# fails later: try those that do not work with their mark.\n",
		       denials->records, denials->records == 1 ? "" : "s");
	if (proposal->hosts_min)
		printf("# From %zu hosts. A line counts what at least %lu of them show.\n",
		       proposal->hosts, proposal->hosts_min);
	print_all(out, denials, proposal);
	if (!out)
		return;
	out_total(out, "records", denials->records);
	out_total(out, "lost", denials->lost);
	out_total(out, "nameless", denials->nameless);
	out_total(out, "crowded", denials->crowded);
	out_close(out);
}
