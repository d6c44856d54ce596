/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The record that the program layout writes at each start.
 */
#ifndef PAX_LAYOUT_H
#define PAX_LAYOUT_H

/* @taken: a bit for each region that a sanitizer needs and that was not free. */
struct layout {
	unsigned long mmap, stack, brk, pie, vdso, personality, taken;
};

#endif /* PAX_LAYOUT_H */
