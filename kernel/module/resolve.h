/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a function of the kernel is: at an address that a kprobe could stand at, which is
 * how a module can ask.
 */
#ifndef PAX_RESOLVE_H
#define PAX_RESOLVE_H

#include <linux/kprobes.h>

/**
 * pax_resolve - look up a function of the kernel
 * @symbol: its name
 * @address: the result: the place at its entry where it can be probed
 *
 * Context: process context, may sleep.
 * Return: 0, -ENOENT if there is none, or another errno.
 */
static inline int pax_resolve(const char *symbol, void **address)
{
	struct kprobe trial = { .symbol_name = symbol, .flags = KPROBE_FLAG_DISABLED };
	int err = register_kprobe(&trial);

	if (err)
		return err;
	*address = trial.addr;
	unregister_kprobe(&trial);
	return 0;
}

#endif /* PAX_RESOLVE_H */
