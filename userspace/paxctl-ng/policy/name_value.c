// SPDX-License-Identifier: GPL-2.0-only
/*
 * Splits lines of the form NAME = VALUE; see name_value.h.
 */
#include <errno.h>
#include <string.h>

#include "policy/name_value.h"

#define BLANKS " \t\r\v\f"

int name_value_split(char *text, size_t len, struct name_value *line)
{
	if (strlen(text) != len)
		return -EILSEQ;
	while (len && strchr(BLANKS "\n", text[len - 1]))
		text[--len] = '\0';
	text += strspn(text, BLANKS);
	if (!*text || *text == '#')
		return -ENODATA;
	line->name = text;
	line->len = strcspn(text, BLANKS "=");
	text += line->len;
	text += strspn(text, BLANKS);
	if (*text != '=')
		return -EINVAL;
	text++;
	line->value = text + strspn(text, BLANKS);
	return 0;
}
