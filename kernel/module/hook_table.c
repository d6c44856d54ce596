// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of all functions of the kernel that the module hooks, besides the binary format and the
 * tracepoint of attach_exec.c. Attaches, detaches and checks all of them.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/seq_file.h>

#include "module/hook_handlers.h"
#include "module/arch/fault.h"
#include "module/arch/regs.h"
#include "module/attach.h"
#include "module/kept.h"
#include "control/hook_status.h"
#include "module/hook_table.h"

/*
 * A function of the module that is hooked like all others, and the function that its hook redirects
 * to. The asm statement hides the returned value from the compiler.
 */
noinline pax_noipa int pax_selftest_target(void);
noinline pax_noipa int pax_selftest_target(void)
{
	int value = 0;

	asm volatile("" : "+r" (value) : : "memory");
	return value;
}

static noinline pax_noipa int selftest_replacement(void)
{
	return 1;
}

/* Not static, as its entry calls it (arch/entry_x86.S). */
int hook_selftest(struct pax_regs *regs)
{
	return pax_redirect(regs, selftest_replacement);
}

static struct pax_hook hooks[] = {
	{ .symbol = "mmap_region",
	  .handler = hook_mmap_region,
	  .redirects = true,
	  .entry = PAX_ENTRY(mmap_region) },
	{ .symbol = "_install_special_mapping",
	  .handler = hook_install_special_mapping,
	  .redirects = true,
	  .entry = PAX_ENTRY(install_special_mapping) },
	{ .symbol = "vm_brk_flags",
	  .handler = hook_vm_brk_flags,
	  .entry = PAX_ENTRY(vm_brk_flags) },
	{ .symbol = "mprotect_fixup",
	  .handler = hook_mprotect_fixup,
	  .redirects = true,
	  .entry = PAX_ENTRY(mprotect_fixup) },
	{ .symbol = PAX_SYM_MPROTECT,
	  .handler = hook_do_mprotect_pkey,
	  .entry = PAX_ENTRY(do_mprotect_pkey) },
	{ .symbol = "do_shmat",
	  .handler = hook_do_shmat,
	  .redirects = true,
	  .entry = PAX_ENTRY(do_shmat) },
	{ .symbol = "do_mmap", .handler = hook_do_mmap, .entry = PAX_ENTRY(do_mmap) },
	{ .symbol = "do_brk_flags",
	  .handler = hook_do_brk_flags,
	  .entry = PAX_ENTRY(do_brk_flags) },
	{ .symbol = PAX_SYM_REMOTE,
	  .handler = hook_access_remote_vm,
	  .entry = PAX_ENTRY(access_remote_vm) },
#ifdef CONFIG_UPROBES
	{ .symbol = "uprobe_write_opcode",
	  .handler = hook_uprobe_write_opcode,
	  .redirects = true },
#endif
	{ .symbol = "setup_arg_pages",
	  .handler = hook_setup_arg_pages,
	  .redirects = true,
	  .entry = PAX_ENTRY(setup_arg_pages) },
	{ .symbol = "arch_mmap_rnd",
	  .handler = hook_arch_mmap_rnd,
	  .redirects = true,
	  .entry = PAX_ENTRY(arch_mmap_rnd) },
	{ .symbol = "finalize_exec",
	  .handler = hook_finalize_exec,
	  .redirects = true,
	  .entry = PAX_ENTRY(finalize_exec) },
	{ .symbol = PAX_SYM_EXEC_FAULT,
	  .handler = hook_exec_fault,
	  .redirects = true,
	  .entry = PAX_ENTRY(exec_fault) },
	{ .symbol = "cpuset_task_status_allowed",
	  .handler = hook_task_status,
	  .entry = PAX_ENTRY(task_status) },
	{ .symbol = PAX_SYM_DELETE_MODULE, .handler = hook_delete_module, .redirects = true },
#ifdef PAX_SYM_DELETE_MODULE_IA32
	{ .symbol = PAX_SYM_DELETE_MODULE_IA32,
	  .handler = hook_delete_module_ia32,
	  .redirects = true },
#endif
	{ .symbol = "pax_selftest_target",
	  .handler = hook_selftest,
	  .redirects = true,
	  .entry = PAX_ENTRY(selftest) },
};

static_assert(ARRAY_SIZE(hooks) <= PAX_HOOKS_MAX);

/* How long the status shows that a call was missed. */
#define MISSED_SHOWN (10 * HZ)

/* Tells whether a hook has missed calls lately. */
static bool missed_lately(struct pax_hook *hook)
{
	unsigned long missed = pax_attach_missed(hook);

	if (missed != hook->missed) {
		hook->missed = missed;
		hook->missing = true;
		hook->missed_at = jiffies;
	}
	hook->missing = hook->missing && time_before(jiffies, hook->missed_at + MISSED_SHOWN);
	return hook->missing;
}

/**
 * pax_hooks_cause - tell whether the hooks run, and if not, why
 * @cause: the result; empty if they do
 *
 * Root can switch off all probes of the kernel, and the module is not notified. So this calls a
 * function that is hooked and redirected like those that enforce.
 *
 * Context: process context, may sleep; one caller at a time.
 * Return: true if probes fire and redirect, and none has been missed lately.
 */
bool pax_hooks_cause(char cause[PAX_CAUSE_MAX])
{
	unsigned int n;

	cause[0] = '\0';
	if (pax_selftest_target() != 1)
		strscpy(cause, PAX_ATTACH_OFF, PAX_CAUSE_MAX);
	for (n = 0; n < ARRAY_SIZE(hooks) && !cause[0]; n++) {
		if (pax_attach_disabled(&hooks[n]))
			scnprintf(cause, PAX_CAUSE_MAX, "probe disabled: %s", hooks[n].symbol);
		else if (missed_lately(&hooks[n]))
			scnprintf(cause, PAX_CAUSE_MAX, "requests missed: %s", hooks[n].symbol);
	}
	return !cause[0];
}

/**
 * pax_hooks_show - print the state of every hook
 * @m: the file; a line each, "hook SYMBOL: STATE"
 *
 * Context: process context.
 */
void pax_hooks_show(struct seq_file *m)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(hooks); n++)
		seq_printf(m, "hook %s: %s, missed %lu\n", hooks[n].symbol,
			   pax_attach_disabled(&hooks[n]) ? "disabled" : "attached",
			   pax_attach_missed(&hooks[n]));
}

/* Logs why a hook cannot be attached. */
static void log_attach_error(const struct pax_hook *hook, int err)
{
	if (err == -ENOENT)
		pr_err("cannot load: this kernel has no function %s, or has it inlined\n",
		       hook->symbol);
	else if (err == -EBUSY)
		pr_err("cannot load: function %s is taken by a live patch or another probe; remove that first\n",
		       hook->symbol);
	else
		pr_err("cannot load: function %s cannot be probed (error %d)\n", hook->symbol, err);
}

/**
 * pax_hooks_attach - attach every hook of the table
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative errno; then none is attached.
 */
int pax_hooks_attach(void)
{
	char cause[PAX_CAUSE_MAX];
	unsigned int n;
	int err;

	err = pax_find_places(hooks, ARRAY_SIZE(hooks), &n);
	if (err) {
		log_attach_error(&hooks[n], err);
		return err;
	}
	for (n = 0; n < ARRAY_SIZE(hooks); n++) {
		err = pax_attach(&hooks[n]);
		if (err) {
			log_attach_error(&hooks[n], err);
			pax_detach(hooks, n);
			return err;
		}
	}
	if (!pax_hooks_cause(cause)) {
		pr_err("cannot load: the kernel's probes are switched off; echo 1 > /sys/kernel/debug/kprobes/enabled\n");
		pax_detach(hooks, n);
		return -EPERM;
	}
	return 0;
}

/**
 * pax_hooks_detach - detach every hook of the table
 *
 * Context: process context, may sleep.
 */
void pax_hooks_detach(void)
{
	pax_detach(hooks, ARRAY_SIZE(hooks));
}
