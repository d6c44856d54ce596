// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests the comparison of what the module assumes with the types of a kernel: each assumption that
 * does not hold is reported, and no other.
 */
#include "btf.h"
#include "proof/prove.h"
#include "test.h"

#define FUNCTION(symbol, text)                                                  \
	{                                                                       \
		.what = PAX_ASSUMES_FUNCTION, .name = symbol, .prototype = text \
	}
#define TRACEPOINT(symbol, text)                                                  \
	{                                                                         \
		.what = PAX_ASSUMES_TRACEPOINT, .name = symbol, .prototype = text \
	}
#define MEMBER(path, at, bytes)                                                       \
	{                                                                             \
		.what = PAX_ASSUMES_MEMBER, .name = path, .offset = at, .size = bytes \
	}

#define OPTIONAL(symbol, text)                                                                 \
	{                                                                                      \
		.what = PAX_ASSUMES_FUNCTION, .optional = 1, .name = symbol, .prototype = text \
	}
#define NOTHING(symbol, text)                                                  \
	{                                                                      \
		.what = PAX_ASSUMES_NOTHING, .name = symbol, .prototype = text \
	}
#define ANYWHERE(path)                                                           \
	{                                                                        \
		.what = PAX_ASSUMES_MEMBER, .name = path, .offset = PAX_ANYWHERE \
	}

static struct btf_writer w;
static struct pax_btf btf;
static u32 offsets[BTF_WORDS];
static struct pax_proof proof;
static char said[4096];

static void report(const struct pax_finding *finding)
{
	if (!finding->wrong)
		return;
	strcat(said, finding->wrong);
	strcat(said, "\n");
}

/* The types of the numbers that every kernel here has. */
enum { LONG = 1, TASK, TASK_PTR };

static void begin(void)
{
	btf_begin(&w);
	btf_int(&w, "long int", 8);
	btf_type(&w, "task_struct", INFO(STRUCT, 2), 16);
	btf_member(&w, "mm", LONG, 0);
	btf_member(&w, "flags", LONG, 64);
	btf_type(&w, "", INFO(PTR, 0), TASK);
}

static void add_func(const char *name, u32 result)
{
	u32 prototype = btf_type(&w, "", INFO(PROTO, 0), result);

	btf_func(&w, name, prototype);
}

static u32 lines(const char *text)
{
	u32 num = 0;

	while ((text = strchr(text, '\n')) != NULL) {
		num++;
		text++;
	}
	return num;
}

/* What is said of the kernel that was written. */
static const char *prove(const struct pax_assumption *table, u32 num)
{
	said[0] = '\0';
	btf_end(&w);
	if (pax_btf_open(&btf, w.blob, w.size, 8))
		return "no types";
	pax_btf_index(&btf, offsets);
	proof.btf = &btf;
	proof.table = table;
	proof.num = num;
	proof.report = report;
	if (!pax_prove(&proof) && !said[0])
		return "refused without a reason";
	return proof.failed == lines(said) ? said : "a wrong count";
}

#define PROVE(...)                                                           \
	({                                                                   \
		static const struct pax_assumption rows[] = { __VA_ARGS__ }; \
		prove(rows, ARRAY_SIZE(rows));                               \
	})

TEST(function)
{
	begin();
	add_func("f", LONG);
	add_func("g", 0);
	btf_type(&w, "h", INFO(TYPEDEF, 0), LONG);
	EXPECT_STREQ("", PROVE(FUNCTION("f", "long (void)"), FUNCTION("g", "void (void)")));
	EXPECT_STREQ("f() of this kernel is long (void), expected int (void)\n",
		     PROVE(FUNCTION("f", "int (void)"), FUNCTION("g", "void (void)")));
	EXPECT_STREQ("f() of this kernel is long (void), expected int (void)\n"
		     "g() of this kernel is void (void), expected long (void)\n",
		     PROVE(FUNCTION("f", "int (void)"), FUNCTION("g", "long (void)")));
	EXPECT_STREQ("this kernel has no function h, or has it inlined\n",
		     PROVE(FUNCTION("f", "long (void)"), FUNCTION("h", "long (void)")));
	EXPECT_STREQ("this kernel has no function ff, or has it inlined\n",
		     PROVE(FUNCTION("ff", "long (void)")));
	EXPECT_STREQ("this kernel has no function , or has it inlined\n",
		     PROVE(FUNCTION("", "long (void)")));
	/* The compiler's copies are no functions of the name. */
	add_func("i.constprop.0", LONG);
	EXPECT_STREQ("this kernel has no function i, or has it inlined\n",
		     PROVE(FUNCTION("i", "long (void)")));
}

TEST(alternatives)
{
	begin();
	add_func("f", LONG);
	EXPECT_STREQ("", PROVE(FUNCTION("f", "long (void)"), FUNCTION("f", "int (void)")));
	EXPECT_STREQ("", PROVE(FUNCTION("f", "int (void)"), FUNCTION("f", "long (void)")));
	EXPECT_STREQ("", PROVE(FUNCTION("f", "int (void)"), MEMBER("task_struct.mm", 0, 8),
			       FUNCTION("f", "long (void)")));
	EXPECT_STREQ("f() of this kernel is long (void), expected int (void), or void (void)\n",
		     PROVE(FUNCTION("f", "int (void)"), FUNCTION("f", "void (void)")));
	EXPECT_STREQ("this kernel has no function g, or has it inlined\n",
		     PROVE(FUNCTION("g", "int (void)"), FUNCTION("g", "void (void)")));
}

/* Several functions of one name: nobody can say which one a hook gets. */
TEST(several)
{
	begin();
	add_func("f", LONG);
	add_func("f", LONG);
	add_func("g", LONG);
	add_func("g", TASK_PTR);
	add_func("g", LONG);
	EXPECT_STREQ("", PROVE(FUNCTION("f", "long (void)")));
	EXPECT_STREQ("g() of this kernel is struct task_struct * (void), expected long (void)\n",
		     PROVE(FUNCTION("g", "long (void)")));
	EXPECT_STREQ("g() of this kernel is long (void), expected struct task_struct * (void)\n",
		     PROVE(FUNCTION("g", "struct task_struct * (void)")));
}

TEST(odd_functions)
{
	u32 n, id;

	begin();
	btf_func(&w, "f", LONG);
	id = btf_type(&w, "", INFO(PROTO, 100), LONG);
	for (n = 0; n < 100; n++)
		btf_parameter(&w, TASK_PTR);
	btf_func(&w, "long", id);
	EXPECT_STREQ("f() of this kernel is without a prototype, expected long (void)\n",
		     PROVE(FUNCTION("f", "long (void)")));
	/* A prototype that is cut is none, even if the table has the same beginning. */
	EXPECT_NE(NULL, strstr(PROVE(FUNCTION("long", "long (void)")),
			       "long() of this kernel is long (struct task_struct *, "));
}

TEST(tracepoint)
{
	u32 prototype;

	begin();
	prototype = btf_type(&w, "", INFO(PROTO, 1), 0);
	btf_parameter(&w, TASK_PTR);
	btf_type(&w, "btf_trace_fork", INFO(TYPEDEF, 0), btf_type(&w, "", INFO(PTR, 0), prototype));
	btf_type(&w, "btf_trace_exec", INFO(TYPEDEF, 0), LONG);
	btf_type(&w, "btf_traces", INFO(TYPEDEF, 0), LONG);
	add_func("fork", LONG);
	EXPECT_STREQ("", PROVE(TRACEPOINT("fork", "void (struct task_struct *)")));
	EXPECT_STREQ("", PROVE(TRACEPOINT("fork", "void (struct task_struct *)"),
			       FUNCTION("fork", "long (void)")));
	EXPECT_STREQ(
		"tracepoint fork() of this kernel is void (struct task_struct *), expected void (void)\n",
		PROVE(TRACEPOINT("fork", "void (void)")));
	EXPECT_STREQ("this kernel has no tracepoint for\n",
		     PROVE(TRACEPOINT("for", "void (void)")));
	EXPECT_STREQ(
		"tracepoint exec() of this kernel is without a prototype, expected void (void)\n",
		PROVE(TRACEPOINT("exec", "void (void)")));
}

TEST(member)
{
	begin();
	EXPECT_STREQ("", PROVE(MEMBER("task_struct.mm", 0, 8), MEMBER("task_struct.flags", 8, 8)));
	EXPECT_STREQ("task_struct.mm of this kernel is 8 bytes at offset 0, expected 8 at 8\n",
		     PROVE(MEMBER("task_struct.mm", 8, 8), MEMBER("task_struct.flags", 8, 8)));
	EXPECT_STREQ("task_struct.flags of this kernel is 8 bytes at offset 8, expected 4 at 8\n",
		     PROVE(MEMBER("task_struct.flags", 8, 4)));
	EXPECT_STREQ("this kernel has no task_struct.fs, expected 8 bytes at offset 16\n",
		     PROVE(MEMBER("task_struct.fs", 16, 8)));
	EXPECT_STREQ("this kernel has no task.mm, expected 8 bytes at offset 0\n",
		     PROVE(MEMBER("task.mm", 0, 8)));
	EXPECT_STREQ("this kernel has no task_struct, expected 8 bytes at offset 0\n",
		     PROVE(MEMBER("task_struct", 0, 8)));
	btf_type(&w, "task_strange", INFO(STRUCT, 0), 16);
	btf_type(&w, "task_structure", INFO(STRUCT, 1), 16);
	btf_member(&w, "fs", LONG, 64);
	EXPECT_STREQ("this kernel has no task_struct.fs, expected 8 bytes at offset 8\n",
		     PROVE(MEMBER("task_struct.fs", 8, 8)));
	/* Another structure of the name does no harm, before or behind. */
	btf_type(&w, "task_struct", INFO(STRUCT, 1), 16);
	btf_member(&w, "mm", LONG, 64);
	btf_type(&w, "task_struct", INFO(STRUCT, 1), 16);
	btf_member(&w, "pid", LONG, 64);
	EXPECT_STREQ("", PROVE(MEMBER("task_struct.mm", 0, 8)));
	EXPECT_STREQ("", PROVE(MEMBER("task_struct.mm", 8, 8)));
	EXPECT_STREQ("", PROVE(MEMBER("task_struct.pid", 8, 8)));
	EXPECT_NE(NULL, strstr(PROVE(MEMBER("task_struct.mm", 16, 8)), "expected 8 at 16\n"));
}

TEST(optional)
{
	begin();
	add_func("f", LONG);
	EXPECT_STREQ("", PROVE(FUNCTION("f", "long (void)"), OPTIONAL("g", "long (void)")));
	EXPECT_STREQ("", PROVE(OPTIONAL("f", "long (void)")));
	EXPECT_STREQ("f() of this kernel is long (void), expected int (void)\n",
		     PROVE(OPTIONAL("f", "int (void)")));
	EXPECT_STREQ("", PROVE(ANYWHERE("task_struct.mm"), ANYWHERE("task_struct.flags")));
	EXPECT_STREQ("this kernel has no task_struct.fs\n", PROVE(ANYWHERE("task_struct.fs")));
	/* A row that the compiler has left out. */
	EXPECT_STREQ("", PROVE(NOTHING("f", "int (void)"), FUNCTION("f", "long (void)"),
			       NOTHING("g", "int (void)")));
	EXPECT_EQ(1, proof.assumed);
	EXPECT_STREQ("refused without a reason", PROVE(NOTHING("f", "long (void)")));
}

static char seen[1024];

static void report_all(const struct pax_finding *finding)
{
	sprintf(seen + strlen(seen), "%s: %s%s\n", finding->row->name,
		finding->found ? finding->found : "none", finding->wrong ? " (wrong)" : "");
}

/* Each assumption is reported once, in the order of the table, with what this kernel has. */
TEST(findings)
{
	static const struct pax_assumption rows[] = {
		MEMBER("task_struct.flags", 8, 8), FUNCTION("g", "void (void)"),
		FUNCTION("f", "long (void)"),	   FUNCTION("g", "int (void)"),
		OPTIONAL("h", "int (void)"),	   MEMBER("task_struct.mm", 8, 8),
		FUNCTION("none", "int (void)"),
	};

	begin();
	add_func("f", LONG);
	add_func("g", 0);
	prove(rows, ARRAY_SIZE(rows));
	seen[0] = '\0';
	proof.report = report_all;
	EXPECT_FALSE(pax_prove(&proof));
	EXPECT_STREQ("task_struct.flags: 8 bytes at offset 8\n"
		     "g: void (void)\n"
		     "f: long (void)\n"
		     "h: none\n"
		     "task_struct.mm: 8 bytes at offset 0 (wrong)\n"
		     "none: none (wrong)\n",
		     seen);
	EXPECT_EQ(6, proof.assumed);
	EXPECT_EQ(2, proof.failed);
}

/* A kernel has few types of one name; each is compared with each row of that name. */
TEST(many_of_one_name)
{
	static struct pax_assumption rows[103];
	u32 n, at;

	for (n = 0; n < ARRAY_SIZE(rows); n++)
		rows[n] = (struct pax_assumption)MEMBER("task_struct.mm", 0, 8);
	begin();
	at = w.words_num;
	btf_type(&w, "task_struct", INFO(STRUCT, 0), 16);
	for (n = 1; n < 39; n++)
		btf_type(&w, "", INFO(STRUCT, 0), 16);
	for (n = 1; n < 39; n++)
		w.words[at + 3 * n] = w.words[at];
	EXPECT_STREQ("", prove(rows, 102));
	btf_type(&w, "task_struct", INFO(STRUCT, 0), 16);
	EXPECT_STREQ("more than 4096 types of this kernel have names of what is expected\n",
		     prove(rows, 103));
}

TEST(table)
{
	static struct pax_assumption rows[PAX_ASSUMPTIONS_MAX + 1];
	u32 n;

	for (n = 0; n < ARRAY_SIZE(rows); n++)
		rows[n] = (struct pax_assumption)FUNCTION("f", "long (void)");
	EXPECT_EQ(NULL, pax_table_error(rows, sizeof(rows[0])));
	EXPECT_EQ(NULL, pax_table_error(rows, sizeof(rows[0]) * PAX_ASSUMPTIONS_MAX));
	EXPECT_NE(NULL, strstr(pax_table_error(rows, sizeof(rows)), "too many rows"));
	EXPECT_NE(NULL, strstr(pax_table_error(rows, 0), "size"));
	EXPECT_NE(NULL, strstr(pax_table_error(rows, sizeof(rows[0]) + 1), "size"));
	begin();
	add_func("f", LONG);
	EXPECT_STREQ("", prove(rows, PAX_ASSUMPTIONS_MAX));
	/* An empty table proves nothing. */
	EXPECT_STREQ("refused without a reason", prove(rows, 0));
	/* A line has room for some alternatives, not for all. */
	for (n = 0; n < ARRAY_SIZE(rows); n++)
		memset(rows[n].prototype, 'a' + n % 26, PAX_PROTOTYPE_MAX - 1);
	EXPECT_NE(NULL, strstr(prove(rows, PAX_ASSUMPTIONS_MAX), "expected aaa"));
	EXPECT_GT(PAX_PROOF_LINE, strlen(said));
	/* Texts that do not end, and a kind that there is not. */
	memset(rows[1].prototype, 'a', PAX_PROTOTYPE_MAX);
	EXPECT_NE(NULL, strstr(pax_table_error(rows, 2 * sizeof(rows[0])), "rows"));
	EXPECT_EQ(NULL, pax_table_error(rows, sizeof(rows[0])));
	memset(rows[0].name, 'a', sizeof(rows[0].name));
	EXPECT_NE(NULL, strstr(pax_table_error(rows, sizeof(rows[0])), "rows"));
	rows[0] = (struct pax_assumption)FUNCTION("f", "long (void)");
	rows[0].what = PAX_ASSUMES_MEMBER + 1;
	EXPECT_NE(NULL, strstr(pax_table_error(rows, sizeof(rows[0])), "rows"));
}

TEST_HARNESS_MAIN
