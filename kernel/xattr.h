/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Marks on files.
 */
#ifndef PAX_XATTR_H
#define PAX_XATTR_H

#include <linux/types.h>

#include "mark.h"

struct dentry;
struct file;

int pax_xattr_probe(struct dentry *dentry);
bool pax_xattr_security_counts(void);
bool pax_xattr_mark(struct file *file, struct pax_mark *mark);

#endif /* PAX_XATTR_H */
