/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What stands where the kernel calls PaX: probes (module/), or calls (lsm.c).
 */
#ifndef PAX_HOOK_STATUS_H
#define PAX_HOOK_STATUS_H

struct seq_file;

void pax_armed_show(struct seq_file *m);
void pax_hooks_show(struct seq_file *m);

#endif /* PAX_HOOK_STATUS_H */
