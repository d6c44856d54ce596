// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the legacy marks in ELF headers, PT_PAX_FLAGS and e_ident, and combines them into one mark.
 */
#include <errno.h>
#include <string.h>

#include "files/legacy.h"

int legacy_read(int fd, struct legacy *legacy)
{
	int err;

	*legacy = (struct legacy){ 0 };
	err = paxflags_elf_read_fd(fd, &legacy->pt);
	if (err && err != -ENODATA)
		return err;
	legacy->has_pt = !err;
	err = paxflags_ei_read_fd(fd, &legacy->ei);
	if (err && err != -ENODATA)
		return err;
	legacy->has_ei = !err;
	return 0;
}

static void resolve(const struct paxflags_letters *letters, struct paxflags_effective *result)
{
	char text[PAXFLAGS_TEXT_SIZE];
	struct paxflags_value value;

	value.len = paxflags_format(letters, text);
	memcpy(value.bytes, text, value.len);
	paxflags_effective(NULL, &value, false, PAX_FLAGS_DEFAULT, result);
}

const char *legacy_decide(const struct legacy *legacy, struct paxflags_letters *mark)
{
	struct paxflags_letters letters = legacy->has_pt ? legacy->pt : legacy->ei;
	struct paxflags_effective result, other;

	if (legacy->has_pt && legacy->pt.on & legacy->pt.off)
		return "PT_PAX_FLAGS has a letter both on and off; correct it with -L and that letter";
	/*
	 * EMUTRAMP and MPROTECT needed PAGEEXEC or SEGMEXEC. If both were off, these two were off
	 * as well, without a bit of their own. If SEGMEXEC was on, the program ran with
	 * non-executable data; it is unknown whether the program runs under PAGEEXEC.
	 */
	if (!legacy->has_pt && letters.off & PAX_PAGEEXEC && letters.off & PAX_SEGMEXEC) {
		letters.on &= ~PAX_EMUTRAMP;
		letters.off |= PAX_EMUTRAMP | PAX_MPROTECT;
	}
	resolve(&letters, &result);
	if (result.refused)
		return "P is off, but M or E is on, so the kernel would refuse to run it; decide, and set -pem or -P";
	if (legacy->has_pt && legacy->has_ei) {
		resolve(&legacy->ei, &other);
		if (result.flags != other.flags)
			return "PT_PAX_FLAGS and e_ident contradict each other; decide, and set the mark by hand";
	}
	*mark = letters;
	return NULL;
}

const char *legacy_source(const struct legacy *legacy)
{
	if (legacy->has_pt && legacy->has_ei)
		return "both";
	return legacy->has_pt ? "PT_PAX_FLAGS" : "EI_PAX";
}
