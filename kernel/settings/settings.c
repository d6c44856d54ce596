// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of the settings, and the conversion between a value and its text. Files, module
 * parameters and the sysctl know a setting only by its entry in this table.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "rules/mark.h"
#include "settings/build_defaults.h"
#include "settings/settings.h"

struct pax_setting pax_settings[PAX_SET_NUM] = {
	[PAX_SET_MODE] = { "mode", PAX_CHOICE, { "enforce", "permissive" }, PAX_BUILD_MODE },
	[PAX_SET_SOFTMODE] = { "softmode", PAX_CHOICE, { "0", "1" }, PAX_BUILD_SOFTMODE },
	[PAX_SET_DEFAULTS] = { "defaults", PAX_FLAGS, {}, PAX_BUILD_DEFAULTS },
	[PAX_SET_TRUST] = { "trust", PAX_CHOICE, { "any", "root", "signed" }, PAX_BUILD_TRUST },
	[PAX_SET_STRICT] = { "strict", PAX_LIST, { "shared", "textrel=pass" }, PAX_BUILD_STRICT },
	[PAX_SET_LOCK] = { "lock", PAX_CHOICE, { "0", "1" } },
};

static int find_word(const struct pax_setting *setting, const char *word, size_t len)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(setting->words); n++)
		if (setting->words[n] && strlen(setting->words[n]) == len &&
		    !memcmp(setting->words[n], word, len))
			return n;
	return -EINVAL;
}

/* Words with spaces or commas between them; the kernel's command line needs the commas. */
static int parse_list(const struct pax_setting *setting, const char *text, unsigned int *value)
{
	static const char between[] = " ,";
	unsigned int bits = 0;

	for (text += strspn(text, between); *text; text += strspn(text, between)) {
		size_t len = strcspn(text, between);
		int n = find_word(setting, text, len);

		if (n < 0)
			return n;
		bits |= 1u << n;
		text += len;
	}
	*value = bits;
	return 0;
}

/**
 * pax_setting_parse - read the text of a value
 * @id: which setting
 * @text: the text, without a newline
 * @value: the result; undefined on error
 *
 * Context: any.
 * Return: 0, or -EINVAL if the setting has no such value.
 */
int pax_setting_parse(enum pax_setting_id id, const char *text, unsigned int *value)
{
	const struct pax_setting *setting = &pax_settings[id];
	int n;

	switch (setting->kind) {
	case PAX_LIST:
		return parse_list(setting, text, value);
	case PAX_FLAGS:
		return pax_flags_parse(text, value);
	case PAX_CHOICE:
		break;
	}
	n = find_word(setting, text, strlen(text));
	if (n < 0)
		return n;
	*value = n;
	return 0;
}

/**
 * pax_setting_format - print the value of a setting
 * @id: which setting
 * @text: the result, which pax_setting_parse() reads as the same value
 *
 * Context: any.
 */
void pax_setting_format(enum pax_setting_id id, char text[PAX_SETTING_MAX])
{
	const struct pax_setting *setting = &pax_settings[id];
	unsigned int value = READ_ONCE(setting->value), n;
	size_t len = 0;

	switch (setting->kind) {
	case PAX_CHOICE:
		strscpy(text, setting->words[value], PAX_SETTING_MAX);
		break;
	case PAX_FLAGS:
		pax_flags_format(value, text);
		break;
	case PAX_LIST:
		text[0] = '\0';
		for (n = 0; n < ARRAY_SIZE(setting->words); n++)
			if (value & (1u << n))
				len += scnprintf(text + len, PAX_SETTING_MAX - len, "%s%s",
						 len ? " " : "", setting->words[n]);
		break;
	}
}
