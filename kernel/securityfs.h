/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What admins see: /sys/kernel/security/pax, sysctl kernel.pax.softmode.
 */
#ifndef PAX_SECURITYFS_H
#define PAX_SECURITYFS_H

struct dentry;

int pax_securityfs_attach(void);
struct dentry *pax_securityfs_dir(void);
void pax_securityfs_detach(void);

#endif /* PAX_SECURITYFS_H */
