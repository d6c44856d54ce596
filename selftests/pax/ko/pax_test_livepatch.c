// SPDX-License-Identifier: GPL-2.0-only
/*
 * A live patch of a function that pax.ko hooks: name=do_shmat, or another function that takes any
 * arguments and may return 0 at once.
 */
#include <linux/livepatch.h>
#include <linux/module.h>

static char *name = "do_shmat";
module_param(name, charp, 0);
MODULE_PARM_DESC(name, "the function to patch");

static long patched(void)
{
	return 0;
}

static struct klp_func funcs[] = {
	{ .new_func = patched },
	{}
};

static struct klp_object objects[] = {
	{ .funcs = funcs },
	{}
};

static struct klp_patch patch = { .mod = THIS_MODULE, .objs = objects };

static int __init pax_test_init(void)
{
	funcs[0].old_name = name;
	return klp_enable_patch(&patch);
}

static void __exit pax_test_exit(void)
{
}

module_init(pax_test_init);
module_exit(pax_test_exit);
MODULE_INFO(livepatch, "Y");
MODULE_DESCRIPTION("A live patch of a function that pax.ko hooks");
MODULE_LICENSE("GPL");
