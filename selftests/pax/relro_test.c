// SPDX-License-Identifier: GPL-2.0-only
/*
 * RELRO of real objects, as the loader leaves it: of this program, which is built with lazy
 * binding, with immediate binding and statically; of a library that it loads; and of the loader.
 */
#include <dlfcn.h>
#include <linux/userfaultfd.h>
#include <link.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include "exec_common.h"

#define LIBRARY "relro_lib.so"

/* So that RELRO of the program has a whole page. */
static int answer(void)
{
	return 42;
}

int (*const program_table[1024])(void) = { answer, answer };

struct relro {
	const char *name; /* part of the object's name; "" for the program */
	char *start, *end;
};

static int find_relro(struct dl_phdr_info *info, size_t size, void *data)
{
	struct relro *relro = data;

	if (*relro->name ? !strstr(info->dlpi_name, relro->name) : *info->dlpi_name)
		return 0;
	for (unsigned int n = 0; n < info->dlpi_phnum; n++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[n];
		unsigned long start = info->dlpi_addr + header->p_vaddr;

		if (header->p_type != PT_GNU_RELRO)
			continue;
		relro->start = (char *)(start & -PAGE);
		relro->end = (char *)((start + header->p_memsz) & -PAGE);
	}
	return 1;
}

static struct relro relro_of(const char *name)
{
	struct relro relro = { .name = name };

	dl_iterate_phdr(find_relro, &relro);
	return relro;
}

FIXTURE(object)
{
	struct relro relro;
	void *handle;
};

FIXTURE_VARIANT(object)
{
	const char *name;
};

/* clang-format off */
FIXTURE_VARIANT_ADD(object, program) { .name = "" };
FIXTURE_VARIANT_ADD(object, library) { .name = LIBRARY };
FIXTURE_VARIANT_ADD(object, loader) { .name = "/ld-linux" };
/* clang-format on */

FIXTURE_SETUP(object)
{
	ASSERT_FLAGS_EXPECTED();
	self->handle = NULL;
#ifdef RELRO_STATIC
	if (*variant->name)
		SKIP(return, "a static program loads no libraries");
#endif
	if (!strcmp(variant->name, LIBRARY)) {
		self->handle = dlopen("./" LIBRARY, RTLD_LAZY);
		ASSERT_NE(NULL, self->handle);
	}
	self->relro = relro_of(variant->name);
	ASSERT_LT(self->relro.start, self->relro.end);
}

FIXTURE_TEARDOWN(object)
{
}

/* What a change of protection of all of RELRO is answered with. */
static int change(const struct relro *relro, int prot)
{
	return mprotect(relro->start, relro->end - relro->start, prot) ? errno : 0;
}

TEST_F(object, sealed)
{
	char letters[5];

	map_letters(self->relro.start, letters);
	EXPECT_STREQ("r--p", letters);
	EXPECT_EQ(0, change(&self->relro, PROT_READ));
	EXPECT_EQ(expect_mprotect() ? EACCES : 0, change(&self->relro, PROT_READ | PROT_WRITE));
	EXPECT_EQ(expect_mprotect() ? EACCES : 0, change(&self->relro, PROT_READ | PROT_EXEC));
	EXPECT_EQ(expect_mprotect() ? EACCES : 0,
		  change(&self->relro, PROT_READ | PROT_WRITE | PROT_EXEC));
}

/*
 * Again and again, as each start has another layout: between the segments of an object that
 * the kernel loads there may be a hole, and in that hole whatever is mapped next.
 */
TEST(sealed_at_every_place)
{
	char *argv[] = { "/proc/self/exe", "-t", "sealed", NULL }, output[2048];
	/* Where nothing is sealed, a place is like another. */
	unsigned int starts = expect_mprotect() ? 30 : 1;

	for (unsigned int n = 0; n < starts; n++) {
		ASSERT_EQ(0, run_program(argv, output, sizeof(output)))
		{
			TH_LOG("start %u", n);
		}
	}
}

/* A known gap: what a tracer writes to it. */
TEST_F(object, tracer_writes)
{
	char *page = self->relro.start;
	int status;
	long word;
	pid_t pid = fork();

	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(*(volatile char *)page != 42);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_TRUE(WIFSTOPPED(status));
	memset(&word, 42, sizeof(word));
	EXPECT_EQ(0, ptrace(PTRACE_POKEDATA, pid, page, word));
	ptrace(PTRACE_CONT, pid, NULL, NULL);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

/* Another: the same place mapped anew. */
TEST_F(object, mapped_anew)
{
	size_t size = self->relro.end - self->relro.start;
	char *page = self->relro.start;
	int fd = temp_file(O_RDWR);

	/* With the same content, as the program goes on with it. */
	ASSERT_EQ((ssize_t)size, pwrite(fd, page, size, 0));
	ASSERT_EQ(page, mmap(page, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, 0));
	*(volatile char *)page = *page;
	EXPECT_STREQ("rw-p", mapping_at(page).letters);
}

/* Others read it as on a stock kernel, where it is shared with a parent too. */
TEST_F(object, read_by_another)
{
	size_t size = self->relro.end - self->relro.start;
	char *copy = malloc(size);
	struct iovec from = { self->relro.start, size }, to = { copy, size };
	int pipes[2], status;
	pid_t pid;
	char byte;

	ASSERT_EQ(0, pipe(pipes));
	pid = fork();
	if (!pid) {
		close(pipes[1]);
		_exit(read(pipes[0], &byte, 1));
	}
	EXPECT_EQ((ssize_t)size, process_vm_readv(pid, &to, 1, &from, 1, 0));
	EXPECT_EQ(0, memcmp(copy, self->relro.start, size));
	memset(copy, 0, size);
	EXPECT_EQ((ssize_t)size, process_vm_readv(getpid(), &to, 1, &from, 1, 0));
	close(pipes[1]);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	free(copy);
}

/* Registers one page for missing faults and for write protection; both answers. */
static void register_page(char *page, int answers[2])
{
	const __u64 modes[2] = { UFFDIO_REGISTER_MODE_MISSING, UFFDIO_REGISTER_MODE_WP };

	for (unsigned int n = 0; n < 2; n++) {
		struct uffdio_api api = { .api = UFFD_API };
		struct uffdio_register range = { .range = { (unsigned long)page, PAGE },
						 .mode = modes[n] };
		int fd = syscall(__NR_userfaultfd, O_CLOEXEC);

		answers[n] = fd < 0 || ioctl(fd, UFFDIO_API, &api) ? -1 :
			     ioctl(fd, UFFDIO_REGISTER, &range)	   ? errno :
								     0;
		close(fd);
	}
}

/* userfaultfd treats it like any read-only private page of a file, shared by a fork or not. */
TEST_F(object, userfaultfd)
{
	int fd = temp_file(O_RDWR), sealed[2], other[2], status;
	pid_t pid;
	char *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);

	ASSERT_NE(MAP_FAILED, page);
	page[0] = 1;
	ASSERT_EQ(0, mprotect(page, PAGE, PROT_READ));
	register_page(page, other);
	ASSERT_NE(-1, other[0]);
	register_page(self->relro.start, sealed);
	EXPECT_EQ(other[0], sealed[0]);
	EXPECT_EQ(other[1], sealed[1]);
	pid = fork();
	if (!pid) {
		register_page(self->relro.start, sealed);
		_exit(other[0] != sealed[0] || other[1] != sealed[1]);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

#ifndef RELRO_STATIC
/* Where an object that has no RELRO has its writable segment. */
static int find_data(struct dl_phdr_info *info, size_t size, void *data)
{
	if (!strstr(info->dlpi_name, "relro_none.so"))
		return 0;
	for (unsigned int n = 0; n < info->dlpi_phnum; n++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[n];

		if (header->p_type == PT_LOAD && header->p_flags & PF_W)
			*(char **)data = (char *)((info->dlpi_addr + header->p_vaddr) & -PAGE);
	}
	return 1;
}

/* Nothing of an object without RELRO is sealed. */
TEST(without_relro)
{
	char *page = NULL;

	ASSERT_FLAGS_EXPECTED();
	ASSERT_NE(NULL, dlopen("./relro_none.so", RTLD_NOW));
	dl_iterate_phdr(find_data, &page);
	ASSERT_NE(NULL, page);
	EXPECT_STREQ("rw-p", mapping_at(page).letters);
	EXPECT_EQ(0, mprotect(page, PAGE, PROT_READ));
	EXPECT_EQ(0, mprotect(page, PAGE, PROT_READ | PROT_WRITE));
}

FIXTURE(linked){};

FIXTURE_VARIANT(linked)
{
	const char *linker;
};

/* clang-format off */
FIXTURE_VARIANT_ADD(linked, bfd) { .linker = "bfd" };
FIXTURE_VARIANT_ADD(linked, gold) { .linker = "gold" };
FIXTURE_VARIANT_ADD(linked, lld) { .linker = "lld" };
FIXTURE_VARIANT_ADD(linked, mold) { .linker = "mold" };
/* clang-format on */

FIXTURE_SETUP(linked)
{
	ASSERT_FLAGS_EXPECTED();
}

FIXTURE_TEARDOWN(linked)
{
}

/* Whether a program dies without MPROTECT, too: then the linker has broken it. */
static bool dies_when_exempt(const char *program)
{
	char exempt[64], output[64];
	char *argv[] = { exempt, NULL };
	int status;

	snprintf(exempt, sizeof(exempt), "%s.exempt", program);
	if (copy_file(program, exempt, 0755) || setxattr(exempt, "user.pax.flags", "em", 2, 0))
		return false;
	status = run_program(argv, output, sizeof(output));
	unlink(exempt);
	return status >= 0 && WIFSIGNALED(status);
}

/* A program by this linker, and with a library of it, looks at all that it has. */
#define CHECK_LINKED(kind, with_library)                                                      \
	do {                                                                                  \
		char program_[64], library_[64], output_[2048];                               \
		char *argv_[] = { program_, (with_library) ? library_ : NULL, NULL };         \
		int status_;                                                                  \
		if (!expect_mprotect())                                                       \
			SKIP(return, "shown with a protected program");                       \
		snprintf(program_, sizeof(program_), "./relro_%s_%s", kind, variant->linker); \
		snprintf(library_, sizeof(library_), "./relro_lib_%s", variant->linker);      \
		status_ = run_program(argv_, output_, sizeof(output_));                       \
		TH_LOG("%s", output_);                                                        \
		if (WIFEXITED(status_) && WEXITSTATUS(status_) == 4)                          \
			SKIP(return, "this linker could not be used for it");                 \
		if (status_ >= 0 && WIFSIGNALED(status_) && dies_when_exempt(program_))       \
			SKIP(return, "what this linker made dies without protection, too");   \
		EXPECT_EQ(0, status_);                                                        \
	} while (0)

TEST_F(linked, position_independent)
{
	CHECK_LINKED("pie", true);
}

TEST_F(linked, at_a_fixed_address)
{
	CHECK_LINKED("nopie", true);
}

TEST_F(linked, without_loader)
{
	CHECK_LINKED("static", false);
}

TEST_F(linked, position_independent_without_loader)
{
	CHECK_LINKED("staticpie", false);
}

/* Loading and unloading, again and again, with all that a loader relocates. */
TEST(loop)
{
	for (unsigned int n = 0; n < 200; n++) {
		void *handle = dlopen("./" LIBRARY, n % 2 ? RTLD_NOW : RTLD_LAZY);
		int (*sum)(void);

		ASSERT_NE(NULL, handle);
		sum = (int (*)(void))dlsym(handle, "relro_sum");
		ASSERT_NE(NULL, sum);
		ASSERT_EQ(4, sum());
		ASSERT_EQ(0, dlclose(handle));
	}
}
#endif

TEST_HARNESS_MAIN
