/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which ELF files of some trees link which.
 */
#ifndef PAXCTL_LINKS_H
#define PAXCTL_LINKS_H

#include <stdbool.h>
#include <stddef.h>

#include "elf_needed.h"
#include "paxflags.h"

/**
 * struct link_file - an ELF file
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
struct link_file {
	char *path;
	struct elf_needed elf;
	const char *name;
	bool has_mark;
	struct paxflags_value mark;
	struct paxflags_effective effective;
	const struct link_file *via;
	bool used;
};

/**
 * struct links - all of them
 * @files: the files
 * @num: how many
 * @unreadable: how many could not be read
 * @malformed: how many made no sense
 */
struct links {
	struct link_file *files;
	size_t num;
	unsigned long unreadable;
	unsigned long malformed;
};

/* Takes a file in if it is linked dynamically; @path is copied, @fd left open. */
void links_add(struct links *links, const char *path, int fd);

/*
 * Marks as @used whatever links the library called @name, or links what links it; of the
 * files of this @machine, or of any if it is 0. Files must not be added any more.
 */
void links_find_users(struct links *links, const char *name, unsigned int machine);

void links_free(struct links *links);

#endif /* PAXCTL_LINKS_H */
