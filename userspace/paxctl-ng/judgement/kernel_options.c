// SPDX-License-Identifier: GPL-2.0-only
/*
 * The settings of the running kernel, and the options that assume other settings.
 */
#include <errno.h>
#include <string.h>

#include "judgement/kernel_options.h"
#include "terminal/message.h"

#define ASSUMED(key) (1u << (key) % CLI_KEY)
/* All options except OPTION_KERNEL, which is the last one. */
#define ASSUMED_ALL (ASSUMED(OPTION_KERNEL) - 1)

const struct cli_option kernel_option_list[] = {
	{ OPTION_SOFTMODE, "softmode", "0|1", "assume hard mode (0) or soft mode (1)" },
	{ OPTION_MODE, "mode", "enforce|permissive", "assume this mode" },
	{ OPTION_DEFAULTS, "defaults", "FLAGS", "assume these flags for unmarked files" },
	{ OPTION_TRUST, "trust", "any|root", "assume whose marks may turn protections off" },
	{ OPTION_KERNEL, "kernel", "DIR", "read the kernel's status from DIR" },
	{ 0 },
};

/* Parses an argument that is one of two words. @is_second: it is the second one. */
static int take_word(const struct cli *cli, const char *first, const char *second, bool *is_second)
{
	*is_second = !strcmp(cli->arg, second);
	if (*is_second || !strcmp(cli->arg, first))
		return 0;
	return cli_usage(cli, "\"%s\" is neither \"%s\" nor \"%s\"", cli->arg, first, second);
}

static int take(struct kernel_options *kernel_options, const struct cli *cli, int key)
{
	struct paxflags_kernel *kernel = &kernel_options->kernel;
	bool root = false;
	int ret = 0;

	switch (key) {
	case OPTION_SOFTMODE:
		return take_word(cli, "0", "1", &kernel->softmode);
	case OPTION_MODE:
		return take_word(cli, "enforce", "permissive", &kernel->permissive);
	case OPTION_DEFAULTS:
		if (paxflags_flags_parse(cli->arg, &kernel->defaults))
			ret = cli_usage(cli, "\"%s\" is not five letters such as PeMRs", cli->arg);
		return ret;
	case OPTION_TRUST:
		ret = take_word(cli, "any", "root", &root);
		kernel->trust = root ? PAXFLAGS_TRUST_ROOT : PAXFLAGS_TRUST_ANY;
		return ret;
	case OPTION_KERNEL:
		kernel_options->dir = cli->arg;
		return 0;
	}
	return 0;
}

int kernel_option_take(struct kernel_options *kernel_options, struct cli *cli, int key)
{
	kernel_options->set |= ASSUMED(key);
	cli->status = take(kernel_options, cli, key);
	return cli->status ? -1 : 0;
}

int kernel_options_take(struct kernel_options *kernel_options, struct cli *cli)
{
	int key;

	while ((key = cli_next(cli)) > 0) {
		if (kernel_option_take(kernel_options, cli, key))
			return -1;
	}
	return key;
}

void kernel_options_apply(struct kernel_options *kernel_options, const struct cli *cli)
{
	struct paxflags_kernel assumed = kernel_options->kernel;
	unsigned int set = kernel_options->set;

	kernel_options->err = paxflags_kernel_read(kernel_options->dir, &kernel_options->kernel);
	if (set & ASSUMED(OPTION_SOFTMODE))
		kernel_options->kernel.softmode = assumed.softmode;
	if (set & ASSUMED(OPTION_MODE))
		kernel_options->kernel.permissive = assumed.permissive;
	if (set & ASSUMED(OPTION_DEFAULTS))
		kernel_options->kernel.defaults = assumed.defaults;
	if (set & ASSUMED(OPTION_TRUST))
		kernel_options->kernel.trust = assumed.trust;
	if (cli->quiet || (set & ASSUMED_ALL) == ASSUMED_ALL)
		return;
	if (!kernel_options->err && !kernel_options->kernel.armed)
		say(kernel_options->dir ? kernel_options->dir : PAXFLAGS_KERNEL_DIR,
		    "the module is not armed, so nothing is enforced now; this is what it would do (see \"paxctl-ng status\")");
	else if (kernel_options->err == -ENOENT)
		say(kernel_options->dir ? kernel_options->dir : PAXFLAGS_KERNEL_DIR,
		    "the module is not loaded, so nothing is enforced; this is what it would do with its built-in settings (load it with \"modprobe pax\")");
	else if (kernel_options->err)
		say(kernel_options->dir ? kernel_options->dir : PAXFLAGS_KERNEL_DIR,
		    "cannot read the module's status (%s); this goes by its built-in settings",
		    strerror(-kernel_options->err));
}
