// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sysctl kernel.pax.softmode, by which tools for PaX have always set soft mode. It is the same
 * setting as the file "softmode".
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/capability.h>
#include <linux/printk.h>
#include <linux/sysctl.h>

#include "base/compat.h"
#include "control/store.h"
#include "control/sysctl.h"
#include "settings/settings.h"

/*
 * The handler of a sysctl does not get the file, so the capability of the writer counts here, as
 * for all sysctls.
 */
static int softmode_sysctl(pax_ctl_table *table, int write, void *buffer, size_t *len, loff_t *pos)
{
	int value = pax_softmode(), err;
	struct ctl_table copy = *table;
	size_t given = *len;

	if (write && !capable(CAP_MAC_ADMIN))
		return -EPERM;
	/* The kernel's parser would accept these and do nothing. */
	if (write && (*pos || !*len))
		return -EINVAL;
	copy.data = &value;
	err = proc_dointvec_minmax(&copy, write, buffer, len, pos);
	if (err || !write)
		return err;
	/* There is text behind the number. */
	if (*len != given)
		return -EINVAL;
	return pax_setting_store(PAX_SET_SOFTMODE, value ? "1" : "0");
}

static struct ctl_table sysctls[] = {{
					     .procname = "softmode",
					     .maxlen = sizeof(int),
					     .mode = 0600,
					     .proc_handler = softmode_sysctl,
					     .extra1 = SYSCTL_ZERO,
					     .extra2 = SYSCTL_ONE,
				     },
				     PAX_SYSCTL_END};

static struct ctl_table_header *sysctl_header;

/**
 * pax_sysctl_attach - make the sysctl
 *
 * Context: process context, may sleep.
 * Return: 0, or -ENOMEM.
 */
int pax_sysctl_attach(void)
{
	sysctl_header = register_sysctl("kernel/pax", sysctls);
	if (sysctl_header)
		return 0;
	pr_err("cannot load: the sysctl kernel.pax.softmode cannot be made\n");
	return -ENOMEM;
}

/**
 * pax_sysctl_detach - remove the sysctl
 *
 * Context: process context, may sleep.
 */
void pax_sysctl_detach(void)
{
	unregister_sysctl_table(sysctl_header);
}
