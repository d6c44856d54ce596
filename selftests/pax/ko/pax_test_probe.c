// SPDX-License-Identifier: GPL-2.0-only
/*
 * Probes a function that pax.ko hooks, name=FUNCTION, with a probe that does not redirect.
 */
#include <linux/kprobes.h>
#include <linux/module.h>

static char *name;
module_param(name, charp, 0);
MODULE_PARM_DESC(name, "the function to take");

static int seen(struct kprobe *p, struct pt_regs *regs)
{
	return 0;
}

static struct kprobe probe = { .pre_handler = seen };

static int __init pax_test_init(void)
{
	probe.symbol_name = name;
	return register_kprobe(&probe);
}

static void __exit pax_test_exit(void)
{
	unregister_kprobe(&probe);
}

module_init(pax_test_init);
module_exit(pax_test_exit);
MODULE_DESCRIPTION("Takes a function that pax.ko hooks");
MODULE_LICENSE("GPL");
