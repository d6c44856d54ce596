/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the program layout writes of each start.
 */
#ifndef PAX_LAYOUT_H
#define PAX_LAYOUT_H

struct layout {
	unsigned long mmap, stack, brk, pie, vdso, personality;
};

#endif /* PAX_LAYOUT_H */
