// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the library with ELF files. Writing a legacy mark must change the mark and nothing else.
 */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "elf_needed.h"
#include "engines.h"
#include "fuzz.h"
#include "paxflags.h"

static int file = -1;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	file = memfd_create("elf", MFD_CLOEXEC);
	MUST(file >= 0);
	return 0;
}

static bool is_documented(int err)
{
	return !err || err == -ENODATA || err == -ENOEXEC || err == -EBADMSG;
}

static void check_letters(const struct paxflags_letters *letters)
{
	MUST(!((letters->on | letters->off) & ~PAX_FLAGS_ALL));
}

static void check_write(const uint8_t *data, size_t size)
{
	struct paxflags_letters letters = { size ? data[size - 1] & PAX_FLAGS_ALL : 0, 0 }, back;
	uint8_t *after = exact_copy(data, size);
	size_t i, first = size, last = 0;

	letters.off = (size > 1 ? data[size - 2] : 0) & PAX_FLAGS_ALL & ~letters.on;
	MUST(!paxflags_elf_write_fd(file, &letters));
	MUST(!paxflags_elf_read_fd(file, &back));
	MUST(back.on == letters.on && back.off == letters.off);
	MUST(lseek(file, 0, SEEK_END) == (off_t)size);
	MUST(pread(file, after, size, 0) == (ssize_t)size);
	for (i = 0; i < size; i++) {
		if (after[i] == data[i])
			continue;
		first = first < i ? first : i;
		last = i;
	}
	MUST(first == size || last - first < 4);
	free(after);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct paxflags_letters letters, ei;
	struct paxflags_elf elf;
	struct elf_needed needed;
	uint64_t found;
	int err, inspected;

	MUST(!ftruncate(file, 0) && pwrite(file, data, size, 0) == (ssize_t)size);
	inspected = paxflags_elf_inspect_fd(file, &elf);
	MUST(!inspected || inspected == -ENOEXEC || inspected == -EBADMSG);
	err = paxflags_ei_read_fd(file, &ei);
	MUST(is_documented(err));
	if (!err) {
		check_letters(&ei);
		MUST(!(ei.on & ei.off));
		if (!inspected)
			MUST(elf.traits & PAXFLAGS_ELF_EI_PAX && elf.ei_pax.on == ei.on &&
			     elf.ei_pax.off == ei.off);
	}
	engines_find(file, &found);
	err = elf_needed_read(file, &needed);
	MUST(is_documented(err));
	if (!err)
		elf_needed_free(&needed);
	err = paxflags_elf_read_fd(file, &letters);
	MUST(is_documented(err));
	if (err)
		return 0;
	check_letters(&letters);
	MUST(!inspected && elf.traits & PAXFLAGS_ELF_PT_PAX);
	MUST(elf.pt_pax.on == letters.on && elf.pt_pax.off == letters.off);
	check_write(data, size);
	return 0;
}
