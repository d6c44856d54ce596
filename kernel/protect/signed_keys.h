/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The keys whose signatures of marks count.
 */
#ifndef PAX_SIGNED_KEYS_H
#define PAX_SIGNED_KEYS_H

#include <linux/types.h>

#include "rules/signed.h"

struct seq_file;

int pax_signed_keys_attach(void);
void pax_signed_keys_detach(void);
bool pax_signed_keyring(void);
unsigned int pax_signed_keys_count(void);
int pax_signed_add_key(const void *certificate, size_t len, char *name, size_t size);
int pax_signed_clear_keys(void);
void pax_signed_keys_show(struct seq_file *m);
enum pax_signed pax_signed_verify(const void *statement, const void *signature, size_t len);

#endif /* PAX_SIGNED_KEYS_H */
