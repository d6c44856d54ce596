// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loads and unloads the module: attaches everything in a safe order, and detaches it again.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/delay.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>

#include "arch/machine.h"
#include "module/armed.h"
#include "module/attach_exec.h"
#include "control/files.h"
#include "control/parameters.h"
#include "control/store.h"
#include "control/sysctl.h"
#include "module/hook_table.h"
#include "module/proof.h"
#include "protect/randmmap.h"
#include "protect/signed.h"
#include "report/report.h"
#include "settings/settings.h"
#include "protect/xattr.h"

#ifdef CONFIG_SECURITY_PAX
#error "pax: this kernel has PaX built in, and takes no module of that name"
#endif

/*
 * Waits until no task runs in the module. The kernel frees a module that fails to load at once,
 * even if a task sleeps in it; and while the hooks were attached, tasks may have entered it.
 */
static void __init wait_until_unused(void)
{
#if defined(MODULE) && defined(CONFIG_MODULE_UNLOAD)
	/* The loader of the module holds one reference. */
	while (module_refcount(THIS_MODULE) > 1)
		msleep(20);
#endif
	synchronize_rcu_tasks();
}

static int __init pax_init(void)
{
	char mode[PAX_SETTING_MAX];
	int err;

	err = pax_parameters_check();
	if (err)
		return err;
	err = pax_proof_check();
	if (err)
		return err;
	err = pax_randmmap_attach();
	if (err)
		return err;
	pax_report_attach();
	err = pax_armed_attach();
	if (err)
		goto out_report;
	err = pax_hooks_attach();
	if (err)
		goto out_armed;
	err = pax_signed_attach();
	if (err)
		goto out_probe;
	/* From here on users can hold files open. */
	err = pax_files_attach();
	if (err)
		goto out_signed;
	err = pax_sysctl_attach();
	if (err)
		goto out_files;
	err = pax_xattr_probe(pax_files_dentry());
	if (!err)
		err = pax_settings_check();
	if (err)
		goto out_sysctl;
	/*
	 * Last, as a binary format cannot be removed while an exec uses it: the kernel
	 * continues from it to the next one in its list. Only an unload waits for that, a
	 * failed load does not.
	 */
	err = pax_exec_attach();
	if (err)
		goto out_sysctl;

	if (!pax_arch_nx())
		pr_warn("this processor cannot refuse execution of a page (no NX)\n");
	pax_setting_format(PAX_SET_MODE, mode);
	pr_info("version %s loaded, mode %s, softmode %d; programs are protected from their next exec on\n",
		PAX_VERSION, mode, pax_softmode());
	pax_settings_start();
	pax_armed_start();
	return 0;

out_sysctl:
	pax_sysctl_detach();
out_files:
	pax_files_detach();
out_signed:
	pax_signed_detach();
out_probe:
	pax_hooks_detach();
out_armed:
	pax_armed_detach();
	wait_until_unused();
out_report:
	pax_report_detach();
	return err;
}

static void __exit pax_exit(void)
{
	pax_sysctl_detach();
	pax_files_detach();
	pax_armed_detach();
	pax_exec_detach();
	pax_hooks_detach();
	pax_signed_detach();
	pax_report_detach();
	pr_info("unloaded; nothing is enforced any more\n");
}

module_init(pax_init);
module_exit(pax_exit);

MODULE_DESCRIPTION("PaX memory protections for unmodified kernels");
MODULE_LICENSE("GPL");
MODULE_VERSION(PAX_VERSION);
