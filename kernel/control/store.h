/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changes settings while PaX runs.
 */
#ifndef PAX_CONTROL_STORE_H
#define PAX_CONTROL_STORE_H

#include "settings/settings.h"

int pax_setting_store(enum pax_setting_id id, const char *text);
void pax_settings_start(void);

#endif /* PAX_CONTROL_STORE_H */
