// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares the settings of pax.conf with those that are in force.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "files/root.h"
#include "judgement/config_state.h"
#include "policy/boot_config.h"
#include "terminal/memory.h"

__attribute__((format(printf, 2, 3))) static void set_text(struct config_state *state,
							   const char *format, ...)
{
	va_list args;

	va_start(args, format);
	state->text = format_text_args(format, args);
	va_end(args);
}

/* What a key of pax.conf is in the kernel's status. */
static const char *value_of(enum boot_key key,
			    const char *(*running)(const void *context, const char *key),
			    const void *context)
{
	if (key != BOOT_LOCK)
		return running(context, boot_key_name(key));
	return strcmp(running(context, "locked"), "yes") ? "0" : "1";
}

/* Lists what the kernel's command line has set, each word after @between. */
static void list_cmdline(const struct boot_config *config, const char *between, char *text,
			 size_t size)
{
	enum boot_key key;
	size_t len = 0;

	*text = '\0';
	for (key = 0; key < BOOT_NUM; key++) {
		if (config->on_cmdline[key])
			len += snprintf(text + len, size - len, "%s pax.%s=%s", len ? "" : between,
					boot_key_name(key), config->cmdline[key]);
	}
}

static void compare(const struct boot_config *config,
		    const char *(*running)(const void *context, const char *key),
		    const void *context, struct config_state *state)
{
	char cmdline[BOOT_NUM * (BOOT_VALUE_SIZE + 16)];
	enum boot_key key;

	for (key = 0; key < BOOT_NUM; key++) {
		const char *wanted = boot_config_wanted(config, key), *value;

		if (!wanted)
			continue;
		value = value_of(key, running, context);
		if (!strcmp(wanted, value))
			continue;
		set_text(state, "differs (%s is \"%s\", and \"%s\" in %s)", boot_key_name(key),
			 value, wanted,
			 config->on_cmdline[key] ? "the kernel's command line" : config->path);
		/* The file of the package is no choice of the administrator. */
		state->failed = config->on_cmdline[key] || !strncmp(config->path, "/etc/", 5);
		return;
	}
	list_cmdline(config, "; the command line has", cmdline, sizeof(cmdline));
	set_text(state, "in force (%s%s)", config->path, cmdline);
}

void config_state_read(const char *root,
		       const char *(*running)(const void *context, const char *key),
		       const void *context, struct config_state *state)
{
	struct boot_config config = { 0 };
	struct root *dir;
	int err;

	*state = (struct config_state){ 0 };
	if (root_open(root, &dir)) {
		set_text(state, "unknown (%s cannot be opened)", root);
		return;
	}
	err = boot_config_read(dir, true, &config);
	root_close(dir);
	state->off = config.off;
	if (err == -EACCES) {
		set_text(state, "unknown (%s)", config.error);
	} else if (err) {
		set_text(state, "error (%s)", config.error);
		state->failed = true;
	} else if (!config.path) {
		set_text(state, "none");
	} else if (!running) {
		set_text(state, "not in force (%s)", config.path);
	} else {
		compare(&config, running, context, state);
	}
	boot_config_free(&config);
}
