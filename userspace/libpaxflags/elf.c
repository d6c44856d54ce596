// SPDX-License-Identifier: GPL-2.0-only
/*
 * Legacy marks in ELF program headers.
 *
 * An ELF file may come from anyone. libelf only translates headers of both classes
 * and byte orders here; it never parses the file. What is read is bounded by the
 * kernel's own limits for a file that it would run.
 */
#include <errno.h>
#include <fcntl.h>
#include <libelf.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "file.h"
#include "paxflags.h"

#define PT_PAX_FLAGS 0x65041580u

/* The kernel runs no file with more bytes of program headers than this. */
#define MAX_PHDRS_SIZE 65536u

#define XATTR_CAPABILITY "security.capability"
/* Longer than any version of struct vfs_cap_data. */
#define MAX_CAPABILITY 64

/* Bits of p_flags: on, and the next one off. */
static const struct {
	unsigned int letter;
	uint32_t on;
} elf_bits[] = {
	{ PAX_PAGEEXEC, 1u << 4 },  { PAX_SEGMEXEC, 1u << 6 },	{ PAX_MPROTECT, 1u << 8 },
	{ PAX_EMUTRAMP, 1u << 12 }, { PAX_RANDMMAP, 1u << 14 },
};

#define NUM_ELF_BITS (sizeof(elf_bits) / sizeof(elf_bits[0]))

/* The byte of e_ident that the oldest marks are in; the next one is zero. */
#define EI_PAX 14
#define EI_PAX_EMUTRAMP 0x02
/* RANDEXEC, 0x10, has no letter. */
#define EI_PAX_KNOWN 0x3f

/* Its bits that turn something off. */
static const struct {
	unsigned int letter;
	unsigned char bit;
} ei_bits[] = {
	{ PAX_PAGEEXEC, 0x01 },
	{ PAX_MPROTECT, 0x04 },
	{ PAX_RANDMMAP, 0x08 },
	{ PAX_SEGMEXEC, 0x20 },
};

/*
 * An ELF file's program headers. @encoding: ELFDATA2LSB or ELFDATA2MSB; @offset,
 * @num, @entry_size: where they are, how many, and the size of one, in bytes.
 */
struct table {
	bool is64;
	unsigned int encoding;
	uint64_t offset;
	size_t num;
	size_t entry_size;
};

/* Where p_flags of PT_PAX_FLAGS is in the file, and what it holds. */
struct place {
	unsigned int encoding;
	off_t offset;
	uint32_t flags;
};

/* Translates @size bytes at @bytes, in place, from the file's form to the host's. */
static int to_host(bool is64, unsigned int encoding, Elf_Type type, void *bytes, size_t size)
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
	done = is64 ? elf64_xlatetom(&data, &data, encoding) :
		      elf32_xlatetom(&data, &data, encoding);
	return done ? 0 : -EBADMSG;
}

static int read_table(int fd, struct table *table)
{
	union {
		unsigned char ident[EI_NIDENT];
		Elf32_Ehdr e32;
		Elf64_Ehdr e64;
	} header;
	size_t want;
	ssize_t n;
	int err;

	n = read_at(fd, &header, sizeof(header), 0);
	if (n < 0)
		return n;
	if (n < SELFMAG || memcmp(header.ident, ELFMAG, SELFMAG))
		return -ENOEXEC;
	if (n < EI_NIDENT)
		return -EBADMSG;
	if (header.ident[EI_CLASS] != ELFCLASS32 && header.ident[EI_CLASS] != ELFCLASS64)
		return -EBADMSG;
	if (header.ident[EI_DATA] != ELFDATA2LSB && header.ident[EI_DATA] != ELFDATA2MSB)
		return -EBADMSG;
	table->is64 = header.ident[EI_CLASS] == ELFCLASS64;
	table->encoding = header.ident[EI_DATA];
	want = table->is64 ? sizeof(header.e64) : sizeof(header.e32);
	if ((size_t)n < want)
		return -EBADMSG;
	err = to_host(table->is64, table->encoding, ELF_T_EHDR, &header, want);
	if (err)
		return err;

	table->num = table->is64 ? header.e64.e_phnum : header.e32.e_phnum;
	table->offset = table->is64 ? header.e64.e_phoff : header.e32.e_phoff;
	table->entry_size = table->is64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
	if (!table->num)
		return -ENODATA;
	n = table->is64 ? header.e64.e_phentsize : header.e32.e_phentsize;
	return (size_t)n == table->entry_size ? 0 : -EBADMSG;
}

/* Finds PT_PAX_FLAGS among the @table's headers, which are at @headers. */
static int find_header(const struct table *table, const void *headers, struct place *place)
{
	const Elf32_Phdr *p32 = headers;
	const Elf64_Phdr *p64 = headers;
	size_t i;

	for (i = 0; i < table->num; i++) {
		if ((table->is64 ? p64[i].p_type : p32[i].p_type) != PT_PAX_FLAGS)
			continue;
		place->encoding = table->encoding;
		place->flags = table->is64 ? p64[i].p_flags : p32[i].p_flags;
		place->offset = table->offset + i * table->entry_size;
		place->offset +=
			table->is64 ? offsetof(Elf64_Phdr, p_flags) : offsetof(Elf32_Phdr, p_flags);
		return 0;
	}
	return -ENODATA;
}

static int find_place(int fd, struct place *place)
{
	struct table table = { 0 };
	struct stat st;
	void *headers;
	size_t size;
	ssize_t n;
	int err;

	err = read_table(fd, &table);
	if (err)
		return err;
	if (fstat(fd, &st))
		return -errno;
	size = table.num * table.entry_size;
	if (size > MAX_PHDRS_SIZE || table.offset > (uint64_t)st.st_size ||
	    size > (uint64_t)st.st_size - table.offset)
		return -EBADMSG;

	headers = malloc(size);
	if (!headers)
		return -ENOMEM;
	n = read_at(fd, headers, size, table.offset);
	if (n < 0)
		err = n;
	else if ((size_t)n < size)
		err = -EBADMSG;
	else
		err = to_host(table.is64, table.encoding, ELF_T_PHDR, headers, size);
	if (!err)
		err = find_header(&table, headers, place);
	free(headers);
	return err;
}

int paxflags_elf_read_fd(int fd, struct paxflags_letters *letters)
{
	struct place place;
	size_t i;
	int err;

	err = find_place(fd, &place);
	if (err)
		return err;
	letters->on = 0;
	letters->off = 0;
	for (i = 0; i < NUM_ELF_BITS; i++) {
		if (place.flags & elf_bits[i].on)
			letters->on |= elf_bits[i].letter;
		if (place.flags & (elf_bits[i].on << 1))
			letters->off |= elf_bits[i].letter;
	}
	return 0;
}

int paxflags_ei_read_fd(int fd, struct paxflags_letters *letters)
{
	unsigned char ident[EI_NIDENT];
	size_t i;
	ssize_t n;

	n = read_at(fd, ident, sizeof(ident), 0);
	if (n < 0)
		return n;
	if (n < SELFMAG || memcmp(ident, ELFMAG, SELFMAG))
		return -ENOEXEC;
	if (n < EI_NIDENT)
		return -EBADMSG;
	if (!ident[EI_PAX] && !ident[EI_PAX + 1])
		return -ENODATA;
	if (ident[EI_PAX + 1] || ident[EI_PAX] & ~EI_PAX_KNOWN)
		return -EBADMSG;
	/* All are off bits, but for EMUTRAMP, which was off unless asked for. */
	letters->on = ident[EI_PAX] & EI_PAX_EMUTRAMP ? PAX_EMUTRAMP : 0;
	letters->off = letters->on ^ PAX_EMUTRAMP;
	for (i = 0; i < sizeof(ei_bits) / sizeof(ei_bits[0]); i++) {
		if (ident[EI_PAX] & ei_bits[i].bit)
			letters->off |= ei_bits[i].letter;
	}
	return 0;
}

static int write_word(int fd, const struct place *place, uint32_t word)
{
	Elf_Data data = {
		.d_buf = &word,
		.d_type = ELF_T_WORD,
		.d_size = sizeof(word),
		.d_version = EV_CURRENT,
	};
	ssize_t n;

	/* A word is the same in both classes. */
	if (!elf32_xlatetof(&data, &data, place->encoding))
		return -EBADMSG;
	do {
		n = pwrite(fd, &word, sizeof(word), place->offset);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return n == sizeof(word) ? 0 : -EIO;
}

/* Writes the word and puts back what the kernel takes away from a file written to. */
static int write_keeping_privileges(int fd, const struct place *place, uint32_t word)
{
	char capability[MAX_CAPABILITY];
	struct stat before, after;
	ssize_t len;
	int err;

	if (fstat(fd, &before))
		return -errno;
	len = fgetxattr(fd, XATTR_CAPABILITY, capability, sizeof(capability));
	if (len < 0 && errno != ENODATA && errno != EOPNOTSUPP)
		return -errno;
	/* Not after the write: then it would be too late to find that it cannot be done. */
	if (len >= 0 && fsetxattr(fd, XATTR_CAPABILITY, capability, len, XATTR_REPLACE))
		return -errno;

	err = write_word(fd, place, word);
	if (len >= 0 && fsetxattr(fd, XATTR_CAPABILITY, capability, len, 0) && !err)
		err = -errno;
	if (fstat(fd, &after))
		return err ? err : -errno;
	if (after.st_mode != before.st_mode && fchmod(fd, before.st_mode & 07777) && !err)
		err = -errno;
	return err;
}

int paxflags_elf_write_fd(int fd, const struct paxflags_letters *letters)
{
	struct place place;
	uint32_t word;
	size_t i;
	int err;

	if (letters->on & letters->off)
		return -EINVAL;
	err = find_place(fd, &place);
	if (err)
		return err;
	word = place.flags;
	for (i = 0; i < NUM_ELF_BITS; i++) {
		word &= ~(elf_bits[i].on | elf_bits[i].on << 1);
		if (letters->on & elf_bits[i].letter)
			word |= elf_bits[i].on;
		if (letters->off & elf_bits[i].letter)
			word |= elf_bits[i].on << 1;
	}
	if (word == place.flags)
		return 0;
	return write_keeping_privileges(fd, &place, word);
}

static int open_file(const char *path, int flags)
{
	int fd = paxflags_open(AT_FDCWD, path);
	struct stat st;
	int file;

	if (fd < 0)
		return fd;
	/* To open a device can have effects of its own. */
	if (fstat(fd, &st))
		file = -errno;
	else
		file = S_ISREG(st.st_mode) ? paxflags_reopen(fd, flags) : -ENOEXEC;
	close(fd);
	return file;
}

int paxflags_elf_read(const char *path, struct paxflags_letters *letters)
{
	int err, fd = open_file(path, O_RDONLY);

	if (fd < 0)
		return fd;
	err = paxflags_elf_read_fd(fd, letters);
	close(fd);
	return err;
}

int paxflags_elf_write(const char *path, const struct paxflags_letters *letters)
{
	int err, fd = open_file(path, O_RDWR);

	if (fd < 0)
		return fd;
	err = paxflags_elf_write_fd(fd, letters);
	close(fd);
	return err;
}
