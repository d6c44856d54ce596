/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The legacy marks in ELF headers, PT_PAX_FLAGS and e_ident, combined into one mark.
 */
#ifndef PAXCTL_LEGACY_H
#define PAXCTL_LEGACY_H

#include <stdbool.h>

#include "paxflags.h"

/**
 * struct legacy - the marks in a file's headers
 * @has_pt: the file has a PT_PAX_FLAGS header
 * @has_ei: the file has bits of chpax in e_ident
 * @pt: the mark in PT_PAX_FLAGS; may contradict itself
 * @ei: the mark in e_ident; never contradicts itself
 */
struct legacy {
	bool has_pt;
	bool has_ei;
	struct paxflags_letters pt;
	struct paxflags_letters ei;
};

/**
 * legacy_read - read both legacy marks
 * @fd: a readable descriptor
 * @legacy: the result
 *
 * Return: 0, also if the file has no legacy mark; -ENOEXEC if the file is not ELF, -EBADMSG if
 * it is malformed, or another negative errno.
 */
int legacy_read(int fd, struct legacy *legacy);

/**
 * legacy_decide - combine both legacy marks into one mark
 * @legacy: the legacy marks, at least one
 * @mark: the result, a mark that the kernel accepts; untouched on error
 *
 * Return: NULL, or the reason why a person must decide.
 */
const char *legacy_decide(const struct legacy *legacy, struct paxflags_letters *mark);

/**
 * legacy_source - name the place of the legacy marks
 * @legacy: the legacy marks
 *
 * Return: "PT_PAX_FLAGS", "EI_PAX" or "both".
 */
const char *legacy_source(const struct legacy *legacy);

#endif /* PAXCTL_LEGACY_H */
