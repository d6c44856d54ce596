/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which ELF files link which library.
 */
#ifndef PAXCTL_ELF_LINKS_H
#define PAXCTL_ELF_LINKS_H

#include <stdbool.h>
#include <stddef.h>

#include "elf_needed.h"
#include "paxflags.h"

/**
 * struct elf_link - an ELF file
 * @path: its path
 * @elf: what it says of itself
 * @name: the name that others link it by: its soname, or its file name
 * @has_mark: it has an attribute that counts, @mark
 * @mark: that
 * @effective: what the kernel makes of it in hard mode
 * @via: while users are looked for: the library between it and the one looked for, NULL
 *	if it names that itself
 * @used: while users are looked for: it is one
 */
struct elf_link {
	char *path;
	struct elf_needed elf;
	const char *name;
	bool has_mark;
	struct paxflags_value mark;
	struct paxflags_effective effective;
	const struct elf_link *via;
	bool used;
};

/**
 * struct elf_links - the ELF files of some trees
 * @files: the files
 * @num: how many
 * @unreadable: how many could not be read
 * @malformed: how many made no sense
 */
struct elf_links {
	struct elf_link *files;
	size_t num;
	unsigned long unreadable;
	unsigned long malformed;
};

/* Takes a file in if it is linked dynamically; @path is copied, @fd left open. */
void elf_links_add(struct elf_links *links, const char *path, int fd);

/*
 * Marks as @used whatever links the library called @name, or links what links it; of the
 * files of this @machine, or of any if it is 0. Files must not be added any more.
 */
void elf_links_find_users(struct elf_links *links, const char *name, unsigned int machine);

void elf_links_free(struct elf_links *links);

#endif /* PAXCTL_ELF_LINKS_H */
