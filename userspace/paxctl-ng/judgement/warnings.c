// SPDX-License-Identifier: GPL-2.0-only
/*
 * Warnings about marks that do not do what their author probably meant. A warning does not stop
 * the command.
 */
#include <stdio.h>
#include <string.h>

#include "judgement/warnings.h"
#include "judgement/describe.h"
#include "terminal/message.h"
#include "terminal/quote.h"

/* The buffer size for the kept bytes of an attribute, two quotes, "..." and a NUL. */
#define QUOTED_SIZE (PAXFLAGS_VALUE_KEPT + 6)

/* Formats the bytes for a terminal, in double quotes. Unprintable bytes become '.'. */
static void quote_value(const struct paxflags_value *value, char text[QUOTED_SIZE])
{
	size_t i, kept = value->len;
	char safe[PAXFLAGS_VALUE_KEPT];

	if (kept > sizeof(safe))
		kept = sizeof(safe);
	for (i = 0; i < kept; i++) {
		char c = value->bytes[i];

		safe[i] = c >= ' ' && c <= '~' ? c : '.';
	}
	snprintf(text, QUOTED_SIZE, "\"%.*s\"%s", (int)kept, safe, kept < value->len ? "..." : "");
}

/* Warns that the kernel ignores an invalid attribute, and appends @outcome. */
void warn_invalid(const char *file, enum paxflags_attr attr, const struct paxflags_value *value,
		  const char *outcome)
{
	char text[QUOTED_SIZE];
	const char *why = describe_invalid(value);

	if (!why)
		return;
	quote_value(value, text);
	say(file, "warning: %s holds %s, which has %s, so the kernel ignores it whole; %s",
	    paxflags_attr_name(attr), text, why, outcome);
}

/* Warns if another attribute takes precedence over user.pax.flags. */
void warn_shadowed(const char *file, int fd, enum paxflags_attr attr)
{
	char text[QUOTED_SIZE];
	struct paxflags_value value;

	if (attr == PAXFLAGS_SECURITY || paxflags_read_fd(fd, PAXFLAGS_SECURITY, &value))
		return;
	quote_value(&value, text);
	say(file,
	    "warning: %s has no effect while the file has %s, which holds %s; change that one with --security, or remove it with --security -d",
	    paxflags_attr_name(attr), PAX_XATTR_SECURITY, text);
}

/* Warns if the kernel refuses to run a file with this mark, and suggests the intended mark. */
void warn_refused(const char *file, const struct paxflags_letters *letters)
{
	char text[PAXFLAGS_TEXT_SIZE], meant_text[PAXFLAGS_TEXT_SIZE];
	struct paxflags_letters meant = *letters;
	struct paxflags_effective hard, soft;
	struct paxflags_value value;

	value.len = paxflags_format(letters, text);
	memcpy(value.bytes, text, value.len);
	paxflags_effective(NULL, &value, false, PAX_FLAGS_DEFAULT, &hard);
	paxflags_effective(NULL, &value, true, PAX_FLAGS_DEFAULT, &soft);
	if (!hard.refused && !soft.refused)
		return;

	if (letters->off & PAX_PAGEEXEC) {
		meant.on &= ~(PAX_EMUTRAMP | PAX_MPROTECT);
		meant.off |= PAX_EMUTRAMP | PAX_MPROTECT;
	} else {
		meant.on |= PAX_PAGEEXEC;
	}
	paxflags_format(&meant, meant_text);
	say(file,
	    "warning: %sthe kernel refuses to run a file marked \"%s\": where P is off, E and M must be off too; probably meant: %s (set it with -%s)",
	    hard.refused ? "" : "in soft mode ", text, meant_text, meant_text);
}
