/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The settings that an admin can change, and their current values. This folder only holds, parses
 * and prints them; control/ changes them and reports the changes.
 */
#ifndef PAX_SETTINGS_H
#define PAX_SETTINGS_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/pax.h>

/* Longest text of a setting, as written (with its newline) or as shown (with its NUL). */
#define PAX_SETTING_MAX 64

/* Room for the words of a setting. */
#define PAX_SETTING_WORDS 4

/* Values of the settings "mode" and "trust". */
enum pax_mode { PAX_MODE_ENFORCE, PAX_MODE_PERMISSIVE };
enum pax_trust { PAX_TRUST_ANY, PAX_TRUST_ROOT, PAX_TRUST_SIGNED };

/* Bits of the setting "strict". */
#define PAX_STRICT_SHARED 0x1u /* no file writable and executable in one mm, at once or in turn */
#define PAX_STRICT_TEXTREL_PASS 0x2u /* the loader may relocate text */

enum pax_setting_id {
	PAX_SET_MODE,
	PAX_SET_SOFTMODE,
	PAX_SET_DEFAULTS,
	PAX_SET_TRUST,
	PAX_SET_STRICT,
	PAX_SET_LOCK,
	PAX_SET_NUM
};

/**
 * struct pax_setting - one setting
 * @name: name of its file and of its module parameter, and its name in messages
 * @kind: how the text of a value is read: one of @words, a list of @words, or the five letters
 * @words: the texts of a choice, whose value is the index of one; or the words of a list, whose
 *	value has bit n set for word n
 * @value: the current value; one word, read and written as a whole
 */
struct pax_setting {
	const char *name;
	enum { PAX_CHOICE, PAX_LIST, PAX_FLAGS } kind;
	const char *words[PAX_SETTING_WORDS];
	unsigned int value;
};

extern struct pax_setting pax_settings[PAX_SET_NUM];

static inline unsigned int pax_setting(enum pax_setting_id id)
{
	return READ_ONCE(pax_settings[id].value);
}

/* Permissive mode: decide and report, but allow. */
static inline bool pax_permissive(void)
{
	return pax_setting(PAX_SET_MODE) == PAX_MODE_PERMISSIVE;
}

/* Soft mode: only the protections that a mark turns on are on. */
static inline bool pax_softmode(void)
{
	return pax_setting(PAX_SET_SOFTMODE);
}

/* Bits of PAX_* that an unmarked executable gets in hard mode. */
static inline unsigned int pax_defaults(void)
{
	return pax_setting(PAX_SET_DEFAULTS);
}

/* A weakening mark counts only on a file that nobody but root can write. */
static inline bool pax_trust_root(void)
{
	return pax_setting(PAX_SET_TRUST) != PAX_TRUST_ANY;
}

/* And only if a trusted key has signed it, with the content of the file. */
static inline bool pax_trust_signed(void)
{
	return pax_setting(PAX_SET_TRUST) == PAX_TRUST_SIGNED;
}

/* Beyond PaX: one file is never writable and executable in the same mm. */
static inline bool pax_strict_shared(void)
{
	return pax_setting(PAX_SET_STRICT) & PAX_STRICT_SHARED;
}

/* PaX's ELFRELOCS: text relocations are allowed. */
static inline bool pax_strict_textrel_pass(void)
{
	return pax_setting(PAX_SET_STRICT) & PAX_STRICT_TEXTREL_PASS;
}

/* No setting can be changed any more, and the module cannot be removed. */
static inline bool pax_locked(void)
{
	return pax_setting(PAX_SET_LOCK);
}

int pax_setting_parse(enum pax_setting_id id, const char *text, unsigned int *value);
void pax_setting_format(enum pax_setting_id id, char text[PAX_SETTING_MAX]);

#endif /* PAX_SETTINGS_H */
