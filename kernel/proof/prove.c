// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares what the module assumes of a kernel with the types of that kernel, in one pass.
 *
 * A function holds if its prototype is one of those in the table. If the kernel has several
 * functions of the name, each of them must, as nobody can say which one a hook would get. A member
 * holds if it is where the compiler of the module has put it. There a structure of the same name
 * elsewhere in the kernel does no harm.
 */
#ifdef __KERNEL__
#include <linux/kernel.h>
#else
#include <stdio.h>
#define scnprintf snprintf
#endif

#include "proof/prove.h"

#define TRACEPOINT_PREFIX "btf_trace_"

/* The name that the kernel's types have for a row; of a member, that of its structure. */
static bool __init is_named(const struct pax_assumption *row, const char *name)
{
	size_t len;

	switch (row->what) {
	case PAX_ASSUMES_MEMBER:
		len = strcspn(row->name, ".");
		return !strncmp(row->name, name, len) && !name[len];
	case PAX_ASSUMES_TRACEPOINT:
		len = strlen(TRACEPOINT_PREFIX);
		return !strncmp(name, TRACEPOINT_PREFIX, len) && !strcmp(name + len, row->name);
	default:
		return !strcmp(name, row->name);
	}
}

/* The kind of type that tells about a row. */
static u32 __init kind_of(const struct pax_assumption *row)
{
	switch (row->what) {
	case PAX_ASSUMES_MEMBER:
		return PAX_BTF_STRUCT;
	case PAX_ASSUMES_TRACEPOINT:
		return PAX_BTF_TYPEDEF;
	default:
		return PAX_BTF_FUNC;
	}
}

/* The first letters rule out nearly all of a hundred thousand names. */
#define HASHED 8

static u32 __init hash(const char *name)
{
	u32 n, value = 0;

	for (n = 0; n < HASHED && name[n] && name[n] != '.'; n++)
		value = value * 33 + (unsigned char)name[n];
	return value % 1024;
}

static void __init note_letters(struct pax_proof *proof)
{
	u32 n;

	memset(proof->letters, 0, sizeof(proof->letters));
	for (n = 0; n < proof->num; n++) {
		const struct pax_assumption *row = &proof->table[n];
		u32 bit = hash(row->what == PAX_ASSUMES_TRACEPOINT ? TRACEPOINT_PREFIX : row->name);

		proof->letters[bit / 32] |= 1u << bit % 32;
	}
}

static bool __init may_be_named(const struct pax_proof *proof, const char *name)
{
	u32 bit = hash(name);

	return proof->letters[bit / 32] >> bit % 32 & 1;
}

static void __init report(struct pax_proof *proof)
{
	proof->reported++;
	proof->report(proof->line);
}

/* Two rows for the same function are alternatives. */
static bool __init are_alternatives(const struct pax_assumption *one,
				    const struct pax_assumption *other)
{
	return one->what == other->what && one->what != PAX_ASSUMES_MEMBER &&
	       !strcmp(one->name, other->name);
}

static const char *__init kind_text(const struct pax_assumption *row)
{
	return row->what == PAX_ASSUMES_TRACEPOINT ? "tracepoint " : "";
}

static void __init report_prototype(struct pax_proof *proof, const struct pax_assumption *row)
{
	const char *found = proof->prototype[0] ? proof->prototype : "without a prototype";
	const char *between = "expected";
	size_t len;
	u32 n;

	len = scnprintf(proof->line, sizeof(proof->line), "%s%s() of this kernel is %s",
			kind_text(row), row->name, found);
	for (n = 0; n < proof->num && len < sizeof(proof->line) / 2; n++) {
		if (!are_alternatives(row, &proof->table[n]))
			continue;
		len += scnprintf(proof->line + len, sizeof(proof->line) - len, ", %s %s", between,
				 proof->table[n].prototype);
		between = "or";
	}
	report(proof);
}

/* Looks at one function of the name of a row, and of the rows that are alternatives to it. */
static void __init check_prototype(struct pax_proof *proof, u32 id, u32 first)
{
	const struct pax_assumption *row = &proof->table[first];
	bool held;
	u32 n;

	held = pax_btf_prototype(proof->btf, id, proof->prototype, sizeof(proof->prototype));
	if (held) {
		held = false;
		for (n = first; n < proof->num; n++)
			held |= are_alternatives(row, &proof->table[n]) &&
				!strcmp(proof->table[n].prototype, proof->prototype);
	}
	/* One line about a function is enough. */
	if (!held && !(proof->found[first] && !proof->held[first]))
		report_prototype(proof, row);
	proof->held[first] = held && (proof->held[first] || !proof->found[first]);
	proof->found[first] = true;
}

static void __init check_member(struct pax_proof *proof, u32 id, u32 n)
{
	const struct pax_assumption *row = &proof->table[n];
	const char *dot = strchr(row->name, '.');
	u32 offset, size;

	if (!dot || !pax_btf_member(proof->btf, id, dot + 1, &offset, &size))
		return;
	proof->found[n] = true;
	if (offset == row->offset && size == row->size) {
		proof->held[n] = true;
	} else if (!proof->held[n]) {
		proof->offset[n] = offset;
		proof->size[n] = size;
	}
}

static bool __init is_alternative(const struct pax_proof *proof, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (are_alternatives(&proof->table[i], &proof->table[n]))
			return true;
	return false;
}

static void __init check_type(struct pax_proof *proof, u32 id)
{
	const char *name;
	u32 n, kind;

	name = pax_btf_name(proof->btf, id, &kind);
	if ((kind != PAX_BTF_FUNC && kind != PAX_BTF_STRUCT && kind != PAX_BTF_TYPEDEF) ||
	    !may_be_named(proof, name))
		return;
	for (n = 0; n < proof->num; n++) {
		const struct pax_assumption *row = &proof->table[n];

		if (kind_of(row) != kind || !is_named(row, name) || is_alternative(proof, n))
			continue;
		if (row->what == PAX_ASSUMES_MEMBER)
			check_member(proof, id, n);
		else
			check_prototype(proof, id, n);
	}
}

static void __init report_missing(struct pax_proof *proof, u32 n)
{
	const struct pax_assumption *row = &proof->table[n];

	if (row->what == PAX_ASSUMES_MEMBER)
		scnprintf(proof->line, sizeof(proof->line),
			  "this kernel has no %s, expected %u bytes at offset %u", row->name,
			  row->size, row->offset);
	else if (row->what == PAX_ASSUMES_TRACEPOINT)
		scnprintf(proof->line, sizeof(proof->line), "this kernel has no tracepoint %s",
			  row->name);
	else
		scnprintf(proof->line, sizeof(proof->line),
			  "this kernel has no function %s, or has it inlined", row->name);
	report(proof);
}

/* What only the whole pass tells: what is missing, and members of which none holds. */
static void __init conclude(struct pax_proof *proof)
{
	u32 n;

	for (n = 0; n < proof->num; n++) {
		const struct pax_assumption *row = &proof->table[n];

		if (is_alternative(proof, n))
			continue;
		if (!proof->found[n]) {
			report_missing(proof, n);
		} else if (row->what == PAX_ASSUMES_MEMBER && !proof->held[n]) {
			scnprintf(proof->line, sizeof(proof->line),
				  "%s of this kernel is %u bytes at offset %u, expected %u at %u",
				  row->name, proof->size[n], proof->offset[n], row->size,
				  row->offset);
			report(proof);
		}
	}
}

/**
 * pax_prove - prove that a kernel is as the module assumes
 * @proof: its members btf, table, num and report are set; the others are worked with
 *
 * Context: any; pure.
 * Return: true if it is. If not, each assumption that does not hold was reported.
 */
bool __init pax_prove(struct pax_proof *proof)
{
	u32 id;

	if (!proof->num || proof->num > PAX_ASSUMPTIONS_MAX)
		return false;
	proof->reported = 0;
	memset(proof->found, 0, sizeof(proof->found));
	memset(proof->held, 0, sizeof(proof->held));
	note_letters(proof);
	for (id = 1; id <= proof->btf->num; id++)
		check_type(proof, id);
	conclude(proof);
	return !proof->reported;
}
