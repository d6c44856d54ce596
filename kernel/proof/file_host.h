/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads the types of a kernel, and the module's table of assumptions, from files. User space only.
 */
#ifndef PAX_FILE_HOST_H
#define PAX_FILE_HOST_H

#include <stddef.h>

#include "proof/btf.h"

/**
 * struct pax_host_file - what was read of a file
 * @data: the section, or the whole file; the caller frees it
 * @size: how many bytes
 * @word: how many bytes a pointer has in this ELF file; 0 if it is none
 */
struct pax_host_file {
	void *data;
	size_t size;
	unsigned int word;
};

int pax_host_file_read(struct pax_host_file *file, const char *path, const char *section);
int pax_host_types(struct pax_btf *btf, const struct pax_host_file *types, u32 word);
const char *pax_host_error(int err);

#endif /* PAX_FILE_HOST_H */
