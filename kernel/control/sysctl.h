/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sysctl kernel.pax.softmode.
 */
#ifndef PAX_CONTROL_SYSCTL_H
#define PAX_CONTROL_SYSCTL_H

int pax_sysctl_attach(void);
void pax_sysctl_detach(void);

#endif /* PAX_CONTROL_SYSCTL_H */
