// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints the hooks for the status file, with PaX built in: they are calls in the kernel's functions
 * and are always in force.
 */
#include <linux/kernel.h>
#include <linux/seq_file.h>

#include "control/hook_status.h"

/* The functions that call PaX. */
static const char *const places[] = {
	"bprm_check_security",
	"shm_shmat",
	"mmap_region",
	"_install_special_mapping",
	"do_mmap",
	"do_brk_flags",
	"do_mprotect_pkey",
	"mprotect_fixup",
	"access_remote_vm",
#ifdef CONFIG_UPROBES
	"uprobe_write_opcode",
#endif
	"setup_arg_pages",
	"arch_mmap_rnd",
	"finalize_exec",
	"execution-fault",
	"proc_pid_status",
};

/**
 * pax_armed_show - print whether the hooks are in force
 * @m: the file
 *
 * Built-in hooks always are.
 *
 * Context: process context.
 */
void pax_armed_show(struct seq_file *m)
{
	seq_puts(m, "armed: yes\n");
}

/**
 * pax_hooks_show - print the list of hooks
 * @m: the file; a line each
 *
 * Context: process context.
 */
void pax_hooks_show(struct seq_file *m)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(places); n++)
		seq_printf(m, "hook %s: built in\n", places[n]);
}

/**
 * pax_kernel_show - print how PaX knows that it fits this kernel
 * @m: the file
 *
 * The compiler has checked each call.
 *
 * Context: process context.
 */
void pax_kernel_show(struct seq_file *m)
{
	seq_puts(m, "kernel: built in\n");
}
