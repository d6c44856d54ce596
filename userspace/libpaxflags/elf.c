// SPDX-License-Identifier: GPL-2.0-only
/*
 * Legacy marks in ELF headers, and the memory that an ELF file requests.
 */
#include <errno.h>
#include <fcntl.h>
#include <libelf.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "elf_table.h"
#include "file.h"
#include "paxflags.h"

#define XATTR_CAPABILITY "security.capability"
/* Longer than any version of struct vfs_cap_data. */
#define MAX_CAPABILITY 64

/* Bits of p_flags: @on turns the letter on, the next higher bit turns it off. */
static const struct {
	unsigned int letter;
	uint32_t on;
} elf_bits[] = {
	{ PAX_PAGEEXEC, 1u << 4 },  { PAX_SEGMEXEC, 1u << 6 },	{ PAX_MPROTECT, 1u << 8 },
	{ PAX_EMUTRAMP, 1u << 12 }, { PAX_RANDMMAP, 1u << 14 },
};

#define NUM_ELF_BITS (sizeof(elf_bits) / sizeof(elf_bits[0]))

/* The byte of e_ident that holds the oldest kind of mark. The next byte is zero. */
#define EI_PAX 14
#define EI_PAX_EMUTRAMP 0x02
/* RANDEXEC, 0x10, has no letter. */
#define EI_PAX_KNOWN 0x3f

/* Bits of this byte that turn a protection off. */
static const struct {
	unsigned int letter;
	unsigned char bit;
} ei_bits[] = {
	{ PAX_PAGEEXEC, 0x01 },
	{ PAX_MPROTECT, 0x04 },
	{ PAX_RANDMMAP, 0x08 },
	{ PAX_SEGMEXEC, 0x20 },
};

/* The position of p_flags of PT_PAX_FLAGS in the file, and its value. */
struct place {
	unsigned int encoding;
	off_t offset;
	uint32_t flags;
};

static int find_place(int fd, struct place *place)
{
	struct elf_table table;
	struct elf_segment segment;
	size_t i;
	int err;

	err = elf_table_read(fd, &table);
	if (err)
		return err;
	err = -ENODATA;
	for (i = 0; i < table.num && err; i++) {
		elf_table_segment(&table, i, &segment);
		if (segment.type != PT_PAX_FLAGS)
			continue;
		place->encoding = table.encoding;
		place->flags = segment.flags;
		place->offset = segment.flags_at;
		err = 0;
	}
	elf_table_free(&table);
	return err;
}

static void letters_of_word(uint32_t word, struct paxflags_letters *letters)
{
	size_t i;

	letters->on = 0;
	letters->off = 0;
	for (i = 0; i < NUM_ELF_BITS; i++) {
		if (word & elf_bits[i].on)
			letters->on |= elf_bits[i].letter;
		if (word & (elf_bits[i].on << 1))
			letters->off |= elf_bits[i].letter;
	}
}

int paxflags_elf_read_fd(int fd, struct paxflags_letters *letters)
{
	struct place place;
	int err;

	err = find_place(fd, &place);
	if (!err)
		letters_of_word(place.flags, letters);
	return err;
}

static int letters_of_ident(const unsigned char ident[EI_NIDENT], struct paxflags_letters *letters)
{
	size_t i;

	if (!ident[EI_PAX] && !ident[EI_PAX + 1])
		return -ENODATA;
	if (ident[EI_PAX + 1] || ident[EI_PAX] & ~EI_PAX_KNOWN)
		return -EBADMSG;
	/* A set bit turns a protection off. Only for EMUTRAMP it turns the protection on. */
	letters->on = ident[EI_PAX] & EI_PAX_EMUTRAMP ? PAX_EMUTRAMP : 0;
	letters->off = letters->on ^ PAX_EMUTRAMP;
	for (i = 0; i < sizeof(ei_bits) / sizeof(ei_bits[0]); i++) {
		if (ident[EI_PAX] & ei_bits[i].bit)
			letters->off |= ei_bits[i].letter;
	}
	return 0;
}

int paxflags_ei_read_fd(int fd, struct paxflags_letters *letters)
{
	unsigned char ident[EI_NIDENT];
	ssize_t n;

	n = read_at(fd, ident, sizeof(ident), 0);
	if (n < 0)
		return n;
	if (n < SELFMAG || memcmp(ident, ELFMAG, SELFMAG))
		return -ENOEXEC;
	if (n < EI_NIDENT)
		return -EBADMSG;
	return letters_of_ident(ident, letters);
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

/* Writes the word, and restores the privileges that the kernel drops when a file is written. */
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
	/* Check before the write that the caller may restore the capabilities. */
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

static void inspect_segment(const struct elf_segment *segment, struct paxflags_elf *elf)
{
	switch (segment->type) {
	case PT_GNU_STACK:
		elf->traits &= ~PAXFLAGS_ELF_NO_STACK;
		if (segment->flags & PF_X)
			elf->traits |= PAXFLAGS_ELF_EXEC_STACK;
		break;
	case PT_LOAD:
		if ((segment->flags & PF_X) && (segment->flags & PF_W))
			elf->traits |= PAXFLAGS_ELF_RWX_LOAD;
		break;
	case PT_INTERP:
		elf->traits |= PAXFLAGS_ELF_INTERP;
		break;
	case PT_PAX_FLAGS:
		/* The first header counts. */
		if (!(elf->traits & PAXFLAGS_ELF_PT_PAX))
			letters_of_word(segment->flags, &elf->pt_pax);
		elf->traits |= PAXFLAGS_ELF_PT_PAX;
		break;
	}
}

int paxflags_elf_inspect_fd(int fd, struct paxflags_elf *elf)
{
	struct paxflags_elf result = { .traits = PAXFLAGS_ELF_NO_STACK };
	struct elf_segment segment;
	struct elf_table table;
	size_t i;
	int err;

	err = elf_table_read(fd, &table);
	if (err && err != -ENODATA)
		return err;
	result.is64 = table.is64;
	result.big_endian = table.encoding == ELFDATA2MSB;
	result.type = table.type;
	result.machine = table.machine;
	/* Unknown bits are not a mark, and no reason to reject the file. */
	if (!letters_of_ident(table.ident, &result.ei_pax))
		result.traits |= PAXFLAGS_ELF_EI_PAX;
	for (i = 0; i < table.num; i++) {
		elf_table_segment(&table, i, &segment);
		inspect_segment(&segment, &result);
		if (segment.type == PT_DYNAMIC && elf_table_textrel(fd, &table, &segment))
			result.traits |= PAXFLAGS_ELF_TEXTREL;
	}
	elf_table_free(&table);
	*elf = result;
	return 0;
}

static int open_file(const char *path, int flags)
{
	int fd = paxflags_open(AT_FDCWD, path);
	struct stat st;
	int file;

	if (fd < 0)
		return fd;
	/* Opening a device can have side effects. */
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
