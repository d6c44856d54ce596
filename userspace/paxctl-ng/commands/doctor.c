// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng doctor: tells whether the module fits a kernel, before anything is loaded.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "commands/commands.h"
#include "judgement/kernel_fit.h"
#include "proof/file_host.h"
#include "terminal/cli.h"
#include "terminal/memory.h"
#include "terminal/message.h"
#include "terminal/out.h"

#define RUNNING "/sys/kernel/btf/vmlinux"

enum {
	OPTION_BTF = CLI_KEY,
	OPTION_CONFIG,
	OPTION_MODULE,
};

static const struct cli_option options[] = {
	{ OPTION_BTF, "btf", "FILE", "take the types of the kernel from FILE, as a vmlinux" },
	{ OPTION_CONFIG, "config", "FILE", "take the configuration of the kernel from FILE" },
	{ OPTION_MODULE, "module", "FILE", "ask whether this pax.ko fits, with each offset" },
	{ 0 },
};

static const struct out_column columns[] = {
	{ "verdict", "VERDICT", OUT_TEXT },   { "kind", "KIND", OUT_TEXT },
	{ "name", "NAME", OUT_TEXT },	      { "found", "FOUND", OUT_TEXT },
	{ "expected", "EXPECTED", OUT_TEXT },
};

/* For the function that is called for each assumption. */
static struct out *out;
static const struct pax_proof *proof;

static void show_row(const char *verdict, const char *kind, const char *name, const char *found,
		     const char *expected)
{
	out_paint(out, strcmp(verdict, "wrong") ? OUT_PLAIN : OUT_BAD);
	out_text(out, verdict);
	out_text(out, kind);
	out_text(out, name);
	out_text(out, found);
	out_text(out, expected);
	out_row(out);
}

/* What the table expects: a place, or one of some prototypes. NULL if a member may be anywhere. */
static char *expected_of(const struct pax_assumption *row)
{
	char *text = NULL;
	unsigned int n;

	if (row->what == PAX_ASSUMES_MEMBER) {
		if (row->offset == PAX_ANYWHERE)
			return NULL;
		return format_text("%u bytes at offset %u", row->size, row->offset);
	}
	for (n = 0; n < proof->num; n++) {
		const struct pax_assumption *other = &proof->table[n];

		if (other->what != row->what || strcmp(other->name, row->name))
			continue;
		append_text(&text, " or ", "%s", other->prototype);
	}
	return text;
}

static void show_finding(const struct pax_finding *finding)
{
	static const char *const kinds[] = {
		[PAX_ASSUMES_FUNCTION] = "function",
		[PAX_ASSUMES_TRACEPOINT] = "tracepoint",
		[PAX_ASSUMES_MEMBER] = "member",
	};
	const char *verdict = finding->wrong ? "wrong" : finding->found ? "ok" : "absent";
	char *expected = expected_of(finding->row);

	show_row(verdict, kinds[finding->row->what], finding->row->name, finding->found, expected);
	free(expected);
}

/* The value of an option in a line "CONFIG_NAME=VALUE", or NULL if the line is about another one.
 */
static const char *value_in(char *line, const char *name)
{
	size_t len = strlen(name);

	line[strcspn(line, "\n")] = '\0';
	if (strncmp(line, "CONFIG_", 7) || strncmp(line + 7, name, len) || line[7 + len] != '=')
		return NULL;
	return line + 7 + len + 1;
}

/* Shows the option and returns whether it is as the module needs it. */
static bool show_need(const struct cli *cli, const struct kernel_need *need, const char *value)
{
	bool right = need->on == !strcmp(value, "y");

	show_row(right ? "ok" : "wrong", "option", need->name, *value ? value : "not set",
		 need->on ? "y" : "not set");
	if (!right && !cli->quiet)
		say(need->name, "%s", need->why);
	return right;
}

/* Shows what of the configuration matters. Returns how many options are wrong. */
static unsigned int show_config(const struct cli *cli, FILE *file)
{
	const struct kernel_need *need;
	unsigned int wrong = 0;
	char *line = NULL;
	size_t size = 0;

	for (need = kernel_needs; need->name; need++) {
		const char *value = NULL;

		rewind(file);
		while (!value && getline(&line, &size, file) > 0)
			value = value_in(line, need->name);
		wrong += !show_need(cli, need, value ? value : "");
	}
	free(line);
	return wrong;
}

/* Opens the configuration: @path, or where distributions keep that of the running kernel. */
static FILE *open_config(const char *path)
{
	static const char *const places[] = { "/boot/config-%s", "/lib/modules/%s/config",
					      "/usr/lib/modules/%s/config",
					      "/lib/modules/%s/build/.config", NULL };
	struct utsname running;
	FILE *file = NULL;
	char *name;
	int n;

	if (path) {
		file = fopen(path, "re");
		if (!file)
			say(path, "the configuration cannot be read: %s", strerror(errno));
		return file;
	}
	if (uname(&running))
		return NULL;
	for (n = 0; places[n] && !file; n++) {
		const char *rest = strstr(places[n], "%s");

		name = format_text("%.*s%s%s", (int)(rest - places[n]), places[n], running.release,
				   rest + 2);
		file = fopen(name, "re");
		free(name);
	}
	return file;
}

/* Whether the tool's table is that of the running kernel's architecture. */
static bool is_native(void)
{
	struct utsname running;

	return uname(&running) || sizeof(void *) == 8 || !strstr(running.machine, "64");
}

/* Says why there are no types. Returns the exit status. */
static int no_types(const char *path, bool given, int err)
{
	if (err == -EXDEV) {
		say(path,
		    "this kernel is for pointers of another size than the module or this program");
		return STATUS_FAILED;
	}
	if (err == -ENOENT && !given) {
		say(path,
		    "this kernel has no types of itself (CONFIG_DEBUG_INFO_BTF), so nothing can be proven; the module loads if its release was tried");
		return STATUS_MISSING;
	}
	say(path, "the types cannot be read: %s", pax_host_error(err));
	return err == -ENOENT ? STATUS_MISSING : STATUS_FAILED;
}

/* Says in words whether the module fits. */
static void conclude(unsigned int options_wrong, const char *path, bool exact)
{
	if (proof->failed || options_wrong)
		say(path,
		    "the module does not fit this kernel: %u of %u assumptions and %u options are wrong",
		    proof->failed, proof->assumed, options_wrong);
	else if (exact)
		say(path, "this module fits this kernel: all %u assumptions hold", proof->assumed);
	else
		say(path,
		    "this kernel has what the module assumes, %u of %u; the build with its headers proves where members are",
		    proof->assumed, proof->assumed);
}

static int examine(struct cli *cli, struct kernel_fit *fit, const char *btf, const char *config,
		   const char *module)
{
	const char *path = btf ? btf : RUNNING, *why;
	unsigned int options_wrong = 0;
	FILE *file = NULL;
	int err;

	why = kernel_fit_table(fit, module);
	if (why) {
		say(module ? module : "doctor", "%s", why);
		return STATUS_FAILED;
	}
	/* The configuration of the running kernel says nothing about types of another one. */
	if (config || !btf)
		file = open_config(config);
	if (config && !file)
		return STATUS_FAILED;
	err = btf || is_native() ? kernel_fit_types(fit, path) : -EXDEV;
	out = out_open(cli, OUT_TABLE, columns, sizeof(columns) / sizeof(columns[0]));
	if (file) {
		options_wrong = show_config(cli, file);
		fclose(file);
	}
	if (!err)
		pax_prove(&fit->proof);
	out_total(out, "assumed", fit->proof.assumed);
	out_total(out, "wrong", fit->proof.failed + options_wrong);
	out_close(out);
	if (!file && !btf && !cli->quiet)
		say("/boot", "the configuration of this kernel is not there, and is not looked at");
	if (err)
		return no_types(path, btf, err) | (options_wrong ? STATUS_FAILED : 0);
	if (!cli->quiet)
		conclude(options_wrong, path, module);
	return fit->proof.failed || options_wrong || !fit->proof.assumed ? STATUS_FAILED :
									   STATUS_OK;
}

static int run(struct cli *cli)
{
	const char *btf = NULL, *config = NULL, *module = NULL;
	struct kernel_fit *fit;
	int key, status;

	while ((key = cli_next(cli)) > 0) {
		if (key == OPTION_BTF)
			btf = cli->arg;
		else if (key == OPTION_CONFIG)
			config = cli->arg;
		else
			module = cli->arg;
	}
	if (key < 0)
		return cli->status;
	if (cli->argc)
		return cli_usage(cli, "there are no operands");
	fit = need_memory(calloc(1, sizeof(*fit)));
	fit->proof.report = show_finding;
	proof = &fit->proof;
	status = examine(cli, fit, btf, config, module);
	kernel_fit_free(fit);
	free(fit);
	return status;
}

const struct command command_doctor = {
	.name = "doctor",
	.summary = "tell whether the module fits this kernel, before it is loaded",
	.about =
		"Compares what the module assumes of a kernel with the types that the kernel has of\n"
		"itself (BTF), and its configuration with what the module needs. Nothing is loaded.\n"
		"Status: 0 it fits, 1 it does not, or that cannot be found out, 2 there are no types.\n",
	.options = options,
	.common = COMMON_JSON | COMMON_QUIET,
	.run = run,
};
