/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attaches one hook to the entry of a function of the kernel: by a kprobe (attach_kprobe.c), or, if
 * ftrace passes everything that a hook needs, by ftrace alone (attach_ftrace.c), which is much
 * cheaper, cannot be switched off and misses no call.
 */
#ifndef PAX_ATTACH_H
#define PAX_ATTACH_H

#include <linux/ftrace.h>
#include <linux/kprobes.h>

#include "module/arch/entry.h"
#include "module/arch/regs.h"

/* The cause if no hook runs any more. */
#ifdef PAX_ON_FTRACE
#define PAX_ATTACH_OFF "ftrace switched off"
#else
#define PAX_ATTACH_OFF "kprobes switched off"
#endif

/* The most hooks that are detached at once. */
#define PAX_HOOKS_MAX 24

/**
 * struct pax_hook - one hook
 * @symbol: the kernel's function, hooked at its entry
 * @handler: runs before it, atomic; returns 1 if it redirected, else 0
 * @redirects: the handler may redirect the call to another function
 * @entry: the function between ftrace and the handler (PAX_ENTRY()); NULL to use that of ftrace
 * @probe: the kprobe
 * @ops: the user of ftrace
 * @place: the address in the function that ftrace traces
 * @missed: how many calls it had missed at the last check
 * @missing: @missed rose recently, at @missed_at
 * @missed_at: in jiffies
 */
struct pax_hook {
	const char *symbol;
	int (*handler)(struct pax_regs *regs);
	bool redirects;
	pax_entry *entry;
#ifdef PAX_ON_FTRACE
	struct ftrace_ops ops;
	void *place;
#else
	struct kprobe probe;
#endif
	unsigned long missed, missed_at;
	bool missing;
};

#ifdef PAX_ON_FTRACE
int pax_find_places(struct pax_hook *hooks, unsigned int count, unsigned int *n);
#else
/* A kprobe goes by the function's name. */
static inline int pax_find_places(struct pax_hook *hooks, unsigned int count, unsigned int *n)
{
	return 0;
}
#endif
int pax_attach(struct pax_hook *hook);
void pax_detach(struct pax_hook *hooks, unsigned int count);
bool pax_attach_disabled(struct pax_hook *hook);
unsigned long pax_attach_missed(const struct pax_hook *hook);

#endif /* PAX_ATTACH_H */
