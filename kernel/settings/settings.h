/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an admin can set: at load (module parameters) or while the module runs
 * (securityfs, sysctl).
 */
#ifndef PAX_SETTINGS_H
#define PAX_SETTINGS_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/pax.h>

#define PAX_VERSION "0.1.0"

/* Longest text of a setting, as written (with its newline) or as shown (with its NUL). */
#define PAX_SETTING_MAX 64

/* What each setting's value is counted in. */
enum pax_mode { PAX_MODE_ENFORCE, PAX_MODE_PERMISSIVE };
enum pax_trust { PAX_TRUST_ANY, PAX_TRUST_ROOT };

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
 * @name: of its file, of its module parameter, and in messages
 * @kind: how @value and its text belong together
 * @words: the texts of a choice, whose value is the index; or of a list, whose value
 *	has bit n set for word n
 * @value: in force; one word, read and written whole
 */
struct pax_setting {
	const char *name;
	enum { PAX_CHOICE, PAX_LIST, PAX_FLAGS } kind;
	const char *words[2];
	unsigned int value;
};

extern struct pax_setting pax_settings[PAX_SET_NUM];

static inline unsigned int pax_setting(enum pax_setting_id id)
{
	return READ_ONCE(pax_settings[id].value);
}

/* The mode: decide and report, but allow. */
static inline bool pax_permissive(void)
{
	return pax_setting(PAX_SET_MODE) == PAX_MODE_PERMISSIVE;
}

/* Only what a mark turns on is on. */
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
	return pax_setting(PAX_SET_TRUST) == PAX_TRUST_ROOT;
}

/* Beyond PaX: one file is never writable and executable in the same mm. */
static inline bool pax_strict_shared(void)
{
	return pax_setting(PAX_SET_STRICT) & PAX_STRICT_SHARED;
}

/* PaX's ELFRELOCS: text relocations are let pass. */
static inline bool pax_strict_textrel_pass(void)
{
	return pax_setting(PAX_SET_STRICT) & PAX_STRICT_TEXTREL_PASS;
}

/* Nothing can be set any more, nor the module removed. */
static inline bool pax_locked(void)
{
	return pax_setting(PAX_SET_LOCK);
}

void pax_setting_format(enum pax_setting_id id, char text[PAX_SETTING_MAX]);
int pax_setting_store(enum pax_setting_id id, const char *text);
int pax_settings_check(void);
void pax_settings_start(void);

#endif /* PAX_SETTINGS_H */
