/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Proves, before anything is hooked, that the running kernel is as the module assumes.
 */
#ifndef PAX_MODULE_PROOF_H
#define PAX_MODULE_PROOF_H

int pax_proof_check(void);

#endif /* PAX_MODULE_PROOF_H */
