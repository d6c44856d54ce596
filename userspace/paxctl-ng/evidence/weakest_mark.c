// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds the weakest mark that would have allowed all denials of a program. It uses the kernel's
 * own rules, mark.c and policy.c.
 */
#include <string.h>

#include "evidence/mark_search.h"
#include "evidence/weakest_mark.h"
#include "policy.h"
#include "mark.h"
#include "paxflags.h"

/* Adds the MAY bits of a mapping that was created with @prot under MPROTECT. */
static unsigned long with_may_bits(unsigned long prot)
{
	return prot | PAX_VM_MAYREAD | (prot & PAX_VM_EXEC ? PAX_VM_MAYEXEC : PAX_VM_MAYWRITE);
}

static bool allows_protect(unsigned int flags, const struct denial *denial)
{
	unsigned long had = with_may_bits(denial->had), may = had & ~PAX_VM_ACCESS;
	/* A refusal to make read-only data writable means sealed RELRO. */
	bool sealed = denial->prot & PAX_VM_WRITE && !(denial->had & PAX_VM_EXEC);
	unsigned long new = denial->prot | may;

	return !pax_policy_protect(flags, had, sealed, &new);
}

/* Whether the kernel would allow the request of @denial under these flags. */
static bool allows(unsigned int flags, const struct denial *denial)
{
	unsigned long new = denial->prot | PAX_VM_MAYREAD | PAX_VM_MAYWRITE | PAX_VM_MAYEXEC;

	switch (denial->type) {
	case DENIAL_MMAP:
		return !pax_policy_map(flags, &new);
	case DENIAL_MPROTECT:
		return allows_protect(flags, denial);
	case DENIAL_SHMAT:
		return !pax_policy_shmat(flags, true);
	case DENIAL_EXEC_FAULT:
		/* If EMUTRAMP was already on, E does not help. */
		return !(flags & PAX_PAGEEXEC) ||
		       (flags & PAX_EMUTRAMP && denial->data && !denial->emulating);
	default:
		return true;
	}
}

/* No mark helps if the kernel refused the exec, or if the fault address is unmapped. */
static bool is_helpless(const struct denial *denial)
{
	return denial->type == DENIAL_EXEC_REFUSED ||
	       (denial->type == DENIAL_EXEC_FAULT && !denial->mapped);
}

/* Whether the flags keep the program's present exemptions: the new mark replaces the old. */
static bool keeps(unsigned int flags, const struct program *program)
{
	if (flags & program->lifted)
		return false;
	return !program->emulating || flags & PAX_EMUTRAMP || !(flags & PAX_PAGEEXEC);
}

static bool suffices(const char *mark, const struct program *program, bool faults)
{
	unsigned int flags = PAX_FLAGS_DEFAULT;
	struct pax_mark parsed;
	size_t i;

	if (mark && !pax_mark_parse(mark, strlen(mark), &parsed))
		flags = pax_mark_resolve(&parsed, false, PAX_FLAGS_DEFAULT);
	if (!keeps(flags, program))
		return false;
	for (i = 0; i < program->num; i++) {
		const struct denial *denial = &program->denials[i];

		if (is_helpless(denial) || (denial->type == DENIAL_EXEC_FAULT && !faults))
			continue;
		if (!allows(flags, denial))
			return false;
	}
	return true;
}

/**
 * weakest_mark_find - propose a mark
 * @program: the program and its denials
 * @weakest: the result
 */
void weakest_mark_find(const struct program *program, struct weakest_mark *weakest)
{
	bool denied = false, fault = false;
	size_t i;

	*weakest = (struct weakest_mark){ 0 };
	for (i = 0; i < program->num; i++) {
		const struct denial *denial = &program->denials[i];

		if (is_helpless(denial))
			weakest->helpless = true;
		else if (denial->type == DENIAL_EXEC_FAULT)
			fault = true;
		else if (denial->type != DENIAL_WRITE)
			denied = true;
	}
	if (!denied && !fault)
		return;
	/* After a refusal of executable memory, the program may still jump there and fault. */
	weakest->later = denied && fault;
	for (i = 0; i < MARK_CHOICES && !suffices(mark_choices[i].mark, program, !weakest->later);
	     i++)
		;
	if (i < MARK_CHOICES)
		weakest->mark = mark_choices[i].mark;
	weakest->lifts_pageexec =
		weakest->mark && *weakest->mark == 'p' && !(program->lifted & PAX_PAGEEXEC);
}
