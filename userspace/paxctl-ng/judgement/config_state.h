/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether the settings of pax.conf are in force.
 */
#ifndef PAXCTL_CONFIG_STATE_H
#define PAXCTL_CONFIG_STATE_H

#include <stdbool.h>

/**
 * struct config_state - whether the settings of pax.conf are in force
 * @text: "in force (...)", "differs (...)", "error (...)", "unknown (...)", "not in force (...)"
 *	or "none"; the caller frees it
 * @failed: the administrator's pax.conf has an error, or a setting of it is not in force
 * @off: the kernel's command line keeps the module from loading (pax.off=1)
 */
struct config_state {
	char *text;
	bool failed;
	bool off;
};

/**
 * config_state_read - compare pax.conf with the settings of the running kernel
 * @root: the root directory, below which pax.conf and the kernel's command line are read
 * @running: returns the value of a key of the kernel's status, "" if it has no such key; NULL if
 *	the module is not loaded
 * @context: for @running
 * @state: the result
 */
void config_state_read(const char *root,
		       const char *(*running)(const void *context, const char *key),
		       const void *context, struct config_state *state);

#endif /* PAXCTL_CONFIG_STATE_H */
