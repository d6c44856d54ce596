/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checks the signature of a mark, for trust=signed.
 */
#ifndef PAX_PROTECT_SIGNED_H
#define PAX_PROTECT_SIGNED_H

#include <linux/types.h>

#include "rules/signed.h"

struct file;
struct seq_file;

int pax_signed_attach(void);
void pax_signed_detach(void);
enum pax_signed pax_signed_check(struct file *file, const struct pax_mark *mark, bool privileged);
const char *pax_signed_missing(void);
void pax_signed_show(struct seq_file *m);

#endif /* PAX_PROTECT_SIGNED_H */
