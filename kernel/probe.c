// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hook engine, and the table of every function of the kernel that the module
 * touches, beside the binary format and the tracepoint of exec.c.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>

#include "mprotect.h"
#include "pageexec.h"
#include "probe.h"
#include "procfs.h"

/**
 * struct hook - one probe
 * @symbol: the kernel's function, probed at its entry
 * @handler: runs before it, atomic; returns 1 if it redirected, else 0
 * @redirects: the handler may replace the function by another one
 * @probe: the kernel's side
 */
struct hook {
	const char *symbol;
	kprobe_pre_handler_t handler;
	bool redirects;
	struct kprobe probe;
};

static int hook_selftest(struct kprobe *p, struct pt_regs *regs);

static struct hook hooks[] = {
	{ .symbol = "mmap_region", .handler = hook_mmap_region, .redirects = true },
	{ .symbol = "_install_special_mapping",
	  .handler = hook_install_special_mapping,
	  .redirects = true },
	{ .symbol = "vm_brk_flags", .handler = hook_vm_brk_flags },
	{ .symbol = "mprotect_fixup", .handler = hook_mprotect_fixup, .redirects = true },
	{ .symbol = "do_mprotect_pkey", .handler = hook_do_mprotect_pkey },
	{ .symbol = "do_shmat", .handler = hook_do_shmat, .redirects = true },
	{ .symbol = "do_mmap", .handler = hook_do_mmap },
	{ .symbol = "do_brk_flags", .handler = hook_do_brk_flags },
	{ .symbol = "cpuset_task_status_allowed", .handler = hook_task_status },
	{ .symbol = "pax_selftest_target", .handler = hook_selftest },
};

/*
 * Without a post-handler the kernel takes it that a probe leaves the instruction
 * pointer alone: with ftrace below it, it ignores a redirection; without, it optimises
 * the probe into a detour.
 */
static void after_redirect(struct kprobe *p, struct pt_regs *regs, unsigned long flags)
{
}

static atomic_t selftest_hits;
static DEFINE_MUTEX(selftest_lock);

static int hook_selftest(struct kprobe *p, struct pt_regs *regs)
{
	atomic_inc(&selftest_hits);
	return 0;
}

/* A function of our own that is probed like all others. */
noinline void pax_selftest_target(void);
noinline void pax_selftest_target(void)
{
	barrier();
}

/**
 * pax_probe_armed - tell whether the hooks run
 *
 * Root can switch all probes of the kernel off without the module being told, so
 * this calls a probed function and looks whether its handler ran.
 *
 * Context: process context, may sleep.
 * Return: true if probes fire and none has been missed.
 */
bool pax_probe_armed(void)
{
	unsigned int n;
	int before;
	bool armed;

	mutex_lock(&selftest_lock);
	before = atomic_read(&selftest_hits);
	pax_selftest_target();
	armed = atomic_read(&selftest_hits) != before;
	mutex_unlock(&selftest_lock);
	for (n = 0; n < ARRAY_SIZE(hooks); n++)
		armed = armed && !kprobe_disabled(&hooks[n].probe) && !hooks[n].probe.nmissed;
	return armed;
}

/**
 * pax_probe_show - print the state of every hook
 * @m: where to; a line each, "hook SYMBOL: STATE"
 *
 * Context: process context.
 */
void pax_probe_show(struct seq_file *m)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(hooks); n++)
		seq_printf(m, "hook %s: %s, missed %lu\n", hooks[n].symbol,
			   kprobe_disabled(&hooks[n].probe) ? "disabled" : "attached",
			   hooks[n].probe.nmissed);
}

static void detach(unsigned int count)
{
	while (count--)
		unregister_kprobe(&hooks[count].probe);
	/*
	 * A task may be on its way out of a function of ours that a probe
	 * redirected it to: past the probe's own grace period, but not yet back.
	 */
	synchronize_rcu_tasks();
}

/**
 * pax_probe_attach - attach every hook of the table
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative errno; then none is attached.
 */
int pax_probe_attach(void)
{
	unsigned int n;
	int err;

	for (n = 0; n < ARRAY_SIZE(hooks); n++) {
		struct kprobe *probe = &hooks[n].probe;

		*probe = (struct kprobe){ .symbol_name = hooks[n].symbol,
					  .pre_handler = hooks[n].handler };
		if (hooks[n].redirects || !IS_ENABLED(CONFIG_KPROBES_ON_FTRACE))
			probe->post_handler = after_redirect;
		err = register_kprobe(probe);
		if (!err)
			continue;
		if (err == -ENOENT)
			pr_err("cannot load: this kernel has no function %s, or has it inlined\n",
			       hooks[n].symbol);
		else if (err == -EBUSY)
			pr_err("cannot load: function %s is taken by a live patch or another redirecting probe\n",
			       hooks[n].symbol);
		else
			pr_err("cannot load: function %s cannot be probed (error %d)\n",
			       hooks[n].symbol, err);
		detach(n);
		return err;
	}
	return 0;
}

/**
 * pax_probe_detach - give the kernel its functions back
 *
 * Context: process context, may sleep.
 */
void pax_probe_detach(void)
{
	detach(ARRAY_SIZE(hooks));
}
