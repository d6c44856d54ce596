/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changes settings while PaX runs.
 */
#ifndef PAX_CONTROL_STORE_H
#define PAX_CONTROL_STORE_H

#include "settings/settings.h"

/* Room for the name of a key, in reports. */
#define PAX_KEY_NAME 128

int pax_setting_store(enum pax_setting_id id, const char *text);
int pax_keys_store(const char *data, size_t len);
int pax_settings_check(void);
void pax_settings_start(void);

#endif /* PAX_CONTROL_STORE_H */
