// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the mark of a file: decides which attribute counts, and whether a file may weaken its
 * protections by a mark.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/mount.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>
#include <linux/xattr.h>

#include "base/compat.h"
#include "report/report.h"
#include "protect/xattr.h"

static bool security_counts __ro_after_init;

/**
 * pax_xattr_probe - find out who can set security.pax.flags on this kernel
 * @dentry: a file that has no attributes
 *
 * Setting it should need CAP_SYS_ADMIN. But older kernels, 6.1 among them, do not check that if the
 * BPF LSM is on and neither SELinux nor Smack is: every user can set such an attribute on every
 * file. Then the attribute may not come from the admin, and must not count. A module cannot read
 * the list of LSMs, so this tries to set the attribute, without the capability, on a file that
 * never takes attributes.
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
 * pax_xattr_security_counts - tell whether security.pax.flags counts
 *
 * Context: any.
 * Return: true if only admins can set it on this kernel.
 */
bool pax_xattr_security_counts(void)
{
	return security_counts;
}

/**
 * pax_xattr_report - report a mark that does not count
 * @event: what is wrong with it
 * @file: the file that has it
 * @xattr: the attribute
 *
 * Context: process context.
 */
void pax_xattr_report(enum pax_event event, struct file *file, const struct pax_xattr *xattr)
{
	struct pax_subject subject = { .file = file,
				       .attribute = xattr->name,
				       .privileged = xattr->privileged,
				       .why = xattr->why };

	if (xattr->len == -ERANGE || xattr->len == -E2BIG) {
		subject.value = "(too long)";
		subject.len = strlen(subject.value);
	} else if (xattr->len < 0) {
		subject.error = xattr->len;
	} else {
		subject.value = xattr->value;
		subject.len = xattr->len;
	}
	pax_report(event, &subject);
}

/*
 * Reads one attribute. As in PaX, this needs no permission beyond that to execute the file.
 * Returns true if the file has it, even if it cannot be read.
 */
static bool read_attribute(struct file *file, const char *name, struct pax_xattr *xattr)
{
	struct dentry *dentry = file->f_path.dentry;

	xattr->name = name;
	xattr->len =
		__vfs_getxattr(dentry, d_inode(dentry), name, xattr->value, sizeof(xattr->value));
	return xattr->len != -ENODATA && xattr->len != -EOPNOTSUPP;
}

/**
 * pax_xattr_mark - the mark of an executable
 * @file: the executable
 * @mark: the result
 * @xattr: the attribute that it comes from
 *
 * security.pax.flags, if it counts, takes precedence over user.pax.flags, even if it is invalid or
 * cannot be read: a user who can set the second must not override the first. A mark that is
 * invalid or cannot be read is reported.
 *
 * Context: process context, may sleep.
 * Return: PAX_MARK_VALID; PAX_MARK_NONE, also for an invalid mark; or PAX_MARK_UNREADABLE.
 */
enum pax_marked pax_xattr_mark(struct file *file, struct pax_mark *mark, struct pax_xattr *xattr)
{
	might_sleep();
	xattr->privileged = false;
	xattr->why = NULL;
	if (!(security_counts && read_attribute(file, PAX_XATTR_SECURITY, xattr)) &&
	    !read_attribute(file, PAX_XATTR_USER, xattr))
		return PAX_MARK_NONE;
	if (xattr->len < 0 && xattr->len != -ERANGE && xattr->len != -E2BIG) {
		pax_xattr_report(PAX_EV_MARK_UNREADABLE, file, xattr);
		return PAX_MARK_UNREADABLE;
	}
	if (xattr->len < 0 || pax_mark_parse(xattr->value, xattr->len, mark)) {
		pax_xattr_report(PAX_EV_MARK_INVALID, file, xattr);
		return PAX_MARK_NONE;
	}
	return PAX_MARK_VALID;
}

/**
 * pax_xattr_trusted - tell whether nobody but root can have marked or written a file
 * @file: the file
 *
 * Root of the initial user namespace owns it, both on disk and through the mount; neither group nor
 * others can write it (the mask of an ACL is the group's bits); and it is on a file system where
 * the kernel obeys set-user-ID bits: not one of another user namespace, nor one that is mounted
 * nosuid, as removable media are.
 *
 * Context: any.
 * Return: true if a weakening mark counts under trust=root, and on a privileged program.
 */
bool pax_xattr_trusted(struct file *file)
{
	const struct inode *inode = file_inode(file);

	return uid_eq(inode->i_uid, GLOBAL_ROOT_UID) && pax_file_is_roots(file) &&
	       !(inode->i_mode & 0022) && inode->i_sb->s_user_ns == &init_user_ns &&
	       !(file->f_path.mnt->mnt_flags & MNT_NOSUID);
}

/**
 * pax_xattr_privileged - tell whether a program gains privileges by being executed
 * @file: its file
 *
 * It does by its set-user-ID bit, its set-group-ID bit (which has another meaning without the
 * group's execute bit), or capabilities. Whether it gains them in this exec (a mount with nosuid,
 * no_new_privs, capabilities of another namespace) does not matter. Capabilities that cannot be
 * read count as present.
 *
 * Context: process context, may sleep.
 * Return: true if so.
 */
bool pax_xattr_privileged(struct file *file)
{
	const umode_t group = S_ISGID | 0010;
	struct dentry *dentry = file->f_path.dentry;
	umode_t mode = d_inode(dentry)->i_mode;
	ssize_t len;

	might_sleep();
	if ((mode & S_ISUID) || (mode & group) == group)
		return true;
	len = __vfs_getxattr(dentry, d_inode(dentry), XATTR_NAME_CAPS, NULL, 0);
	return len != -ENODATA && len != -EOPNOTSUPP;
}
