// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng status --prometheus: the state of the machine as metrics. The number of their labels is
 * bounded: by kinds of events, states, settings, combinations of flags, and installed kernels.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "commands/commands.h"
#include "commands/compare_options.h"
#include "commands/status.h"
#include "evidence/stream_position.h"
#include "files/root.h"
#include "files/tree.h"
#include "judgement/executable.h"
#include "judgement/installed_kernels.h"
#include "policy/compare.h"
#include "policy/last_apply.h"
#include "terminal/message.h"
#include "terminal/metrics.h"
#include "terminal/new_file.h"

/* All combinations of flags, and a process of which the kernel shows none. */
#define NUM_FLAGS 32u

_Static_assert(PAX_FLAGS_NUM == 5, "NUM_FLAGS is two to the power of that");

/* The most kernels that are listed. */
#define MAX_KERNELS 32

/* What can fail on its own. */
enum part {
	PART_STATUS,
	PART_COUNTERS,
	PART_POLICY,
	PART_PROCESSES,
	PART_NUM,
};

static const char *const part_names[PART_NUM] = {
	[PART_STATUS] = "status",
	[PART_COUNTERS] = "counters",
	[PART_POLICY] = "policy",
	[PART_PROCESSES] = "processes",
};

static const char *const states[] = { "enforced",  "soft-mode",	 "permissive",
				      "not-armed", "not-loaded", "unreadable" };

static const char *const settings[] = { "mode",	 "softmode", "defaults",
					"trust", "strict",   PAX_XATTR_SECURITY };

/* Counters of what was left out, and where it is missing. */
static const struct {
	const char *counter;
	const char *target;
} omissions[] = {
	{ "unlogged", "log" },
	{ "unaudited", "audit" },
	{ "unrecorded", "stream" },
};

#define NUM(array) (sizeof(array) / sizeof((array)[0]))

static void put_state(struct metrics *metrics, const struct status *status)
{
	const char *state = status_value(status, "state"), *fit = status_value(status, "kernel");
	struct utsname name;
	struct metrics_label labels[] = {
		{ "version", status_value(status, "version") },
		{ "tool_version", PAXFLAGS_VERSION },
		{ "kernel_release", uname(&name) ? "" : name.release },
		{ "kernel_fit", fit },
	};
	size_t i;

	metrics_family(metrics, METRICS_GAUGE, "pax_info", "Versions of the module and the tool.");
	metrics_labels(metrics, labels, NUM(labels), 1);
	metrics_family(metrics, METRICS_GAUGE, "pax_state",
		       "State of the machine, 1 for the present one.");
	for (i = 0; i < NUM(states); i++)
		metrics_sample(metrics, "state", states[i], !strcmp(state, states[i]));
	metrics_one(metrics, "pax_loaded", "Whether the module is loaded.",
		    strcmp(state, "not-loaded") != 0);
	if (!strcmp(state, "not-loaded") || !strcmp(state, "unreadable"))
		return;
	metrics_one(metrics, "pax_armed", "Whether the hooks are in force.",
		    !strcmp(status_value(status, "armed"), "yes"));
	metrics_one(metrics, "pax_enforcing", "Whether the mode is enforce.",
		    !strcmp(status_value(status, "mode"), "enforce"));
	metrics_one(metrics, "pax_locked", "Whether settings are locked until the next boot.",
		    !strcmp(status_value(status, "locked"), "yes"));
	metrics_one(metrics, "pax_waiting_execs",
		    "Execs that have waited for a file system for more than a second.",
		    strtoull(status_value(status, "waiting"), NULL, 10));
	metrics_family(metrics, METRICS_GAUGE, "pax_setting_info",
		       "Settings that are in force, as labels.");
	for (i = 0; i < NUM(settings); i++) {
		struct metrics_label setting[] = { { "setting", settings[i] },
						   { "value", status_value(status, settings[i]) } };

		metrics_labels(metrics, setting, NUM(setting), 1);
	}
}

/* Calls missed by the hooks: lines "hook SYMBOL: attached, missed N". */
static void put_hooks(struct metrics *metrics, const struct status *status)
{
	unsigned long long missed = 0;
	bool has_hook = false;
	size_t i;

	for (i = 0; i < status->num; i++) {
		const char *at;

		if (strncmp(status->columns[i].key, "hook ", strlen("hook ")))
			continue;
		has_hook = true;
		at = status->values[i] ? strstr(status->values[i], "missed ") : NULL;
		if (at)
			missed += strtoull(at + strlen("missed "), NULL, 10);
	}
	if (!has_hook)
		return;
	metrics_family(metrics, METRICS_COUNTER, "pax_hook_missed",
		       "Requests that the hooks have missed.");
	metrics_sample(metrics, NULL, NULL, missed);
}

/* The index in omissions[] of a counter, with or without ":USER" behind it; NUM() for others. */
static size_t omission_of(const char *counter)
{
	size_t i;

	for (i = 0; i < NUM(omissions); i++) {
		size_t len = strlen(omissions[i].counter);

		if (!strncmp(counter, omissions[i].counter, len) &&
		    (!counter[len] || counter[len] == ':'))
			break;
	}
	return i;
}

/* Returns false without counters, which only root may read. */
static bool put_counters(struct metrics *metrics, const struct status *status)
{
	unsigned long long all[NUM(omissions)] = { 0 }, users[NUM(omissions)] = { 0 };
	bool any = false;
	size_t i, at;

	for (i = 0; i < status->num; i++) {
		const char *name = status->columns[i].key;
		unsigned long long value;

		if (strncmp(name, STATUS_COUNTER, strlen(STATUS_COUNTER)) || !status->values[i])
			continue;
		name += strlen(STATUS_COUNTER);
		value = strtoull(status->values[i], NULL, 10);
		at = omission_of(name);
		if (at < NUM(omissions)) {
			*(strchr(name, ':') ? &users[at] : &all[at]) += value;
			continue;
		}
		if (!any)
			metrics_family(metrics, METRICS_COUNTER, "pax_events",
				       "Events since the module was loaded, by kind.");
		any = true;
		metrics_sample(metrics, "event", name, value);
	}
	if (!any)
		return false;
	metrics_family(metrics, METRICS_COUNTER, "pax_reports_omitted",
		       "Events that were counted but not reported there, for their number.");
	/* The kernel has no total of some of them, only the numbers of each user. */
	for (i = 0; i < NUM(omissions); i++)
		metrics_sample(metrics, "target", omissions[i].target,
			       all[i] > users[i] ? all[i] : users[i]);
	return true;
}

static void find_extra(const char *tree, void *comparison)
{
	compare_unlisted(comparison, tree);
}

static void put_files(struct metrics *metrics, const struct comparison *comparison, bool strict)
{
	size_t i;

	metrics_family(metrics, METRICS_GAUGE, "pax_policy_files",
		       "Files of the policy by their state, as paxctl-ng check names it.");
	for (i = 0; i < COMPARE_NUM; i++) {
		if (i != COMPARE_EXTRA || strict)
			metrics_sample(metrics, "state", compare_state_name(i),
				       comparison->counts[i]);
	}
}

/* Returns false if there is a policy that cannot be read or has errors. */
static bool put_policy(struct metrics *metrics, const struct metrics_request *request)
{
	struct policy_request policy = { 0 };
	struct comparison comparison = { .repeated = true };
	struct last_apply last;
	struct root *root;
	bool exists, applied, failed = false;

	if (root_open(request->root, &root))
		return false;
	exists = policy_exists(root);
	applied = last_apply_read(root, &last);
	root_close(root);
	if (exists) {
		failed = compare_load(&comparison, &policy, request->root);
		metrics_one(metrics, "pax_policy_valid", "Whether the policy has no errors.",
			    !failed);
	}
	if (exists && !failed) {
		compare_run(&comparison);
		if (request->strict)
			tree_standard(comparison.root, find_extra, &comparison);
		put_files(metrics, &comparison, request->strict);
		compare_free(&comparison);
	}
	if (applied) {
		metrics_one(metrics, "pax_last_apply_timestamp_seconds",
			    "When the policy was last applied, in seconds since 1970.", last.time);
		metrics_one(metrics, "pax_last_apply_failed_files",
			    "Files that did not get their mark then.", last.failed);
	}
	return !failed;
}

struct process_counts {
	unsigned long flags[NUM_FLAGS];
	unsigned long none;
	unsigned long restart;
	unsigned long unreadable;
};

static void count_process(struct process_counts *counts, const struct paxflags_kernel *kernel,
			  const struct paxflags_process *process)
{
	struct paxflags_decision decision;
	struct executable executable;
	int err = executable_of_process(kernel, process, &executable, &decision);

	if (err == -ENOENT || err == -ESRCH)
		return;
	if (process->shows_flags)
		counts->flags[process->flags % NUM_FLAGS]++;
	else
		counts->none++;
	counts->unreadable += err != 0;
	counts->restart += !err && process->shows_flags && decision.flags != process->flags;
}

static void put_flags(struct metrics *metrics, const struct process_counts *counts)
{
	char text[PAXFLAGS_TEXT_SIZE];
	unsigned int flags;

	metrics_family(metrics, METRICS_GAUGE, "pax_processes",
		       "Processes by their flags; none without the module.");
	for (flags = 0; flags < NUM_FLAGS; flags++) {
		paxflags_flags_format(flags, text);
		if (counts->flags[flags])
			metrics_sample(metrics, "flags", text, counts->flags[flags]);
	}
	metrics_sample(metrics, "flags", "none", counts->none);
	metrics_one(metrics, "pax_processes_to_restart",
		    "Processes to which a restart would give other flags.", counts->restart);
	metrics_one(metrics, "pax_processes_unreadable",
		    "Processes of which it is unknown what a restart would give them.",
		    counts->unreadable);
}

/* Returns false if not all processes could be listed. */
static bool put_processes(struct metrics *metrics, const char *dir, const char *proc_dir)
{
	struct process_counts counts = { 0 };
	struct paxflags_process process;
	struct paxflags_kernel kernel;
	struct paxflags_proc *proc;
	int ret;

	paxflags_kernel_read(dir, &kernel);
	if (paxflags_proc_open(proc_dir, &proc))
		return false;
	while ((ret = paxflags_proc_next(proc, &process)) != 0 && process.pid) {
		if (ret > 0)
			count_process(&counts, &kernel, &process);
		else if (ret != -ENOENT && ret != -ESRCH)
			counts.unreadable++;
	}
	paxflags_proc_close(proc);
	put_flags(metrics, &counts);
	return !ret;
}

/* What "events --journal" has missed and left out. */
static void put_journal(struct metrics *metrics, const char *path)
{
	struct stream_position position;
	struct root *root;

	if (root_open(path, &root))
		return;
	if (stream_position_read(root, &position)) {
		metrics_family(metrics, METRICS_COUNTER, "pax_journal_lost",
			       "Events that were dropped before the journal could take them.");
		metrics_sample(metrics, NULL, NULL, position.lost);
		metrics_family(metrics, METRICS_COUNTER, "pax_journal_omitted",
			       "Events not written into the journal, as their user had too many.");
		metrics_sample(metrics, NULL, NULL, position.omitted);
	}
	root_close(root);
}

static void put_kernels(struct metrics *metrics, const char *root)
{
	struct installed_kernel *kernels;
	size_t num, i;

	kernels = installed_kernels(root, &num);
	if (num)
		metrics_family(metrics, METRICS_GAUGE, "pax_installed_kernel_has_module",
			       "Whether an installed kernel has the module, or PaX built in.");
	for (i = num > MAX_KERNELS ? num - MAX_KERNELS : 0; i < num; i++)
		metrics_sample(metrics, "release", kernels[i].release, kernels[i].protects);
	installed_kernels_free(kernels, num);
}

static void put_all(struct metrics *metrics, const struct metrics_request *request,
		    const struct status *status, const char *dir, const struct config_state *config)
{
	const char *state = status_value(status, "state");
	bool loaded = strcmp(state, "not-loaded") != 0, good[PART_NUM];
	enum part part;

	put_state(metrics, status);
	put_hooks(metrics, status);
	metrics_one(metrics, "pax_config_failed",
		    "Whether pax.conf of the administrator has an error or is not in force.",
		    config->failed);
	good[PART_STATUS] = strcmp(state, "unreadable") != 0;
	good[PART_COUNTERS] = put_counters(metrics, status) || !loaded;
	good[PART_POLICY] = put_policy(metrics, request);
	good[PART_PROCESSES] = put_processes(metrics, dir, request->proc);
	put_kernels(metrics, request->root);
	put_journal(metrics, request->root);
	metrics_family(metrics, METRICS_GAUGE, "pax_collector_success",
		       "Whether this part of the metrics is complete.");
	for (part = 0; part < PART_NUM; part++)
		metrics_sample(metrics, "part", part_names[part], good[part]);
	metrics_end(metrics);
}

int status_metrics(const struct metrics_request *request, const struct status *status,
		   const char *dir, const struct config_state *config)
{
	struct metrics metrics = { .to = stdout, .openmetrics = request->openmetrics };
	struct new_file file;
	int err;

	if (!request->output) {
		put_all(&metrics, request, status, dir, config);
		return STATUS_OK;
	}
	err = new_file_open(request->output, &file);
	if (!err) {
		metrics.to = file.stream;
		put_all(&metrics, request, status, dir, config);
		err = new_file_close(&file, true);
	}
	if (!err)
		return STATUS_OK;
	say(request->output,
	    "cannot replace it: %s; see that its directory exists and can be written",
	    strerror(-err));
	return STATUS_FAILED;
}
