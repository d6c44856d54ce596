/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files in /sys/kernel/security/pax. Their content is the same for a module and for built-in
 * PaX (files.c). Built-in PaX makes them in securityfs (builtin/securityfs.c), a module makes them
 * in procfs, from which the kernel can remove them safely (module/procfs.c).
 */
#ifndef PAX_FILES_H
#define PAX_FILES_H

#include <linux/fs.h>
#include <linux/proc_fs.h>
#include <linux/types.h>

#include "settings/settings.h"

struct dentry;
struct seq_file;

/**
 * struct pax_file - one file
 * @name: its name
 * @mode: its mode
 * @ops: its operations; open() finds this structure by pax_file_of()
 * @show: prints the content of a file that is only read; NULL for others
 * @setting: which setting it is, for the file of a setting
 */
struct pax_file {
	const char *name;
	umode_t mode;
	const struct file_operations *ops;
	void (*show)(struct seq_file *m);
	enum pax_setting_id setting;
};

/* version, status, counters, keys, events, and a file for each setting. */
#define PAX_FILES_NUM (5 + PAX_SET_NUM)

extern const struct pax_file pax_files[PAX_FILES_NUM];

/**
 * pax_file_of - get the file that an inode stands for
 * @inode: made with a member of pax_files as its data
 *
 * Context: any.
 * Return: that member.
 */
static inline const struct pax_file *pax_file_of(const struct inode *inode)
{
#ifdef CONFIG_SECURITY_PAX
	return inode->i_private;
#else
	return pde_data(inode);
#endif
}

int pax_files_attach(void);
struct dentry *pax_files_dentry(void);
void pax_files_detach(void);

#endif /* PAX_FILES_H */
