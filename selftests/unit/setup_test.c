// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests what "paxctl-ng setup" decides: the settings and the profile, for all answers.
 */
#include "policy/setup.h"
#include "test.h"

#define EM                                     \
	{                                      \
		0, PAX_EMUTRAMP | PAX_MPROTECT \
	}

/* A small world: "all" inherits "server" and "more". */
static struct rule base_rules[] = { { .path = "/usr/bin/python3",
				      .letters = { PAX_EMUTRAMP, 0 } } };
static struct rule server_rules[] = { { .path = "/usr/bin/node", .letters = EM },
				      { .path = "/usr/bin/qemu-system-*", .letters = EM },
				      { .path = "/opt/unknown/jit", .letters = EM } };
static struct rule more_rules[] = { { .path = "/usr/lib/jvm/*/bin/*", .letters = EM },
				    { .path = "/usr/bin/qemu-arm", .letters = EM },
				    { .path = "/usr/bin/tcc", .letters = EM },
				    { .path = "/usr/bin/tcc", .remove = true } };
static struct inherit of_server[] = { { "base", 1 } },
		      of_all[] = { { "server", 1 }, { "more", 2 } };

static const struct profile profiles[] = {
	{ .name = "all", .file = { .inherits = of_all, .num_inherits = 2 } },
	{ .name = "base", .file = { .rules = base_rules, .num = 1 } },
	{ .name = "more", .file = { .rules = more_rules, .num = 4 } },
	{ .name = "server",
	  .file = { .rules = server_rules, .num = 3, .inherits = of_server, .num_inherits = 1 } },
	{ .name = "setup", .file = { .rules = more_rules, .num = 3 } },
};

#define NUM ARRAY_SIZE(profiles)

static const char *const machines[] = { "base", "server", "more", "all" };
static const char *const virtualisations[] = { "host", "guest", "none" };
static const char *const firsts[] = { "security", "performance" };
static const char *const lists[] = { "all", "none", "node", "java,qemu-user", "tcc node java" };
static const char *const yes_no[] = { "yes", "no" };

static struct setup_answers answers_of(const char *machine, const char *virtualisation,
				       const char *first, const char *compilers, const char *users,
				       const char *enforce)
{
	return (struct setup_answers){ { (char *)machine, (char *)virtualisation, (char *)first,
					 (char *)compilers, (char *)users, (char *)enforce } };
}

static const struct setup_line *line_of(const struct setup_plan *plan, const char *path)
{
	size_t i;

	for (i = 0; i < plan->num; i++) {
		if (!strcmp(plan->lines[i].path, path))
			return &plan->lines[i];
	}
	return NULL;
}

TEST(settings)
{
	unsigned int i, secure, users, enforce;

	for (i = 0; i < 8; i++) {
		struct setup_plan plan;
		struct setup_answers answers;
		unsigned int key;

		secure = i & 1;
		users = i >> 1 & 1;
		enforce = i >> 2 & 1;
		answers = answers_of("server", "none", firsts[!secure], "all", yes_no[!users],
				     yes_no[!enforce]);
		setup_make_plan(&answers, profiles, NUM, &plan);
		for (key = 0; key < BOOT_NUM; key++)
			ASSERT_NE(NULL, plan.setting[key]);
		EXPECT_STREQ(enforce ? "enforce" : "permissive", plan.setting[BOOT_MODE]);
		EXPECT_STREQ("0", plan.setting[BOOT_SOFTMODE]);
		EXPECT_STREQ(users ? "any" : "root", plan.setting[BOOT_TRUST]);
		EXPECT_STREQ(secure ? "PeMRs" : "PeMrs", plan.setting[BOOT_DEFAULTS]);
		EXPECT_STREQ(secure ? "shared" : "", plan.setting[BOOT_STRICT]);
		/* A machine that is being observed is never locked. */
		EXPECT_STREQ(secure && enforce ? "1" : "0", plan.setting[BOOT_LOCK]);
		setup_plan_free(&plan);
	}
}

/* What a machine exempts by itself. */
static bool machine_exempts(const char *machine, const char *path)
{
	bool server = !strcmp(machine, "server"), more = !strcmp(machine, "more");
	bool all = !strcmp(machine, "all");

	if (!strcmp(path, "/usr/bin/node") || !strcmp(path, "/usr/bin/qemu-system-*") ||
	    !strcmp(path, "/opt/unknown/jit"))
		return server || all;
	return more || all;
}

/* What the answers want, written down apart from the code. */
static bool wants(const char *path, const char *virtualisation, const char *list, bool given)
{
	if (!strcmp(path, "/usr/bin/qemu-system-*"))
		return !strcmp(virtualisation, "host");
	if (!strcmp(list, "all"))
		return given;
	if (!strcmp(path, "/usr/bin/node"))
		return strstr(list, "node");
	if (!strcmp(path, "/usr/lib/jvm/*/bin/*"))
		return strstr(list, "java");
	if (!strcmp(path, "/usr/bin/qemu-arm"))
		return strstr(list, "qemu-user");
	return false;
}

TEST(every_machine_and_list)
{
	static const char *const paths[] = { "/usr/bin/node", "/usr/bin/qemu-system-*",
					     "/opt/unknown/jit", "/usr/lib/jvm/*/bin/*",
					     "/usr/bin/qemu-arm" };
	size_t m, v, l, p;

	for (m = 0; m < ARRAY_SIZE(machines); m++)
		for (v = 0; v < ARRAY_SIZE(virtualisations); v++)
			for (l = 0; l < ARRAY_SIZE(lists); l++) {
				struct setup_answers answers =
					answers_of(machines[m], virtualisations[v], "security",
						   lists[l], "no", "yes");
				struct setup_plan plan;

				setup_make_plan(&answers, profiles, NUM, &plan);
				EXPECT_STREQ(machines[m], plan.inherits);
				for (p = 0; p < ARRAY_SIZE(paths); p++) {
					const struct setup_line *line = line_of(&plan, paths[p]);
					bool given = machine_exempts(machines[m], paths[p]);
					bool wanted = wants(paths[p], virtualisations[v], lists[l],
							    given);

					EXPECT_EQ(given != wanted, !!line)
					{
						TH_LOG("%s %s %s: %s", machines[m],
						       virtualisations[v], lists[l], paths[p]);
					}
					if (!line)
						continue;
					EXPECT_EQ(wanted, !!line->letters);
					if (line->letters)
						EXPECT_STREQ("em", line->letters);
				}
				/* A mark that strengthens, or only emulates trampolines, stays. */
				EXPECT_EQ(NULL, line_of(&plan, "/usr/bin/python3"));
				setup_plan_free(&plan);
			}
}

/* What a profile itself cancels needs no line, and is still added if it is named. */
TEST(cancelled_in_the_profile)
{
	struct setup_answers answers = answers_of("more", "none", "security", "none", "no", "no");
	struct setup_plan plan;

	setup_make_plan(&answers, profiles, NUM, &plan);
	EXPECT_EQ(NULL, line_of(&plan, "/usr/bin/tcc"));
	EXPECT_EQ(2, plan.num);
	setup_plan_free(&plan);
}

TEST(checks)
{
	static const struct {
		enum setup_question question;
		const char *text;
		bool good;
	} cases[] = {
		{ SETUP_MACHINE, "server", true },
		{ SETUP_MACHINE, "all", true },
		{ SETUP_MACHINE, "desktop", false },
		{ SETUP_MACHINE, "setup", false },
		{ SETUP_MACHINE, "", false },
		{ SETUP_VIRTUALISATION, "host", true },
		{ SETUP_VIRTUALISATION, "Host", false },
		{ SETUP_FIRST, "performance", true },
		{ SETUP_FIRST, "security,performance", false },
		{ SETUP_COMPILERS, "all", true },
		{ SETUP_COMPILERS, "none", true },
		{ SETUP_COMPILERS, " node,\tjava ", true },
		{ SETUP_COMPILERS, "node all", false },
		{ SETUP_COMPILERS, "nod", false },
		{ SETUP_COMPILERS, " , ", false },
		{ SETUP_USERS_EXEMPT, "yes", true },
		{ SETUP_ENFORCE, "maybe", false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		char *why = setup_check(cases[i].question, cases[i].text, profiles, NUM);

		EXPECT_EQ(cases[i].good, !why)
		{
			TH_LOG("%s", cases[i].text);
		}
		free(why);
	}
}

TEST(files)
{
	struct setup_answers answers =
		answers_of("server", "none", "performance", "tcc,node", "yes", "no");
	struct setup_plan plan;
	char *text = NULL;
	size_t size;
	FILE *to;

	setup_make_plan(&answers, profiles, NUM, &plan);
	to = open_memstream(&text, &size);
	ASSERT_NE(NULL, to);
	setup_write_profile(to, &plan);
	fclose(to);
	EXPECT_STREQ(SETUP_HEAD "\n\ninherit server\n\n-\t/usr/bin/qemu-system-*\n"
				"-\t/opt/unknown/jit\nem\t/usr/bin/tcc\n",
		     text);
	free(text);
	setup_plan_free(&plan);
}

TEST_HARNESS_MAIN
