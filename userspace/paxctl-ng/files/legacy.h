/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The legacy marks in ELF headers, PT_PAX_FLAGS and e_ident, made into one mark.
 */
#ifndef PAXCTL_LEGACY_H
#define PAXCTL_LEGACY_H

#include <stdbool.h>

#include "paxflags.h"

/**
 * struct legacy - the marks in a file's headers
 * @has_pt: it has a PT_PAX_FLAGS header, which says @pt
 * @has_ei: it has bits in e_ident, which say @ei
 * @pt: may contradict itself
 * @ei: does not
 */
struct legacy {
	bool has_pt;
	bool has_ei;
	struct paxflags_letters pt;
	struct paxflags_letters ei;
};

/**
 * legacy_read - read both
 * @fd: a readable descriptor
 * @legacy: the result
 *
 * Return: 0, also if there is none; -ENOEXEC if the file is not ELF, -EBADMSG if it is
 * malformed, or another negative errno.
 */
int legacy_read(int fd, struct legacy *legacy);

/**
 * legacy_decide - make one mark of them
 * @legacy: the marks; at least one of them is there
 * @mark: the result, a mark that the kernel runs; untouched if there is none
 *
 * Return: NULL, or why no mark can be made of them without a decision of a person.
 */
const char *legacy_decide(const struct legacy *legacy, struct paxflags_letters *mark);

/**
 * legacy_source - where they are
 * @legacy: the marks
 *
 * Return: a word or two.
 */
const char *legacy_source(const struct legacy *legacy);

#endif /* PAXCTL_LEGACY_H */
