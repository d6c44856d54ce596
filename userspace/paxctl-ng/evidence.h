/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What programs were denied, as events and audit records tell it, and the weakest mark
 * with which none of it would have been.
 */
#ifndef PAXCTL_EVIDENCE_H
#define PAXCTL_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "paxflags.h"

enum denial {
	DENIAL_MMAP,
	DENIAL_MPROTECT,
	DENIAL_SHMAT,
	DENIAL_EXEC_REFUSED,
	DENIAL_EXEC_FAULT,
	DENIAL_NUM,
};

/**
 * struct evidence - one sort of denial
 * @denial: what
 * @prot: protection asked for, bits of PAX_VM_*
 * @had: for DENIAL_MPROTECT the protection there was
 * @emulating: for DENIAL_EXEC_FAULT: although EMUTRAMP was on
 * @data: for DENIAL_EXEC_FAULT: in memory where trampolines can be
 * @mapped: for DENIAL_EXEC_FAULT: there is memory at all
 * @where: in what, in words or by path; "other_places" where a program has very many
 * @count: how often
 */
struct evidence {
	enum denial denial;
	unsigned long prot;
	unsigned long had;
	bool emulating;
	bool data;
	bool mapped;
	char *where;
	unsigned long count;
};

/**
 * struct witness - a program
 * @exe: its path
 * @lifted: bits of PAX_*, protections that it ran without as it was
 * @emulating: it ran with EMUTRAMP on
 * @evidence: what it was denied
 * @num: how many sorts
 */
struct witness {
	char *exe;
	unsigned int lifted;
	bool emulating;
	struct evidence *evidence;
	size_t num;
};

/**
 * struct witnesses - all of them
 * @programs: the programs, in the order of paths once evidence_sort() was called
 * @num: how many
 * @records: how many records there were
 * @lost: how many the kernel could not keep
 * @nameless: how many do not say which program, or not in a way that can be used
 * @known: a tree of the programs, by path
 */
struct witnesses {
	struct witness *programs;
	size_t num;
	unsigned long records;
	unsigned long lost;
	unsigned long nameless;
	void *known;
};

/* evidence.c */
void evidence_read(struct witnesses *witnesses, char *line);
void evidence_sort(struct witnesses *witnesses);
void evidence_free(struct witnesses *witnesses);
const char *denial_name(enum denial denial);

/* verdict.c */

/**
 * struct verdict - what is proposed for a program
 * @mark: the weakest mark that suffices; NULL if none is needed or none helps
 * @lifts_pageexec: it turns PAGEEXEC off, which takes a person to decide
 * @helpless: some of what was denied no mark would allow
 * @later: execution faults were left out, as they may follow from other denials
 */
struct verdict {
	const char *mark;
	bool lifts_pageexec;
	bool helpless;
	bool later;
};

void verdict_reach(const struct witness *witness, struct verdict *verdict);

/**
 * record_text - what quoted or hexadecimal text in a record stands for
 * @value: the text as it came; decoded in place
 *
 * Return: what it stands for, within @value; NULL if it is neither, or holds a NUL.
 */
char *record_text(char *value);

#endif /* PAXCTL_EVIDENCE_H */
