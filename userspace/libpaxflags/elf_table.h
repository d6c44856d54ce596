/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An ELF file's headers, of either class and byte order.
 *
 * The file may come from anyone. libelf only translates headers here; it never parses
 * the file. What is read is bounded by the kernel's own limits for a file that it would
 * run.
 */
#ifndef PAXFLAGS_ELF_TABLE_H
#define PAXFLAGS_ELF_TABLE_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PT_PAX_FLAGS 0x65041580u

/**
 * struct elf_table - the headers
 * @is64: the class
 * @encoding: ELFDATA2LSB or ELFDATA2MSB
 * @ident: e_ident
 * @type: e_type
 * @machine: e_machine
 * @offset: where the program headers are
 * @num: how many
 * @headers: them, in the host's form
 * @file_size: of the whole file
 */
struct elf_table {
	bool is64;
	unsigned int encoding;
	unsigned char ident[EI_NIDENT];
	unsigned int type;
	unsigned int machine;
	uint64_t offset;
	size_t num;
	void *headers;
	uint64_t file_size;
};

/**
 * struct elf_segment - a program header
 * @type: p_type
 * @flags: p_flags
 * @flags_at: where p_flags is in the file
 * @offset: p_offset
 * @size: p_filesz
 * @address: p_vaddr
 */
struct elf_segment {
	uint32_t type;
	uint32_t flags;
	uint64_t flags_at;
	uint64_t offset;
	uint64_t size;
	uint64_t address;
};

/*
 * Reads the headers. Returns 0, and then elf_table_free() is to be called; -ENODATA if
 * there are no program headers, and all else is there; -ENOEXEC if the file is not ELF;
 * -EBADMSG if its headers are malformed or truncated; or another negative errno.
 */
int elf_table_read(int fd, struct elf_table *table);
void elf_table_free(struct elf_table *table);

/* The program header @i, which is less than @table->num. */
void elf_table_segment(const struct elf_table *table, size_t i, struct elf_segment *segment);

/*
 * Calls @each for every entry of @dynamic, a PT_DYNAMIC. Returns 0, -EBADMSG if it makes
 * no sense, or another negative errno.
 */
int elf_table_dynamic(int fd, const struct elf_table *table, const struct elf_segment *dynamic,
		      void (*each)(uint64_t tag, uint64_t value, void *context), void *context);

/* Whether @dynamic, a PT_DYNAMIC, says that text is relocated; false if it makes no sense. */
bool elf_table_textrel(int fd, const struct elf_table *table, const struct elf_segment *dynamic);

#endif /* PAXFLAGS_ELF_TABLE_H */
