/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of what the module assumes of the kernel.
 */
#ifndef PAX_ASSUMPTIONS_H
#define PAX_ASSUMPTIONS_H

#include "proof/prove.h"

extern const struct pax_assumption pax_assumptions[];
extern const unsigned int pax_assumptions_num;

#endif /* PAX_ASSUMPTIONS_H */
