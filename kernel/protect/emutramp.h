/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * EMUTRAMP: emulates the trampolines that GCC and libffi write to the stack or heap, so that
 * programs that use them work although nothing there is executable.
 */
#ifndef PAX_EMUTRAMP_H
#define PAX_EMUTRAMP_H

#include <linux/types.h>

struct pt_regs;
struct seq_file;

bool pax_emutramp(struct pt_regs *regs);
void pax_emutramp_show(struct seq_file *m);

#endif /* PAX_EMUTRAMP_H */
