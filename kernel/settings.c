// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an admin can set.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uidgid.h>

#include "settings.h"

struct pax_settings pax_settings;

/**
 * pax_mode_name - the mode in force
 *
 * Context: any.
 * Return: "enforce" or "permissive".
 */
const char *pax_mode_name(void)
{
	return pax_permissive() ? "permissive" : "enforce";
}

static int parse_mode(const char *name, bool *permissive)
{
	if (!strcmp(name, "permissive"))
		*permissive = true;
	else if (!strcmp(name, "enforce"))
		*permissive = false;
	else
		return -EINVAL;
	return 0;
}

static void say_change(const char *what, const char *from, const char *to)
{
	pr_notice("%s set to %s (was %s) by %s[%d] uid %u\n", what, to, from, current->comm,
		  task_pid_nr(current), from_kuid(&init_user_ns, current_uid()));
}

/**
 * pax_set_mode - change the mode of a running module
 * @name: "enforce" or "permissive"; it counts from the next request on, but mappings
 *	that were made in permissive mode have not been settled (see policy.c)
 *
 * Context: process context.
 * Return: 0, -EPERM without CAP_MAC_ADMIN, -EINVAL for another name.
 */
int pax_set_mode(const char *name)
{
	const char *old = pax_mode_name();
	bool permissive;
	int err;

	if (!capable(CAP_MAC_ADMIN))
		return -EPERM;
	err = parse_mode(name, &permissive);
	if (err)
		return err;
	WRITE_ONCE(pax_settings.permissive, permissive);
	say_change("mode", old, name);
	return 0;
}

/**
 * pax_set_softmode - turn soft mode on or off in a running module
 * @on: true for soft mode; it counts from the next exec on
 *
 * Context: process context.
 * Return: 0, or -EPERM without CAP_MAC_ADMIN.
 */
int pax_set_softmode(bool on)
{
	if (!capable(CAP_MAC_ADMIN))
		return -EPERM;
	say_change("softmode", pax_softmode() ? "1" : "0", on ? "1" : "0");
	WRITE_ONCE(pax_settings.softmode, on);
	return 0;
}

module_param_named(softmode, pax_settings.softmode, bool, 0400);
MODULE_PARM_DESC(softmode, "1: only protections that a mark turns on (default 0)");

static int mode_param_set(const char *value, const struct kernel_param *param)
{
	/* Only runs while the module loads: the file below /sys/module has no write bit. */
	int err = parse_mode(value, &pax_settings.permissive);

	if (err)
		pr_err("mode=%s: the modes are enforce and permissive\n", value);
	return err;
}

static int mode_param_get(char *buffer, const struct kernel_param *param)
{
	return scnprintf(buffer, PAGE_SIZE, "%s\n", pax_mode_name());
}

static const struct kernel_param_ops mode_param_ops = {
	.set = mode_param_set,
	.get = mode_param_get,
};
module_param_cb(mode, &mode_param_ops, NULL, 0400);
MODULE_PARM_DESC(mode, "enforce (default), or permissive: report, but allow");
