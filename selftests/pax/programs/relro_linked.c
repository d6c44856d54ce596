// SPDX-License-Identifier: GPL-2.0-only
/*
 * relro_linked [LIBRARY]: looks at RELRO of itself, of a library that it loads, and of all
 * objects that it has. Each whole page of RELRO must be sealed, and each other page of
 * writable segments must be one that can be read-only and writable again. Linked by each linker.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdio.h>
#include <sys/mman.h>

#define PAGE 4096ul

static int one(void)
{
	return 1;
}

/* So that RELRO has whole pages, and so has other data, right behind it as far as the linker lets
 * it. */
int (*const table[1024])(void) = { one, one };
int data[2048] = { 1, 2, 3 };

static unsigned int sealed, open_pages, bad;

/* In between nothing may be written, and what this calls writes nothing. */
static int toggle(unsigned long page)
{
	if (mprotect((void *)page, PAGE, PROT_READ))
		return errno;
	return mprotect((void *)page, PAGE, PROT_READ | PROT_WRITE) ? errno : 0;
}

static void check(const char *name, unsigned long page, int expected, int err)
{
	if (err != expected) {
		bad++;
		printf("%s: page at %lx: errno %d, expected %d\n", name, page, err, expected);
	}
}

static int look(struct dl_phdr_info *info, size_t size, void *unused)
{
	const char *name = *info->dlpi_name ? info->dlpi_name : "program";
	unsigned long relro = 0, relro_end = 0, page;

	for (unsigned int n = 0; n < info->dlpi_phnum; n++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[n];

		if (segment->p_type != PT_GNU_RELRO)
			continue;
		relro = (info->dlpi_addr + segment->p_vaddr) & -PAGE;
		relro_end = (info->dlpi_addr + segment->p_vaddr + segment->p_memsz) & -PAGE;
	}
	for (unsigned int n = 0; n < info->dlpi_phnum; n++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[n];
		unsigned long start = info->dlpi_addr + segment->p_vaddr;

		if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_W))
			continue;
		for (page = start & -PAGE; page < start + segment->p_filesz; page += PAGE) {
			if (page >= relro && page < relro_end) {
				sealed++;
				check(name, page, EACCES,
				      mprotect((void *)page, PAGE, PROT_READ | PROT_WRITE) ? errno :
											     0);
			} else {
				open_pages++;
				check(name, page, 0, toggle(page));
			}
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	int (*sum)(void);

	if (argc > 1) {
		void *library = dlopen(argv[1], RTLD_NOW);

		sum = library ? (int (*)(void))dlsym(library, "relro_sum") : NULL;
		if (!sum || sum() != 4) {
			printf("%s\n", library ? "the library is not as it should be" : dlerror());
			return 1;
		}
	}
	data[0] = table[0]();
	setvbuf(stdout, NULL, _IONBF, 0);
	dl_iterate_phdr(look, NULL);
	printf("%u sealed, %u open, %u bad\n", sealed, open_pages, bad);
	return bad || sealed < 1 + (argc > 1) || !open_pages;
}
