// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng load-config: applies the policy and puts the settings of pax.conf in force, as at boot.
 * The policy comes first, the lock last, and only after everything else has succeeded.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "commands/commands.h"
#include "commands/compare_options.h"
#include "files/root.h"
#include "paxflags.h"
#include "policy/boot_config.h"
#include "policy/compare.h"
#include "policy/last_apply.h"
#include "terminal/cli.h"
#include "terminal/memory.h"
#include "terminal/message.h"

/* The name of the module and of the parameters, with room for their values. */
#define MAX_WORDS (BOOT_NUM + 4)
#define WORD_SIZE (BOOT_VALUE_SIZE + 16)

/* The longest certificate that the kernel takes. */
#define KEY_SIZE 8192

enum {
	OPTION_CHECK = CLI_KEY,
	OPTION_OPTIONS,
	OPTION_LOAD,
	OPTION_ROOT,
	OPTION_KERNEL,
};

static const struct cli_option options[] = {
	{ OPTION_CHECK, "check", NULL, "only look for errors in pax.conf and in the policy" },
	{ OPTION_OPTIONS, "options", NULL, "print the settings as options for modprobe.d" },
	{ OPTION_LOAD, "load", NULL, "load the module first, if it is not loaded" },
	{ OPTION_ROOT, "root", "DIR", "use DIR as the root directory" },
	{ OPTION_KERNEL, "kernel", "DIR", "use the kernel's files in DIR" },
	{ 0 },
};

/*
 * The command line. @dir: the directory of the kernel. @what: OPTION_CHECK, OPTION_OPTIONS, or 0 to
 * put the settings in force.
 */
struct request {
	const char *root;
	const char *dir;
	int what;
	bool load;
};

/* Reads the options. Returns 0, or a negative number with the exit status in cli->status. */
static int take_options(struct cli *cli, struct request *request, struct boot_config *config)
{
	int key;

	while ((key = cli_next(cli)) > 0) {
		switch (key) {
		case OPTION_ROOT:
			request->root = cli->arg;
			break;
		case OPTION_KERNEL:
			request->dir = cli->arg;
			break;
		case OPTION_LOAD:
			request->load = true;
			break;
		default:
			if (request->what && request->what != key) {
				cli->status = cli_usage(cli, "--check or --options, not both");
				return -1;
			}
			request->what = key;
		}
	}
	if (key)
		return key;
	if (cli->argc > 1 || (cli->argc && request->what != OPTION_CHECK)) {
		cli->status = cli_usage(cli, "one file at most, and only with --check");
		return -1;
	}
	if (request->load && request->what) {
		cli->status = cli_usage(cli, "--load changes the kernel; leave out the others");
		return -1;
	}
	config->path = cli->argc ? cli->argv[0] : NULL;
	return 0;
}

/* Reads the current value of a setting. Returns 0 or a negative errno. */
static int get_setting(const char *dir, enum boot_key key, char value[BOOT_VALUE_SIZE])
{
	char *path = format_text("%s/%s", dir, boot_key_name(key));
	FILE *file;
	int err = 0;

	file = fopen(path, "re");
	free(path);
	if (!file)
		return -errno;
	if (!fgets(value, BOOT_VALUE_SIZE, file))
		err = ferror(file) ? -errno : -ENODATA;
	else
		value[strcspn(value, "\n")] = '\0';
	fclose(file);
	return err;
}

static const char *why_not_set(const char *dir, int err)
{
	char locked[BOOT_VALUE_SIZE];

	if (err == -EPERM && !get_setting(dir, BOOT_LOCK, locked) && !strcmp(locked, "1"))
		return "the settings are locked until the next boot";
	if (err == -EPERM || err == -EACCES)
		return "only root may, with CAP_MAC_ADMIN";
	if (err == -EINVAL)
		return "the module that is loaded has no such value; it is of another version";
	if (err == -ENOENT)
		return "the module that is loaded has no such setting; it is of another version";
	if (err == -EOPNOTSUPP)
		return "this kernel cannot verify signatures; \"paxctl-ng status\" says why";
	return strerror(-err);
}

/* Sets a setting, if it does not have this value already. */
static int put_setting(const char *dir, enum boot_key key, const char *value)
{
	char old[BOOT_VALUE_SIZE], *path, *text;
	int fd, err = 0;
	ssize_t len;

	if (!get_setting(dir, key, old) && !strcmp(old, value))
		return 0;
	path = format_text("%s/%s", dir, boot_key_name(key));
	text = format_text("%s\n", value);
	len = strlen(text);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, len) != len)
		err = -errno;
	if (fd >= 0)
		close(fd);
	if (err)
		say(path, "cannot set it to \"%s\": %s", value, why_not_set(dir, err));
	free(text);
	free(path);
	return err;
}

/* Writes the marks of the policy, or only looks for errors in it. Returns bits of STATUS_*. */
static int apply_policy(const struct request *request)
{
	struct policy_request policy = { 0 };
	struct comparison comparison = { .write = true };
	size_t i, failed = 0;
	struct root *root;
	bool exists;

	if (root_open(request->root, &root))
		return STATUS_FAILED;
	exists = policy_exists(root);
	root_close(root);
	if (!exists)
		return STATUS_OK;
	if (compare_load(&comparison, &policy, request->root))
		return STATUS_FAILED;
	if (!request->what)
		compare_run(&comparison);
	for (i = 0; i < comparison.num; i++) {
		const struct compare_entry *entry = &comparison.entries[i];

		if (!compare_is_drift(entry->state) || entry->written)
			continue;
		failed++;
		if (entry->err)
			say_error(entry->path, STEP_WRITE_ATTR, comparison.attr, entry->err);
		else
			say(entry->path, "%s", entry->reason);
	}
	if (!request->what)
		last_apply_write(comparison.root, failed);
	compare_free(&comparison);
	return failed ? STATUS_FAILED : STATUS_OK;
}

/* Collects the settings that the module starts with, for modprobe: all but the lock. */
static size_t parameters(const struct boot_config *config, bool cmdline,
			 char words[MAX_WORDS][WORD_SIZE])
{
	enum boot_key key;
	size_t num = 0;
	char *comma;

	for (key = 0; key < BOOT_LOCK; key++) {
		const char *value = config->given[key] ? config->value[key] : NULL;

		if (cmdline)
			value = boot_config_wanted(config, key);
		if (!value || !*value)
			continue;
		snprintf(words[num], WORD_SIZE, "%s=%s", boot_key_name(key), value);
		/* modprobe.d and the kernel's command line have blanks between parameters. */
		for (comma = words[num++]; *comma; comma++) {
			if (*comma == ' ')
				*comma = ',';
		}
	}
	return num;
}

/* Runs modprobe, which adds what the kernel's command line has for the module. */
static int load_module(const struct boot_config *config)
{
	char *argv[MAX_WORDS] = { "modprobe", "pax" }, words[MAX_WORDS][WORD_SIZE];
	size_t i, num = parameters(config, true, words);
	int err, result = -1;
	pid_t pid;

	for (i = 0; i < num; i++)
		argv[i + 2] = words[i];
	err = posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ);
	if (err)
		say("modprobe", "cannot run it: %s", strerror(err));
	else if (waitpid(pid, &result, 0) < 0)
		result = -1;
	return result ? -EIO : 0;
}

/* Prints the options. If the file has an error, those are kept that are in force now. */
static int print_options(const struct request *request, struct boot_config *config, int err)
{
	char words[MAX_WORDS][WORD_SIZE];
	enum boot_key key;
	size_t i, num;

	for (key = 0; err && key < BOOT_LOCK; key++)
		config->given[key] = !get_setting(request->dir, key, config->value[key]);
	num = parameters(config, false, words);
	if (num)
		printf("options pax");
	for (i = 0; i < num; i++)
		printf(" %s", words[i]);
	if (num)
		printf("\n");
	if (!err)
		return STATUS_OK;
	say(config->path, num ? "it has errors, so the settings are taken that are in force now" :
				"it has errors, so the module will start with its own defaults");
	return STATUS_FAILED;
}

/* Says in one line what is in force. */
static void report(const struct boot_config *config, const char *dir)
{
	char text[BOOT_NUM * WORD_SIZE], value[BOOT_VALUE_SIZE] = "";
	enum boot_key key;
	size_t len = 0;

	for (key = 0; key < BOOT_NUM; key++) {
		if (!get_setting(dir, key, value) && *value)
			len += snprintf(text + len, sizeof(text) - len, "%s%s %s", len ? ", " : "",
					boot_key_name(key), value);
	}
	say(config->path ? config->path : "load-config", "in force: %s", len ? text : "nothing");
}

/* The keys whose signatures of marks count, and the state of adding them. */
#define KEY_FILES "etc/pax/keys/*.der"

struct key_adder {
	const char *dir;
	int status;
};

static int add_key(const struct found *found, void *context)
{
	char certificate[KEY_SIZE + 1], path[32], *keys;
	struct key_adder *adder = context;
	ssize_t len = -1;
	int fd;

	if (!S_ISREG(found->st.st_mode) || root_is_others(found->st.st_uid, found->st.st_mode)) {
		say(found->path, "not taken as a key: it must be a file that only root can write");
		adder->status = STATUS_FAILED;
		return 0;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", found->fd);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		len = read(fd, certificate, sizeof(certificate));
		close(fd);
	}
	if (asprintf(&keys, "%s/keys", adder->dir) < 0)
		out_of_memory();
	fd = len > 0 ? open(keys, O_WRONLY | O_CLOEXEC) : -1;
	if (fd < 0 || write(fd, certificate, len) != len) {
		say(found->path, "the kernel does not take this key: %s",
		    why_not_set(adder->dir, errno == EINVAL ? -EBADMSG : -errno));
		adder->status = STATUS_FAILED;
	}
	if (fd >= 0)
		close(fd);
	free(keys);
	return 0;
}

static void keys_failed(const char *path, int err, void *context)
{
	struct key_adder *adder = context;

	say(path, "cannot look for keys: %s", root_error(err));
	adder->status = STATUS_FAILED;
}

/* Adds the keys, before the setting that needs them. Returns bits of STATUS_*. */
static int add_keys(const struct request *request)
{
	struct key_adder adder = { .dir = request->dir, .status = STATUS_OK };
	char locked[BOOT_VALUE_SIZE];
	struct root *root;

	/* A second time changes nothing. */
	if (!get_setting(request->dir, BOOT_LOCK, locked) && !strcmp(locked, "1"))
		return STATUS_OK;
	if (root_open(request->root, &root))
		return STATUS_FAILED;
	root_glob(root, KEY_FILES, add_key, keys_failed, &adder);
	root_close(root);
	return adder.status;
}

/* Puts the settings in force. @status: how everything before has ended. */
static int put_settings(const struct request *request, const struct boot_config *config, int status)
{
	enum boot_key key;
	const char *value;

	for (key = 0; key < BOOT_LOCK; key++) {
		value = boot_config_wanted(config, key);
		if (value && put_setting(request->dir, key, value))
			status |= STATUS_FAILED;
	}
	value = boot_config_wanted(config, BOOT_LOCK);
	if (!value) {
		if (config->given[BOOT_LOCK] && !strcmp(config->value[BOOT_LOCK], "1"))
			say(config->path,
			    "not locked, as the kernel's command line asks for permissive or soft mode");
		return status;
	}
	if (status && !strcmp(value, "1"))
		say("load-config", "not locked, so that the errors above can be corrected");
	else if (put_setting(request->dir, BOOT_LOCK, value))
		status |= STATUS_FAILED;
	return status;
}

static int put_in_force(const struct cli *cli, const struct request *request,
			const struct boot_config *config, int status)
{
	status |= apply_policy(request);
	if (request->load && access(request->dir, F_OK) && load_module(config))
		status |= STATUS_FAILED;
	if (access(request->dir, F_OK)) {
		say(request->dir, "nothing is enforced: the module is not loaded%s",
		    config->off ? ", as the kernel's command line has pax.off=1" :
				  "; see dmesg and \"paxctl-ng status\"");
		return status | STATUS_MISSING;
	}
	if (config->error)
		say(config->path, "it has errors, so no setting was changed");
	status |= add_keys(request);
	status = put_settings(request, config, status);
	if (!cli->quiet)
		report(config, request->dir);
	return status;
}

static int run(struct cli *cli)
{
	struct request request = { .root = "/", .dir = PAXFLAGS_KERNEL_DIR };
	struct boot_config config = { 0 };
	struct root *root;
	int err, status;

	if (take_options(cli, &request, &config))
		return cli->status;
	if (root_open(request.root, &root))
		return STATUS_FAILED;
	err = boot_config_read(root, false, &config);
	root_close(root);
	status = err ? STATUS_FAILED : STATUS_OK;
	if (request.what == OPTION_OPTIONS) {
		status = print_options(&request, &config, err);
	} else if (request.what == OPTION_CHECK) {
		status |= apply_policy(&request);
		if (!status && !cli->quiet)
			say(config.path ? config.path : "load-config",
			    config.path ? "no errors, nor in the policy" :
					  "there is no pax.conf, and the policy has no errors");
	} else {
		status = put_in_force(cli, &request, &config, status);
	}
	boot_config_free(&config);
	return status;
}

const struct command command_load_config = {
	.name = "load-config",
	.operands = "[FILE]",
	.summary = "apply the policy and put the settings of pax.conf in force, as at boot",
	.about =
		"Marks first what the policy names, then sets defaults, trust, strict, softmode and\n"
		"mode, and last the lock, if nothing before has failed. What is on the kernel's\n"
		"command line (pax.mode=permissive) takes precedence. An error in pax.conf leaves all\n"
		"settings as they are. FILE, with --check, is checked in place of pax.conf.\n"
		"Status: 0 all is in force, 1 not all is, 2 the module is not loaded.\n",
	.options = options,
	.common = COMMON_QUIET,
	.run = run,
};
