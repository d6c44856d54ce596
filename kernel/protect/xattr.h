/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads the mark of a file from its extended attributes.
 */
#ifndef PAX_XATTR_H
#define PAX_XATTR_H

#include <linux/types.h>

#include "rules/mark.h"
#include "report/report.h"

struct dentry;
struct file;

/**
 * struct pax_xattr - the attribute that a mark was read from
 * @name: its name, static
 * @value: its bytes
 * @len: how many; a negative errno if it could not be read
 * @privileged: the mark weakens a program that gains privileges by being executed, for
 *	PAX_EV_MARK_UNTRUSTED
 * @why: why its signature does not make it count, likewise; NULL without trust=signed
 */
struct pax_xattr {
	const char *name;
	char value[PAX_SUBJECT_VALUE];
	ssize_t len;
	bool privileged;
	const char *why;
};

/* The result of reading the mark of a file. */
enum pax_marked { PAX_MARK_NONE, PAX_MARK_VALID, PAX_MARK_UNREADABLE };

int pax_xattr_probe(struct dentry *dentry);
bool pax_xattr_security_counts(void);
enum pax_marked pax_xattr_mark(struct file *file, struct pax_mark *mark, struct pax_xattr *xattr);
bool pax_xattr_trusted(struct file *file);
bool pax_xattr_privileged(struct file *file);
void pax_xattr_report(enum pax_event event, struct file *file, const struct pax_xattr *xattr);

#endif /* PAX_XATTR_H */
