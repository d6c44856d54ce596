// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes a hook miss a request: calls a hooked function from within the handler of another probe.
 * Does so once, at load.
 */
#include <linux/binfmts.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/sched/signal.h>

noinline int pax_test_target(void);
noinline int pax_test_target(void)
{
	barrier();
	return 0;
}

/* It only sets the limit of the stack, to what that is. */
static int call_hooked(struct kprobe *p, struct pt_regs *regs)
{
	static struct linux_binprm bprm;

	bprm.rlim_stack = current->signal->rlim[RLIMIT_STACK];
	finalize_exec(&bprm);
	return 0;
}

static struct kprobe probe = { .symbol_name = "pax_test_target", .pre_handler = call_hooked };

static int __init pax_test_init(void)
{
	int err = register_kprobe(&probe);

	if (err)
		return err;
	pax_test_target();
	unregister_kprobe(&probe);
	return 0;
}

static void __exit pax_test_exit(void)
{
}

module_init(pax_test_init);
module_exit(pax_test_exit);
MODULE_DESCRIPTION("Makes a hook of pax.ko miss a request");
MODULE_LICENSE("GPL");
