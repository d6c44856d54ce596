// SPDX-License-Identifier: GPL-2.0-only
/*
 * prove_host OBJECT VMLINUX RELEASE: compares the table of assumptions in an object file of the
 * module with the types of the kernel that the module is built for, which has that release. Built
 * and run by Kbuild, on the host.
 *
 * The types are the section .BTF of VMLINUX, or all of it if it is no ELF file. If there are none,
 * and the kernel that runs has that release, they are /sys/kernel/btf/vmlinux. If there are none at
 * all, a message says so, and the build goes on: the module checks the same when it loads.
 */
#include <elf.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "proof/btf.c"
#include "proof/prove.c"

#define RUNNING "/sys/kernel/btf/vmlinux"

/* How many bytes are read at a time. */
#define PART (1 << 20)

/* A file, or a part of it. */
struct bytes {
	const unsigned char *data;
	size_t size;
};

/* A file of sysfs cannot be mapped on all kernels. */
static bool read_stream(FILE *stream, struct bytes *bytes)
{
	unsigned char *data = NULL, *larger;
	size_t len = 0, part;

	do {
		larger = realloc(data, len + PART);
		if (!larger)
			break;
		data = larger;
		part = fread(data + len, 1, PART, stream);
		len += part;
	} while (part);
	bytes->data = data;
	bytes->size = len;
	return larger;
}

/* A vmlinux can have a gigabyte, so it is mapped. Returns false if there is no such file. */
static bool read_file(const char *path, struct bytes *bytes)
{
	FILE *stream = fopen(path, "re");
	struct stat stat;
	void *data;
	bool done;

	if (!stream)
		return false;
	done = !fstat(fileno(stream), &stat) && stat.st_size > 0;
	if (done) {
		data = mmap(NULL, stat.st_size, PROT_READ, MAP_PRIVATE, fileno(stream), 0);
		done = data != MAP_FAILED;
	}
	if (done) {
		bytes->data = data;
		bytes->size = stat.st_size;
	} else {
		done = read_stream(stream, bytes);
	}
	fclose(stream);
	return done;
}

static bool lies_within(unsigned long long offset, unsigned long long len, size_t size)
{
	return offset <= size && len <= size - offset;
}

static bool is_elf(const struct bytes *file)
{
	const unsigned int one = 1;

	return file->size >= sizeof(Elf64_Ehdr) && !memcmp(file->data, ELFMAG, SELFMAG) &&
	       file->data[EI_DATA] == (*(const unsigned char *)&one ? ELFDATA2LSB : ELFDATA2MSB);
}

/* The fields that are needed of the header of an ELF file, of either class. */
struct elf_header {
	unsigned long long table, count, names;
	bool is_64;
};

static void read_header(const struct bytes *file, struct elf_header *header)
{
	Elf32_Ehdr e32;
	Elf64_Ehdr e64;

	header->is_64 = file->data[EI_CLASS] == ELFCLASS64;
	memcpy(&e32, file->data, sizeof(e32));
	memcpy(&e64, file->data, sizeof(e64));
	header->table = header->is_64 ? e64.e_shoff : e32.e_shoff;
	header->count = header->is_64 ? e64.e_shnum : e32.e_shnum;
	header->names = header->is_64 ? e64.e_shstrndx : e32.e_shstrndx;
}

/* Finds the section of a number. Returns where its name is, or -1 if it is not in the file. */
static long long read_section(const struct bytes *file, const struct elf_header *header,
			      unsigned long long n, struct bytes *section)
{
	size_t size = header->is_64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
	unsigned long long offset, len;
	Elf32_Shdr s32;
	Elf64_Shdr s64;

	if (n >= header->count || !lies_within(header->table, (n + 1) * size, file->size))
		return -1;
	if (header->is_64) {
		memcpy(&s64, file->data + header->table + n * size, size);
		offset = s64.sh_offset;
		len = s64.sh_type == SHT_NOBITS ? 0 : s64.sh_size;
	} else {
		memcpy(&s32, file->data + header->table + n * size, size);
		offset = s32.sh_offset;
		len = s32.sh_type == SHT_NOBITS ? 0 : s32.sh_size;
	}
	if (!lies_within(offset, len, file->size))
		return -1;
	section->data = file->data + offset;
	section->size = len;
	return header->is_64 ? s64.sh_name : s32.sh_name;
}

/* Finds a section of an ELF file by its name. */
static bool find_section(const struct bytes *file, const char *name, struct bytes *section)
{
	struct elf_header header;
	struct bytes names;
	unsigned long long n;
	long long at;

	if (!is_elf(file))
		return false;
	read_header(file, &header);
	if (read_section(file, &header, header.names, &names) < 0)
		return false;
	for (n = 0; n < header.count; n++) {
		at = read_section(file, &header, n, section);
		if (at >= 0 && lies_within(at, strlen(name) + 1, names.size) &&
		    !memcmp(names.data + at, name, strlen(name) + 1))
			return true;
	}
	return false;
}

static void say(const char *line)
{
	fprintf(stderr, "pax: cannot build: %s\n", line);
}

/* Finds the types; returns where they come from, or NULL. */
static const char *find_types(const char *vmlinux, const char *release, struct bytes *types)
{
	struct utsname running;
	struct bytes file;

	if (read_file(vmlinux, &file)) {
		if (find_section(&file, ".BTF", types))
			return vmlinux;
		if (file.size && !is_elf(&file)) {
			*types = file;
			return vmlinux;
		}
	}
	if (!uname(&running) && !strcmp(running.release, release) && read_file(RUNNING, types))
		return RUNNING;
	return NULL;
}

int main(int argc, char **argv)
{
	static struct pax_proof proof = { .report = say };
	struct bytes object, table, types;
	static struct pax_btf btf;
	const char *where;
	u32 *offsets;
	int err;

	if (argc != 4) {
		fputs("usage: prove_host OBJECT VMLINUX RELEASE\n", stderr);
		return 64;
	}
	if (!read_file(argv[1], &object) ||
	    !find_section(&object, PAX_ASSUMPTIONS_SECTION, &table) || !table.size ||
	    table.size % sizeof(*proof.table)) {
		fprintf(stderr, "pax: cannot build: %s has no table of assumptions\n", argv[1]);
		return 1;
	}
	where = find_types(argv[2], argv[3], &types);
	if (!where) {
		fprintf(stderr,
			"pax: not checked when building: the headers of %s have no types (BTF)\n",
			argv[3]);
		return 0;
	}
	err = pax_btf_open(&btf, types.data, types.size,
			   object.data[EI_CLASS] == ELFCLASS64 ? 8 : 4);
	offsets = err ? NULL : calloc(btf.num + 1, sizeof(*offsets));
	if (!offsets) {
		fprintf(stderr, "pax: cannot build: the types in %s cannot be read: %s\n", where,
			strerror(err ? -err : ENOMEM));
		return 1;
	}
	pax_btf_index(&btf, offsets);
	proof.btf = &btf;
	proof.table = (const struct pax_assumption *)table.data;
	proof.num = table.size / sizeof(*proof.table);
	if (pax_prove(&proof))
		return 0;
	fprintf(stderr,
		"pax: cannot build: failed assumptions about the kernel %s (types in %s): %u of %u; see Documentation/porting.rst\n",
		argv[3], where, proof.reported, proof.num);
	return 1;
}
