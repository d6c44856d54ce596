// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares the kernel's parser of marks with a second one, which implements the grammar of
 * Documentation/semantics.rst independently of mark.c.
 */
#include <errno.h>

#include "fuzz.h"
#include "mark.h"
#include "paxflags.h"

enum said { NOTHING, ON, OFF };

/* "At most five bytes, each one of these letters, none twice and none in both cases." */
static bool valid(const uint8_t *value, size_t size, enum said said[5])
{
	size_t i;

	memset(said, 0, 5 * sizeof(*said));
	if (size > 5)
		return false;
	for (i = 0; i < size; i++) {
		int letter;

		switch (value[i]) {
		case 'P':
		case 'p':
			letter = 0;
			break;
		case 'E':
		case 'e':
			letter = 1;
			break;
		case 'M':
		case 'm':
			letter = 2;
			break;
		case 'R':
		case 'r':
			letter = 3;
			break;
		case 'S':
		case 's':
			letter = 4;
			break;
		default:
			return false;
		}
		if (said[letter] != NOTHING)
			return false;
		said[letter] = value[i] >= 'a' ? OFF : ON;
	}
	return true;
}

/* "M or E on while P is off: the exec is refused." */
static bool refused(unsigned int flags)
{
	return !(flags & 1) && (flags & 6);
}

/* Checks the flags that the kernel computes, in both modes and with all defaults. */
static void check_meaning(const struct pax_mark *mark, const enum said said[5], bool ok)
{
	unsigned int defaults, soft, n;

	for (defaults = 0; defaults < 32; defaults++) {
		for (soft = 0; soft < 2; soft++) {
			unsigned int flags = pax_mark_resolve(ok ? mark : NULL, soft, defaults),
				     expected = 0;

			/* S is never on. */
			for (n = 0; n < 4; n++)
				if (!ok ? !soft && (defaults >> n & 1) :
					  said[n] == ON || (!soft && said[n] == NOTHING))
					expected |= 1u << n;
			MUST(flags == expected);
			MUST(pax_mark_contradicts(flags) == refused(expected));
		}
	}
}

/* The library must give the same results, and must parse its own output to the same mark. */
static void check_library(const char *value, size_t size, const struct pax_mark *mark, bool ok)
{
	struct paxflags_letters letters = { 0xdead, 0xbeef }, again;
	struct paxflags_value stored = { .len = size };
	struct paxflags_effective effective;
	char text[PAXFLAGS_TEXT_SIZE];
	size_t len;

	MUST(paxflags_parse(value, size, &letters) == (ok ? 0 : -EINVAL));
	memcpy(stored.bytes, value, size < sizeof(stored.bytes) ? size : sizeof(stored.bytes));
	paxflags_effective(NULL, &stored, false, PAX_FLAGS_DEFAULT, &effective);
	MUST(effective.invalid == !ok);
	MUST(effective.flags == pax_mark_resolve(ok ? mark : NULL, false, PAX_FLAGS_DEFAULT));
	paxflags_parse_tolerant(value, size, &again);
	paxflags_format_columns(&again, text);
	MUST(strlen(text) == 5);
	if (!ok) {
		MUST(letters.on == 0xdead && letters.off == 0xbeef);
		return;
	}
	MUST(letters.on == mark->on && letters.off == mark->off);
	MUST(again.on == mark->on && again.off == mark->off);
	len = paxflags_format(&letters, text);
	MUST(len == size && strlen(text) == len);
	MUST(!paxflags_parse(text, len, &again));
	MUST(again.on == letters.on && again.off == letters.off);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *value = exact_copy(data, size);
	struct pax_mark mark = { 0xdead, 0xbeef };
	unsigned int flags, n;
	enum said said[5];
	bool ok = valid(data, size, said);

	MUST(pax_mark_parse(value, size, &mark) == (ok ? 0 : -EINVAL));
	if (ok) {
		for (n = 0; n < 5; n++) {
			MUST((mark.on >> n & 1) == (said[n] == ON));
			MUST((mark.off >> n & 1) == (said[n] == OFF));
		}
		MUST(!((mark.on | mark.off) >> 5));
	} else {
		/* "An invalid value is ignored as a whole." */
		MUST(mark.on == 0xdead && mark.off == 0xbeef);
	}
	check_meaning(&mark, said, ok);
	check_library(value, size, &mark, ok);
	free(value);

	/* Check the format of the PaX: line. */
	value = malloc(size + 1);
	MUST(value);
	memcpy(value, data, size);
	value[size] = '\0';
	if (!paxflags_flags_parse(value, &flags)) {
		char text[PAXFLAGS_TEXT_SIZE];

		paxflags_flags_format(flags, text);
		MUST(!strncmp(text, value, 5));
	}
	free(value);
	return 0;
}
