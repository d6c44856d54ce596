/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which libraries an ELF file names. Internal: the tool's revdep uses it.
 */
#ifndef PAXFLAGS_ELF_NEEDED_H
#define PAXFLAGS_ELF_NEEDED_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct elf_needed - what an ELF file says of itself and of libraries
 * @machine: e_machine, and bit 16 for the 64-bit class: files of one process agree in it
 * @is_program: it names a dynamic loader
 * @soname: its own name, or NULL
 * @names: the libraries that it needs
 * @num: how many
 */
struct elf_needed {
	unsigned int machine;
	bool is_program;
	char *soname;
	char **names;
	size_t num;
};

/*
 * Reads them. Returns 0, and then elf_needed_free() is to be called; -ENOEXEC if the file
 * is not ELF; -ENODATA if it is not linked dynamically; -EBADMSG if it is malformed; or
 * another negative errno.
 */
int elf_needed_read(int fd, struct elf_needed *needed);
void elf_needed_free(struct elf_needed *needed);

#endif /* PAXFLAGS_ELF_NEEDED_H */
