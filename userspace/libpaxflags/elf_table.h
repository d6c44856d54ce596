/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read the headers of an ELF file of either class and byte order.
 *
 * The file is untrusted. libelf only converts headers between byte orders; it never parses
 * the file. The code reads no more than the kernel accepts in a file that it runs.
 */
#ifndef PAXFLAGS_ELF_TABLE_H
#define PAXFLAGS_ELF_TABLE_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PT_PAX_FLAGS 0x65041580u

/**
 * struct elf_table - the headers of an ELF file
 * @is64: true for the 64-bit class
 * @encoding: ELFDATA2LSB or ELFDATA2MSB
 * @ident: e_ident
 * @type: e_type
 * @machine: e_machine
 * @offset: offset of the program headers in the file
 * @num: number of program headers
 * @headers: the program headers, in the byte order of the host
 * @file_size: size of the whole file
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
 * @flags_at: offset of p_flags in the file
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
 * Reads the headers of the file @fd. Returns 0, and the caller must then call
 * elf_table_free(); -ENODATA if the file has no program headers, and @table then has the data
 * of the ELF header; -ENOEXEC if the file is not ELF; -EBADMSG if its headers are malformed or
 * truncated; or another negative errno.
 */
int elf_table_read(int fd, struct elf_table *table);
void elf_table_free(struct elf_table *table);

/* Gets the program header @i. @i must be less than @table->num. */
void elf_table_segment(const struct elf_table *table, size_t i, struct elf_segment *segment);

/* Gets the last program header of a type. Returns whether there is one. */
bool elf_table_find(const struct elf_table *table, uint32_t type, struct elf_segment *segment);

/*
 * Calls @each for every entry of the PT_DYNAMIC segment @dynamic. Returns 0, -EBADMSG if the
 * segment is malformed, or another negative errno.
 */
int elf_table_dynamic(int fd, const struct elf_table *table, const struct elf_segment *dynamic,
		      void (*each)(uint64_t tag, uint64_t value, void *context), void *context);

/*
 * Finds the file offset of the @size bytes that are loaded at @address. Returns 0, or -EBADMSG if
 * no segment has them.
 */
int elf_table_offset(const struct elf_table *table, uint64_t address, uint64_t size,
		     uint64_t *offset);

/* Returns whether the PT_DYNAMIC segment @dynamic has text relocations; false if malformed. */
bool elf_table_textrel(int fd, const struct elf_table *table, const struct elf_segment *dynamic);

#endif /* PAXFLAGS_ELF_TABLE_H */
