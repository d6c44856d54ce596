/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The settings that a machine starts with: those of pax.conf(5), and those of the kernel's command
 * line, which take precedence.
 */
#ifndef PAXCTL_BOOT_CONFIG_H
#define PAXCTL_BOOT_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

struct root;

/* The settings, in the order in which they are put in force. */
enum boot_key {
	BOOT_DEFAULTS,
	BOOT_TRUST,
	BOOT_STRICT,
	BOOT_SOFTMODE,
	BOOT_MODE,
	BOOT_LOCK,
	BOOT_NUM,
};

/* The size of the text of a value. */
#define BOOT_VALUE_SIZE 64

/**
 * struct boot_config - the settings that a machine starts with
 * @path: the file that was read; NULL if there is none. The caller of boot_config_read() can name
 *	a file, other than those of pax.conf(5).
 * @given: the key is in the file
 * @value: its value, as the module prints it
 * @on_cmdline: the key is on the kernel's command line
 * @cmdline: its value there
 * @off: the command line keeps the module from loading (pax.off=1)
 * @rescue: the command line asks for permissive or soft mode
 * @error: the first error of the file, with file and line; NULL if it has none
 */
struct boot_config {
	const char *path;
	bool given[BOOT_NUM];
	char value[BOOT_NUM][BOOT_VALUE_SIZE];
	bool on_cmdline[BOOT_NUM];
	char cmdline[BOOT_NUM][BOOT_VALUE_SIZE];
	bool off;
	bool rescue;
	char *error;
};

/**
 * boot_config_read - read pax.conf and the kernel's command line
 * @root: the root of the directories
 * @quiet: do not print the errors
 * @config: the result, zero but for @path; the caller frees it with boot_config_free()
 *
 * If the file has an error anywhere, none of its settings is in the result.
 *
 * Return: 0, also if there is no file; or a negative errno, with @config->error set: -EINVAL for an
 * error in its lines, another if it cannot be read.
 */
int boot_config_read(struct root *root, bool quiet, struct boot_config *config);

/**
 * boot_config_wanted - get the value that a setting must have
 * @config: the settings
 * @key: which one
 *
 * The lock stays open while the command line asks for a rescue, unless it asks for the lock, too.
 *
 * Return: the value, or NULL if nothing says which.
 */
const char *boot_config_wanted(const struct boot_config *config, enum boot_key key);

/**
 * boot_key_name - get the name of a setting
 * @key: which one
 *
 * Return: its name in pax.conf, which is also that of its file and of its module parameter.
 */
const char *boot_key_name(enum boot_key key);

/**
 * boot_config_free - free the result of boot_config_read()
 * @config: the settings
 */
void boot_config_free(struct boot_config *config);

#endif /* PAXCTL_BOOT_CONFIG_H */
