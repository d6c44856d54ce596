/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The values that the settings start with: those of the kernel's configuration, or for a module
 * the defaults of PaX.
 */
#ifndef PAX_BUILD_DEFAULTS_H
#define PAX_BUILD_DEFAULTS_H

#include <linux/kconfig.h>

#include "settings/settings.h"

#define PAX_BUILD(option, value) (IS_ENABLED(CONFIG_SECURITY_PAX_##option) ? (value) : 0)

#define PAX_BUILD_MODE PAX_BUILD(PERMISSIVE, PAX_MODE_PERMISSIVE)
#define PAX_BUILD_SOFTMODE PAX_BUILD(SOFTMODE, 1)
#define PAX_BUILD_TRUST PAX_BUILD(TRUST_ROOT, PAX_TRUST_ROOT)
#define PAX_BUILD_STRICT \
	(PAX_BUILD(STRICT_SHARED, PAX_STRICT_SHARED) | PAX_BUILD(TEXTREL, PAX_STRICT_TEXTREL_PASS))

#ifndef CONFIG_SECURITY_PAX
#define PAX_IS_MODULE true
#define PAX_BUILD_DEFAULTS PAX_FLAGS_DEFAULT
#else
#define PAX_IS_MODULE false
#define PAX_BUILD_DEFAULTS                                                       \
	(PAX_BUILD(PAGEEXEC, PAX_PAGEEXEC) | PAX_BUILD(EMUTRAMP, PAX_EMUTRAMP) | \
	 PAX_BUILD(MPROTECT, PAX_MPROTECT) | PAX_BUILD(RANDMMAP, PAX_RANDMMAP))
#endif

#endif /* PAX_BUILD_DEFAULTS_H */
