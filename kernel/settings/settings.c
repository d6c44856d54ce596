// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an admin can set. The table is all that files, module parameters, the sysctl and
 * the lock know of the settings.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/cred.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uidgid.h>

#include "settings/build_defaults.h"
#include "rules/mark.h"
#include "report/report.h"
#include "settings/settings.h"

struct pax_setting pax_settings[PAX_SET_NUM] = {
	[PAX_SET_MODE] = {"mode", PAX_CHOICE, {"enforce", "permissive"}, PAX_BUILT_MODE},
	[PAX_SET_SOFTMODE] = {"softmode", PAX_CHOICE, {"0", "1"}, PAX_BUILT_SOFTMODE},
	[PAX_SET_DEFAULTS] = {"defaults", PAX_FLAGS, {}, PAX_BUILT_DEFAULTS},
	[PAX_SET_TRUST] = {"trust", PAX_CHOICE, {"any", "root"}, PAX_BUILT_TRUST},
	[PAX_SET_STRICT] = {"strict", PAX_LIST, {"shared", "textrel=pass"}, PAX_BUILT_STRICT},
	[PAX_SET_LOCK] = {"lock", PAX_CHOICE, {"0", "1"}},
};

/* Held while a value changes: nothing is set any more once setting the lock has returned. */
static DEFINE_MUTEX(lock);

static bool off;

static int find_word(const struct pax_setting *setting, const char *word, size_t len)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(setting->words); n++)
		if (setting->words[n] && strlen(setting->words[n]) == len &&
		    !memcmp(setting->words[n], word, len))
			return n;
	return -EINVAL;
}

/* Names with spaces or commas between them; commas for the kernel's command line. */
static int parse_list(const struct pax_setting *setting, const char *text, unsigned int *value)
{
	static const char between[] = " ,";
	unsigned int bits = 0;

	for (text += strspn(text, between); *text; text += strspn(text, between)) {
		size_t len = strcspn(text, between);
		int n = find_word(setting, text, len);

		if (n < 0)
			return n;
		bits |= 1u << n;
		text += len;
	}
	*value = bits;
	return 0;
}

/* All five letters, and nothing that the mark of a file could not have. */
static int parse_flags(const char *text, unsigned int *value)
{
	struct pax_mark mark;
	unsigned int flags;

	if (pax_mark_parse(text, strlen(text), &mark) || (mark.on | mark.off) != PAX_FLAGS_ALL)
		return -EINVAL;
	flags = pax_mark_resolve(&mark, false, 0);
	if (pax_mark_contradicts(flags))
		return -EINVAL;
	*value = flags;
	return 0;
}

static int parse(const struct pax_setting *setting, const char *text, unsigned int *value)
{
	int n;

	switch (setting->kind) {
	case PAX_LIST:
		return parse_list(setting, text, value);
	case PAX_FLAGS:
		return parse_flags(text, value);
	case PAX_CHOICE:
		break;
	}
	n = find_word(setting, text, strlen(text));
	if (n < 0)
		return n;
	*value = n;
	return 0;
}

/**
 * pax_setting_format - the text of a setting's value
 * @id: which setting
 * @text: the result: what pax_setting_store() would take for the same value
 *
 * Context: any.
 */
void pax_setting_format(enum pax_setting_id id, char text[PAX_SETTING_MAX])
{
	const struct pax_setting *setting = &pax_settings[id];
	unsigned int value = READ_ONCE(setting->value), n;
	size_t len = 0;

	switch (setting->kind) {
	case PAX_CHOICE:
		strscpy(text, setting->words[value], PAX_SETTING_MAX);
		break;
	case PAX_FLAGS:
		pax_flags_format(value, text);
		break;
	case PAX_LIST:
		text[0] = '\0';
		for (n = 0; n < ARRAY_SIZE(setting->words); n++)
			if (value & (1u << n))
				len += scnprintf(text + len, PAX_SETTING_MAX - len, "%s%s",
						 len ? " " : "", setting->words[n]);
		break;
	}
}

/*
 * From here until the kernel stops, no unload. The reference is what an ordinary one asks for. A
 * forced one, which does not, is refused by hook_delete_module().
 */
static void refuse_unload(void)
{
	__module_get(THIS_MODULE);
}

/**
 * pax_setting_store - change a setting of the running module
 * @id: which setting
 * @text: the new value; the mode counts from the next request on, marks and what they
 *	mean from the next exec on
 *
 * The caller has checked that whoever asks has CAP_MAC_ADMIN.
 *
 * Context: process context, may sleep.
 * Return: 0; -EPERM if the settings are locked; -EINVAL for a text that is no value,
 * and then nothing has changed.
 */
int pax_setting_store(enum pax_setting_id id, const char *text)
{
	struct pax_setting *setting = &pax_settings[id];
	char old[PAX_SETTING_MAX], new[PAX_SETTING_MAX];
	struct pax_subject subject = {.what = setting->name, .from = old, .to = new};
	unsigned int value;
	int err;

	mutex_lock(&lock);
	if (pax_locked()) {
		pr_warn_ratelimited("%s cannot be set by %s[%d]: locked until the next boot\n",
				    setting->name, current->comm, task_pid_nr(current));
		err = -EPERM;
		goto out_unlock;
	}
	err = parse(setting, text, &value);
	if (err)
		goto out_unlock;
	pax_setting_format(id, old);
	WRITE_ONCE(setting->value, value);
	pax_setting_format(id, new);
	if (pax_locked())
		refuse_unload();
	pr_notice("%s set to \"%s\" (was \"%s\") by %s[%d] uid %u\n", setting->name, new, old,
		  current->comm, task_pid_nr(current), from_kuid(&init_user_ns, current_uid()));

out_unlock:
	mutex_unlock(&lock);
	/* It may wait for audit, whose backlog others can fill; nobody is to wait for that. */
	if (!err)
		pax_report_now(PAX_EV_CONFIG_CHANGED, &subject, NULL, NULL);
	return err;
}

/**
 * pax_settings_check - tell whether the module is to load at all
 *
 * Context: the first step of loading.
 * Return: 0; -ENODEV, which boot scripts take for no failure, if it was told to stay off.
 */
int pax_settings_check(void)
{
	if (!off)
		return 0;
	pr_notice("not %s, nothing is enforced: off=1 was given, or pax.off=1 at boot\n",
		  PAX_IS_MODULE ? "loaded" : "started");
	return -ENODEV;
}

/**
 * pax_settings_start - the settings of the load are in force
 *
 * Context: the last step of loading, which then cannot fail.
 */
void pax_settings_start(void)
{
	mutex_lock(&lock);
	if (pax_locked())
		refuse_unload();
	mutex_unlock(&lock);
}

/*
 * Runs while the module loads, or the kernel boots, only. The parameters' files below
 * /sys/module are made without a write bit, so the kernel knows no way to write them, even if
 * root gives them one: nobody gets around CAP_MAC_ADMIN or the lock there.
 */
static int param_set(const char *text, const struct kernel_param *param)
{
	struct pax_setting *setting = param->arg;
	int err;

	err = parse(setting, text, &setting->value);
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
MODULE_PARM_DESC(softmode, "1: only protections that a mark turns on; 0 (default)");
module_param_cb(defaults, &param_ops, &pax_settings[PAX_SET_DEFAULTS], 0400);
MODULE_PARM_DESC(defaults, "flags of an unmarked executable, all five letters (default PeMRs)");
module_param_cb(trust, &param_ops, &pax_settings[PAX_SET_TRUST], 0400);
MODULE_PARM_DESC(trust, "any (default), or root: weakening marks count on root's files only");
module_param_cb(strict, &param_ops, &pax_settings[PAX_SET_STRICT], 0400);
MODULE_PARM_DESC(strict, "list of shared, textrel=pass (default: empty)");
module_param_cb(lock, &param_ops, &pax_settings[PAX_SET_LOCK], 0400);
MODULE_PARM_DESC(lock,
		 "1: no settings can be changed, and no unload, until the next boot; 0 (default)");
module_param(off, bool, 0);
MODULE_PARM_DESC(off, "1: do not load, or start");
