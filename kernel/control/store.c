// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes settings while PaX runs: obeys the lock, and reports each change to the log, the stream
 * of events and audit. The files and the sysctl store their values through this.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/cred.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uidgid.h>

#include "control/store.h"
#include "protect/signed.h"
#include "protect/signed_keys.h"
#include "report/report.h"
#include "settings/build_defaults.h"
#include "settings/settings.h"

/* Held while a value changes: nothing changes any more once a write of 1 to "lock" has returned. */
static DEFINE_MUTEX(lock);

/*
 * The module stays until the kernel stops. The reference keeps an ordinary unload from succeeding.
 * A forced unload ignores references; hook_delete_module() refuses it.
 */
static void refuse_unload(void)
{
	__module_get(THIS_MODULE);
	/* rmmod does not ask the kernel about a module in use, so this is the place to say why. */
	pr_notice("locked until the next boot: no setting can be changed%s\n",
		  PAX_IS_MODULE ? ", and rmmod says that the module is in use" : "");
}

static bool refuse_if_locked(const char *what)
{
	if (pax_locked())
		pr_warn_ratelimited("%s cannot be set by %s[%d]: locked until the next boot\n",
				    what, current->comm, task_pid_nr(current));
	return pax_locked();
}

/* Refused, not ignored: under trust=signed no mark could weaken then, and nobody would know why. */
static bool refuse_if_impossible(enum pax_setting_id id, unsigned int value)
{
	const char *missing = NULL;

	if (id == PAX_SET_TRUST && value == PAX_TRUST_SIGNED)
		missing = pax_signed_missing();
	if (missing)
		pr_warn("trust cannot be \"signed\": %s\n", missing);
	return missing;
}

/**
 * pax_setting_store - change a setting, and report the change
 * @id: which setting
 * @text: the new value; a new mode applies from the next request on, the settings about marks
 *	from the next exec on
 *
 * The caller has checked for CAP_MAC_ADMIN.
 *
 * Context: process context, may sleep.
 * Return: 0; -EPERM if the settings are locked; -EINVAL if @text is not a value; -EOPNOTSUPP if
 * this kernel lacks what it needs. On error nothing has changed.
 */
int pax_setting_store(enum pax_setting_id id, const char *text)
{
	struct pax_setting *setting = &pax_settings[id];
	char old[PAX_SETTING_MAX], new[PAX_SETTING_MAX];
	struct pax_subject subject = { .what = setting->name, .from = old, .to = new };
	unsigned int value;
	int err;

	mutex_lock(&lock);
	if (refuse_if_locked(setting->name)) {
		err = -EPERM;
		goto out_unlock;
	}
	err = pax_setting_parse(id, text, &value);
	if (err)
		goto out_unlock;
	if (refuse_if_impossible(id, value)) {
		err = -EOPNOTSUPP;
		goto out_unlock;
	}
	pax_setting_format(id, old);
	WRITE_ONCE(setting->value, value);
	pax_setting_format(id, new);
	if (pax_locked())
		refuse_unload();
	pr_notice("%s set to \"%s\" (was \"%s\") by %s[%d] uid %u\n", setting->name, new, old,
		  current->comm, task_pid_nr(current), from_kuid(&init_user_ns, current_uid()));

out_unlock:
	mutex_unlock(&lock);
	/* This may wait for audit, whose backlog others can fill, so the mutex is not held. */
	if (!err)
		pax_report_now(PAX_EV_CONFIG_CHANGED, &subject, NULL, NULL);
	return err;
}

/**
 * pax_keys_store - change the keys whose signatures of marks count, and report the change
 * @data: the certificate of a key to add, X.509 in DER; or "clear", to remove all that were added
 * @len: how many bytes
 *
 * The caller has checked for CAP_MAC_ADMIN.
 *
 * Context: process context, may sleep.
 * Return: 0; -EPERM if the settings are locked; another errno if the kernel does not take the
 * certificate. On error nothing has changed.
 */
int pax_keys_store(const char *data, size_t len)
{
	char name[PAX_KEY_NAME] = "none";
	struct pax_subject subject = { .what = "keys", .to = name };
	int err;

	mutex_lock(&lock);
	if (refuse_if_locked("keys"))
		err = -EPERM;
	else if (len == strlen("clear") && !memcmp(data, "clear", len))
		err = pax_signed_clear_keys();
	else
		err = pax_signed_add_key(data, len, name, sizeof(name));
	if (!err)
		pr_notice("keys set to \"%*pE\" by %s[%d] uid %u\n", (int)strlen(name), name,
			  current->comm, task_pid_nr(current),
			  from_kuid(&init_user_ns, current_uid()));
	mutex_unlock(&lock);
	if (!err)
		pax_report_now(PAX_EV_CONFIG_CHANGED, &subject, NULL, NULL);
	return err;
}

/**
 * pax_settings_check - check whether this kernel has what the settings of the parameters need
 *
 * Context: process context, may sleep; while loading.
 * Return: 0, or -EOPNOTSUPP.
 */
int pax_settings_check(void)
{
	return refuse_if_impossible(PAX_SET_TRUST, pax_setting(PAX_SET_TRUST)) ? -EOPNOTSUPP : 0;
}

/**
 * pax_settings_start - put the lock in force if a parameter has set it
 *
 * Context: the last step of loading, after which nothing can fail.
 */
void pax_settings_start(void)
{
	mutex_lock(&lock);
	if (pax_locked())
		refuse_unload();
	mutex_unlock(&lock);
}
