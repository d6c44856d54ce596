// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read the names of the libraries that an ELF file needs.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "elf_needed.h"
#include "elf_table.h"
#include "file.h"

/* No real file has this many names. The limit bounds the memory that a crafted file can use. */
#define MAX_NAMES 4096
#define CLASS64 0x10000u

/* Offsets of names in the string table, and the address and size of the table. */
struct names {
	uint64_t strings;
	uint64_t size;
	uint64_t soname;
	bool has_soname;
	uint64_t *needed;
	size_t num;
	int err;
};

static void note(uint64_t tag, uint64_t value, void *context)
{
	struct names *names = context;
	uint64_t *needed;

	switch (tag) {
	case DT_STRTAB:
		names->strings = value;
		break;
	case DT_STRSZ:
		names->size = value;
		break;
	case DT_SONAME:
		names->soname = value;
		names->has_soname = true;
		break;
	case DT_NEEDED:
		if (names->num == MAX_NAMES) {
			names->err = -EBADMSG;
			break;
		}
		needed = reallocarray(names->needed, names->num + 1, sizeof(*needed));
		if (!needed) {
			names->err = -ENOMEM;
			break;
		}
		names->needed = needed;
		names->needed[names->num++] = value;
		break;
	}
}

/* Reads the name at offset @at of the string table. The table is at file offset @offset. */
static int read_name(int fd, const struct names *names, uint64_t offset, uint64_t at, char **name)
{
	char text[NAME_MAX + 1];
	size_t room = sizeof(text);
	ssize_t n;

	if (at >= names->size)
		return -EBADMSG;
	if (names->size - at < room)
		room = names->size - at;
	n = read_at(fd, text, room, offset + at);
	if (n < 0)
		return n;
	if (!memchr(text, '\0', n))
		return -EBADMSG;
	*name = strdup(text);
	return *name ? 0 : -ENOMEM;
}

static int read_names(int fd, const struct elf_table *table, const struct names *names,
		      struct elf_needed *needed)
{
	uint64_t offset;
	size_t i;
	int err;

	if (names->err || (!names->num && !names->has_soname))
		return names->err;
	err = elf_table_offset(table, names->strings, names->size, &offset);
	if (!err && names->has_soname)
		err = read_name(fd, names, offset, names->soname, &needed->soname);
	needed->names = calloc(names->num + 1, sizeof(*needed->names));
	if (!needed->names)
		return -ENOMEM;
	for (i = 0; i < names->num && !err; i++) {
		err = read_name(fd, names, offset, names->needed[i], &needed->names[i]);
		needed->num += !err;
	}
	return err;
}

int elf_needed_read(int fd, struct elf_needed *needed)
{
	struct names names = { 0 };
	struct elf_segment segment;
	struct elf_table table;
	int err;

	*needed = (struct elf_needed){ 0 };
	err = elf_table_read(fd, &table);
	if (err)
		return err;
	needed->machine = table.machine | (table.is64 ? CLASS64 : 0);
	needed->is_program = elf_table_find(&table, PT_INTERP, &segment);
	if (elf_table_find(&table, PT_DYNAMIC, &segment))
		err = elf_table_dynamic(fd, &table, &segment, note, &names);
	else
		err = -ENODATA;
	if (!err)
		err = read_names(fd, &table, &names, needed);
	free(names.needed);
	elf_table_free(&table);
	if (err)
		elf_needed_free(needed);
	return err;
}

void elf_needed_free(struct elf_needed *needed)
{
	size_t i;

	for (i = 0; i < needed->num; i++)
		free(needed->names[i]);
	free(needed->names);
	free(needed->soname);
	*needed = (struct elf_needed){ 0 };
}
