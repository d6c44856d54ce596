// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares what the module assumes of a kernel with the types of that kernel, in one pass.
 *
 * A function holds if its prototype is one of those in the table. If the kernel has several
 * functions of the name, each of them must, as nobody can say which one a hook would get. A member
 * holds if it is where the compiler of the module has put it. There a structure of the same name
 * elsewhere in the kernel does no harm.
 *
 * One pass over the types notes which type decides about each row, and another one over the table
 * reports, in its order.
 */
#ifdef __KERNEL__
#include <linux/kernel.h>
#else
#include <stdio.h>
/* No text here is longer than its space, so both return the same. */
#define scnprintf snprintf
#endif

#include "proof/prove.h"

#define TRACEPOINT_PREFIX "btf_trace_"

/*
 * A kernel has a few types with a name of the table beside those that are meant. More of them are
 * no kernel's, and to look at each would take long.
 */
#define COMPARED_MAX 4096u

/* The name that the kernel's types have for a row; of a member, that of its structure. */
static bool __init is_named(const struct pax_assumption *row, const char *name)
{
	size_t len;

	switch (row->what) {
	case PAX_ASSUMES_NOTHING:
		return false;
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

/* Two rows for the same function are alternatives. */
static bool __init are_alternatives(const struct pax_assumption *one,
				    const struct pax_assumption *other)
{
	return one->what == other->what && one->what != PAX_ASSUMES_MEMBER &&
	       !strcmp(one->name, other->name);
}

/* Whether an earlier row stands for the assumption. */
static bool __init is_alternative(const struct pax_proof *proof, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (are_alternatives(&proof->table[i], &proof->table[n]))
			return true;
	return false;
}

/* Looks at one function of the name of a row, and of the rows that are alternatives to it. */
static void __init check_prototype(struct pax_proof *proof, u32 id, u32 first)
{
	const struct pax_assumption *row = &proof->table[first];
	bool held = false;
	u32 n;

	/* One that does not hold is enough. */
	if (proof->id[first] && !proof->held[first])
		return;
	if (pax_btf_prototype(proof->btf, id, proof->found, sizeof(proof->found)))
		for (n = first; n < proof->num; n++)
			held |= are_alternatives(row, &proof->table[n]) &&
				!strcmp(proof->table[n].prototype, proof->found);
	proof->id[first] = id;
	proof->held[first] = held;
}

static bool __init place_of(const struct pax_proof *proof, u32 id, const struct pax_assumption *row,
			    u32 *offset, u32 *size)
{
	const char *dot = strchr(row->name, '.');

	return dot && pax_btf_member(proof->btf, id, dot + 1, offset, size);
}

static void __init check_member(struct pax_proof *proof, u32 id, u32 n)
{
	const struct pax_assumption *row = &proof->table[n];
	u32 offset, size;

	if (proof->held[n] || !place_of(proof, id, row, &offset, &size))
		return;
	proof->id[n] = id;
	proof->held[n] =
		row->offset == PAX_ANYWHERE || (offset == row->offset && size == row->size);
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
		if (++proof->compared > COMPARED_MAX)
			return;
		if (row->what == PAX_ASSUMES_MEMBER)
			check_member(proof, id, n);
		else
			check_prototype(proof, id, n);
	}
}

static const char *__init kind_text(const struct pax_assumption *row)
{
	return row->what == PAX_ASSUMES_TRACEPOINT ? "tracepoint " : "";
}

static void __init describe_missing(struct pax_proof *proof, const struct pax_assumption *row)
{
	char *line = proof->line;
	size_t size = sizeof(proof->line);

	if (row->what == PAX_ASSUMES_FUNCTION)
		scnprintf(line, size, "this kernel has no function %s, or has it inlined",
			  row->name);
	else if (row->what == PAX_ASSUMES_TRACEPOINT)
		scnprintf(line, size, "this kernel has no tracepoint %s", row->name);
	else if (row->offset == PAX_ANYWHERE)
		scnprintf(line, size, "this kernel has no %s", row->name);
	else
		scnprintf(line, size, "this kernel has no %s, expected %u bytes at offset %u",
			  row->name, row->size, row->offset);
}

static void __init describe_prototype(struct pax_proof *proof, const struct pax_assumption *row)
{
	const char *between = "expected";
	size_t len;
	u32 n;

	len = scnprintf(proof->line, sizeof(proof->line), "%s%s() of this kernel is %s",
			kind_text(row), row->name, proof->found);
	for (n = 0; n < proof->num && len < sizeof(proof->line) / 2; n++) {
		if (!are_alternatives(row, &proof->table[n]))
			continue;
		len += scnprintf(proof->line + len, sizeof(proof->line) - len, ", %s %s", between,
				 proof->table[n].prototype);
		between = "or";
	}
}

/* Writes what this kernel has, and what is wrong with it. */
static void __init describe(struct pax_proof *proof, u32 n)
{
	const struct pax_assumption *row = &proof->table[n];
	u32 offset = 0, size = 0;

	if (!proof->id[n]) {
		describe_missing(proof, row);
	} else if (row->what == PAX_ASSUMES_MEMBER) {
		place_of(proof, proof->id[n], row, &offset, &size);
		scnprintf(proof->found, sizeof(proof->found), "%u bytes at offset %u", size,
			  offset);
		scnprintf(proof->line, sizeof(proof->line),
			  "%s of this kernel is %s, expected %u at %u", row->name, proof->found,
			  row->size, row->offset);
	} else {
		pax_btf_prototype(proof->btf, proof->id[n], proof->found, sizeof(proof->found));
		if (!proof->found[0])
			scnprintf(proof->found, sizeof(proof->found), "without a prototype");
		describe_prototype(proof, row);
	}
}

static void __init conclude(struct pax_proof *proof)
{
	u32 n;

	for (n = 0; n < proof->num; n++) {
		const struct pax_assumption *row = &proof->table[n];
		struct pax_finding finding = { .row = row };

		if (row->what == PAX_ASSUMES_NOTHING || is_alternative(proof, n))
			continue;
		describe(proof, n);
		if (proof->id[n])
			finding.found = proof->found;
		if (!proof->held[n] && (proof->id[n] || !row->optional))
			finding.wrong = proof->line;
		proof->assumed++;
		if (finding.wrong)
			proof->failed++;
		proof->report(&finding);
	}
}

static void __init give_up(struct pax_proof *proof)
{
	struct pax_finding finding = { .row = proof->table, .wrong = proof->line };

	scnprintf(proof->line, sizeof(proof->line),
		  "more than %u types of this kernel have names of what is expected", COMPARED_MAX);
	proof->failed = 1;
	proof->report(&finding);
}

static bool __init ends(const char *text, size_t size)
{
	return strnlen(text, size) < size;
}

/**
 * pax_table_error - check a table of assumptions that was read from a file
 * @table: the table
 * @size: its size in bytes
 *
 * Context: any; pure.
 * Return: NULL, or what is wrong with it.
 */
const char *__init pax_table_error(const struct pax_assumption *table, size_t size)
{
	size_t n, num = size / sizeof(*table);

	if (!num || size % sizeof(*table))
		return "its size is not that of a table of this version";
	if (num > PAX_ASSUMPTIONS_MAX)
		return "it has too many rows";
	for (n = 0; n < num; n++)
		if (table[n].what > PAX_ASSUMES_MEMBER ||
		    !ends(table[n].name, sizeof(table[n].name)) ||
		    !ends(table[n].prototype, sizeof(table[n].prototype)))
			return "its rows are not those of this version";
	return NULL;
}

/**
 * pax_prove - prove that a kernel is as the module assumes
 * @proof: its members btf, table, num and report are set; the others are worked with
 *
 * Context: any; pure.
 * Return: true if it is. If not, @proof->failed is not 0, or there was nothing to prove.
 */
bool __init pax_prove(struct pax_proof *proof)
{
	u32 id;

	proof->assumed = 0;
	proof->failed = 0;
	proof->compared = 0;
	memset(proof->id, 0, sizeof(proof->id));
	memset(proof->held, 0, sizeof(proof->held));
	note_letters(proof);
	for (id = 1; id <= proof->btf->num && proof->compared <= COMPARED_MAX; id++)
		check_type(proof, id);
	if (proof->compared > COMPARED_MAX)
		give_up(proof);
	else
		conclude(proof);
	return proof->assumed && !proof->failed;
}
