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
#include <linux/uidgid.h>

#include "control/store.h"
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

/**
 * pax_setting_store - change a setting, and report the change
 * @id: which setting
 * @text: the new value; a new mode applies from the next request on, the settings about marks
 *	from the next exec on
 *
 * The caller has checked for CAP_MAC_ADMIN.
 *
 * Context: process context, may sleep.
 * Return: 0; -EPERM if the settings are locked; -EINVAL if @text is not a value. On error nothing
 * has changed.
 */
int pax_setting_store(enum pax_setting_id id, const char *text)
{
	struct pax_setting *setting = &pax_settings[id];
	char old[PAX_SETTING_MAX], new[PAX_SETTING_MAX];
	struct pax_subject subject = { .what = setting->name, .from = old, .to = new };
	unsigned int value;
	int err;

	mutex_lock(&lock);
	if (pax_locked()) {
		pr_warn_ratelimited("%s cannot be set by %s[%d]: locked until the next boot\n",
				    setting->name, current->comm, task_pid_nr(current));
		err = -EPERM;
		goto out_unlock;
	}
	err = pax_setting_parse(id, text, &value);
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
	/* This may wait for audit, whose backlog others can fill, so the mutex is not held. */
	if (!err)
		pax_report_now(PAX_EV_CONFIG_CHANGED, &subject, NULL, NULL);
	return err;
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
