// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parse and format the letters of a mark, and compute the flags that follow from it. The
 * kernel's own mark.c is part of the library, so the library and the kernel always agree.
 */
#include "mark.h"
#include "paxflags.h"

const char *paxflags_version(void)
{
	return PAXFLAGS_VERSION;
}

int paxflags_parse(const char *bytes, size_t len, struct paxflags_letters *letters)
{
	struct pax_mark mark;
	int err = pax_mark_parse(bytes, len, &mark);

	if (err)
		return err;
	letters->on = mark.on;
	letters->off = mark.off;
	return 0;
}

void paxflags_parse_tolerant(const char *bytes, size_t len, struct paxflags_letters *letters)
{
	static const char on[] = PAX_LETTERS, off[] = PAX_LETTERS_OFF;
	size_t i, n;

	letters->on = 0;
	letters->off = 0;
	for (i = 0; i < len && i < PAX_MARK_MAX; i++) {
		for (n = 0; n < PAX_FLAGS_NUM; n++) {
			if (bytes[i] == on[n])
				letters->on |= 1u << n;
			if (bytes[i] == off[n])
				letters->off |= 1u << n;
		}
	}
}

static char letter_at(const struct paxflags_letters *letters, unsigned int n, char unset,
		      char contradiction)
{
	bool on = letters->on & (1u << n), off = letters->off & (1u << n);

	if (on && off)
		return contradiction;
	if (on)
		return PAX_LETTERS[n];
	return off ? PAX_LETTERS_OFF[n] : unset;
}

size_t paxflags_format(const struct paxflags_letters *letters, char text[PAXFLAGS_TEXT_SIZE])
{
	unsigned int n;
	size_t len = 0;

	for (n = 0; n < PAX_FLAGS_NUM; n++) {
		char letter = letter_at(letters, n, 0, 0);

		if (letter)
			text[len++] = letter;
	}
	text[len] = '\0';
	return len;
}

void paxflags_format_columns(const struct paxflags_letters *letters, char text[PAXFLAGS_TEXT_SIZE])
{
	unsigned int n;

	for (n = 0; n < PAX_FLAGS_NUM; n++)
		text[n] = letter_at(letters, n, '-', '?');
	text[n] = '\0';
}

void paxflags_effective(const struct paxflags_value *security, const struct paxflags_value *user,
			bool softmode, unsigned int defaults, struct paxflags_effective *result)
{
	const struct paxflags_value *value = security ? security : user;
	struct pax_mark mark;
	bool valid = value && !pax_mark_parse(value->bytes, value->len, &mark);

	if (!valid)
		result->source = PAXFLAGS_FROM_DEFAULTS;
	else
		result->source = security ? PAXFLAGS_FROM_SECURITY : PAXFLAGS_FROM_USER;
	result->invalid = value && !valid;
	result->flags = pax_mark_resolve(valid ? &mark : NULL, softmode, defaults);
	result->refused = pax_mark_contradicts(result->flags);
}
