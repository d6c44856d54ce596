/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The record that the program heap writes about its heap.
 */
#ifndef PAX_HEAP_H
#define PAX_HEAP_H

/* What went wrong. */
enum {
	HEAP_NOT_GROWN = 1,
	HEAP_MANY = 2, /* it is not one mapping */
	HEAP_NOT_SHRUNK = 4,
	HEAP_NOT_ZERO = 8,
};

/**
 * struct heap - a heap
 * @start: where the program found it
 * @wrong: bits of HEAP_*
 * @executable: errno of making its first page executable
 */
struct heap {
	unsigned long start;
	int wrong, executable;
};

#endif /* PAX_HEAP_H */
