// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks the signature of a mark, for trust=signed: the attribute security.pax.sig beside the mark
 * signs the mark, and the size and the digest of the content of the file. See rules/signed.h for
 * its format and protect/signed_keys.c for the keys.
 *
 * The content that is checked must be what the program executes. The kernel keeps writers out of a
 * file from the open of an exec until the last process that executes it has ended, so the content
 * stays as it was when the digest was computed. Where it does not, and on file systems that others
 * can change behind the kernel's back, no signature counts.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/xattr.h>

#include <crypto/hash.h>

#include "base/compat.h"
#include "protect/signed.h"
#include "protect/signed_content.h"
#include "protect/signed_keys.h"
#include "protect/xattr.h"
#include "rules/signed_der.h"

/*
 * The file systems whose content changes only through this kernel, and through an open file.
 * Stacked file systems, FUSE, network and cluster file systems are not among them.
 */
static bool is_suitable(const struct super_block *sb)
{
	switch (sb->s_magic) {
	case EXT4_SUPER_MAGIC: /* also ext2 and ext3 */
	case BTRFS_SUPER_MAGIC:
	case XFS_SUPER_MAGIC:
	case F2FS_SUPER_MAGIC:
	case TMPFS_MAGIC:
	case SQUASHFS_MAGIC:
	case EROFS_SUPER_MAGIC_V1:
		return true;
	}
	return false;
}

static enum pax_signed read_signature(struct file *file, void *value, size_t *len)
{
	struct dentry *dentry = file->f_path.dentry;
	ssize_t got = __vfs_getxattr(dentry, d_inode(dentry), PAX_XATTR_SIGNATURE, value,
				     PAX_SIGNATURE_MAX);

	if (got == -ENODATA || got == -EOPNOTSUPP)
		return PAX_SIGNED_NONE;
	if (got == -ERANGE || got == -E2BIG)
		return PAX_SIGNED_MALFORMED;
	if (got < 0)
		return PAX_SIGNED_UNREADABLE;
	*len = got;
	return PAX_SIGNED_VALID;
}

/* The digest by fs-verity costs nothing; the other one costs a read, unless it was kept. */
static enum pax_signed check_content(struct file *file, const struct pax_statement *statement)
{
	u8 digest[PAX_DIGEST_SIZE];
	int err;

	if ((statement->flags & PAX_STATEMENT_VERITY) &&
	    pax_verity_digest(file_inode(file), digest) &&
	    !memcmp(digest, statement->verity, sizeof(digest)))
		return PAX_SIGNED_VALID;
	err = pax_signed_content_digest(file, statement->size, digest);
	if (err == -EIO)
		return PAX_SIGNED_OTHER_CONTENT;
	if (err)
		return PAX_SIGNED_UNFINISHED;
	return memcmp(digest, statement->content, sizeof(digest)) ? PAX_SIGNED_OTHER_CONTENT :
								    PAX_SIGNED_VALID;
}

/* What can be decided about a file at once comes first, the read of the file last. */
static enum pax_signed check_value(struct file *file, const struct pax_mark *mark, bool privileged,
				   const u8 *value, size_t len)
{
	struct pax_statement statement;
	enum pax_signed result;

	if (pax_statement_parse(value, len, &statement) ||
	    !pax_signature_plain(value + PAX_STATEMENT_SIZE, len - PAX_STATEMENT_SIZE))
		return PAX_SIGNED_MALFORMED;
	result = pax_statement_fits(&statement, mark, privileged, i_size_read(file_inode(file)));
	if (result)
		return result;
	result = pax_signed_verify(value, value + PAX_STATEMENT_SIZE, len - PAX_STATEMENT_SIZE);
	return result ?: check_content(file, &statement);
}

/**
 * pax_signed_check - decide whether a weakening mark counts under trust=signed
 * @file: the file, which is being executed
 * @mark: its mark
 * @privileged: it gains privileges by being executed
 *
 * The mark must be one that counts under trust=root. In addition somebody who has a trusted key
 * must have signed it for this content.
 *
 * Context: process context, may sleep; within an exec, as the kernel keeps writers out only there.
 * Return: PAX_SIGNED_VALID, or why it does not count.
 */
enum pax_signed pax_signed_check(struct file *file, const struct pax_mark *mark, bool privileged)
{
	enum pax_signed result;
	size_t len;
	u8 *value;

	might_sleep();
	if (!pax_xattr_trusted(file))
		return PAX_SIGNED_NOT_ROOTS;
	if (!pax_xattr_security_counts() || !is_suitable(file_inode(file)->i_sb))
		return PAX_SIGNED_FILE_SYSTEM;
	if (!pax_exec_keeps_writers_out(file))
		return PAX_SIGNED_WRITABLE;
	value = kmalloc(PAX_SIGNATURE_MAX, GFP_KERNEL);
	if (!value)
		return PAX_SIGNED_UNFINISHED;
	result = read_signature(file, value, &len);
	if (!result)
		result = check_value(file, mark, privileged, value, len);
	kfree(value);
	return result;
}

/**
 * pax_signed_attach - make the keyring, and prepare to keep digests
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative errno.
 */
int pax_signed_attach(void)
{
	int err = pax_signed_keys_attach();

	if (err)
		return err;
	err = pax_signed_content_attach();
	if (err)
		pax_signed_keys_detach();
	return err;
}

/**
 * pax_signed_detach - give back what pax_signed_attach() has made
 *
 * Context: process context, may sleep; no exec is hooked any more.
 */
void pax_signed_detach(void)
{
	pax_signed_content_detach();
	pax_signed_keys_detach();
}

/**
 * pax_signed_missing - tell what this kernel lacks for trust=signed
 *
 * Context: process context, may sleep.
 * Return: NULL if nothing; else a constant text.
 */
const char *pax_signed_missing(void)
{
	might_sleep();
	if (!pax_signed_keyring())
		return "this kernel verifies no signatures";
	if (!pax_xattr_security_counts())
		return "every user can set " PAX_XATTR_SIGNATURE " on this kernel";
	if (!crypto_has_shash("sha256", 0, 0))
		return "this kernel has no SHA-256";
	return NULL;
}

/**
 * pax_signed_show - print what signatures of marks can be
 * @m: the status file; one line
 *
 * Context: process context, may sleep.
 */
void pax_signed_show(struct seq_file *m)
{
	const char *missing = pax_signed_missing();

	if (missing)
		seq_printf(m, "signatures: none, %s\n", missing);
	else
		seq_printf(m, "signatures: of content%s, keys %u, digests %u\n",
			   PAX_VERITY_KNOWN ? " or fs-verity" : "", pax_signed_keys_count(),
			   pax_signed_content_kept());
}
