// SPDX-License-Identifier: GPL-2.0-only
/*
 * The keys whose signatures of marks count: those of a keyring of PaX's own, and those of the
 * kernel's keyrings .builtin_trusted_keys and .secondary_trusted_keys (with .machine, where the
 * kernel links that). The keys of the firmware (.platform) do not count, as its vendor chose them.
 *
 * Nobody but PaX can add a key to its own keyring or take one out. The file "keys" does so, under
 * the lock of the settings.
 */
#define pr_fmt(fmt) "PAX: " fmt

#include <linux/cred.h>
#include <linux/err.h>
#include <linux/key.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uidgid.h>
#include <linux/verification.h>

#include "protect/signed_keys.h"
#include "rules/signed_der.h"

#ifdef CONFIG_SYSTEM_DATA_VERIFICATION

#define KEYS_MAX 16
#define KEY_PERM ((KEY_POS_ALL & ~KEY_POS_SETATTR) | KEY_USR_VIEW)

static struct key *keyring;

/* The keys in the keyring; each entry holds a reference. */
static struct key *keys[KEYS_MAX];
static unsigned int count;
static DEFINE_MUTEX(keys_lock);

/**
 * pax_signed_keys_attach - make the keyring
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative errno.
 */
int pax_signed_keys_attach(void)
{
	struct key *ring = keyring_alloc(".pax", GLOBAL_ROOT_UID, GLOBAL_ROOT_GID, current_cred(),
					 KEY_PERM, KEY_ALLOC_NOT_IN_QUOTA, NULL, NULL);
	int err;

	if (IS_ERR(ring))
		return PTR_ERR(ring);
	/* Whatever permissions it gets, user space cannot link a key to it. */
	err = keyring_restrict(make_key_ref(ring, true), NULL, NULL);
	if (err)
		key_put(ring);
	else
		keyring = ring;
	return err;
}

static void put_keys(void)
{
	while (count)
		key_put(keys[--count]);
}

/**
 * pax_signed_keys_detach - give the keyring back
 *
 * Context: process context, may sleep; no exec is hooked any more.
 */
void pax_signed_keys_detach(void)
{
	if (!keyring)
		return;
	put_keys();
	/* Somebody may hold a reference, and find the keys in it. */
	keyring_clear(keyring);
	key_revoke(keyring);
	key_put(keyring);
	keyring = NULL;
}

/**
 * pax_signed_keyring - tell whether there is a keyring
 *
 * Context: any.
 * Return: true if so.
 */
bool pax_signed_keyring(void)
{
	return keyring;
}

/**
 * pax_signed_keys_count - how many keys are in the keyring of PaX
 *
 * Context: any.
 * Return: the number.
 */
unsigned int pax_signed_keys_count(void)
{
	return READ_ONCE(count);
}

/* Where a key is, or a key of the same name, which it has displaced in the keyring. */
static unsigned int place_of(const struct key *key)
{
	unsigned int n;

	for (n = 0; n < count; n++)
		if (!strcmp(keys[n]->description, key->description))
			break;
	return n;
}

/**
 * pax_signed_add_key - let the signatures of a key count
 * @certificate: its X.509 certificate, DER
 * @len: how many bytes
 * @name: the result: the kernel's description of the key
 * @size: room for that
 *
 * The caller has checked for CAP_MAC_ADMIN and the lock of the settings.
 *
 * Context: process context, may sleep.
 * Return: 0; -EBADMSG if @certificate is none; -EKEYREJECTED if it does not say that the key is for
 * signatures; -ENOSPC if there are too many keys; or the error of the kernel's parser of
 * certificates.
 */
int pax_signed_add_key(const void *certificate, size_t len, char *name, size_t size)
{
	unsigned int place;
	struct key *key;
	key_ref_t ref;
	int err = 0;

	if (!keyring)
		return -EOPNOTSUPP;
	if (!pax_der_sequence(certificate, len))
		return -EBADMSG;
	if (!pax_certificate_signs(certificate, len))
		return -EKEYREJECTED;
	mutex_lock(&keys_lock);
	if (count == KEYS_MAX) {
		err = -ENOSPC;
		goto out_unlock;
	}
	ref = key_create_or_update(make_key_ref(keyring, true), "asymmetric", NULL, certificate,
				   len, KEY_PERM,
				   KEY_ALLOC_NOT_IN_QUOTA | KEY_ALLOC_BYPASS_RESTRICTION);
	if (IS_ERR(ref)) {
		err = PTR_ERR(ref);
		goto out_unlock;
	}
	key = key_ref_to_ptr(ref);
	strscpy(name, key->description, size);
	place = place_of(key);
	if (place == count)
		count++;
	else
		key_put(keys[place]);
	keys[place] = key;

out_unlock:
	mutex_unlock(&keys_lock);
	return err;
}

/**
 * pax_signed_clear_keys - let no signature of the keys in the keyring of PaX count any more
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative errno.
 */
int pax_signed_clear_keys(void)
{
	int err;

	if (!keyring)
		return -EOPNOTSUPP;
	mutex_lock(&keys_lock);
	err = keyring_clear(keyring);
	if (!err)
		put_keys();
	mutex_unlock(&keys_lock);
	return err;
}

/**
 * pax_signed_keys_show - print the keys in the keyring of PaX
 * @m: the file; a line for each
 *
 * Context: process context, may sleep.
 */
void pax_signed_keys_show(struct seq_file *m)
{
	unsigned int n;

	mutex_lock(&keys_lock);
	for (n = 0; n < count; n++) {
		seq_escape(m, keys[n]->description, "\n\\");
		seq_putc(m, '\n');
	}
	mutex_unlock(&keys_lock);
}

/**
 * pax_signed_verify - verify the signature of a statement
 * @statement: its PAX_STATEMENT_SIZE bytes
 * @signature: a PKCS#7 message, DER, that does not contain the statement
 * @len: how many bytes the message has
 *
 * Context: process context, may sleep.
 * Return: PAX_SIGNED_VALID, PAX_SIGNED_NO_KEY, PAX_SIGNED_REJECTED or PAX_SIGNED_UNFINISHED.
 */
enum pax_signed pax_signed_verify(const void *statement, const void *signature, size_t len)
{
	int err;

	might_sleep();
	if (!keyring)
		return PAX_SIGNED_NO_KEY;
	err = verify_pkcs7_signature(statement, PAX_STATEMENT_SIZE, signature, len, keyring,
				     VERIFYING_UNSPECIFIED_SIGNATURE, NULL, NULL);
	if (err == -ENOKEY)
		err = verify_pkcs7_signature(statement, PAX_STATEMENT_SIZE, signature, len,
					     VERIFY_USE_SECONDARY_KEYRING,
					     VERIFYING_UNSPECIFIED_SIGNATURE, NULL, NULL);
	switch (err) {
	case 0:
		return PAX_SIGNED_VALID;
	case -ENOKEY:
		return PAX_SIGNED_NO_KEY;
	case -ENOMEM:
	case -EINTR:
		return PAX_SIGNED_UNFINISHED;
	}
	return PAX_SIGNED_REJECTED;
}

#else /* !CONFIG_SYSTEM_DATA_VERIFICATION */

int pax_signed_keys_attach(void)
{
	return 0;
}

void pax_signed_keys_detach(void)
{
}

bool pax_signed_keyring(void)
{
	return false;
}

unsigned int pax_signed_keys_count(void)
{
	return 0;
}

int pax_signed_add_key(const void *certificate, size_t len, char *name, size_t size)
{
	return -EOPNOTSUPP;
}

int pax_signed_clear_keys(void)
{
	return -EOPNOTSUPP;
}

void pax_signed_keys_show(struct seq_file *m)
{
}

enum pax_signed pax_signed_verify(const void *statement, const void *signature, size_t len)
{
	return PAX_SIGNED_NO_KEY;
}

#endif
