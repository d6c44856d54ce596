/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The settings that a kernel was built with. A module begins as PaX does.
 */
#ifndef PAX_BUILT_H
#define PAX_BUILT_H

#include <linux/kconfig.h>

#include "settings/settings.h"

#define PAX_BUILT(option, value) (IS_ENABLED(CONFIG_SECURITY_PAX_##option) ? (value) : 0)

#define PAX_BUILT_MODE PAX_BUILT(PERMISSIVE, PAX_MODE_PERMISSIVE)
#define PAX_BUILT_SOFTMODE PAX_BUILT(SOFTMODE, 1)
#define PAX_BUILT_TRUST PAX_BUILT(TRUST_ROOT, PAX_TRUST_ROOT)
#define PAX_BUILT_STRICT \
	(PAX_BUILT(STRICT_SHARED, PAX_STRICT_SHARED) | PAX_BUILT(TEXTREL, PAX_STRICT_TEXTREL_PASS))

#ifndef CONFIG_SECURITY_PAX
#define PAX_IS_MODULE true
#define PAX_BUILT_DEFAULTS PAX_FLAGS_DEFAULT
#else
#define PAX_IS_MODULE false
#define PAX_BUILT_DEFAULTS \
	(PAX_BUILT(PAGEEXEC, PAX_PAGEEXEC) | PAX_BUILT(EMUTRAMP, PAX_EMUTRAMP) | \
	 PAX_BUILT(MPROTECT, PAX_MPROTECT) | PAX_BUILT(RANDMMAP, PAX_RANDMMAP))
#endif

#endif /* PAX_BUILT_H */
