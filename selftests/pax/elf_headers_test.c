// SPDX-License-Identifier: GPL-2.0-only
/*
 * RELRO as the module reads it from the headers of an ELF file: of files of either class that the
 * test writes, and maps as a loader does. relro_test looks at what real linkers make.
 *
 * The runner starts it twice: protected, and exempt by the mark "m".
 */
#include <elf.h>
#include <linux/userfaultfd.h>
#include <stddef.h>
#include <sys/syscall.h>

#include "pax_test.h"

#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif

/*
 * Pages of the file, and where they are loaded to. As lld does it, the end of RELRO and the
 * beginning of data are in one page of the file, which is mapped twice.
 */
#define FILE_TEXT 1
#define FILE_RELRO 2
#define FILE_DATA 3
#define FILE_PAGES 6
#define AT_TEXT 2
#define AT_RELRO 4
#define AT_DATA 6
#define AT_PAGES 8

struct headers {
	bool is_32;
	unsigned long long offset; /* of the table of segments */
	unsigned int count;
	struct segment {
		unsigned int type;
		unsigned long long offset, vaddr, filesz, memsz;
	} segments[8];
};

static struct headers usual_headers(bool is_32)
{
	return (struct headers){
		.is_32 = is_32,
		.offset = 64,
		.count = 6,
		.segments = {
			{ PT_PHDR, 64, 64, 400, 400 },
			{ PT_LOAD, 0, 0, PAGE, PAGE },
			{ PT_LOAD, FILE_TEXT * PAGE, AT_TEXT * PAGE, PAGE, PAGE },
			{ PT_LOAD, FILE_RELRO * PAGE, AT_RELRO * PAGE, PAGE + 0x800, 2 * PAGE },
			{ PT_LOAD, FILE_DATA * PAGE + 0x800, AT_DATA * PAGE + 0x800, PAGE, PAGE },
			{ PT_GNU_RELRO, FILE_RELRO * PAGE, AT_RELRO * PAGE, PAGE + 0x800, 2 * PAGE },
		},
	};
}

static bool write_headers(int fd, const struct headers *headers)
{
	Elf32_Ehdr e32 = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32 },
			   .e_phoff = headers->offset,
			   .e_phnum = headers->count };
	Elf64_Ehdr e64 = { .e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64 },
			   .e_phoff = headers->offset,
			   .e_phnum = headers->count };
	bool good = headers->is_32 ? pwrite(fd, &e32, sizeof(e32), 0) == sizeof(e32) :
				     pwrite(fd, &e64, sizeof(e64), 0) == sizeof(e64);

	for (unsigned int n = 0; n < headers->count && n < 8; n++) {
		const struct segment *from = &headers->segments[n];
		Elf32_Phdr p32 = { .p_type = from->type,
				   .p_offset = from->offset,
				   .p_vaddr = from->vaddr,
				   .p_filesz = from->filesz,
				   .p_memsz = from->memsz };
		Elf64_Phdr p64 = { .p_type = from->type,
				   .p_offset = from->offset,
				   .p_vaddr = from->vaddr,
				   .p_filesz = from->filesz,
				   .p_memsz = from->memsz };
		const void *header = headers->is_32 ? (void *)&p32 : (void *)&p64;
		size_t size = headers->is_32 ? sizeof(p32) : sizeof(p64);

		/* An offset beyond all files fails, and is no header then. */
		if (pwrite(fd, header, size, headers->offset + n * size) != (ssize_t)size)
			break;
	}
	return good;
}

static int make_disk(void)
{
	return temp_file(O_RDWR);
}

static int make_memfd(void)
{
	return memfd_create("object", MFD_CLOEXEC);
}

FIXTURE(object)
{
	struct headers headers;
	int fd;
	char *base;
};

FIXTURE_VARIANT(object)
{
	bool is_32;
	int (*make)(void);
};

/* clang-format off */
FIXTURE_VARIANT_ADD(object, class64) { .make = make_disk };
FIXTURE_VARIANT_ADD(object, class32) { .is_32 = true, .make = make_disk };
FIXTURE_VARIANT_ADD(object, memfd) { .make = make_memfd };
/* clang-format on */

static char *map_at(char *at, int fd, unsigned int pages, int prot, unsigned int offset)
{
	return mmap(at, pages * PAGE, prot, MAP_PRIVATE | MAP_FIXED, fd, offset * PAGE);
}

/* As a loader does it, up to where RELRO is to be sealed; or NULL. */
static char *load(int fd)
{
	char *base = mmap(NULL, AT_PAGES * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (base == MAP_FAILED || map_at(base, fd, 1, PROT_READ, 0) == MAP_FAILED ||
	    map_at(base + AT_TEXT * PAGE, fd, 1, PROT_READ | PROT_EXEC, FILE_TEXT) == MAP_FAILED ||
	    map_at(base + AT_RELRO * PAGE, fd, 2, PROT_READ | PROT_WRITE, FILE_RELRO) ==
		    MAP_FAILED ||
	    map_at(base + AT_DATA * PAGE, fd, 2, PROT_READ | PROT_WRITE, FILE_DATA) == MAP_FAILED)
		return NULL;
	for (unsigned int n = AT_RELRO; n < AT_PAGES; n++)
		base[n * PAGE] = 1;
	return base;
}

FIXTURE_SETUP(object)
{
	ASSERT_FLAGS_EXPECTED();
	self->headers = usual_headers(variant->is_32);
	self->fd = variant->make();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, ftruncate(self->fd, FILE_PAGES * PAGE));
	ASSERT_TRUE(write_headers(self->fd, &self->headers));
	self->base = load(self->fd);
	ASSERT_NE(NULL, self->base);
}

FIXTURE_TEARDOWN(object)
{
	close(self->fd);
}

static int protect(char *at, unsigned int pages, int prot)
{
	return mprotect(at, pages * PAGE, prot) ? errno : 0;
}

/* What sealed pages answer, each on its own and all together. */
#define EXPECT_SEALED(at, pages)                                                                   \
	do {                                                                                       \
		for (unsigned int page_ = 0; page_ < (pages); page_++) {                           \
			EXPECT_EQ(EACCES, protect((at) + page_ * PAGE, 1, PROT_READ | PROT_WRITE)) \
			{                                                                          \
				TH_LOG("page %u can be written again", page_);                     \
			}                                                                          \
			EXPECT_EQ(EACCES, protect((at) + page_ * PAGE, 1, PROT_WRITE));            \
			EXPECT_EQ(EACCES, protect((at) + page_ * PAGE, 1, PROT_READ | PROT_EXEC)); \
			EXPECT_EQ(0, protect((at) + page_ * PAGE, 1, PROT_READ));                  \
		}                                                                                  \
		EXPECT_EQ(EACCES, protect(at, pages, PROT_READ | PROT_WRITE));                     \
	} while (0)

/* Made read-only, and writable again. */
#define EXPECT_OPEN(at, pages)                                            \
	do {                                                              \
		EXPECT_EQ(0, protect(at, pages, PROT_READ));              \
		EXPECT_EQ(0, protect(at, pages, PROT_READ | PROT_WRITE)); \
	} while (0)

TEST_F(object, sealed)
{
	char *relro = self->base + AT_RELRO * PAGE;

	if (!expect_mprotect()) {
		EXPECT_OPEN(relro, 2);
		return;
	}
	EXPECT_EQ(0, protect(relro, 2, PROT_READ));
	EXPECT_SEALED(relro, 2);
	/* The same page of the file, and the next, as data. */
	EXPECT_OPEN(self->base + AT_DATA * PAGE, 1);
	EXPECT_OPEN(self->base + AT_DATA * PAGE, 2);
}

/* One page of RELRO alone, and RELRO that was never written. */
TEST_F(object, relro_sealed_page_by_page)
{
	char *relro;

	if (!expect_mprotect())
		SKIP(return, "nothing is sealed of an exempt program");
	relro = self->base + AT_RELRO * PAGE;
	EXPECT_EQ(0, protect(relro + PAGE, 1, PROT_READ));
	EXPECT_SEALED(relro + PAGE, 1);
	EXPECT_EQ(0, protect(relro, 1, PROT_READ | PROT_WRITE));
	EXPECT_EQ(0, protect(relro, 1, PROT_NONE));
	EXPECT_EQ(0, protect(relro, 1, PROT_READ));
	EXPECT_SEALED(relro, 2);

	ASSERT_NE(MAP_FAILED, map_at(relro, self->fd, 2, PROT_READ | PROT_WRITE, FILE_RELRO));
	EXPECT_EQ(0, protect(relro, 2, PROT_READ));
	EXPECT_SEALED(relro, 2);
}

/* One segment for both, as most linkers have it: not more than RELRO is sealed, and not with more.
 */
TEST_F(object, data_behind_relro_not_sealed)
{
	char *relro = self->base + AT_RELRO * PAGE;

	self->headers.segments[3].filesz = 4 * PAGE;
	self->headers.segments[3].memsz = 4 * PAGE;
	self->headers.segments[4].type = PT_NULL;
	self->headers.segments[5].memsz = 2 * PAGE + 0x800;
	ASSERT_TRUE(write_headers(self->fd, &self->headers));
	ASSERT_NE(MAP_FAILED, map_at(relro, self->fd, 4, PROT_READ | PROT_WRITE, FILE_RELRO));
	relro[0] = relro[2 * PAGE] = 1;
	EXPECT_OPEN(relro, 4);
	EXPECT_OPEN(relro, 3);
	EXPECT_OPEN(relro + PAGE, 2);
	EXPECT_OPEN(relro + 2 * PAGE, 1);
	if (!expect_mprotect())
		return;
	EXPECT_EQ(0, protect(relro, 2, PROT_READ));
	EXPECT_SEALED(relro, 2);
	EXPECT_OPEN(relro + 2 * PAGE, 2);
}

/* Nothing is sealed where the object's headers do not say so, or are not where it is. */
TEST_F(object, not_sealed)
{
	char *base = self->base, *relro = base + AT_RELRO * PAGE;
	int other = temp_file(O_RDWR);

	/* Data of a file, without the object. */
	EXPECT_EQ(0, munmap(base, PAGE));
	EXPECT_OPEN(relro, 2);
	/* Its last segment. */
	ASSERT_NE(MAP_FAILED, map_at(base, self->fd, 1, PROT_READ, 0));
	EXPECT_EQ(0, munmap(base + AT_DATA * PAGE, 2 * PAGE));
	EXPECT_OPEN(relro, 2);
	ASSERT_NE(MAP_FAILED,
		  map_at(base + AT_DATA * PAGE, self->fd, 2, PROT_READ | PROT_WRITE, FILE_DATA));
	EXPECT_EQ(0, munmap(base, PAGE));
	/* Its first page, a page further. */
	ASSERT_NE(MAP_FAILED, map_at(base + PAGE, self->fd, 1, PROT_READ, 0));
	EXPECT_OPEN(relro, 2);
	/* Another page of it, or another file, at the right place. */
	ASSERT_NE(MAP_FAILED, map_at(base, self->fd, 1, PROT_READ, 1));
	EXPECT_OPEN(relro, 2);
	ASSERT_NE(MAP_FAILED, map_at(base, other, 1, PROT_READ, 0));
	EXPECT_OPEN(relro, 2);
	/* Shared, what is in the file. */
	ASSERT_NE(MAP_FAILED, map_at(base, self->fd, 1, PROT_READ, 0));
	ASSERT_NE(MAP_FAILED, mmap(relro, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
				   self->fd, FILE_RELRO * PAGE));
	EXPECT_OPEN(relro, 2);
	/* All of the file at once, where file and memory do not lie alike. */
	ASSERT_NE(MAP_FAILED, map_at(base, self->fd, FILE_PAGES, PROT_READ | PROT_WRITE, 0));
	for (unsigned int n = 0; n < FILE_PAGES; n++)
		EXPECT_OPEN(base + n * PAGE, 1);
}

/*
 * A small object: all of it is in one page of the file, so each segment is where another one
 * would be if the object were elsewhere.
 */
TEST_F(object, in_one_page)
{
	char *base = self->base;

	for (unsigned int n = 1; n < 6; n++) {
		struct segment *segment = &self->headers.segments[n];

		*segment = (struct segment){ n < 5 ? PT_LOAD : PT_GNU_RELRO, 0, (n - 1) * PAGE,
					     0x800, PAGE };
	}
	self->headers.segments[5].vaddr = 2 * PAGE;
	ASSERT_TRUE(write_headers(self->fd, &self->headers));
	for (unsigned int n = 0; n < 4; n++)
		ASSERT_NE(MAP_FAILED,
			  map_at(base + n * PAGE, self->fd, 1,
				 n == 1 ? PROT_READ | PROT_EXEC : PROT_READ | PROT_WRITE, 0));
	EXPECT_OPEN(base, 1);
	EXPECT_OPEN(base + 3 * PAGE, 1);
	if (!expect_mprotect())
		return;
	EXPECT_EQ(0, protect(base + 2 * PAGE, 1, PROT_READ));
	EXPECT_SEALED(base + 2 * PAGE, 1);
	EXPECT_OPEN(base + 3 * PAGE, 1);
}

/* An object that has none. */
TEST_F(object, without_relro)
{
	self->headers.segments[5].type = PT_NOTE;
	ASSERT_TRUE(write_headers(self->fd, &self->headers));
	EXPECT_OPEN(self->base + AT_RELRO * PAGE, 2);
	EXPECT_OPEN(self->base + AT_DATA * PAGE, 2);
}

/* What the program writes to its private copy of the headers has no effect. */
TEST_F(object, headers_overwritten_in_memory_ignored)
{
	char *base = self->base, *relro = base + AT_RELRO * PAGE;

	if (!expect_mprotect())
		SKIP(return, "nothing is sealed of an exempt program");
	ASSERT_NE(MAP_FAILED, map_at(base, self->fd, 1, PROT_READ | PROT_WRITE, 0));
	memset(base, 0, PAGE);
	EXPECT_EQ(0, protect(relro, 2, PROT_READ));
	EXPECT_SEALED(relro, 2);
}

/* Headers with addresses outside of the file or of memory: nothing is sealed or broken. */
TEST_F(object, odd_headers)
{
	const unsigned long long top = variant->is_32 ? 0xffffffffull : ~0ull;
	const unsigned long long odd[] = {
		0,	 1,  PAGE - 1, PAGE - 20, FILE_PAGES * PAGE - 16, top / 2, top - 3 * PAGE,
		top - 8, top
	};
	char *relro = self->base + AT_RELRO * PAGE;

	for (unsigned int n = 0; n < sizeof(odd) / sizeof(odd[0]); n++) {
		struct headers headers = self->headers;

		headers.count = 65535;
		headers.offset = odd[n] < 64 ? 64 : odd[n];
		ASSERT_EQ(0, ftruncate(self->fd, 0));
		ASSERT_EQ(0, ftruncate(self->fd, FILE_PAGES * PAGE));
		ASSERT_TRUE(write_headers(self->fd, &headers));
		/* Some of these do have their headers, across pages. */
		protect(relro, 2, PROT_READ);
		for (unsigned int field = 0; field < 4; field++) {
			headers = self->headers;
			for (unsigned int at = 3; at < 6; at += 2)
				(&headers.segments[at].offset)[field] = odd[n];
			ASSERT_TRUE(write_headers(self->fd, &headers));
			ASSERT_NE(MAP_FAILED,
				  map_at(relro, self->fd, 2, PROT_READ | PROT_WRITE, FILE_RELRO));
			EXPECT_EQ(0, protect(relro, 2, PROT_READ));
		}
		ASSERT_NE(MAP_FAILED,
			  map_at(relro, self->fd, 2, PROT_READ | PROT_WRITE, FILE_RELRO));
	}
	/* A table of segments that crosses pages is read all the same. */
	ASSERT_EQ(0, ftruncate(self->fd, 0));
	ASSERT_EQ(0, ftruncate(self->fd, FILE_PAGES * PAGE));
	self->headers.offset = PAGE - 100;
	ASSERT_TRUE(write_headers(self->fd, &self->headers));
	EXPECT_EQ(0, protect(relro, 2, PROT_READ));
	EXPECT_EQ(expect_mprotect() ? EACCES : 0, protect(relro, 2, PROT_READ | PROT_WRITE));
}

/* The wait status of a child that tries to open what is sealed. */
static int open_in_child(char *at)
{
	int status = -1;
	pid_t pid = fork();

	if (!pid)
		_exit(protect(at, 1, PROT_READ | PROT_WRITE) != EACCES ||
		      protect(at, 2, PROT_READ | PROT_WRITE) != EACCES || mlock(at, PAGE) ||
		      protect(at, 1, PROT_READ | PROT_WRITE) != EACCES);
	return waitpid(pid, &status, 0) == pid ? status : -1;
}

/* What splits a mapping, and what joins the parts again. */
TEST_F(object, split)
{
	char *relro = self->base + AT_RELRO * PAGE;

	if (!expect_mprotect())
		SKIP(return, "nothing is sealed of an exempt program");
	ASSERT_EQ(0, protect(relro, 2, PROT_READ));
	EXPECT_EQ(0, mlock(relro, PAGE));
	EXPECT_SEALED(relro, 2);
	EXPECT_EQ(0, munlock(relro, PAGE));
	EXPECT_SEALED(relro, 2);
	EXPECT_EQ(0, madvise(relro + PAGE, PAGE, MADV_RANDOM));
	EXPECT_SEALED(relro, 2);
	EXPECT_EQ(0, madvise(relro + PAGE, PAGE, MADV_NORMAL));
	EXPECT_EQ(0, madvise(relro, PAGE, MADV_DONTFORK));
	EXPECT_EQ(0, madvise(relro, PAGE, MADV_DOFORK));
	EXPECT_EQ(0, protect(relro, 1, PROT_NONE));
	EXPECT_EQ(EACCES, protect(relro, 1, PROT_READ | PROT_WRITE));
	EXPECT_EQ(0, protect(relro, 1, PROT_READ));
	EXPECT_SEALED(relro, 2);
	EXPECT_EQ(0, open_in_child(relro));
	/* Its content can be thrown away, for what the file has, but not be written. */
	EXPECT_EQ(1, relro[0]);
	EXPECT_EQ(0, madvise(relro, PAGE, MADV_DONTNEED));
	EXPECT_EQ(0, relro[0]);
	EXPECT_SEALED(relro, 2);
}

/* What moves it: whole, a part, with the old place staying mapped, and to another size. */
TEST_F(object, moved)
{
	char *relro = self->base + AT_RELRO * PAGE, *room, *at;

	if (!expect_mprotect())
		SKIP(return, "nothing is sealed of an exempt program");
	ASSERT_EQ(0, protect(relro, 2, PROT_READ));
	room = mmap(NULL, 16 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, room);
	at = mremap(relro, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, room);
	ASSERT_EQ(room, at);
	EXPECT_SEALED(at, 2);
	at = mremap(room, PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, room + 4 * PAGE);
	ASSERT_EQ(room + 4 * PAGE, at);
	EXPECT_SEALED(at, 2);
	EXPECT_SEALED(room + PAGE, 1);
	at = mremap(room + 4 * PAGE, 2 * PAGE, 2 * PAGE,
		    MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, room + 8 * PAGE);
	if (at == MAP_FAILED)
		SKIP(return, "no MREMAP_DONTUNMAP of files here");
	ASSERT_EQ(room + 8 * PAGE, at);
	EXPECT_SEALED(at, 2);
	EXPECT_SEALED(room + 4 * PAGE, 2);
	EXPECT_EQ(0, open_in_child(room + 4 * PAGE));
}

/*
 * Permissive mode seals nothing, and reports what enforcement would refuse: changes of the object's
 * RELRO only, and not of other data that is read-only for a while.
 */
TEST_F(object, permissive)
{
	char *relro = self->base + AT_RELRO * PAGE, *data = self->base + AT_DATA * PAGE;
	long before, after_data, after_relro;

	if (!expect_mprotect())
		SKIP(return, "nothing is refused to an exempt program");
	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "permissive", 10));
	/* Mapped again, because the earlier mappings have lost their rights. */
	map_at(relro, self->fd, 2, PROT_READ | PROT_WRITE, FILE_RELRO);
	map_at(data, self->fd, 2, PROT_READ | PROT_WRITE, FILE_DATA);
	before = pax_counter("mprotect_denied");
	EXPECT_OPEN(data, 2);
	after_data = pax_counter("mprotect_denied");
	EXPECT_OPEN(relro, 2);
	after_relro = pax_counter("mprotect_denied");
	EXPECT_EQ(0, write_file(PAX_DIR "/mode", "enforce", 7));
	EXPECT_EQ(before, after_data);
	EXPECT_EQ(before + 1, after_relro);
}

/* A mapping made in permissive mode that is only readable counts as sealed once PaX is enforced. */
TEST_F(object, permissive_mapping_counts_as_sealed)
{
	char *read, *write;

	if (!expect_mprotect())
		SKIP(return, "nothing is refused to an exempt program");
	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "permissive", 10));
	read = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, self->fd, FILE_DATA * PAGE);
	write = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, self->fd, FILE_DATA * PAGE);
	EXPECT_EQ(0, write_file(PAX_DIR "/mode", "enforce", 7));
	ASSERT_NE(MAP_FAILED, read);
	ASSERT_NE(MAP_FAILED, write);
	EXPECT_SEALED(read, 1);
	EXPECT_OPEN(write, 1);
}

TEST_HARNESS_MAIN
