// SPDX-License-Identifier: GPL-2.0-only
/*
 * Marks on files: which attribute counts, and reading it.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/xattr.h>

#include "compat.h"
#include "report.h"
#include "xattr.h"

static bool security_counts __ro_after_init;

/**
 * pax_xattr_probe - find out who can set security.pax.flags on this kernel
 * @dentry: a file that has no attributes
 *
 * It is to be for CAP_SYS_ADMIN only. But older kernels, 6.1 among them, forget to ask
 * for it where the BPF LSM is on and neither SELinux nor Smack is: every user can set
 * an attribute of that kind on every file. What was set there says nothing about the
 * admin's will, and must not count. The list of LSMs is not to be had, so this tries:
 * without the capability, and on a file that takes no attribute in any case.
 *
 * Context: process context, may sleep.
 * Return: 0, or -ENOMEM.
 */
int __init pax_xattr_probe(struct dentry *dentry)
{
	const struct cred *old;
	struct cred *weak = prepare_creds();
	int err;

	might_sleep();
	if (!weak)
		return -ENOMEM;
	cap_clear(weak->cap_effective);
	old = override_creds(weak);
	err = vfs_setxattr(pax_nop_idmap(), dentry, PAX_XATTR_SECURITY, "", 0, 0);
	revert_creds(old);
	put_cred(weak);
	security_counts = err == -EPERM || err == -EACCES;
	if (!security_counts)
		pr_warn("every user can set %s on this kernel, so it does not count; with lsm=... without bpf on the kernel's command line it would\n",
			PAX_XATTR_SECURITY);
	return 0;
}

/**
 * pax_xattr_security_counts - tell whether security.pax.flags is looked at
 *
 * Context: any.
 * Return: true if only admins can set it on this kernel.
 */
bool pax_xattr_security_counts(void)
{
	return security_counts;
}

/*
 * Reads one attribute as a mark. As in PaX, whoever may execute the file may have
 * its mark read. Returns true if the file has the attribute, then @valid tells
 * whether it can be used: it cannot if it is no mark, or cannot be read.
 */
static bool read_attribute(struct file *file, const char *name, struct pax_mark *mark, bool *valid)
{
	struct dentry *dentry = file->f_path.dentry;
	char value[PAX_SUBJECT_VALUE];
	struct pax_subject subject = { .file = file, .attribute = name, .value = value };
	ssize_t len;

	len = __vfs_getxattr(dentry, d_inode(dentry), name, value, sizeof(value));
	if (len == -ENODATA || len == -EOPNOTSUPP)
		return false;
	if (len == -ERANGE || len == -E2BIG) {
		*valid = false;
		subject.value = "(too long)";
		subject.len = strlen(subject.value);
		pax_report(PAX_EV_MARK_INVALID, &subject);
		return true;
	}
	if (len < 0) {
		*valid = false;
		subject.error = len;
		pax_report(PAX_EV_MARK_UNREADABLE, &subject);
		return true;
	}
	*valid = !pax_mark_parse(value, len, mark);
	if (!*valid) {
		subject.len = len;
		pax_report(PAX_EV_MARK_INVALID, &subject);
	}
	return true;
}

/**
 * pax_xattr_mark - the mark of an executable
 * @file: the executable
 * @mark: the result
 *
 * security.pax.flags, where it counts, stands before user.pax.flags, even if it is
 * invalid or cannot be read: who can write the second must not get around the first.
 * Either is reported, and the file then counts as unmarked.
 *
 * Context: process context, may sleep.
 * Return: true if there is a valid mark.
 */
bool pax_xattr_mark(struct file *file, struct pax_mark *mark)
{
	bool valid = false;

	might_sleep();
	if (!security_counts || !read_attribute(file, PAX_XATTR_SECURITY, mark, &valid))
		read_attribute(file, PAX_XATTR_USER, mark, &valid);
	return valid;
}
