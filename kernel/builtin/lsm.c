// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers PaX as a built-in security module (LSM). A loadable module uses probes; built in, the
 * kernel's functions call PaX (linux/pax.h), behind one static key.
 *
 * Two LSM hooks fit. The hook of mprotect does not: it cannot change the protections that the
 * mapping gets, and it runs after the kernel has checked the MAY bits.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/binfmts.h>
#include <linux/init.h>
#include <linux/lsm_hooks.h>
#include <linux/pax.h>
#include <linux/printk.h>

#include "arch/machine.h"
#include "base/compat.h"
#include "control/files.h"
#include "control/parameters.h"
#include "control/store.h"
#include "control/sysctl.h"
#include "base/mm_flags.h"
#include "protect/randmmap.h"
#include "protect/signed.h"
#include "report/report.h"
#include "settings/settings.h"
#include "protect/xattr.h"

DEFINE_STATIC_KEY_FALSE(pax_active);

PAX_LSM_IDENTITY;

/**
 * hook_bprm_check_security - a file is about to be loaded
 * @bprm: the exec
 *
 * The new mm has the flags of the caller, as after fork; they are cleared, and only an ELF file
 * gets flags.
 *
 * Context: process context, may sleep.
 * Return: 0, or -EINVAL to have it refused.
 */
static int hook_bprm_check_security(struct linux_binprm *bprm)
{
	pax_mm_set_flags(bprm->mm, 0);
	return pax_on_exec(bprm);
}

/**
 * hook_shm_shmat - System V shared memory is about to be attached
 * @perm: the segment's permissions
 * @shmaddr: where, as in shmat(2)
 * @shmflg: as in shmat(2)
 *
 * Context: process context, atomic.
 * Return: 0, or -EINVAL to have it refused.
 */
static int hook_shm_shmat(struct kern_ipc_perm *perm, char __user *shmaddr, int shmflg)
{
	return pax_on_shmat((unsigned long)shmaddr, shmflg);
}

static struct security_hook_list hooks[] __ro_after_init = {
	LSM_HOOK_INIT(bprm_check_security, hook_bprm_check_security),
	LSM_HOOK_INIT(shm_shmat, hook_shm_shmat),
};

/* If PaX does not start, that must not be an error for the kernel, so this returns 0. */
static int __init pax_init(void)
{
	if (pax_parameters_check() || pax_randmmap_attach())
		return 0;
	pax_report_attach();
	pax_add_hooks(hooks, ARRAY_SIZE(hooks));
	static_branch_enable(&pax_active);
	return 0;
}

/* The file systems exist only now. No program has run yet. */
static int __init pax_init_files(void)
{
	char mode[PAX_SETTING_MAX];
	int err;

	if (!pax_is_active())
		return 0;
	err = pax_files_attach();
	if (!err)
		err = pax_signed_attach();
	if (!err)
		err = pax_sysctl_attach();
	if (!err)
		err = pax_xattr_probe(pax_files_dentry());
	if (err)
		return err;
	if (!pax_arch_nx())
		pr_warn("this processor cannot refuse execution of a page (no NX)\n");
	pax_setting_format(PAX_SET_MODE, mode);
	pr_info("version %s, built in, mode %s, softmode %d\n", PAX_VERSION, mode, pax_softmode());
	pax_settings_start();
	return 0;
}
fs_initcall(pax_init_files);

DEFINE_LSM(pax) = {
	PAX_LSM_NAME,
	.init = pax_init,
};
