/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Watches whether the hooks are in force ("armed").
 */
#ifndef PAX_ARMED_H
#define PAX_ARMED_H

int pax_armed_attach(void);
void pax_armed_start(void);
void pax_armed_detach(void);

#endif /* PAX_ARMED_H */
