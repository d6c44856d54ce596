/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds the ELF files that link a library.
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
 * @elf: its dynamic section and headers
 * @name: the name in DT_NEEDED of the files that link it: its soname, or its file name
 * @has_mark: the file has an attribute that the kernel uses
 * @mark: that attribute
 * @effective: the flags that the kernel gives it in hard mode
 * @via: result of the search for users: the library through which the file uses the one
 *	searched for; NULL if it needs that library directly
 * @used: result of the search for users: the file uses the library
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
 * @num: the number of @files
 * @unreadable: the number of files that could not be read
 * @malformed: the number of malformed files
 */
struct elf_links {
	struct elf_link *files;
	size_t num;
	unsigned long unreadable;
	unsigned long malformed;
};

/* Adds a file if it is dynamically linked. Copies @path, and leaves @fd open. */
void elf_links_add(struct elf_links *links, const char *path, int fd);

/*
 * Sets @used in all files that link the library @name, directly or through other libraries.
 * Considers only files of @machine, or all files if it is 0. The caller must not add files
 * afterwards.
 */
void elf_links_find_users(struct elf_links *links, const char *name, unsigned int machine);

void elf_links_free(struct elf_links *links);

#endif /* PAXCTL_ELF_LINKS_H */
