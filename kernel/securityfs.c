// SPDX-License-Identifier: GPL-2.0-only
/*
 * What admins see: files below /sys/kernel/security/pax, and the sysctl
 * kernel.pax.softmode.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/capability.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/printk.h>
#include <linux/security.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/sysctl.h>
#include <linux/uaccess.h>

#include "arch/regs.h"
#include "compat.h"
#include "probe.h"
#include "report.h"
#include "securityfs.h"
#include "settings.h"
#include "xattr.h"

/* Longest value that a file takes, with its newline. */
#define VALUE_MAX 16

/**
 * struct pax_file - one file
 * @name: its name
 * @mode: its mode
 * @show: prints its content
 * @store: takes a new value, without its newline; NULL if it cannot be written
 */
struct pax_file {
	const char *name;
	umode_t mode;
	void (*show)(struct seq_file *m);
	int (*store)(const char *value);
};

static void show_version(struct seq_file *m)
{
	seq_puts(m, PAX_VERSION "\n");
}

static void show_status(struct seq_file *m)
{
	char defaults[PAX_FLAGS_NUM + 1];

	pax_flags_format(PAX_FLAGS_DEFAULT, defaults);
	seq_printf(m, "version: %s\n", PAX_VERSION);
	seq_printf(m, "mode: %s\n", pax_mode_name());
	seq_printf(m, "armed: %s\n", pax_probe_armed() ? "yes" : "no");
	seq_printf(m, "softmode: %d\n", pax_softmode());
	seq_printf(m, "defaults: %s\n", defaults);
	seq_puts(m, "trust: any\n");
	seq_printf(m, "%s: %s\n", PAX_XATTR_SECURITY,
		   pax_xattr_security_counts() ? "counts" : "ignored, any user can set it");
	seq_puts(m, "locked: no\n");
	seq_printf(m, "nx: %s\n", pax_arch_nx() ? "hardware" : "none");
	seq_puts(m, "pageexec: stack read-implies-exec execution-faults\n");
	seq_puts(m, "mprotect: mmap mprotect shmat relro\n");
	seq_puts(m, "emutramp: none\n");
	seq_puts(m, "randmmap: none\n");
	pax_probe_show(m);
}

static void show_softmode(struct seq_file *m)
{
	seq_printf(m, "%d\n", pax_softmode());
}

static int store_softmode(const char *value)
{
	if (strcmp(value, "0") && strcmp(value, "1"))
		return -EINVAL;
	return pax_set_softmode(value[0] == '1');
}

static void show_mode(struct seq_file *m)
{
	seq_printf(m, "%s\n", pax_mode_name());
}

static const struct pax_file files[] = {
	{ .name = "version", .mode = 0444, .show = show_version },
	{ .name = "status", .mode = 0444, .show = show_status },
	{ .name = "mode", .mode = 0600, .show = show_mode, .store = pax_set_mode },
	{ .name = "softmode", .mode = 0600, .show = show_softmode, .store = store_softmode },
	{ .name = "counters", .mode = 0400, .show = pax_counters_show },
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

/*
 * A write is one whole value, with or without a newline; anything else is refused
 * and changes nothing.
 */
static ssize_t file_write(struct file *file, const char __user *data, size_t len, loff_t *pos)
{
	const struct pax_file *entry = file_inode(file)->i_private;
	char value[VALUE_MAX + 1];
	int err;

	if (!entry->store)
		return -EACCES;
	if (!len || len > VALUE_MAX || *pos)
		return -EINVAL;
	if (copy_from_user(value, data, len))
		return -EFAULT;
	value[len] = '\0';
	if (strlen(value) != len)
		return -EINVAL;
	if (value[len - 1] == '\n')
		value[len - 1] = '\0';
	err = entry->store(value);
	if (err)
		return err;
	*pos += len;
	return len;
}

static const struct file_operations file_ops = {
	.owner = THIS_MODULE,
	.open = file_open,
	.read = seq_read,
	.write = file_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static int softmode_sysctl(pax_ctl_table *table, int write, void *buffer, size_t *len, loff_t *pos)
{
	int value = pax_softmode(), err;
	struct ctl_table copy = *table;

	if (write && !capable(CAP_MAC_ADMIN))
		return -EPERM;
	/* What the kernel's own parser would take for nothing to do. */
	if (write && (*pos || !*len))
		return -EINVAL;
	copy.data = &value;
	err = proc_dointvec_minmax(&copy, write, buffer, len, pos);
	if (err || !write)
		return err;
	return pax_set_softmode(value);
}

static struct ctl_table sysctls[] = {
	{
		.procname = "softmode",
		.maxlen = sizeof(int),
		.mode = 0600,
		.proc_handler = softmode_sysctl,
		.extra1 = SYSCTL_ZERO,
		.extra2 = SYSCTL_ONE,
	},
	PAX_SYSCTL_END
};

static struct ctl_table_header *sysctl_header;
static struct dentry *dir, *entries[ARRAY_SIZE(files)];

static void remove_files(void)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(files); n++) {
		securityfs_remove(entries[n]);
		entries[n] = NULL;
	}
	securityfs_remove(dir);
	dir = NULL;
}

/**
 * pax_securityfs_attach - make the files and the sysctl
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative errno; then none is there.
 */
int pax_securityfs_attach(void)
{
	unsigned int n;
	int err;

	dir = securityfs_create_dir("pax", NULL);
	if (IS_ERR(dir)) {
		err = PTR_ERR(dir);
		dir = NULL;
		pr_err("cannot load: the directory pax in securityfs cannot be made (error %d)\n",
		       err);
		return err;
	}
	for (n = 0; n < ARRAY_SIZE(files); n++) {
		entries[n] = securityfs_create_file(files[n].name, files[n].mode, dir,
						    (void *)&files[n], &file_ops);
		if (IS_ERR(entries[n])) {
			err = PTR_ERR(entries[n]);
			entries[n] = NULL;
			pr_err("cannot load: the file %s in securityfs cannot be made (error %d)\n",
			       files[n].name, err);
			goto out_files;
		}
	}
	sysctl_header = register_sysctl("kernel/pax", sysctls);
	if (!sysctl_header) {
		err = -ENOMEM;
		pr_err("cannot load: the sysctl kernel.pax.softmode cannot be made\n");
		goto out_files;
	}
	return 0;

out_files:
	remove_files();
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
	unregister_sysctl_table(sysctl_header);
	remove_files();
}
