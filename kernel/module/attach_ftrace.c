// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attaches hooks by ftrace.
 *
 * No call is missed, as the handlers may be entered again while they run. Root cannot switch ftrace
 * off while the module keeps it on (armed.c).
 */
#include <linux/slab.h>

#include "module/attach.h"
#include "base/compat.h"

/* Context: that of the hooked function. ftrace calls this for hooks without an entry. */
static void notrace run_handler(unsigned long ip, unsigned long parent, struct ftrace_ops *ops,
				struct ftrace_regs *fregs)
{
	container_of(ops, struct pax_hook, ops)->handler(pax_ftrace_regs(fregs));
}

/**
 * pax_find_places - find the addresses to attach hooks at
 * @hooks: the first one
 * @count: how many
 * @n: the result: the first one without an address, if there is one
 *
 * As pax_find_symbol(), but all probes are unregistered at once, so that the kernel waits for only
 * one grace period.
 *
 * Context: process context, may sleep.
 * Return: 0; -ENOENT if there is no such function, or another errno.
 */
int pax_find_places(struct pax_hook *hooks, unsigned int count, unsigned int *n)
{
	struct kprobe *trials = kcalloc(count, sizeof(*trials), GFP_KERNEL);
	struct kprobe *registered[PAX_HOOKS_MAX];
	int err = 0;

	*n = 0;
	if (!trials)
		return -ENOMEM;
	for (; *n < count; ++*n) {
		registered[*n] = &trials[*n];
		trials[*n].symbol_name = hooks[*n].symbol;
		trials[*n].flags = KPROBE_FLAG_DISABLED;
		err = register_kprobe(&trials[*n]);
		if (err)
			break;
		hooks[*n].place = trials[*n].addr;
	}
	unregister_kprobes(registered, *n);
	kfree(trials);
	return err;
}

/**
 * pax_attach - attach a hook
 * @hook: which one, after pax_find_places()
 *
 * Context: process context, may sleep.
 * Return: 0; -ENOENT if there is no such function, -EBUSY if another user redirects it, or another
 * errno.
 */
int pax_attach(struct pax_hook *hook)
{
	struct ftrace_ops *ops = &hook->ops;
	int err;

	*ops = (struct ftrace_ops){ .func = run_handler,
				    .flags = hook->redirects ? FTRACE_OPS_FL_IPMODIFY : 0 };
	if (hook->entry)
		pax_entry_use(ops, hook->entry);
	err = ftrace_set_filter_ip(ops, (unsigned long)hook->place, 0, 0);
	if (!err)
		err = register_ftrace_function(ops);
	if (err)
		ftrace_free_filter(ops);
	return err;
}

/**
 * pax_detach - detach hooks, and wait until neither they nor the functions they redirect to run
 * @hooks: the first one
 * @count: how many
 *
 * ftrace waits, for each user in a module, until every processor has left code that cannot be
 * preempted, and every task code that can. That includes the last instructions of functions that
 * sleep with a reference to the module.
 *
 * Context: process context, may sleep.
 */
void pax_detach(struct pax_hook *hooks, unsigned int count)
{
	unsigned int n;

	for (n = 0; n < count; n++) {
		unregister_ftrace_function(&hooks[n].ops);
		ftrace_free_filter(&hooks[n].ops);
	}
}

/**
 * pax_attach_disabled - tell whether a hook was switched off, as root can
 * @hook: which one
 *
 * Context: any.
 * Return: true if it was.
 */
bool pax_attach_disabled(struct pax_hook *hook)
{
	return !(hook->ops.flags & FTRACE_OPS_FL_ENABLED);
}

/**
 * pax_attach_missed - get the number of calls that a hook has missed
 * @hook: which one
 *
 * Context: any.
 * Return: the number since it was attached.
 */
unsigned long pax_attach_missed(const struct pax_hook *hook)
{
	return 0;
}
