// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves, before anything is hooked, that the running kernel is as the module assumes: compares the
 * table of assumptions.c with the types that the kernel has of itself (BTF).
 *
 * Those are the file kernel/btf/vmlinux of sysfs. It is opened in a mount that only this file has,
 * with the kernel's credentials: what is mounted at /sys, where the loader of the module runs (an
 * initramfs, a chroot, a container) and what it may read must not decide which kernel this is.
 *
 * A kernel without types proves nothing. There the releases that were tried are accepted, by a
 * module that was built for this very kernel.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/cred.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mount.h>
#include <linux/path.h>
#include <linux/printk.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/utsname.h>

#include <generated/utsrelease.h>

#include "control/hook_status.h"
#include "module/assumptions.h"
#include "module/proof.h"

/* The releases that the tests have run on, of kernels without types; a space around each. */
static const char tried[] __initconst = " 6.1 6.12 7.2 ";

/* The kernel whose headers the module was built with. */
static const char built_for[] __initconst = UTS_RELEASE;

/* More than the types of any kernel. */
#define TYPES_MAX (64 << 20)

static bool force_untested;
module_param(force_untested, bool, 0);
MODULE_PARM_DESC(force_untested,
		 "1: load into a kernel that has no types (BTF) and was not tried; 0 (default)");

/* For the status. */
static const char *proven_by;

/* Opens the file in sysfs; an error pointer if there is none. */
static struct file *__init open_types(void)
{
	struct file_system_type *type = get_fs_type("sysfs");
	struct vfsmount *mount;
	struct file *file;
	struct path root;

	if (!type)
		return ERR_PTR(-ENOENT);
	mount = vfs_kern_mount(type, 0, "sysfs", NULL);
	module_put(type->owner);
	if (IS_ERR(mount))
		return ERR_CAST(mount);
	root.mnt = mount;
	root.dentry = mount->mnt_root;
	file = file_open_root(&root, "kernel/btf/vmlinux", O_RDONLY, 0);
	/* The file holds the mount. */
	mntput(mount);
	return file;
}

/* Reads the whole file, which kvfree() frees; returns how many bytes, or a negative errno. */
static ssize_t __init read_file(struct file *file, void **data)
{
	loff_t size = i_size_read(file_inode(file)), at = 0;
	ssize_t part = 0;

	if (size <= 0 || size > TYPES_MAX)
		return -EINVAL;
	*data = kvmalloc(size, GFP_KERNEL);
	if (!*data)
		return -ENOMEM;
	while (at < size) {
		part = kernel_read(file, *data + at, size - at, &at);
		if (part <= 0)
			break;
		cond_resched();
	}
	if (at == size)
		return size;
	kvfree(*data);
	return part ?: -EIO;
}

/* Reads the types; -ENOENT if the kernel has none. */
static ssize_t __init read_types(void **data)
{
	struct cred *kernel = prepare_kernel_cred(&init_task);
	const struct cred *old;
	struct file *file;
	ssize_t size;

	if (!kernel)
		return -ENOMEM;
	old = override_creds(kernel);
	file = open_types();
	size = PTR_ERR_OR_ZERO(file);
	if (!size) {
		size = read_file(file, data);
		fput(file);
	}
	revert_creds(old);
	put_cred(kernel);
	return size;
}

/* How many assumptions are logged that do not hold. Another kernel's structures all differ. */
#define REPORTED_MAX 12

static unsigned int reported __initdata;

static void __init report(const struct pax_finding *finding)
{
	if (finding->wrong && reported++ < REPORTED_MAX)
		pr_err("cannot load: %s\n", finding->wrong);
}

static int __init compare(struct pax_proof *proof, struct pax_btf *btf)
{
	u32 *offsets = kvmalloc_array(btf->num, sizeof(*offsets), GFP_KERNEL);
	bool proven;

	if (!offsets)
		return -ENOMEM;
	pax_btf_index(btf, offsets);
	proof->btf = btf;
	proof->table = pax_assumptions;
	proof->num = pax_assumptions_num;
	proof->report = report;
	proven = pax_prove(proof);
	kvfree(offsets);
	return proven ? 0 : -ENOEXEC;
}

static int __init prove(const void *data, size_t size)
{
	struct pax_proof *proof;
	struct pax_btf btf;
	int err;

	err = pax_btf_open(&btf, data, size, sizeof(void *));
	if (err) {
		pr_err("cannot load: the types of this kernel (/sys/kernel/btf/vmlinux) cannot be read (error %d at type %u), so nothing proves that the module fits\n",
		       err, btf.num + 1);
		return err;
	}
	proof = kzalloc(sizeof(*proof), GFP_KERNEL);
	if (!proof)
		return -ENOMEM;
	err = compare(proof, &btf);
	if (err == -ENOEXEC)
		pr_err("cannot load: failed assumptions about this kernel, %s: %u of %u; the module was built for %s: build it with the headers of this kernel, see Documentation/porting.rst\n",
		       init_utsname()->release, proof->failed, proof->assumed, built_for);
	kfree(proof);
	return err;
}

static bool __init was_tried(const char *release)
{
	unsigned int major, minor;
	char name[16];

	if (sscanf(release, "%u.%u", &major, &minor) != 2)
		return false;
	snprintf(name, sizeof(name), " %u.%u ", major, minor);
	return strstr(tried, name);
}

static int __init check_release(void)
{
	const char *release = init_utsname()->release;
	bool is_own = !strcmp(release, built_for);

	if (IS_ENABLED(CONFIG_DEBUG_INFO_BTF)) {
		pr_err("cannot load: this kernel has no types of itself (/sys/kernel/btf/vmlinux), but the one that the module was built for has; build it with the headers of this kernel\n");
		return -ENOEXEC;
	}
	if (is_own && was_tried(release)) {
		proven_by = "not proven, as it has no BTF; its release was tried";
		return 0;
	}
	if (force_untested) {
		pr_warn("force_untested=1: nothing proves that the module fits this kernel, %s, which was never tried\n",
			release);
		proven_by = "not proven and never tried; loaded by force_untested=1";
		return 0;
	}
	if (is_own)
		pr_err("cannot load: nothing proves that the module fits this kernel, %s: it has no types of itself (CONFIG_DEBUG_INFO_BTF), and was never tried; force_untested=1 loads the module at your own risk\n",
		       release);
	else
		pr_err("cannot load: nothing proves that the module fits this kernel, %s: it has no types of itself (CONFIG_DEBUG_INFO_BTF), and the module was built for %s; build it with the headers of this kernel\n",
		       release, built_for);
	return -ENOEXEC;
}

/**
 * pax_proof_check - prove that the running kernel is as the module assumes
 *
 * Reports each assumption that does not hold.
 *
 * Context: process context, may sleep; before anything is hooked.
 * Return: 0; -ENOEXEC if it is not, or if nothing proves it; or another errno.
 */
int __init pax_proof_check(void)
{
	void *data = NULL;
	ssize_t size;
	int err;

	might_sleep();
	size = read_types(&data);
	if (size == -ENOENT)
		return check_release();
	if (size < 0) {
		pr_err("cannot load: the types of this kernel (/sys/kernel/btf/vmlinux) cannot be read (error %zd)\n",
		       size);
		return size;
	}
	err = prove(data, size);
	kvfree(data);
	if (!err)
		proven_by = "proven by its types (BTF)";
	return err;
}

/**
 * pax_kernel_show - print how the module knows that it fits this kernel
 * @m: the file
 *
 * Context: process context.
 */
void pax_kernel_show(struct seq_file *m)
{
	seq_printf(m, "kernel: %s\n", proven_by);
}
