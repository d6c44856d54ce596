// SPDX-License-Identifier: GPL-2.0-only
/*
 * From evidence to the weakest mark that suffices. The kernel's own mark.c and policy.c
 * say what a mark would have allowed.
 */
#include <string.h>

#include "evidence/weakest_mark.h"
#include "policy.h"
#include "mark.h"
#include "paxflags.h"

/*
 * All marks that differ in effect. A mark comes after every one whose exemptions are a
 * part of its own. Where E is on P is named too, as soft mode refuses E alone.
 */
static const char *const marks[] = {
	NULL, "PE", "er", "PEr", "em", "PEm", "emr", "PEmr", "pem", "pemr",
};

#define NUM_MARKS (sizeof(marks) / sizeof(marks[0]))

/* What a mapping may become that was made like this while MPROTECT was on. */
static unsigned long with_may_bits(unsigned long prot)
{
	return prot | PAX_VM_MAYREAD | (prot & PAX_VM_EXEC ? PAX_VM_MAYEXEC : PAX_VM_MAYWRITE);
}

static bool allows_protect(unsigned int flags, const struct evidence *evidence)
{
	unsigned long had = with_may_bits(evidence->had), may = had & ~PAX_VM_ACCESS;
	/* Read-only data that may not become writable is RELRO. */
	bool sealed = evidence->prot & PAX_VM_WRITE && !(evidence->had & PAX_VM_EXEC);
	unsigned long new = evidence->prot | may;

	return !pax_policy_protect(flags, had, sealed, &new);
}

/* Whether a program with these flags would have been allowed what @evidence tells of. */
static bool allows(unsigned int flags, const struct evidence *evidence)
{
	unsigned long new = evidence->prot | PAX_VM_MAYREAD | PAX_VM_MAYWRITE | PAX_VM_MAYEXEC;

	switch (evidence->denial) {
	case DENIAL_MMAP:
		return !pax_policy_map(flags, &new);
	case DENIAL_MPROTECT:
		return allows_protect(flags, evidence);
	case DENIAL_SHMAT:
		return !pax_policy_shmat(flags, true);
	case DENIAL_EXEC_FAULT:
		/* Where emulation has not helped, it will not help. */
		return !(flags & PAX_PAGEEXEC) ||
		       (flags & PAX_EMUTRAMP && evidence->data && !evidence->emulating);
	default:
		return true;
	}
}

/* No mark makes a contradictory mark run, or memory of what is not there. */
static bool is_helpless(const struct evidence *evidence)
{
	return evidence->denial == DENIAL_EXEC_REFUSED ||
	       (evidence->denial == DENIAL_EXEC_FAULT && !evidence->mapped);
}

/* Whether it keeps what the program has: a mark replaces the one before. */
static bool keeps(unsigned int flags, const struct witness *witness)
{
	if (flags & witness->lifted)
		return false;
	return !witness->emulating || flags & PAX_EMUTRAMP || !(flags & PAX_PAGEEXEC);
}

static bool suffices(const char *mark, const struct witness *witness, bool faults)
{
	unsigned int flags = PAX_FLAGS_DEFAULT;
	struct pax_mark parsed;
	size_t i;

	if (mark && !pax_mark_parse(mark, strlen(mark), &parsed))
		flags = pax_mark_resolve(&parsed, false, PAX_FLAGS_DEFAULT);
	if (!keeps(flags, witness))
		return false;
	for (i = 0; i < witness->num; i++) {
		const struct evidence *evidence = &witness->evidence[i];

		if (is_helpless(evidence) || (evidence->denial == DENIAL_EXEC_FAULT && !faults))
			continue;
		if (!allows(flags, evidence))
			return false;
	}
	return true;
}

/**
 * verdict_reach - propose a mark
 * @witness: the program, with what it was denied
 * @verdict: the result
 */
void verdict_reach(const struct witness *witness, struct verdict *verdict)
{
	bool denied = false, fault = false;
	size_t i;

	*verdict = (struct verdict){ 0 };
	for (i = 0; i < witness->num; i++) {
		const struct evidence *evidence = &witness->evidence[i];

		if (is_helpless(evidence))
			verdict->helpless = true;
		else if (evidence->denial == DENIAL_EXEC_FAULT)
			fault = true;
		else
			denied = true;
	}
	if (!denied && !fault)
		return;
	/* A program that was refused executable memory may well jump there all the same. */
	verdict->later = denied && fault;
	for (i = 0; i < NUM_MARKS && !suffices(marks[i], witness, !verdict->later); i++)
		;
	if (i < NUM_MARKS)
		verdict->mark = marks[i];
	verdict->lifts_pageexec =
		verdict->mark && *verdict->mark == 'p' && !(witness->lifted & PAX_PAGEEXEC);
}
