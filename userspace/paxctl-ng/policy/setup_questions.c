// SPDX-License-Identifier: GPL-2.0-only
/*
 * The texts of "paxctl-ng setup": questions, answers, compilers, and figures.
 */
#include <stdlib.h>

#include "policy/setup.h"
#include "terminal/memory.h"

const struct setup_asked setup_questions[SETUP_NUM] = {
	[SETUP_MACHINE] = {
		.name = "machine",
		.question = "What is the machine?",
		.choices = {
			{ "server", "Services, and the interpreters that they run on.\n", SETUP_PRICE_NONE },
			{ "desktop", "Browsers and desktops.\n", SETUP_PRICE_NONE },
			{ "developer",
			  "Both, and emulators, checkers and compilers that keep their code in memory.\n"
			  "Price: each program that the profile exempts lacks MPROTECT, so an error of\n"
			  "its memory can become code.\n", SETUP_PRICE_NONE },
			{ "base", "Only what every system has: no program is exempt from MPROTECT.\n",
			  SETUP_PRICE_NONE },
		},
	},
	[SETUP_VIRTUALISATION] = {
		.name = "virtualisation",
		.question = "Does it run virtual machines, or is it one?",
		.choices = {
			{ "host",
			  "It runs them, with QEMU. qemu-system is exempt from MPROTECT: it takes a buffer\n"
			  "for code, with KVM too. Price: an error in a device that it emulates can become\n"
			  "code on the host.\n", SETUP_PRICE_NONE },
			{ "guest",
			  "It is one. qemu-system is not exempt. The words for a rescue, such as\n"
			  "pax.mode=permissive, need the console that its host gives it.\n", SETUP_PRICE_NONE },
			{ "none", "Neither. qemu-system is not exempt.\n", SETUP_PRICE_NONE },
		},
	},
	[SETUP_FIRST] = {
		.name = "first",
		.question = "What comes first, security or performance?",
		.choices = {
			{ "security",
			  "RANDMMAP for every program without a mark. No process maps a file both writable\n"
			  "and executable (strict = shared). If the machine enforces, the settings are\n"
			  "locked until the next boot. Price: programs that map their code twice need m.\n",
			  SETUP_PRICE_MODULE },
			{ "performance",
			  "No RANDMMAP for programs without a mark: fork and exec cost less, and their\n"
			  "addresses have only the kernel's own random bits. No strict, no lock.\n",
			  SETUP_PRICE_WITHOUT_R },
		},
	},
	[SETUP_COMPILERS] = {
		.name = "compilers",
		.question = "Which programs may compile code at run time?",
		.choices = {
			{ "all", "All that the profile of the machine exempts.\n", SETUP_PRICE_NONE },
			{ "none",
			  "None. Those that can do without compile nothing, and are slower; others fail.\n",
			  SETUP_PRICE_NONE },
		},
	},
	[SETUP_USERS_EXEMPT] = {
		.name = "users-exempt",
		.question = "May users exempt their own programs?",
		.choices = {
			{ "no",
			  "A mark that weakens counts only on files that nobody but root can write\n"
			  "(trust = root). Price: root has to install what needs a mark.\n", SETUP_PRICE_NONE },
			{ "yes",
			  "Every mark counts (trust = any). Price: whoever controls one program of a user\n"
			  "can mark another, and run code of his own in it.\n", SETUP_PRICE_NONE },
		},
	},
	[SETUP_ENFORCE] = {
		.name = "enforce",
		.question = "Has the machine been observed, and may denials begin?",
		.choices = {
			{ "no",
			  "Permissive: what would be denied is reported, and allowed. Nothing is protected\n"
			  "yet. Do this for a week, and read \"paxctl-ng learn\".\n", SETUP_PRICE_NONE },
			{ "yes",
			  "Enforce, from the initramfs on. Price: a program that needs a mark and has none\n"
			  "fails.\n", SETUP_PRICE_NONE },
		},
	},
};

const struct setup_compiler setup_compilers[] = {
	{ "node", "Node.js", { "/usr/bin/node" } },
	{ "luajit", "LuaJIT", { "/usr/bin/luajit" } },
	{ "java", "Java", { "/usr/lib/jvm/*" } },
	{ "mono", "Mono", { "/usr/bin/mono-sgen" } },
	{ "postgresql", "PostgreSQL, for costly queries", { "/usr/lib/postgresql/*" } },
	{ "gnome", "GNOME Shell and gjs", { "/usr/bin/gjs-console", "/usr/bin/gnome-shell" } },
	{ "firefox", "Firefox ESR", { "/usr/lib/firefox-esr/*" } },
	{ "lisp",
	  "Lisp and Scheme",
	  { "/usr/bin/chezscheme", "/usr/bin/racket", "/usr/bin/sbcl", "/usr/lib/*/guile/*" } },
	{ "maxima", "Maxima", { "/usr/lib/maxima/*" } },
	{ "nvim", "Neovim", { "/usr/bin/nvim" } },
	{ "pypy", "PyPy", { "/usr/bin/pypy*" } },
	{ "tcc", "tcc -run", { "/usr/bin/tcc" } },
	{ "llvm", "lli", { "/usr/lib/llvm-*" } },
	{ "valgrind", "valgrind", { "/usr/libexec/valgrind/*" } },
	/* Not qemu-system-*, which is for virtual machines. */
	{ "qemu-user",
	  "QEMU for programs of other machines",
	  { "/usr/bin/qemu-[!s]*", "/usr/bin/qemu-s[!y]*" } },
	{ 0 },
};

/* Of the table "the same, added in percent" of amd64-6.12 in Documentation/performance.rst. */
static const struct cost {
	const char *operation;
	const char *module;
	const char *without_r;
} costs[] = {
	{ "mmap+munmap 4 KiB", "+1.1", "+1.0" },
	{ "mprotect", "+3.7", "+3.7" },
	{ "fork", "+1.3", "+0.1" },
	{ "vfork+exec static", "+2.1", "+1.3" },
	{ "vfork+exec dynamic", "+1.0", "+0.8" },
	{ "script, 200 commands", "+1.5", "+1.4" },
	{ "compile a C program", "+0.0", "+0.0" },
};

char *setup_figures(enum setup_price price)
{
	char *text = NULL;
	size_t i;

	for (i = 0; price != SETUP_PRICE_NONE && i < sizeof(costs) / sizeof(costs[0]); i++) {
		const struct cost *cost = &costs[i];
		const char *added = cost->without_r;

		if (price == SETUP_PRICE_MODULE)
			added = cost->module;
		append_text(&text, "; ", "%s %s %%", cost->operation, added);
	}
	return text;
}
