// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng status: prints the state of the kernel module, whether pax.conf is in force, and which
 * installed kernels have the module. Its exit status serves health checks.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/status.h"
#include "judgement/config_state.h"
#include "judgement/installed_kernels.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/out.h"
#include "terminal/memory.h"

enum {
	OPTION_KERNEL = CLI_KEY,
	OPTION_ROOT,
	OPTION_PROMETHEUS,
	OPTION_OPENMETRICS,
	OPTION_OUTPUT,
	OPTION_STRICT,
	OPTION_PROC,
};

static const struct cli_option options[] = {
	{ OPTION_KERNEL, "kernel", "DIR", "read the kernel's status from DIR" },
	{ OPTION_ROOT, "root", "DIR", "look for pax.conf and installed kernels below DIR" },
	{ OPTION_PROMETHEUS, "prometheus", NULL,
	  "print metrics, in the text format of Prometheus" },
	{ OPTION_OPENMETRICS, "openmetrics", NULL, "print metrics, in the format of OpenMetrics" },
	{ OPTION_OUTPUT, "output", "FILE", "with metrics: replace FILE, all at once" },
	{ OPTION_STRICT, "strict", NULL,
	  "with metrics: also count marks that the policy does not list" },
	{ OPTION_PROC, "proc", "DIR", "with metrics: read processes from DIR, not /proc" },
	{ 0 },
};

/* The keys that the kernel prints, for a machine without the module. */
static const char *const base_keys[] = {
	"version",	    "mode",	  "armed",    "kernel",
	"softmode",	    "defaults",	  "trust",    "strict",
	PAX_XATTR_SECURITY, "signatures", "locked",   "nx",
	"pageexec",	    "mprotect",	  "emutramp", "randmmap",
};

static void take_line(struct status *status, const char *prefix, const char *key, const char *value,
		      enum out_type type)
{
	struct out_column *column = &status->columns[status->num];
	char *name;

	if (status->num == STATUS_LINES)
		return;
	name = format_text("%s%s", prefix, key);
	column->key = name;
	column->title = name;
	column->type = type;
	status->values[status->num] = value ? strdup(value) : NULL;
	if (!status->values[status->num++] && value)
		out_of_memory();
}

/*
 * Reads the file @name in @dir. Each line is a key, @between and a value. Returns 0 or a
 * negative errno.
 */
static int read_lines(struct status *status, const char *dir, const char *name, const char *between,
		      const char *prefix, enum out_type type)
{
	char *path = format_text("%s/%s", dir, name), *line = NULL;
	size_t size = 0;
	FILE *file;
	int err = 0;

	file = fopen(path, "re");
	free(path);
	if (!file)
		return -errno;
	while (getline(&line, &size, file) > 0) {
		char *value = strstr(line, between);

		line[strcspn(line, "\n")] = '\0';
		if (!value || value >= line + strlen(line))
			continue;
		*value = '\0';
		take_line(status, prefix, line, value + strlen(between), type);
	}
	if (ferror(file))
		err = -errno;
	free(line);
	fclose(file);
	return err;
}

/*
 * Adds a line for each kernel below @root. Warns of those without the module, as nothing is
 * enforced once one of them runs.
 */
static void add_kernels(const struct cli *cli, struct status *status, const char *root)
{
	struct installed_kernel *kernels;
	size_t num, i;

	kernels = installed_kernels(root, &num);
	for (i = 0; i < num; i++) {
		take_line(status, "kernel ", kernels[i].release, kernels[i].state, OUT_TEXT);
		if (!kernels[i].protects && !cli->quiet)
			say(kernels[i].release, "this kernel would run without the module: %s",
			    kernels[i].state);
	}
	installed_kernels_free(kernels, num);
}

const char *status_value(const void *context, const char *key)
{
	const struct status *status = context;
	size_t i;

	for (i = 0; i < status->num; i++) {
		if (!strcmp(status->columns[i].key, key))
			return status->values[i] ? status->values[i] : "";
	}
	return "";
}

/* The state in one word, for people and monitoring. */
static const char *state_of(const struct status *status, bool loaded)
{
	if (!loaded)
		return "not-loaded";
	if (strcmp(status_value(status, "armed"), "yes"))
		return "not-armed";
	if (strcmp(status_value(status, "mode"), "enforce"))
		return "permissive";
	return strcmp(status_value(status, "softmode"), "1") ? "enforced" : "soft-mode";
}

/* Adds the lines of a machine without the module, so that the same keys are always there. */
static void add_absent(struct status *status, const char *armed)
{
	size_t i;

	for (i = 0; i < sizeof(base_keys) / sizeof(base_keys[0]); i++)
		take_line(status, "", base_keys[i], strcmp(base_keys[i], "armed") ? NULL : armed,
			  OUT_TEXT);
}

static void print(const struct cli *cli, const struct status *status)
{
	struct out *out = out_open(cli, OUT_RECORD, status->columns, status->num);
	size_t i;

	for (i = 0; i < status->num; i++) {
		const char *key = status->columns[i].key, *value = status->values[i];

		if (!value)
			;
		else if (!strcmp(key, "state"))
			out_paint(out, strcmp(value, "enforced") ? OUT_BAD : OUT_GOOD);
		else if (!strcmp(key, "armed"))
			out_paint(out, strcmp(value, "yes") ? OUT_BAD : OUT_GOOD);
		else if (!strcmp(key, "mode"))
			out_paint(out, strcmp(value, "enforce") ? OUT_DOUBTFUL : OUT_GOOD);
		if (value && status->columns[i].type == OUT_NUMBER)
			out_number(out, strtoll(value, NULL, 10));
		else
			out_text(out, value);
	}
	out_row(out);
	out_close(out);
}

static int judge(const struct cli *cli, const struct status *status, const char *dir,
		 const struct config_state *config)
{
	bool enforces = !strcmp(status_value(status, "mode"), "enforce");
	bool armed = !strcmp(status_value(status, "armed"), "yes");

	if (config->failed && !cli->quiet)
		say("pax.conf", "not in force: %s; see \"paxctl-ng load-config\"", config->text);
	if (!armed && !cli->quiet)
		say(dir,
		    "not armed: nothing is enforced; probes may be off (echo 1 > /sys/kernel/debug/kprobes/enabled), see dmesg");
	if (!enforces && !cli->quiet)
		say(dir,
		    "not enforcing: what is against the flags is only reported; write \"enforce\" to %s/mode",
		    dir);
	return enforces && armed && !config->failed ? STATUS_OK : STATUS_FAILED;
}

static void say_not_loaded(const char *dir, bool off)
{
	if (off)
		say(dir,
		    "the module is not loaded, as the kernel's command line has pax.off=1: boot without it");
	else
		say(dir,
		    "the module is not loaded (or securityfs not mounted): load it with \"modprobe pax\"");
}

/* Frees all lines but the first @num. */
static void free_lines(struct status *status, size_t num)
{
	while (status->num > num) {
		status->num--;
		free((char *)status->columns[status->num].key);
		free(status->values[status->num]);
	}
}

/* Replaces all lines by those of a status that cannot be read. */
static void take_unreadable(struct status *status, const char *dir, int err)
{
	free_lines(status, 1);
	status->values[0] = need_memory(strdup("unreadable"));
	add_absent(status, NULL);
	take_line(status, "", "config", NULL, OUT_TEXT);
	say(dir, "the status cannot be read: %s", strerror(-err));
}

/* Returns 0, or a negative number with the exit status in cli->status. */
static int take_options(struct cli *cli, struct metrics_request *request, const char **dir,
			bool *metrics)
{
	bool detail = false;
	int key;

	while ((key = cli_next(cli)) > 0) {
		if (key == OPTION_ROOT)
			request->root = cli->arg;
		else if (key == OPTION_KERNEL)
			*dir = cli->arg;
		else if (key == OPTION_OUTPUT)
			request->output = cli->arg;
		else if (key == OPTION_PROC)
			request->proc = cli->arg;
		else if (key == OPTION_STRICT)
			request->strict = true;
		else
			*metrics = true;
		request->openmetrics |= key == OPTION_OPENMETRICS;
		detail |= key == OPTION_OUTPUT || key == OPTION_PROC || key == OPTION_STRICT;
	}
	if (key < 0)
		return key;
	if (cli->argc)
		cli->status = cli_usage(cli, "there are no operands");
	else if (detail && !*metrics)
		cli->status = cli_usage(cli, "--output, --strict and --proc need --prometheus");
	else if (cli->json && *metrics)
		cli->status = cli_usage(cli, "metrics are no JSON; leave out --json");
	else
		return 0;
	return -1;
}

/* Prints the status, and what is wrong with it. Returns the exit status. */
static int show(const struct cli *cli, struct status *status, const char *dir, const char *root,
		const struct config_state *config)
{
	bool loaded = strcmp(status->values[0], "not-loaded") != 0;

	take_line(status, "", "config", config->text, OUT_TEXT);
	add_kernels(cli, status, root);
	print(cli, status);
	if (loaded)
		return judge(cli, status, dir, config);
	say_not_loaded(dir, config->off);
	return STATUS_MISSING;
}

static int run(struct cli *cli)
{
	struct metrics_request request = { .root = "/" };
	const char *dir = PAXFLAGS_KERNEL_DIR;
	struct config_state config = { 0 };
	bool loaded, metrics = false;
	static struct status status;
	int err, result;

	if (take_options(cli, &request, &dir, &metrics))
		return cli->status;
	take_line(&status, "", "state", NULL, OUT_TEXT);
	err = read_lines(&status, dir, "status", ": ", "", OUT_TEXT);
	loaded = err != -ENOENT;
	if (loaded && !err && status.num == 1)
		err = -EBADMSG;
	if (loaded && err) {
		take_unreadable(&status, dir, err);
		if (!metrics)
			print(cli, &status);
		else
			status_metrics(&request, &status, dir, &config);
		free_lines(&status, 0);
		return STATUS_FAILED;
	}
	config_state_read(request.root, loaded ? status_value : NULL, &status, &config);
	if (!loaded)
		add_absent(&status, config.off ? "no (pax.off=1 on the kernel's command line)" :
						 "no (the module is not loaded)");
	status.values[0] = need_memory(strdup(state_of(&status, loaded)));
	/* Only root may read the counters. Other users get the rest of the status. */
	read_lines(&status, dir, "counters", " ", STATUS_COUNTER, OUT_NUMBER);
	if (metrics)
		result = status_metrics(&request, &status, dir, &config);
	else
		result = show(cli, &status, dir, request.root, &config);
	free(config.text);
	free_lines(&status, 0);
	return result;
}

const struct command command_status = {
	.name = "status",
	.summary = "show the state of the kernel module; for health checks too",
	.about =
		"Status: 0 the module is armed and enforces, and pax.conf is in force; 1 it is not;\n"
		"2 it is not loaded. With metrics: 0 they were written, 1 they were not.\n",
	.options = options,
	.common = COMMON_JSON | COMMON_QUIET,
	.run = run,
};
