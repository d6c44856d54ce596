// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes the files of built-in PaX in securityfs. They stay until the kernel stops.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/err.h>
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/security.h>

#include "control/files.h"

static struct dentry *dir, *entries[PAX_FILES_NUM];

static int __init make_entry(struct dentry **entry, const char *name, struct dentry *made)
{
	if (IS_ERR(made)) {
		pr_err("%s cannot be made in securityfs (error %ld)\n", name, PTR_ERR(made));
		return PTR_ERR(made);
	}
	*entry = made;
	return 0;
}

/**
 * pax_files_attach - make the files
 *
 * Context: process context, may sleep; once, while the kernel boots.
 * Return: 0, or a negative errno; then none is there.
 */
int __init pax_files_attach(void)
{
	unsigned int n;
	int err;

	err = make_entry(&dir, "pax", securityfs_create_dir("pax", NULL));
	for (n = 0; n < PAX_FILES_NUM && !err; n++) {
		const struct pax_file *file = &pax_files[n];

		err = make_entry(&entries[n], file->name,
				 securityfs_create_file(file->name, file->mode, dir, (void *)file,
							file->ops));
	}
	if (err)
		pax_files_detach();
	return err;
}

/**
 * pax_files_dentry - get a dentry in securityfs, where files have no extended attributes
 *
 * Context: any, after pax_files_attach().
 * Return: its dentry.
 */
struct dentry *pax_files_dentry(void)
{
	return dir;
}

/**
 * pax_files_detach - remove the files
 *
 * Context: process context, may sleep; no program has run yet.
 */
void pax_files_detach(void)
{
	unsigned int n;

	for (n = 0; n < PAX_FILES_NUM; n++)
		securityfs_remove(entries[n]);
	securityfs_remove(dir);
}
