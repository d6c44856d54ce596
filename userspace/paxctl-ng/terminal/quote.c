// SPDX-License-Identifier: GPL-2.0-only
/*
 * Quotes text that any user can choose, such as file names, before it is printed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <wchar.h>
#include <wctype.h>

#include "terminal/quote.h"
#include "terminal/memory.h"

/* Returns the length of the first character of @text, or 0 if it must be quoted. */
static size_t plain(const char *text, bool terminal)
{
	unsigned char c = *text;
	mbstate_t state = { 0 };
	wchar_t wide;
	size_t n;

	if (c == '\\' || c < ' ' || c == 0x7f)
		return 0;
	if (c < 0x80 || !terminal)
		return 1;
	n = mbrtowc(&wide, text, strlen(text), &state);
	return n != (size_t)-1 && n != (size_t)-2 && iswprint(wide) ? n : 0;
}

char *quote(const char *text, bool terminal)
{
	char *result = malloc(4 * strlen(text) + 1), *to = result;

	if (!result)
		out_of_memory();
	while (*text) {
		size_t n = plain(text, terminal);

		if (n) {
			to = mempcpy(to, text, n);
			text += n;
		} else if (*text == '\\') {
			to = stpcpy(to, "\\\\");
			text++;
		} else {
			to += sprintf(to, "\\x%02X", (unsigned char)*text++);
		}
	}
	*to = '\0';
	return result;
}

size_t quote_width(const char *text)
{
	mbstate_t state = { 0 };
	size_t width = 0;

	while (*text) {
		wchar_t wide;
		size_t n = mbrtowc(&wide, text, strlen(text), &state);
		int columns;

		if (n == (size_t)-1 || n == (size_t)-2) {
			memset(&state, 0, sizeof(state));
			width++;
			text++;
			continue;
		}
		columns = wcwidth(wide);
		width += columns > 0 ? columns : 0;
		text += n;
	}
	return width;
}

bool quote_is_utf8(const char *text)
{
	const unsigned char *c = (const unsigned char *)text;

	while (*c) {
		unsigned int more = *c < 0x80 ? 0 : *c < 0xe0 ? 1 : *c < 0xf0 ? 2 : 3, i;
		uint32_t code = more ? *c & (0x3f >> more) : *c;

		/* A byte that cannot begin a UTF-8 sequence. */
		if ((*c >= 0x80 && *c < 0xc2) || *c > 0xf4)
			return false;
		for (i = 1; i <= more; i++) {
			if ((c[i] & 0xc0) != 0x80)
				return false;
			code = code << 6 | (c[i] & 0x3f);
		}
		/* An overlong sequence, a surrogate, or a value beyond Unicode. */
		if ((more == 2 && code < 0x800) || (more == 3 && code < 0x10000) ||
		    (code >= 0xd800 && code < 0xe000) || code > 0x10ffff)
			return false;
		c += more + 1;
	}
	return true;
}
