// SPDX-License-Identifier: GPL-2.0-only
/*
 * The content of the files in /sys/kernel/security/pax: what a read returns, and what a write to
 * the file of a setting does.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/string_helpers.h>
#include <linux/uaccess.h>

#include "arch/machine.h"
#include "control/files.h"
#include "control/hook_status.h"
#include "control/store.h"
#include "protect/emutramp.h"
#include "protect/signed.h"
#include "protect/signed_keys.h"
#include "protect/waiting.h"
#include "protect/xattr.h"
#include "report/events.h"
#include "report/report.h"
#include "settings/settings.h"

/* The longest certificate that is taken. */
#define CERTIFICATE_MAX 8192

static void show_version(struct seq_file *m)
{
	seq_puts(m, PAX_VERSION "\n");
}

static void show_setting(struct seq_file *m, enum pax_setting_id id)
{
	char text[PAX_SETTING_MAX];

	pax_setting_format(id, text);
	seq_printf(m, "%s: %s\n", pax_settings[id].name, text);
}

static void show_status(struct seq_file *m)
{
	seq_printf(m, "version: %s\n", PAX_VERSION);
	show_setting(m, PAX_SET_MODE);
	pax_armed_show(m);
	pax_kernel_show(m);
	show_setting(m, PAX_SET_SOFTMODE);
	show_setting(m, PAX_SET_DEFAULTS);
	show_setting(m, PAX_SET_TRUST);
	show_setting(m, PAX_SET_STRICT);
	seq_printf(m, "%s: %s\n", PAX_XATTR_SECURITY,
		   pax_xattr_security_counts() ? "counts" : "ignored, any user can set it");
	pax_signed_show(m);
	seq_printf(m, "locked: %s\n", str_yes_no(pax_locked()));
	seq_printf(m, "nx: %s\n", pax_arch_nx() ? "hardware" : "none");
	seq_puts(m, "pageexec: stack read-implies-exec execution-faults\n");
	seq_puts(m, "mprotect: mmap mprotect shmat relro\n");
	pax_emutramp_show(m);
	seq_puts(m, "randmmap: stack mmap-base pie brk hints\n");
	pax_hooks_show(m);
	pax_waiting_show(m);
}

static int file_show(struct seq_file *m, void *unused)
{
	const struct pax_file *file = m->private;

	file->show(m);
	return 0;
}

static int file_open(struct inode *inode, struct file *file)
{
	return single_open(file, file_show, (void *)pax_file_of(inode));
}

static const struct file_operations file_ops = {
	.open = file_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

static int setting_show(struct seq_file *m, void *unused)
{
	const struct pax_file *file = m->private;
	char text[PAX_SETTING_MAX];

	pax_setting_format(file->setting, text);
	seq_printf(m, "%s\n", text);
	return 0;
}

static int setting_open(struct inode *inode, struct file *file)
{
	return single_open(file, setting_show, (void *)pax_file_of(inode));
}

/*
 * A write is one whole value, with or without a newline; anything else is refused and changes
 * nothing.
 *
 * The opener of the file must have the capability: a privileged program that is tricked into
 * writing to a descriptor from somebody else must not lend its own.
 */
static ssize_t setting_write(struct file *file, const char __user *data, size_t len, loff_t *pos)
{
	enum pax_setting_id setting = pax_file_of(file_inode(file))->setting;
	char text[PAX_SETTING_MAX + 1];
	int err;

	if (!file_ns_capable(file, &init_user_ns, CAP_MAC_ADMIN))
		return -EPERM;
	if (!len || len > PAX_SETTING_MAX || *pos)
		return -EINVAL;
	if (copy_from_user(text, data, len))
		return -EFAULT;
	text[len] = '\0';
	if (strlen(text) != len)
		return -EINVAL;
	if (text[len - 1] == '\n')
		text[len - 1] = '\0';
	err = pax_setting_store(setting, text);
	if (err)
		return err;
	*pos += len;
	return len;
}

static const struct file_operations setting_ops = {
	.open = setting_open,
	.read = seq_read,
	.write = setting_write,
	.llseek = seq_lseek,
	.release = single_release,
};

/* A write is one whole certificate, or "clear" with or without a newline. */
static ssize_t keys_write(struct file *file, const char __user *user, size_t len, loff_t *pos)
{
	char *data;
	int err;

	if (!file_ns_capable(file, &init_user_ns, CAP_MAC_ADMIN))
		return -EPERM;
	if (!len || len > CERTIFICATE_MAX || *pos)
		return -EINVAL;
	data = memdup_user(user, len);
	if (IS_ERR(data))
		return PTR_ERR(data);
	err = pax_keys_store(data, len - (len == sizeof("clear") && data[len - 1] == '\n'));
	kfree(data);
	if (err)
		return err;
	*pos += len;
	return len;
}

static const struct file_operations keys_ops = {
	.open = file_open,
	.read = seq_read,
	.write = keys_write,
	.llseek = seq_lseek,
	.release = single_release,
};

#define FILE_OF(NAME, MODE, SHOW)                                          \
	{                                                                  \
		.name = NAME, .mode = MODE, .ops = &file_ops, .show = SHOW \
	}
#define FILE_OF_SETTING(NAME, ID)                                              \
	{                                                                      \
		.name = NAME, .mode = 0600, .ops = &setting_ops, .setting = ID \
	}

const struct pax_file pax_files[PAX_FILES_NUM] = {
	FILE_OF("version", 0444, show_version),
	FILE_OF("status", 0444, show_status),
	FILE_OF("counters", 0400, pax_counters_show),
	FILE_OF_SETTING("mode", PAX_SET_MODE),
	FILE_OF_SETTING("softmode", PAX_SET_SOFTMODE),
	FILE_OF_SETTING("defaults", PAX_SET_DEFAULTS),
	FILE_OF_SETTING("trust", PAX_SET_TRUST),
	FILE_OF_SETTING("strict", PAX_SET_STRICT),
	FILE_OF_SETTING("lock", PAX_SET_LOCK),
	{ .name = "keys", .mode = 0600, .ops = &keys_ops, .show = pax_signed_keys_show },
	{ .name = "events", .mode = 0400, .ops = &pax_events_ops },
};
