/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The notation of the patterns of trampolines. A pattern is a row of items: bytes and words that
 * the memory must contain, and values that are taken from it, each with the least significant byte
 * first. END ends it.
 */
#ifndef PAX_ARCH_TRAMP_TABLE_H
#define PAX_ARCH_TRAMP_TABLE_H

#ifdef __KERNEL__
#include <linux/kernel.h>
#else
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif
#include "arch/tramp.h"

enum pax_tramp_kind {
	PAX_TRAMP_EXACT,
	PAX_TRAMP_CHAIN,    /* the value that the pointer carries; GCC: the static chain */
	PAX_TRAMP_TARGET,   /* where the trampoline jumps to */
	PAX_TRAMP_RELATIVE, /* the same, counted from the next instruction */
	PAX_TRAMP_END,
};

/* The rest of an item: how many bytes, and which, if exact. A plain number is one byte. */
#define PAX_TRAMP_ITEM(kind, size, exact) ((u64)(kind) << 40 | (u64)(size) << 32 | (exact))

#define HALF(half) PAX_TRAMP_ITEM(PAX_TRAMP_EXACT, 2, half)
#define WORD(word) PAX_TRAMP_ITEM(PAX_TRAMP_EXACT, 4, word)
#define CHAIN32 PAX_TRAMP_ITEM(PAX_TRAMP_CHAIN, 4, 0)
#define CHAIN64 PAX_TRAMP_ITEM(PAX_TRAMP_CHAIN, 8, 0)
#define TARGET32 PAX_TRAMP_ITEM(PAX_TRAMP_TARGET, 4, 0)
#define TARGET64 PAX_TRAMP_ITEM(PAX_TRAMP_TARGET, 8, 0)
#define RELATIVE32 PAX_TRAMP_ITEM(PAX_TRAMP_RELATIVE, 4, 0)
#define END PAX_TRAMP_ITEM(PAX_TRAMP_END, 0, 0)

#endif /* PAX_ARCH_TRAMP_TABLE_H */
