// SPDX-License-Identifier: GPL-2.0-only
/*
 * A module with the name pax. A kernel with PaX built in refuses it.
 */
#include <linux/module.h>

static int __init pax_test_init(void)
{
	return 0;
}

static void __exit pax_test_exit(void)
{
}

module_init(pax_test_init);
module_exit(pax_test_exit);
MODULE_DESCRIPTION("A module that is called pax");
MODULE_LICENSE("GPL");
