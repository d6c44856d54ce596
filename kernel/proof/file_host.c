// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads a section of an ELF file, and opens the types of a kernel. The file may be anything, and
 * change meanwhile: what is needed of it is copied, and then checked.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proof/file_host.h"

/* More than any section that is read, and than the types of any kernel. */
#define SIZE_MAX_READ 0x4000000u

/* How many bytes are read first of a file whose size is not known. */
#define FIRST_PART 0x10000u

/* Reads exactly @size bytes. Returns 0 or a negative errno; -EINVAL if the file ends before. */
static int read_at(int fd, void *data, size_t size, unsigned long long offset)
{
	size_t done = 0;
	ssize_t part;

	while (done < size) {
		part = pread(fd, (char *)data + done, size - done, offset + done);
		if (part < 0 && errno == EINTR)
			continue;
		if (part <= 0)
			return part < 0 ? -errno : -EINVAL;
		done += part;
	}
	return 0;
}

/* Reads a part of the file into memory of its own. */
static int read_part(int fd, unsigned long long offset, unsigned long long size,
		     struct pax_host_file *file)
{
	int err;

	if (size > SIZE_MAX_READ)
		return -EFBIG;
	file->data = malloc(size + 1);
	if (!file->data)
		return -ENOMEM;
	err = read_at(fd, file->data, size, offset);
	if (err) {
		free(file->data);
		file->data = NULL;
		return err;
	}
	/* A section of strings need not end with one that ends. */
	((char *)file->data)[size] = '\0';
	file->size = size;
	return 0;
}

/* Reads to the end, as files of sysfs may have another size than the one that is told. */
static int read_whole(int fd, struct pax_host_file *file)
{
	size_t size = 0, room = FIRST_PART;
	char *data = malloc(room), *larger;
	ssize_t part;

	while (data) {
		part = pread(fd, data + size, room - size, size);
		if (!part) {
			file->data = data;
			file->size = size;
			return 0;
		}
		if (part < 0 && errno == EINTR)
			continue;
		if (part < 0) {
			part = -errno;
			free(data);
			return part;
		}
		size += part;
		if (size < room)
			continue;
		if (size > SIZE_MAX_READ) {
			free(data);
			return -EFBIG;
		}
		room *= 2;
		larger = realloc(data, room);
		if (!larger)
			free(data);
		data = larger;
	}
	return -ENOMEM;
}

/* The fields that are needed of the header of an ELF file, of either class. */
struct elf_header {
	unsigned long long table, count, names;
	bool is_64;
};

struct section {
	unsigned long long name, offset, size, link;
};

static bool is_elf(const unsigned char *ident)
{
	const unsigned int one = 1;

	return !memcmp(ident, ELFMAG, SELFMAG) &&
	       ident[EI_DATA] == (*(const unsigned char *)&one ? ELFDATA2LSB : ELFDATA2MSB);
}

static int read_section(int fd, const struct elf_header *header, unsigned long long n,
			struct section *section)
{
	size_t size = header->is_64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
	Elf32_Shdr s32 = { 0 };
	Elf64_Shdr s64 = { 0 };
	int err;

	err = read_at(fd, header->is_64 ? (void *)&s64 : &s32, size, header->table + n * size);
	if (header->is_64)
		*section = (struct section){ s64.sh_name, s64.sh_offset,
					     s64.sh_type == SHT_NOBITS ? 0 : s64.sh_size,
					     s64.sh_link };
	else
		*section = (struct section){ s32.sh_name, s32.sh_offset,
					     s32.sh_type == SHT_NOBITS ? 0 : s32.sh_size,
					     s32.sh_link };
	return err;
}

static int read_header(int fd, const unsigned char *ident, struct elf_header *header)
{
	struct section first;
	Elf32_Ehdr e32;
	Elf64_Ehdr e64;
	int err;

	header->is_64 = ident[EI_CLASS] == ELFCLASS64;
	err = header->is_64 ? read_at(fd, &e64, sizeof(e64), 0) : read_at(fd, &e32, sizeof(e32), 0);
	if (err)
		return err;
	header->table = header->is_64 ? e64.e_shoff : e32.e_shoff;
	header->count = header->is_64 ? e64.e_shnum : e32.e_shnum;
	header->names = header->is_64 ? e64.e_shstrndx : e32.e_shstrndx;
	/* Numbers that do not fit there are in the first section. */
	if (header->table && (!header->count || header->names == SHN_XINDEX)) {
		err = read_section(fd, header, 0, &first);
		if (!header->count)
			header->count = first.size;
		if (header->names == SHN_XINDEX)
			header->names = first.link;
	}
	return err;
}

/* Finds a section by its name. Returns 0 or a negative errno; -ENODATA if there is none. */
static int find_section(int fd, const struct elf_header *header, const char *name,
			struct section *section)
{
	struct pax_host_file names;
	unsigned long long n;
	int err;

	if (header->names >= header->count)
		return -ENODATA;
	err = read_section(fd, header, header->names, section);
	if (!err)
		err = read_part(fd, section->offset, section->size, &names);
	if (err)
		return err;
	for (n = 0; n < header->count; n++) {
		err = read_section(fd, header, n, section);
		if (err || (section->name < names.size &&
			    !strcmp((const char *)names.data + section->name, name)))
			break;
	}
	free(names.data);
	return n < header->count ? err : -ENODATA;
}

static int read_elf(int fd, const unsigned char *ident, const char *name,
		    struct pax_host_file *file)
{
	struct section section = { 0 };
	struct elf_header header;
	int err;

	err = read_header(fd, ident, &header);
	if (!err)
		err = find_section(fd, &header, name, &section);
	if (!err)
		err = read_part(fd, section.offset, section.size, file);
	file->word = header.is_64 ? 8 : 4;
	return err;
}

/**
 * pax_host_file_read - read a section of an ELF file, or the whole of another file
 * @file: the result
 * @path: the path of the file
 * @section: the name of the section
 *
 * An ELF file of the other byte order counts as another file.
 *
 * Return: 0; -ENODATA if the ELF file has no such section, -EFBIG if there is too much to read,
 * -EINVAL if the file ends where it should not, or another negative errno.
 */
int pax_host_file_read(struct pax_host_file *file, const char *path, const char *section)
{
	unsigned char ident[EI_NIDENT];
	int fd, err;

	memset(file, 0, sizeof(*file));
	/* Not blocking, as the path may be that of a FIFO. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	if (!read_at(fd, ident, sizeof(ident), 0) && is_elf(ident))
		err = read_elf(fd, ident, section, file);
	else
		err = read_whole(fd, file);
	close(fd);
	return err;
}

/**
 * pax_host_types - open the types of a kernel
 * @btf: the result, which uses @types; the caller frees @btf->offsets
 * @types: the file that has them
 * @word: how many bytes a pointer of that kernel has
 *
 * Return: as pax_btf_open(), or -ENOMEM.
 */
int pax_host_types(struct pax_btf *btf, const struct pax_host_file *types, u32 word)
{
	u32 *offsets;
	int err;

	err = pax_btf_open(btf, types->data, types->size, word);
	if (err)
		return err;
	offsets = calloc(btf->num + 1, sizeof(*offsets));
	if (!offsets)
		return -ENOMEM;
	pax_btf_index(btf, offsets);
	return 0;
}

/**
 * pax_host_error - say why a file of types cannot be used
 * @err: what pax_host_file_read() or pax_host_types() returned
 *
 * Return: the reason.
 */
const char *pax_host_error(int err)
{
	switch (-err) {
	case EINVAL:
		return "this is no BTF of this byte order, or it is damaged";
	case EOPNOTSUPP:
		return "there is a type of a kind that this version does not know";
	case ENODATA:
		return "there is no section .BTF";
	case EFBIG:
		return "there is more than a kernel has";
	default:
		return strerror(-err);
	}
}
