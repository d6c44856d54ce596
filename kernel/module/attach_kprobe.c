// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attaches hooks by kprobes.
 */
#include <linux/delay.h>
#include <linux/rcupdate.h>

#include "module/attach.h"

/*
 * A post-handler shows the kernel that a probe changes the instruction pointer. For a probe on
 * ftrace the kernel then refuses live patches and the like on the function; otherwise it does not
 * optimise the probe into a jump, which would ignore the change.
 */
static void after_redirect(struct kprobe *p, struct pax_regs *regs, unsigned long flags)
{
}

static int run_handler(struct kprobe *p, struct pax_regs *regs)
{
	return container_of(p, struct pax_hook, probe)->handler(regs);
}

/*
 * A redirecting probe must not join an ordinary probe of somebody else: with ftrace below, the
 * kernel keeps the address armed as for the ordinary probe, and loses count of its probes when one
 * of the two is removed. So first try the address with an ordinary probe that stays disabled.
 */
static int try_place(const struct pax_hook *hook)
{
	struct kprobe trial = { .symbol_name = hook->symbol,
				.pre_handler = run_handler,
				.flags = KPROBE_FLAG_DISABLED };
	int err = register_kprobe(&trial);
	bool joined;

	if (err)
		return err;
	joined = kprobe_ftrace(&trial) && !list_empty(&trial.list);
	unregister_kprobe(&trial);
	return joined ? -EBUSY : 0;
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
	struct kprobe *probe = &hook->probe;
	int err = hook->redirects && IS_ENABLED(CONFIG_KPROBES_ON_FTRACE) ? try_place(hook) : 0;

	if (err)
		return err;
	*probe = (struct kprobe){ .symbol_name = hook->symbol, .pre_handler = run_handler };
	if (hook->redirects || !IS_ENABLED(CONFIG_KPROBES_ON_FTRACE))
		probe->post_handler = after_redirect;
	return register_kprobe(probe);
}

/**
 * pax_detach - detach hooks, and wait until neither they nor the functions they redirect to run
 * @hooks: the first one
 * @count: how many
 *
 * Disarming a probe on ftrace can fail for lack of memory. disable_kprobe() then returns an error
 * and changes nothing, but unregister_kprobes() would free a probe that is still armed. So probes
 * are disabled first, and unregistering them then has nothing to disarm.
 *
 * Context: process context, may sleep.
 */
void pax_detach(struct pax_hook *hooks, unsigned int count)
{
	struct kprobe *probes[PAX_HOOKS_MAX];
	unsigned int n;

	for (n = 0; n < count; n++) {
		probes[n] = &hooks[n].probe;
		while (disable_kprobe(probes[n]))
			msleep(20);
	}
	unregister_kprobes(probes, count);
	/*
	 * A task may still be in the last instructions of a function that a probe redirected it to,
	 * after the grace period of the probe.
	 */
	synchronize_rcu_tasks();
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
	return kprobe_disabled(&hook->probe);
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
	return READ_ONCE(hook->probe.nmissed);
}
