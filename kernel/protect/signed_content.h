/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The digest of the content of files, for trust=signed.
 */
#ifndef PAX_PROTECT_SIGNED_CONTENT_H
#define PAX_PROTECT_SIGNED_CONTENT_H

#include <linux/types.h>

#include "rules/signed.h"

struct file;

int pax_signed_content_attach(void);
void pax_signed_content_detach(void);
unsigned int pax_signed_content_kept(void);
int pax_signed_content_digest(struct file *file, u64 size, u8 digest[PAX_DIGEST_SIZE]);

#endif /* PAX_PROTECT_SIGNED_CONTENT_H */
