/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read the names of the libraries that an ELF file needs. This header is internal: only
 * paxctl-ng revdep uses it.
 */
#ifndef PAXFLAGS_ELF_NEEDED_H
#define PAXFLAGS_ELF_NEEDED_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct elf_needed - the dynamic linking data of an ELF file
 * @machine: e_machine, and bit 16 for the 64-bit class; the same for all files of a process
 * @is_program: the file names a dynamic loader
 * @soname: DT_SONAME, or NULL
 * @names: the libraries that the file needs (DT_NEEDED)
 * @num: the number of @names
 */
struct elf_needed {
	unsigned int machine;
	bool is_program;
	char *soname;
	char **names;
	size_t num;
};

/*
 * Reads the dynamic linking data of the file @fd. Returns 0, and the caller must then call
 * elf_needed_free(); -ENOEXEC if the file is not ELF; -ENODATA if it is not linked
 * dynamically; -EBADMSG if it is malformed; or another negative errno.
 */
int elf_needed_read(int fd, struct elf_needed *needed);
void elf_needed_free(struct elf_needed *needed);

#endif /* PAXFLAGS_ELF_NEEDED_H */
