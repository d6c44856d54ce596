/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hooks exec and fork: a process gets its flags from the mark at exec, from its parent at fork.
 */
#ifndef PAX_ATTACH_EXEC_H
#define PAX_ATTACH_EXEC_H

int pax_exec_attach(void);
void pax_exec_detach(void);

#endif /* PAX_ATTACH_EXEC_H */
