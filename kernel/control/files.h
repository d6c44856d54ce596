/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What admins see: files, at /sys/kernel/security/pax, and sysctl kernel.pax.softmode.
 *
 * What is in the files is the same everywhere (files.c). Built in, they are files of securityfs
 * (lsm_files.c). A module has them where the kernel can take them away again
 * (module/proc_files.c).
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
 * @ops: what can be done with it; open() finds this structure with pax_file_of()
 * @show: prints its content, of a file that is only read; NULL otherwise
 * @setting: which setting it is, of a file that sets one
 */
struct pax_file {
	const char *name;
	umode_t mode;
	const struct file_operations *ops;
	void (*show)(struct seq_file *m);
	enum pax_setting_id setting;
};

/* version, status, counters, events, and a file for each setting. */
#define PAX_FILES_NUM (4 + PAX_SET_NUM)

extern const struct pax_file pax_files[PAX_FILES_NUM];

/**
 * pax_file_of - which file an inode stands for
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

int pax_sysctl_attach(void);
void pax_sysctl_detach(void);

#endif /* PAX_FILES_H */
