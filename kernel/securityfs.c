// SPDX-License-Identifier: GPL-2.0-only
/*
 * What admins see: files below /sys/kernel/security/pax, and the sysctl
 * kernel.pax.softmode.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/printk.h>
#include <linux/sched/task.h>
#include <linux/security.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/string_helpers.h>
#include <linux/sysctl.h>
#include <linux/uaccess.h>

#include "arch/machine.h"
#include "compat.h"
#include "emutramp.h"
#include "events.h"
#include "hooks.h"
#include "report.h"
#include "securityfs.h"
#include "settings.h"
#include "xattr.h"

/**
 * struct pax_file - one file that is only read
 * @name: its name
 * @mode: its mode
 * @show: prints its content
 */
struct pax_file {
	const char *name;
	umode_t mode;
	void (*show)(struct seq_file *m);
};

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
	show_setting(m, PAX_SET_SOFTMODE);
	show_setting(m, PAX_SET_DEFAULTS);
	show_setting(m, PAX_SET_TRUST);
	show_setting(m, PAX_SET_STRICT);
	seq_printf(m, "%s: %s\n", PAX_XATTR_SECURITY,
		   pax_xattr_security_counts() ? "counts" : "ignored, any user can set it");
	seq_printf(m, "locked: %s\n", str_yes_no(pax_locked()));
	seq_printf(m, "nx: %s\n", pax_arch_nx() ? "hardware" : "none");
	seq_puts(m, "pageexec: stack read-implies-exec execution-faults\n");
	seq_puts(m, "mprotect: mmap mprotect shmat relro\n");
	pax_emutramp_show(m);
	seq_puts(m, "randmmap: stack mmap-base pie brk hints\n");
	pax_hooks_show(m);
}

static const struct pax_file files[] = {
	{.name = "version", .mode = 0444, .show = show_version},
	{.name = "status", .mode = 0444, .show = show_status},
	{.name = "counters", .mode = 0400, .show = pax_counters_show},
};

static int file_show(struct seq_file *m, void *unused)
{
	const struct pax_file *file = m->private;

	file->show(m);
	return 0;
}

static int file_open(struct inode *inode, struct file *file)
{
	return single_open(file, file_show, inode->i_private);
}

static const struct file_operations file_ops = {
	.owner = THIS_MODULE,
	.open = file_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

static enum pax_setting_id setting_id(const struct pax_setting *setting)
{
	return setting - pax_settings;
}

static int setting_show(struct seq_file *m, void *unused)
{
	char text[PAX_SETTING_MAX];

	pax_setting_format(setting_id(m->private), text);
	seq_printf(m, "%s\n", text);
	return 0;
}

static int setting_open(struct inode *inode, struct file *file)
{
	return single_open(file, setting_show, inode->i_private);
}

/*
 * A write is one whole value, with or without a newline; anything else is refused
 * and changes nothing.
 *
 * It needs the capability of whoever opened the file: a privileged program that is
 * tricked into writing to a descriptor it was given must not lend its own.
 */
static ssize_t setting_write(struct file *file, const char __user *data, size_t len, loff_t *pos)
{
	const struct pax_setting *setting = file_inode(file)->i_private;
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
	err = pax_setting_store(setting_id(setting), text);
	if (err)
		return err;
	*pos += len;
	return len;
}

static const struct file_operations setting_ops = {
	.owner = THIS_MODULE,
	.open = setting_open,
	.read = seq_read,
	.write = setting_write,
	.llseek = seq_lseek,
	.release = single_release,
};

/*
 * A sysctl's handler does not get the file, so it is the writer's capability that counts
 * here, as for all sysctls.
 */
static int softmode_sysctl(pax_ctl_table *table, int write, void *buffer, size_t *len, loff_t *pos)
{
	int value = pax_softmode(), err;
	struct ctl_table copy = *table;
	size_t given = *len;

	if (write && !capable(CAP_MAC_ADMIN))
		return -EPERM;
	/* What the kernel's own parser would take for nothing to do. */
	if (write && (*pos || !*len))
		return -EINVAL;
	copy.data = &value;
	err = proc_dointvec_minmax(&copy, write, buffer, len, pos);
	if (err || !write)
		return err;
	/* One number was read, and there is more. */
	if (*len != given)
		return -EINVAL;
	return pax_setting_store(PAX_SET_SOFTMODE, value ? "1" : "0");
}

static struct ctl_table sysctls[] = {{
					     .procname = "softmode",
					     .maxlen = sizeof(int),
					     .mode = 0600,
					     .proc_handler = softmode_sysctl,
					     .extra1 = SYSCTL_ZERO,
					     .extra2 = SYSCTL_ONE,
				     },
				     PAX_SYSCTL_END};

static struct ctl_table_header *sysctl_header;
static struct dentry *dir, *entries[ARRAY_SIZE(files) + PAX_SET_NUM + 1];

/*
 * From now on nobody opens a file any more: not by its name, nor by a descriptor that was
 * opened for the path alone and outlives the module, whose functions the file leads to.
 */
static void close_files(void)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(entries); n++)
		if (entries[n])
			make_bad_inode(d_inode(entries[n]));
}

/*
 * A name that somebody holds, by such a descriptor or as the directory to work in, stays known to
 * the kernel, and would be in the way of the next load.
 */
static void remove_entry(struct dentry **entry)
{
	if (!*entry)
		return;
	dget(*entry);
	securityfs_remove(*entry);
	d_drop(*entry);
	dput(*entry);
	*entry = NULL;
}

static void remove_files(void)
{
	unsigned int n;

	close_files();
	for (n = 0; n < ARRAY_SIZE(entries); n++)
		remove_entry(&entries[n]);
	remove_entry(&dir);
}

static int make_file(struct dentry **entry, const char *name, umode_t mode, const void *data,
		     const struct file_operations *ops)
{
	struct dentry *made = securityfs_create_file(name, mode, dir, (void *)data, ops);

	if (IS_ERR(made)) {
		pr_err("cannot load: the file %s in securityfs cannot be made (error %ld)\n", name,
		       PTR_ERR(made));
		return PTR_ERR(made);
	}
	*entry = made;
	return 0;
}

/* All of them, or none. */
static int make_files(void)
{
	struct dentry **entry = entries;
	unsigned int n;
	int err = 0;

	dir = securityfs_create_dir("pax", NULL);
	if (IS_ERR(dir)) {
		err = PTR_ERR(dir);
		dir = NULL;
		pr_err("cannot load: the directory pax in securityfs cannot be made (error %d)\n",
		       err);
		return err;
	}
	for (n = 0; n < ARRAY_SIZE(files) && !err; n++)
		err = make_file(entry++, files[n].name, files[n].mode, &files[n], &file_ops);
	for (n = 0; n < PAX_SET_NUM && !err; n++)
		err = make_file(entry++, pax_settings[n].name, 0600, &pax_settings[n],
				&setting_ops);
	if (!err)
		err = make_file(entry, "events", 0400, NULL, &pax_events_ops);
	if (err)
		remove_files();
	return err;
}

/**
 * pax_securityfs_attach - make the files and the sysctl
 *
 * The files are the kernel's, as they would be if they were made at boot: whoever loads
 * modules need not be allowed to look things up in securityfs, and under SELinux is not.
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative errno; then none is there.
 */
int pax_securityfs_attach(void)
{
	struct cred *kernel = prepare_kernel_cred(&init_task);
	const struct cred *old;
	int err;

	if (!kernel)
		return -ENOMEM;
	old = override_creds(kernel);
	err = make_files();
	if (err)
		goto out;
	sysctl_header = register_sysctl("kernel/pax", sysctls);
	if (!sysctl_header) {
		err = -ENOMEM;
		pr_err("cannot load: the sysctl kernel.pax.softmode cannot be made\n");
		remove_files();
	}
out:
	revert_creds(old);
	put_cred(kernel);
	return err;
}

/**
 * pax_securityfs_dir - the directory of the files
 *
 * Context: any, between attach and detach.
 * Return: its dentry.
 */
struct dentry *pax_securityfs_dir(void)
{
	return dir;
}

/**
 * pax_securityfs_detach - remove the files and the sysctl
 *
 * Context: process context, may sleep.
 */
void pax_securityfs_detach(void)
{
	close_files();
	unregister_sysctl_table(sysctl_header);
	remove_files();
}
