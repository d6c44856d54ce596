/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * EMUTRAMP: a program whose compiler or libffi writes trampolines to its stack or heap
 * works although nothing there can be executed.
 */
#ifndef PAX_EMUTRAMP_H
#define PAX_EMUTRAMP_H

#include <linux/types.h>

struct pt_regs;
struct seq_file;

bool pax_emutramp(struct pt_regs *regs);
void pax_emutramp_show(struct seq_file *m);

#endif /* PAX_EMUTRAMP_H */
