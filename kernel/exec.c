// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a process gets its flags.
 *
 * Exec: a binary format of our own stands before the kernel's. It sees every ELF
 * file that is about to be loaded, the interpreter where that is what will run,
 * stores the flags in the new mm and passes the file on. Fork: a tracepoint that
 * fires before the child runs.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/binfmts.h>
#include <linux/elf.h>
#include <linux/module.h>
#include <linux/personality.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/tracepoint.h>

#include "arch/regs.h"
#include "compat.h"
#include "exec.h"
#include "mark.h"
#include "mm_flags.h"
#include "policy.h"
#include "randmmap.h"
#include "report.h"
#include "settings.h"
#include "xattr.h"

/*
 * The flags that a file is to run with. Under trust=root, who can write a file can still
 * have it protected better, but not worse.
 */
static unsigned int flags_of(struct file *file)
{
	bool softmode = pax_softmode();
	unsigned int unmarked = pax_mark_resolve(NULL, softmode, pax_defaults()), marked;
	struct pax_xattr xattr;
	struct pax_mark mark;

	if (!pax_xattr_mark(file, &mark, &xattr))
		return unmarked;
	marked = pax_mark_resolve(&mark, softmode, 0);
	if (pax_trust_root() && pax_mark_weakens(marked, unmarked) && !pax_xattr_trusted(file)) {
		pax_xattr_report(PAX_EV_MARK_UNTRUSTED, file, &xattr);
		return unmarked;
	}
	return marked;
}

/*
 * Context: process context, may sleep; before the point of no return.
 * Return: -ENOEXEC to have the next format load the file, -EINVAL to refuse it.
 */
static int pax_load_binary(struct linux_binprm *bprm)
{
	const struct elfhdr *elf = (const struct elfhdr *)bprm->buf;
	unsigned int flags;

	might_sleep();
	if (memcmp(elf->e_ident, ELFMAG, SELFMAG) || !pax_arch_loads(elf))
		return -ENOEXEC;

	flags = flags_of(bprm->file);
	if (pax_mark_contradicts(flags)) {
		struct pax_subject subject = { .file = bprm->file, .flags = flags };

		pax_report(PAX_EV_EXEC_REFUSED, &subject);
		if (!pax_permissive())
			return -EINVAL;
	}
	pax_mm_set_flags(bprm->mm, flags);
	if (!pax_permissive() && pax_policy_drops_rie(flags))
		bprm->per_clear |= READ_IMPLIES_EXEC;
	pax_randmmap_prepare(bprm, flags);
	return -ENOEXEC;
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
 * pax_exec_detach - give flags to no more processes
 *
 * Context: process context, may sleep.
 */
void pax_exec_detach(void)
{
	unregister_binfmt(&pax_binfmt);
	tracepoint_probe_unregister(fork_tracepoint, pax_fork, NULL);
	tracepoint_synchronize_unregister();
}
