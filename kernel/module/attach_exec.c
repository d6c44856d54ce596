// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hooks exec and fork.
 *
 * Exec: the module registers a binary format before the kernel's own. It is called for every ELF
 * file that is about to be loaded, and passes the file on. Fork: a tracepoint that fires before the
 * child runs.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/binfmts.h>
#include <linux/module.h>
#include <linux/pax.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/tracepoint.h>

#include "module/attach_exec.h"
#include "base/mm_flags.h"

/*
 * Context: process context, may sleep; before the point of no return.
 * Return: -ENOEXEC to have the next format load the file, -EINVAL to refuse it.
 */
static int pax_load_binary(struct linux_binprm *bprm)
{
	return pax_on_exec(bprm) ?: -ENOEXEC;
}

static struct linux_binfmt pax_binfmt = {
	.module = THIS_MODULE,
	.load_binary = pax_load_binary,
};

/* Context: atomic; the child does not run yet. */
static void pax_fork(void *data, struct task_struct *parent, struct task_struct *child)
{
	unsigned int flags = pax_mm_flags(parent->mm);

	if (flags && child->mm && child->mm != parent->mm)
		pax_mm_set_flags(child->mm, flags);
}

static struct tracepoint *fork_tracepoint;

static void find_fork_tracepoint(struct tracepoint *tp, void *data)
{
	if (!strcmp(tp->name, "sched_process_fork"))
		fork_tracepoint = tp;
}

/**
 * pax_exec_attach - begin to give processes their flags
 *
 * Everything that acts on flags must be attached before.
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative errno; then nothing is attached.
 */
int pax_exec_attach(void)
{
	int err;

	for_each_kernel_tracepoint(find_fork_tracepoint, NULL);
	if (!fork_tracepoint) {
		pr_err("cannot load: this kernel has no tracepoint sched_process_fork\n");
		return -ENOENT;
	}
	err = tracepoint_probe_register(fork_tracepoint, pax_fork, NULL);
	if (err) {
		pr_err("cannot load: tracepoint sched_process_fork cannot be used (error %d)\n",
		       err);
		return err;
	}
	__register_binfmt(&pax_binfmt, 1);
	return 0;
}

/**
 * pax_exec_detach - stop giving processes their flags
 *
 * Context: process context, may sleep.
 */
void pax_exec_detach(void)
{
	unregister_binfmt(&pax_binfmt);
	tracepoint_probe_unregister(fork_tracepoint, pax_fork, NULL);
	tracepoint_synchronize_unregister();
}
