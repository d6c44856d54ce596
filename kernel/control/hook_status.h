/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Prints the state of the hooks for the status file. module/hook_table.c, module/armed.c and
 * module/proof.c implement this for a module, builtin/hook_status.c for built-in PaX.
 */
#ifndef PAX_HOOK_STATUS_H
#define PAX_HOOK_STATUS_H

struct seq_file;

void pax_armed_show(struct seq_file *m);
void pax_hooks_show(struct seq_file *m);
void pax_kernel_show(struct seq_file *m);

#endif /* PAX_HOOK_STATUS_H */
