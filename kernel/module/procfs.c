// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes the files of the module in /proc/fs/pax, and a symbolic link to them in securityfs, where
 * built-in PaX has its files.
 *
 * A file in securityfs stays reachable after its removal, for example through a descriptor with
 * O_PATH, and its inode still points to functions of the module after an unload. Procfs is safe:
 * proc_remove() waits for every task in these functions, calls release() for every open file, and
 * allows no further call. The symbolic link uses only functions of the kernel.
 *
 * Container runtimes and service managers that protect the kernel's settings make /proc/fs
 * read-only.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/pid_namespace.h>
#include <linux/poll.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>
#include <linux/sched/task.h>
#include <linux/security.h>

#include "control/files.h"

static const struct file_operations *ops_of(struct file *file)
{
	return pax_file_of(file_inode(file))->ops;
}

/*
 * An open file holds a reference to the module. Procfs protects the functions; the reference makes
 * an unload fail with "in use" instead of waiting for a task that sleeps in them, and it protects
 * the wait queue that poll() adds the caller to.
 *
 * A container has its own /proc, where the root of the container would own root's files. So a file
 * for root can be opened only in the /proc of the initial PID namespace.
 */
static int open_file(struct inode *inode, struct file *file)
{
	const struct pax_file *what = pax_file_of(inode);
	int err;

	if (!(what->mode & 0004) && proc_pid_ns(inode->i_sb) != &init_pid_ns)
		return -EACCES;
	if (!try_module_get(THIS_MODULE))
		return -ENOENT;
	err = what->ops->open(inode, file);
	if (err)
		module_put(THIS_MODULE);
	return err;
}

/* Procfs has called this, and an unload waits in proc_remove() until it has returned. */
static int release_file(struct inode *inode, struct file *file)
{
	int err = pax_file_of(inode)->ops->release(inode, file);

	module_put(THIS_MODULE);
	return err;
}

static ssize_t read_file(struct file *file, char __user *to, size_t len, loff_t *pos)
{
	return ops_of(file)->read(file, to, len, pos);
}

static ssize_t write_file(struct file *file, const char __user *from, size_t len, loff_t *pos)
{
	return ops_of(file)->write ? ops_of(file)->write(file, from, len, pos) : -EINVAL;
}

static loff_t lseek_file(struct file *file, loff_t offset, int whence)
{
	return ops_of(file)->llseek(file, offset, whence);
}

static __poll_t poll_file(struct file *file, struct poll_table_struct *wait)
{
	return ops_of(file)->poll ? ops_of(file)->poll(file, wait) : DEFAULT_POLLMASK;
}

static const struct proc_ops ops = {
	.proc_open = open_file,
	.proc_release = release_file,
	.proc_read = read_file,
	.proc_write = write_file,
	.proc_lseek = lseek_file,
	.proc_poll = poll_file,
};

static struct proc_dir_entry *dir;
static struct dentry *symlink;

/* All of them, or none. */
static int make_files(void)
{
	unsigned int n;

	dir = proc_mkdir("fs/pax", NULL);
	for (n = 0; dir && n < PAX_FILES_NUM; n++) {
		const struct pax_file *file = &pax_files[n];

		if (proc_create_data(file->name, file->mode, dir, &ops, (void *)file))
			continue;
		proc_remove(dir);
		dir = NULL;
	}
	if (dir)
		return 0;
	pr_err("cannot load: the files of /proc/fs/pax cannot be made\n");
	return -ENOMEM;
}

/*
 * Made with the kernel's credentials, as at boot: the loader of a module may not be allowed to look
 * up names in securityfs, and under SELinux is not.
 */
static int make_symlink(void)
{
	struct cred *kernel = prepare_kernel_cred(&init_task);
	const struct cred *old;

	if (!kernel)
		return -ENOMEM;
	old = override_creds(kernel);
	symlink = securityfs_create_symlink("pax", NULL, "/proc/fs/pax", NULL);
	revert_creds(old);
	put_cred(kernel);
	if (!IS_ERR(symlink))
		return 0;
	pr_err("cannot load: the link pax in securityfs cannot be made (error %ld)\n",
	       PTR_ERR(symlink));
	return PTR_ERR(symlink);
}

/*
 * If somebody holds the name open, the kernel keeps its dentry after securityfs_remove(), also in
 * 6.12, and the next load could not make the link.
 */
static void remove_symlink(void)
{
	dget(symlink);
	securityfs_remove(symlink);
	d_invalidate(symlink);
	dput(symlink);
}

/**
 * pax_files_attach - make the files
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative errno; then none is there.
 */
int pax_files_attach(void)
{
	int err = make_files();

	if (err)
		return err;
	err = make_symlink();
	if (err)
		proc_remove(dir);
	return err;
}

/**
 * pax_files_dentry - get a dentry in securityfs, where files have no extended attributes
 *
 * Context: any, between attach and detach.
 * Return: its dentry.
 */
struct dentry *pax_files_dentry(void)
{
	return symlink;
}

/**
 * pax_files_detach - remove the files, and wait until no task is in their functions
 *
 * Context: process context, may sleep.
 */
void pax_files_detach(void)
{
	remove_symlink();
	proc_remove(dir);
}
