/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Watches whether the hooks are still in force.
 */
#ifndef PAX_ARMED_H
#define PAX_ARMED_H

#include <linux/seq_file.h>

int pax_armed_attach(void);
void pax_armed_start(void);
void pax_armed_detach(void);
void pax_armed_show(struct seq_file *m);

#endif /* PAX_ARMED_H */
