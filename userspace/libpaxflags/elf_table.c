// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read the headers of an ELF file of either class and byte order.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "elf_table.h"
#include "file.h"

/* The kernel refuses to run a file with more bytes of program headers. */
#define MAX_PHDRS_SIZE 65536u
#define MAX_DYNAMIC_SIZE 65536u

/* Size of the first read. In most files it includes the program headers. */
#define START_SIZE 1024

/* Converts @size bytes at @bytes, in place, from the byte order of the file to the host's. */
static int to_host(const struct elf_table *table, Elf_Type type, void *bytes, size_t size)
{
	Elf_Data data = {
		.d_buf = bytes,
		.d_type = type,
		.d_size = size,
		.d_version = EV_CURRENT,
	};
	Elf_Data *done;

	if (elf_version(EV_CURRENT) == EV_NONE)
		return -EPROTO;
	done = table->is64 ? elf64_xlatetom(&data, &data, table->encoding) :
			     elf32_xlatetom(&data, &data, table->encoding);
	return done ? 0 : -EBADMSG;
}

/* Parses the ELF header in the first @n bytes of the file, at @start. */
static int parse_header(const unsigned char *start, size_t n, struct elf_table *table)
{
	union {
		unsigned char ident[EI_NIDENT];
		Elf32_Ehdr e32;
		Elf64_Ehdr e64;
	} header;
	size_t want, entry, wanted_entry;
	int err;

	if (n < SELFMAG || memcmp(start, ELFMAG, SELFMAG))
		return -ENOEXEC;
	if (n < EI_NIDENT)
		return -EBADMSG;
	memcpy(&header, start, n < sizeof(header) ? n : sizeof(header));
	if (header.ident[EI_CLASS] != ELFCLASS32 && header.ident[EI_CLASS] != ELFCLASS64)
		return -EBADMSG;
	if (header.ident[EI_DATA] != ELFDATA2LSB && header.ident[EI_DATA] != ELFDATA2MSB)
		return -EBADMSG;
	memcpy(table->ident, header.ident, EI_NIDENT);
	table->is64 = header.ident[EI_CLASS] == ELFCLASS64;
	table->encoding = header.ident[EI_DATA];
	want = table->is64 ? sizeof(header.e64) : sizeof(header.e32);
	if (n < want)
		return -EBADMSG;
	err = to_host(table, ELF_T_EHDR, &header, want);
	if (err)
		return err;

	table->type = table->is64 ? header.e64.e_type : header.e32.e_type;
	table->machine = table->is64 ? header.e64.e_machine : header.e32.e_machine;
	table->num = table->is64 ? header.e64.e_phnum : header.e32.e_phnum;
	table->offset = table->is64 ? header.e64.e_phoff : header.e32.e_phoff;
	entry = table->is64 ? header.e64.e_phentsize : header.e32.e_phentsize;
	wanted_entry = table->is64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
	if (!table->num)
		return -ENODATA;
	return entry == wanted_entry ? 0 : -EBADMSG;
}

int elf_table_read(int fd, struct elf_table *table)
{
	unsigned char start[START_SIZE];
	struct stat st;
	ssize_t n, len;
	size_t size;
	int err;

	memset(table, 0, sizeof(*table));
	len = read_at(fd, start, sizeof(start), 0);
	if (len < 0)
		return len;
	err = parse_header(start, len, table);
	if (err)
		return err;
	if (fstat(fd, &st))
		return -errno;
	table->file_size = st.st_size;
	size = table->num * (table->is64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr));
	if (size > MAX_PHDRS_SIZE || table->offset > table->file_size ||
	    size > table->file_size - table->offset)
		return -EBADMSG;

	table->headers = malloc(size);
	if (!table->headers)
		return -ENOMEM;
	if (table->offset + size <= (size_t)len) {
		memcpy(table->headers, start + table->offset, size);
		n = size;
	} else {
		n = read_at(fd, table->headers, size, table->offset);
	}
	if (n < 0)
		err = n;
	else if ((size_t)n < size)
		err = -EBADMSG;
	else
		err = to_host(table, ELF_T_PHDR, table->headers, size);
	if (err)
		elf_table_free(table);
	return err;
}

void elf_table_free(struct elf_table *table)
{
	free(table->headers);
	table->headers = NULL;
	table->num = 0;
}

void elf_table_segment(const struct elf_table *table, size_t i, struct elf_segment *segment)
{
	const Elf32_Phdr *p32 = table->headers;
	const Elf64_Phdr *p64 = table->headers;

	if (table->is64) {
		segment->type = p64[i].p_type;
		segment->flags = p64[i].p_flags;
		segment->flags_at =
			table->offset + i * sizeof(*p64) + offsetof(Elf64_Phdr, p_flags);
		segment->offset = p64[i].p_offset;
		segment->size = p64[i].p_filesz;
		segment->address = p64[i].p_vaddr;
	} else {
		segment->type = p32[i].p_type;
		segment->flags = p32[i].p_flags;
		segment->flags_at =
			table->offset + i * sizeof(*p32) + offsetof(Elf32_Phdr, p_flags);
		segment->offset = p32[i].p_offset;
		segment->size = p32[i].p_filesz;
		segment->address = p32[i].p_vaddr;
	}
}

bool elf_table_find(const struct elf_table *table, uint32_t type, struct elf_segment *segment)
{
	size_t i;

	for (i = table->num; i; i--) {
		elf_table_segment(table, i - 1, segment);
		if (segment->type == type)
			return true;
	}
	return false;
}

int elf_table_dynamic(int fd, const struct elf_table *table, const struct elf_segment *dynamic,
		      void (*each)(uint64_t tag, uint64_t value, void *context), void *context)
{
	size_t entry = table->is64 ? sizeof(Elf64_Dyn) : sizeof(Elf32_Dyn), i, num;
	bool end = false;
	const Elf32_Dyn *d32;
	const Elf64_Dyn *d64;
	int err = 0;
	void *bytes;

	if (dynamic->offset > table->file_size ||
	    dynamic->size > table->file_size - dynamic->offset || dynamic->size > MAX_DYNAMIC_SIZE)
		return -EBADMSG;
	num = dynamic->size / entry;
	bytes = malloc(num * entry + 1);
	if (!bytes)
		return -ENOMEM;
	if (read_at(fd, bytes, num * entry, dynamic->offset) != (ssize_t)(num * entry) ||
	    to_host(table, ELF_T_DYN, bytes, num * entry))
		err = -EBADMSG;
	d32 = bytes;
	d64 = bytes;
	for (i = 0; i < num && !err && !end; i++) {
		uint64_t tag = table->is64 ? (uint64_t)d64[i].d_tag : (uint32_t)d32[i].d_tag;

		each(tag, table->is64 ? d64[i].d_un.d_val : d32[i].d_un.d_val, context);
		end = tag == DT_NULL;
	}
	free(bytes);
	return err;
}

int elf_table_offset(const struct elf_table *table, uint64_t address, uint64_t size,
		     uint64_t *offset)
{
	struct elf_segment segment;
	size_t i;

	for (i = 0; i < table->num; i++) {
		elf_table_segment(table, i, &segment);
		if (segment.type != PT_LOAD || address < segment.address ||
		    address - segment.address >= segment.size ||
		    size > segment.size - (address - segment.address) ||
		    segment.offset > table->file_size ||
		    segment.size > table->file_size - segment.offset)
			continue;
		*offset = segment.offset + (address - segment.address);
		return 0;
	}
	return -EBADMSG;
}

static void note_textrel(uint64_t tag, uint64_t value, void *context)
{
	bool *found = context;

	if (tag == DT_TEXTREL || (tag == DT_FLAGS && (value & DF_TEXTREL)))
		*found = true;
}

bool elf_table_textrel(int fd, const struct elf_table *table, const struct elf_segment *dynamic)
{
	bool found = false;

	return !elf_table_dynamic(fd, table, dynamic, note_textrel, &found) && found;
}
