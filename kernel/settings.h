/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an admin can set: at load (module parameters) or while the module runs
 * (securityfs, sysctl).
 */
#ifndef PAX_SETTINGS_H
#define PAX_SETTINGS_H

#include <linux/compiler.h>
#include <linux/types.h>

#define PAX_VERSION "0.1.0"

/**
 * struct pax_settings - the settings in force
 * @softmode: only what a mark turns on is on
 * @permissive: decide and report, but allow
 *
 * Each is one word, read and written on its own, without a lock.
 */
struct pax_settings {
	bool softmode;
	bool permissive;
};

extern struct pax_settings pax_settings;

static inline bool pax_softmode(void)
{
	return READ_ONCE(pax_settings.softmode);
}

static inline bool pax_permissive(void)
{
	return READ_ONCE(pax_settings.permissive);
}

const char *pax_mode_name(void);
int pax_set_mode(const char *name);
int pax_set_softmode(bool on);

#endif /* PAX_SETTINGS_H */
