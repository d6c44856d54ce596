// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hooks through ftrace.
 *
 * No call is missed: there is nothing that must not be entered twice. And root cannot
 * switch ftrace off while the module holds it on (armed.c).
 */
#include <linux/slab.h>

#include "module/attach.h"
#include "base/compat.h"

/* Context: the hooked function's; the kernel's own way to a hook. */
static void notrace run_handler(unsigned long ip, unsigned long parent, struct ftrace_ops *ops,
				struct ftrace_regs *fregs)
{
	container_of(ops, struct pax_hook, ops)->handler(pax_ftrace_regs(fregs));
}

/**
 * pax_find_places - find out where hooks are to stand
 * @hooks: the first one
 * @count: how many
 * @n: the result: which one has no place, if one has none
 *
 * As pax_find_symbol(), but the kernel waits once, for all of them, until it has forgotten what it
 * was asked.
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
 * Return: 0; -ENOENT if there is no such function, -EBUSY if it is taken by another user
 * that redirects, or another errno.
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
 * pax_detach - detach hooks, and wait until none of them runs, nor what they redirect to
 * @hooks: the first one
 * @count: how many
 *
 * ftrace does the waiting, for each user that lies in a module: until every processor has left
 * what cannot be preempted, and every task what can. That covers the last instructions of our
 * functions that hold a reference to the module while they sleep, too.
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
 * pax_attach_missed - tell how many calls have passed a hook unseen
 * @hook: which one
 *
 * Context: any.
 * Return: the number since it was attached.
 */
unsigned long pax_attach_missed(const struct pax_hook *hook)
{
	return 0;
}
