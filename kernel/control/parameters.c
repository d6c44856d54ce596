// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parameters of the module, which are boot parameters (pax.NAME=) of a kernel with PaX built
 * in. They set the values that PaX starts with.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>

#include "control/parameters.h"
#include "settings/build_defaults.h"
#include "settings/settings.h"

static bool off;

/**
 * pax_parameters_check - check whether PaX may start
 *
 * Context: the first step of loading.
 * Return: 0; -ENODEV if the parameter off=1 was given. Boot scripts do not treat that error as a
 * failure.
 */
int pax_parameters_check(void)
{
	if (!off)
		return 0;
	pr_notice("not %s, nothing is enforced: off=1 was given, or pax.off=1 at boot\n",
		  PAX_IS_MODULE ? "loaded" : "started");
	return -ENODEV;
}

/*
 * Runs only while the module loads, or while the kernel boots. The files of the parameters below
 * /sys/module are made without a write bit, so the kernel has no way to write them, even if root
 * changes their mode: they do not bypass CAP_MAC_ADMIN or the lock.
 */
static int param_set(const char *text, const struct kernel_param *param)
{
	struct pax_setting *setting = param->arg;
	int err;

	err = pax_setting_parse(setting - pax_settings, text, &setting->value);
	if (err && PAX_IS_MODULE)
		pr_err("cannot load: %s=%s is no value; see modinfo pax\n", setting->name, text);
	else if (err)
		pr_err("ignored pax.%s=%s, which is no value\n", setting->name, text);
	return err;
}

static int param_get(char *buffer, const struct kernel_param *param)
{
	const struct pax_setting *setting = param->arg;
	char text[PAX_SETTING_MAX];

	pax_setting_format(setting - pax_settings, text);
	return scnprintf(buffer, PAGE_SIZE, "%s\n", text);
}

static const struct kernel_param_ops param_ops = {
	.set = param_set,
	.get = param_get,
};

module_param_cb(mode, &param_ops, &pax_settings[PAX_SET_MODE], 0400);
MODULE_PARM_DESC(mode, "enforce (default), or permissive: report, but allow");
module_param_cb(softmode, &param_ops, &pax_settings[PAX_SET_SOFTMODE], 0400);
MODULE_PARM_DESC(softmode, "1: soft mode, only protections that a mark turns on; 0 (default)");
module_param_cb(defaults, &param_ops, &pax_settings[PAX_SET_DEFAULTS], 0400);
MODULE_PARM_DESC(defaults, "flags of an unmarked executable, all five letters (default PeMRs)");
module_param_cb(trust, &param_ops, &pax_settings[PAX_SET_TRUST], 0400);
MODULE_PARM_DESC(trust, "whose marks can weaken: any (default), root or signed");
module_param_cb(strict, &param_ops, &pax_settings[PAX_SET_STRICT], 0400);
MODULE_PARM_DESC(strict, "list of options beyond PaX, see semantics.rst (default: empty)");
module_param_cb(lock, &param_ops, &pax_settings[PAX_SET_LOCK], 0400);
MODULE_PARM_DESC(lock,
		 "1: no change of settings and no unload until the next boot; 0 (default)");
module_param(off, bool, 0);
MODULE_PARM_DESC(off, "1: do not load the module, or start built-in PaX");
