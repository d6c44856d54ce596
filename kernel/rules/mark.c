// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses marks and turns them into the flags of a process; see mark.h.
 */
#ifndef __KERNEL__
#include <string.h>
#else
#include <linux/string.h>
#endif
#include "rules/mark.h"

/**
 * pax_mark_parse - read a mark as the kernel reads it
 * @value: bytes of the attribute; not NUL terminated
 * @len: number of bytes; 0 is a valid, empty mark
 * @mark: the result; untouched on error
 *
 * Valid is what PaX accepts: at most five letters of "PEMRSpemrs" in any order,
 * none twice and none in both cases. Anything else is invalid as a whole.
 *
 * Context: any; pure.
 * Return: 0, or -EINVAL for an invalid mark.
 */
int pax_mark_parse(const char *value, size_t len, struct pax_mark *mark)
{
	static const char on[] = PAX_LETTERS, off[] = PAX_LETTERS_OFF;
	struct pax_mark result = { 0, 0 };
	size_t i;

	if (len > PAX_MARK_MAX)
		return -EINVAL;
	for (i = 0; i < len; i++) {
		unsigned int n, bit;

		for (n = 0; n < PAX_FLAGS_NUM; n++)
			if (value[i] == on[n] || value[i] == off[n])
				break;
		if (n == PAX_FLAGS_NUM)
			return -EINVAL;
		bit = 1u << n;
		if ((result.on | result.off) & bit)
			return -EINVAL;
		if (value[i] == on[n])
			result.on |= bit;
		else
			result.off |= bit;
	}
	*mark = result;
	return 0;
}

/**
 * pax_mark_resolve - what a mark turns on
 * @mark: a valid mark, or NULL where there is none (or an invalid one)
 * @softmode: true in soft mode
 * @defaults: bits of PAX_* that an unmarked executable gets in hard mode
 *
 * In hard mode a mark turns on whatever it does not turn off, EMUTRAMP too, as
 * PaX does; in soft mode only what it turns on. SEGMEXEC needs segmentation and
 * is never on.
 *
 * Context: any; pure.
 * Return: bits of PAX_*; see pax_mark_contradicts() before using them.
 */
unsigned int pax_mark_resolve(const struct pax_mark *mark, bool softmode, unsigned int defaults)
{
	unsigned int flags;

	if (softmode)
		flags = mark ? mark->on : 0;
	else
		flags = mark ? PAX_FLAGS_ALL & ~mark->off : defaults;
	return flags & PAX_FLAGS_ALL & ~PAX_SEGMEXEC;
}

/**
 * pax_mark_contradicts - tell whether flags cannot be had together
 * @flags: bits of PAX_*
 *
 * MPROTECT and EMUTRAMP stand on non-executable pages, so neither can be on
 * while PAGEEXEC is off. PaX refused such an executable; so does the module.
 *
 * Context: any; pure.
 * Return: true if an exec with these flags is to be refused.
 */
bool pax_mark_contradicts(unsigned int flags)
{
	return !(flags & PAX_PAGEEXEC) && (flags & (PAX_MPROTECT | PAX_EMUTRAMP));
}

/**
 * pax_mark_weakens - tell whether a mark takes protection away
 * @marked: bits of PAX_* that the mark gives
 * @unmarked: bits of PAX_* that the same file would get without it
 *
 * It does by turning PAGEEXEC, MPROTECT or RANDMMAP off, or EMUTRAMP, which lets a
 * program on that would be ended, on.
 *
 * Context: any; pure.
 * Return: true if under trust=root not everybody's mark counts.
 */
bool pax_mark_weakens(unsigned int marked, unsigned int unmarked)
{
	return ((unmarked & ~marked) & (PAX_PAGEEXEC | PAX_MPROTECT | PAX_RANDMMAP)) ||
	       ((marked & ~unmarked) & PAX_EMUTRAMP);
}

/**
 * pax_flags_parse - read the flags of a setting
 * @text: all five letters, in any order
 * @flags: the result: bits of PAX_*; untouched on error
 *
 * Valid is a combination that the mark of a file may have, too.
 *
 * Context: any; pure.
 * Return: 0, or -EINVAL.
 */
int pax_flags_parse(const char *text, unsigned int *flags)
{
	struct pax_mark mark;
	unsigned int all;

	if (pax_mark_parse(text, strlen(text), &mark) || (mark.on | mark.off) != PAX_FLAGS_ALL)
		return -EINVAL;
	all = pax_mark_resolve(&mark, false, 0);
	if (pax_mark_contradicts(all))
		return -EINVAL;
	*flags = all;
	return 0;
}

/**
 * pax_flags_format - flags in the form of the PaX: line
 * @flags: bits of PAX_*
 * @text: the result: five letters and a NUL
 *
 * Context: any; pure.
 */
void pax_flags_format(unsigned int flags, char text[PAX_FLAGS_NUM + 1])
{
	unsigned int n;

	for (n = 0; n < PAX_FLAGS_NUM; n++)
		text[n] = (flags & (1u << n) ? PAX_LETTERS : PAX_LETTERS_OFF)[n];
	text[n] = '\0';
}
