/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Libraries and symbols of what makes code at run time, or wants certain addresses. This header is
 * internal: only paxctl-ng scan uses it.
 */
#ifndef PAXFLAGS_ENGINES_H
#define PAXFLAGS_ENGINES_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct engine - what makes code at run time
 * @name: a word for it
 * @patterns: names of its libraries, and of symbols that only it and its users have, as patterns of
 *	fnmatch(3) with "|" between them
 * @mark: the mark that its users usually need; NULL if they need none
 * @why: what it does, and what its users do without a mark
 */
struct engine {
	const char *name;
	const char *patterns;
	const char *mark;
	const char *why;
};

/* All of them; the last one has no name. There are at most 64. */
extern const struct engine engines[];

/*
 * Looks for engines in the names of the dynamic section of the ELF file @fd: of libraries that it
 * needs, of itself, and of symbols. Returns 0 and bits of @found, one for each index of engines[];
 * -ENOEXEC if the file is not ELF, -ENODATA if it is not linked dynamically, -EBADMSG if it is
 * malformed, or another negative errno.
 */
int engines_find(int fd, uint64_t *found);

#endif /* PAXFLAGS_ENGINES_H */
