// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng status: prints the state of the kernel module, and which installed kernels have it. Its
 * exit status serves health checks.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "judgement/installed_kernels.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/out.h"
#include "terminal/memory.h"

/* An upper limit for the number of lines. The kernel prints fewer. */
#define MAX_LINES 256

enum {
	OPTION_KERNEL = CLI_KEY,
	OPTION_ROOT,
};

static const struct cli_option options[] = {
	{ OPTION_KERNEL, "kernel", "DIR", "read the kernel's status from DIR" },
	{ OPTION_ROOT, "root", "DIR", "look for installed kernels below DIR" },
	{ 0 },
};

/* The columns, with the kernel's names. run() frees @values and the keys at the end. */
struct status {
	struct out_column columns[MAX_LINES];
	char *values[MAX_LINES];
	size_t num;
};

static void take_line(struct status *status, const char *prefix, const char *key, const char *value,
		      enum out_type type)
{
	struct out_column *column = &status->columns[status->num];
	char *name;

	if (status->num == MAX_LINES)
		return;
	if (asprintf(&name, "%s%s", prefix, key) < 0)
		out_of_memory();
	column->key = name;
	column->title = name;
	column->type = type;
	status->values[status->num] = strdup(value);
	if (!status->values[status->num++])
		out_of_memory();
}

/*
 * Reads the file @name in @dir. Each line is a key, @between and a value. Returns 0 or a
 * negative errno.
 */
static int read_lines(struct status *status, const char *dir, const char *name, const char *between,
		      const char *prefix, enum out_type type)
{
	char *path, *line = NULL;
	size_t size = 0;
	FILE *file;
	int err = 0;

	if (asprintf(&path, "%s/%s", dir, name) < 0)
		out_of_memory();
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

static const char *value_of(const struct status *status, const char *key)
{
	size_t i;

	for (i = 0; i < status->num; i++) {
		if (!strcmp(status->columns[i].key, key))
			return status->values[i];
	}
	return "";
}

static void print(const struct cli *cli, const struct status *status)
{
	struct out *out = out_open(cli, OUT_RECORD, status->columns, status->num);
	size_t i;

	for (i = 0; i < status->num; i++) {
		const char *key = status->columns[i].key, *value = status->values[i];

		if (!strcmp(key, "armed"))
			out_paint(out, strcmp(value, "yes") ? OUT_BAD : OUT_GOOD);
		else if (!strcmp(key, "mode"))
			out_paint(out, strcmp(value, "enforce") ? OUT_DOUBTFUL : OUT_GOOD);
		if (status->columns[i].type == OUT_NUMBER)
			out_number(out, strtoll(value, NULL, 10));
		else
			out_text(out, value);
	}
	out_row(out);
	out_close(out);
}

static int judge(const struct cli *cli, const struct status *status, const char *dir)
{
	bool enforces = !strcmp(value_of(status, "mode"), "enforce");
	bool armed = !strcmp(value_of(status, "armed"), "yes");

	if (enforces && armed)
		return STATUS_OK;
	if (!armed && !cli->quiet)
		say(dir,
		    "not armed: nothing is enforced; probes may be off (echo 1 > /sys/kernel/debug/kprobes/enabled), see dmesg");
	if (!enforces && !cli->quiet)
		say(dir,
		    "not enforcing: what is against the flags is only reported; write \"enforce\" to %s/mode",
		    dir);
	return STATUS_FAILED;
}

static int run(struct cli *cli)
{
	const char *dir = PAXFLAGS_KERNEL_DIR, *root = "/";
	static struct status status;
	bool loaded;
	int key, err;

	while ((key = cli_next(cli)) > 0) {
		if (key == OPTION_ROOT)
			root = cli->arg;
		else
			dir = cli->arg;
	}
	if (key < 0)
		return cli->status;
	if (cli->argc)
		return cli_usage(cli, "there are no operands");
	err = read_lines(&status, dir, "status", ": ", "", OUT_TEXT);
	loaded = err != -ENOENT;
	if (loaded && !err && !status.num)
		err = -EBADMSG;
	if (loaded && err) {
		say(dir, "the status cannot be read: %s", strerror(-err));
		return STATUS_FAILED;
	}
	if (!loaded)
		take_line(&status, "", "armed", "no (the module is not loaded)", OUT_TEXT);
	/* Only root may read the counters. Other users get the rest of the status. */
	read_lines(&status, dir, "counters", " ", "counter ", OUT_NUMBER);
	add_kernels(cli, &status, root);
	print(cli, &status);
	if (loaded) {
		err = judge(cli, &status, dir);
	} else {
		say(dir,
		    "the module is not loaded (or securityfs not mounted): load it with \"modprobe pax\"");
		err = STATUS_MISSING;
	}
	while (status.num) {
		status.num--;
		free((char *)status.columns[status.num].key);
		free(status.values[status.num]);
	}
	return err;
}

const struct command command_status = {
	.name = "status",
	.summary = "show the state of the kernel module; for health checks too",
	.about =
		"Status: 0 the module is armed and enforces, 1 it is not or does not, 2 it is not loaded.\n",
	.options = options,
	.common = COMMON_JSON | COMMON_QUIET,
	.run = run,
};
