// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gives the reader of a kernel's types any input: it must read nothing beyond it, end soon, and
 * write texts that end. What is proven must be there.
 */
#include "fuzz.h"
#include "proof/prove.h"

static const struct pax_assumption table[] = {
	{ .what = PAX_ASSUMES_FUNCTION, .name = "f", .prototype = "long (void)" },
	{ .what = PAX_ASSUMES_FUNCTION, .name = "f", .prototype = "void (long)" },
	{ .what = PAX_ASSUMES_TRACEPOINT, .name = "t", .prototype = "void (struct s *)" },
	{ .what = PAX_ASSUMES_MEMBER, .name = "s.a", .offset = 0, .size = 8 },
	{ .what = PAX_ASSUMES_MEMBER, .name = "s.b.c", .offset = 16, .size = 16 },
};

#define ROWS (sizeof(table) / sizeof(table[0]))

static unsigned int lines;

static void count(const struct pax_finding *finding)
{
	MUST(!finding->found || strlen(finding->found) < PAX_PROTOTYPE_MAX);
	if (!finding->wrong)
		return;
	MUST(*finding->wrong && strlen(finding->wrong) < PAX_PROOF_LINE);
	lines++;
}

/* One function with a prototype of the table, or none of the name: then it cannot be proven. */
static void check_proven(const struct pax_btf *btf)
{
	char text[PAX_PROTOTYPE_MAX];
	unsigned int functions = 0;
	u32 id, kind;

	for (id = 1; id <= btf->num; id++) {
		if (strcmp(pax_btf_name(btf, id, &kind), "f") || kind != PAX_BTF_FUNC)
			continue;
		functions++;
		MUST(pax_btf_prototype(btf, id, text, sizeof(text)));
		MUST(!strcmp(text, table[0].prototype) || !strcmp(text, table[1].prototype));
	}
	MUST(functions);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pax_proof proof;
	void *copy = exact_copy(data, size);
	char text[PAX_PROTOTYPE_MAX];
	u32 id, kind, *offsets, offset, bytes;
	struct pax_btf btf;

	if (pax_btf_open(&btf, copy, size, 8)) {
		free(copy);
		return 0;
	}
	offsets = exact_copy("", 0);
	offsets = realloc(offsets, btf.num * sizeof(*offsets) + 1);
	MUST(offsets);
	pax_btf_index(&btf, offsets);
	for (id = 1; id <= btf.num; id++) {
		MUST(strlen(pax_btf_name(&btf, id, &kind)) < btf.strings_size);
		memset(text, 'x', sizeof(text));
		pax_btf_prototype(&btf, id, text, 1 + id % sizeof(text));
		MUST(memchr(text, 0, 1 + id % sizeof(text)));
		pax_btf_member(&btf, id, "b.c", &offset, &bytes);
	}
	lines = 0;
	proof.btf = &btf;
	proof.table = table;
	proof.num = ROWS;
	proof.report = count;
	if (pax_prove(&proof)) {
		MUST(!lines);
		check_proven(&btf);
	}
	MUST(lines == proof.failed && lines <= ROWS);
	free(offsets);
	free(copy);
	return 0;
}
