/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parameters of the module, or of the kernel's command line.
 */
#ifndef PAX_CONTROL_PARAMETERS_H
#define PAX_CONTROL_PARAMETERS_H

int pax_parameters_check(void);

#endif /* PAX_CONTROL_PARAMETERS_H */
