// SPDX-License-Identifier: GPL-2.0-only
/*
 * MPROTECT, cell by cell: every way to make a mapping, by every protection that mprotect() can then
 * ask for. The expectation is the documentation's table, written out here; no code is shared with
 * the module.
 *
 * The runner starts it twice: protected, and exempt by the mark "m".
 */
#include <dlfcn.h>
#include <pthread.h>
#include <sys/auxv.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <linux/memfd.h>

#include "pax_test.h"

/* What the table knows: what a mapping was made as. */
enum made {
	MADE_DATA, /* not executable: never will be */
	MADE_CODE, /* executable: never writable */
	MADE_SEALED, /* RELRO: neither again */
	MADE_RO_SHARED, /* shared, of a read-only descriptor: not writable on any kernel */
};

static char data_page[PAGE] __attribute__((aligned(PAGE))) = { 1 };
static char bss_page[PAGE] __attribute__((aligned(PAGE)));
/* Holds an address, so it needs relocation and lies in RELRO. */
static void *const relro_page[PAGE / sizeof(void *)]
	__attribute__((aligned(PAGE), section(".data.rel.ro"))) = { data_page };

static void *map_file(int prot, int flags, int access)
{
	int fd = temp_file(access);
	void *page = mmap(NULL, PAGE, prot, flags, fd, 0);

	close(fd);
	return page;
}

static void *map_anon(int prot, int flags)
{
	return mmap(NULL, PAGE, prot, flags | MAP_ANONYMOUS, -1, 0);
}

static void *make_anon_none(void) { return map_anon(PROT_NONE, MAP_PRIVATE); }
static void *make_anon_r(void) { return map_anon(PROT_READ, MAP_PRIVATE); }
static void *make_anon_rw(void) { return map_anon(PROT_READ | PROT_WRITE, MAP_PRIVATE); }
static void *make_anon_w(void) { return map_anon(PROT_WRITE, MAP_PRIVATE); }
static void *make_anon_x(void) { return map_anon(PROT_EXEC, MAP_PRIVATE); }
static void *make_anon_rx(void) { return map_anon(PROT_READ | PROT_EXEC, MAP_PRIVATE); }
static void *make_shared_rw(void) { return map_anon(PROT_READ | PROT_WRITE, MAP_SHARED); }
static void *make_shared_rx(void) { return map_anon(PROT_READ | PROT_EXEC, MAP_SHARED); }
static void *make_file_r(void) { return map_file(PROT_READ, MAP_PRIVATE, O_RDONLY); }
static void *make_file_rw(void) { return map_file(PROT_READ | PROT_WRITE, MAP_PRIVATE, O_RDWR); }
static void *make_file_rx(void) { return map_file(PROT_READ | PROT_EXEC, MAP_PRIVATE, O_RDONLY); }
static void *make_file_shared_rw(void) { return map_file(PROT_READ | PROT_WRITE, MAP_SHARED, O_RDWR); }
static void *make_file_shared_rx(void) { return map_file(PROT_READ | PROT_EXEC, MAP_SHARED, O_RDWR); }
static void *make_file_shared_ro(void) { return map_file(PROT_READ, MAP_SHARED, O_RDONLY); }
static void *make_own_data(void) { return data_page; }
static void *make_own_bss(void) { bss_page[0] = 1; return bss_page; }
static void *make_relro(void) { return (void *)relro_page; }
static void *make_text(void) { return pax_text_page; }

static void *make_memfd(void)
{
	int fd = memfd_create("pax", MFD_CLOEXEC);
	void *page;

	if (fd < 0 || ftruncate(fd, PAGE))
		return MAP_FAILED;
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return page;
}

static void *make_shm(void)
{
	int id = shmget(IPC_PRIVATE, PAGE, 0700);
	void *page = shmat(id, NULL, 0);

	shmctl(id, IPC_RMID, NULL);
	return page;
}

/* Of a library that nothing here runs. */
static void *make_library_text(void)
{
	void *library = dlopen("libm.so.6", RTLD_NOW), *symbol;

	symbol = library ? dlsym(library, "tgamma") : NULL;
	return (void *)((unsigned long)symbol & ~(PAGE - 1));
}

static void *make_vdso(void)
{
	return (void *)getauxval(AT_SYSINFO_EHDR);
}

static void *make_stack(void)
{
	volatile char *low = __builtin_alloca(32 * PAGE);

	*low = 1;
	return (void *)(((unsigned long)low + PAGE) & ~(PAGE - 1));
}

static void *thread_stack(void *barrier)
{
	pthread_barrier_wait(barrier);
	pthread_barrier_wait(barrier);
	return NULL;
}

static void *make_thread_stack(void)
{
	static pthread_barrier_t barrier;
	pthread_attr_t attr;
	pthread_t thread;
	size_t size;
	void *low;

	/* The thread stays there, asleep, until the test's process ends. */
	if (pthread_barrier_init(&barrier, NULL, 2) ||
	    pthread_create(&thread, NULL, thread_stack, &barrier))
		return NULL;
	pthread_barrier_wait(&barrier);
	if (pthread_getattr_np(thread, &attr) || pthread_attr_getstack(&attr, &low, &size))
		return NULL;
	/* Past the guard page. */
	return (char *)low + 4 * PAGE;
}

static void *make_heap(void)
{
	unsigned long end = (unsigned long)sbrk(0);

	return sbrk((PAGE - end % PAGE) % PAGE + PAGE) == (void *)-1 ?
		       NULL : (void *)((end + PAGE - 1) & ~(PAGE - 1));
}

static void *moved(void *page)
{
	void *place = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mremap(page, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, place);
}

static void *make_moved_rw(void) { return moved(make_anon_rw()); }
static void *make_moved_rx(void) { return moved(make_file_rx()); }
static void *make_grown_rw(void) { return mremap(make_anon_rw(), PAGE, 2 * PAGE, MREMAP_MAYMOVE); }

static void *make_remapped(void)
{
	void *page = map_file(PROT_READ | PROT_WRITE, MAP_SHARED, O_RDWR);

	return syscall(SYS_remap_file_pages, page, PAGE, 0, 0, 0) ? NULL : page;
}

/* Made as data, then made read-only: that is not what counts. */
static void *make_anon_rw_then_r(void)
{
	char *page = make_anon_rw();

	page[0] = 1;
	return mprotect(page, PAGE, PROT_READ) ? NULL : page;
}

/* Made as code, then made read-only. */
static void *make_file_rx_then_r(void)
{
	void *page = make_file_rx();

	return mprotect(page, PAGE, PROT_READ) ? NULL : page;
}

FIXTURE(cell)
{
	void *page;
	size_t size;
};

FIXTURE_VARIANT(cell)
{
	void *(*make)(void);
	enum made made;
	bool forked;
};

#define ORIGIN(name, kind) \
	FIXTURE_VARIANT_ADD(cell, name) { .make = make_##name, .made = MADE_##kind }

/* clang-format off */
ORIGIN(anon_none, DATA);
ORIGIN(anon_r, DATA);
ORIGIN(anon_w, DATA);
ORIGIN(anon_rw, DATA);
ORIGIN(anon_rw_then_r, DATA);
ORIGIN(shared_rw, DATA);
ORIGIN(file_r, DATA);
ORIGIN(file_rw, DATA);
ORIGIN(file_shared_rw, DATA);
ORIGIN(file_shared_ro, RO_SHARED);
ORIGIN(memfd, DATA);
ORIGIN(shm, DATA);
ORIGIN(own_data, DATA);
ORIGIN(own_bss, DATA);
ORIGIN(stack, DATA);
ORIGIN(thread_stack, DATA);
ORIGIN(heap, DATA);
ORIGIN(moved_rw, DATA);
ORIGIN(grown_rw, DATA);
ORIGIN(remapped, DATA);
ORIGIN(anon_x, CODE);
ORIGIN(anon_rx, CODE);
ORIGIN(shared_rx, CODE);
ORIGIN(file_rx, CODE);
ORIGIN(file_rx_then_r, CODE);
ORIGIN(file_shared_rx, CODE);
ORIGIN(moved_rx, CODE);
ORIGIN(text, CODE);
ORIGIN(library_text, CODE);
ORIGIN(vdso, CODE);
ORIGIN(relro, SEALED);
/* clang-format on */

/* The same after a fork: the flags and the mappings are the child's own. */
FIXTURE_VARIANT_ADD(cell, forked_anon_rw){ .make = make_anon_rw, .made = MADE_DATA, .forked = true };
FIXTURE_VARIANT_ADD(cell, forked_heap){ .make = make_heap, .made = MADE_DATA, .forked = true };
FIXTURE_VARIANT_ADD(cell, forked_relro){ .make = make_relro, .made = MADE_SEALED, .forked = true };
FIXTURE_VARIANT_ADD(cell, forked_text){ .make = make_text, .made = MADE_CODE, .forked = true };

FIXTURE_SETUP(cell)
{
	ASSERT_FLAGS_EXPECTED();
	self->page = variant->make();
	if (!self->page && variant->make == make_vdso)
		SKIP(return, "this kernel maps no vdso");
#ifdef __i386__
	if (variant->make == make_vdso)
		SKIP(return, "system calls of 32-bit x86 programs go through the vdso");
#endif
	if (!self->page && variant->make == make_library_text)
		SKIP(return, "no shared libraries for this architecture");
	ASSERT_NE(NULL, self->page);
	ASSERT_NE(MAP_FAILED, self->page);
	/* The kernel refuses to split the vdso, so that one is asked for as a whole. */
	self->size = PAGE;
	if (variant->make == make_vdso)
		self->size = mapping_at(self->page).end - (unsigned long)self->page;
}

FIXTURE_TEARDOWN(cell)
{
}

/* The table. */
static int expected_errno(enum made made, int prot)
{
	if (made == MADE_RO_SHARED && (prot & PROT_WRITE))
		return EACCES;
	if (!expect_mprotect())
		return 0;
	switch (made) {
	case MADE_DATA:
	case MADE_RO_SHARED:
		return prot & PROT_EXEC ? EACCES : 0;
	case MADE_CODE:
		return prot & PROT_WRITE ? EACCES : 0;
	case MADE_SEALED:
		return prot & (PROT_WRITE | PROT_EXEC) ? EACCES : 0;
	}
	return -1;
}

static int try_mprotect(void *page, size_t size, int prot, bool forked)
{
	int status;
	pid_t pid;

	if (!forked)
		return mprotect(page, size, prot) ? errno : 0;
	pid = fork();
	if (!pid)
		_exit(mprotect(page, size, prot) ? errno : 0);
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define REQUEST(name, prot)                                                        \
	TEST_F(cell, name)                                                         \
	{                                                                          \
		EXPECT_EQ(expected_errno(variant->made, prot),                     \
			  try_mprotect(self->page, self->size, prot,               \
				       variant->forked));                          \
	}

/* clang-format off */
REQUEST(none, PROT_NONE)
REQUEST(r, PROT_READ)
REQUEST(w, PROT_WRITE)
REQUEST(rw, PROT_READ | PROT_WRITE)
REQUEST(x, PROT_EXEC)
REQUEST(rx, PROT_READ | PROT_EXEC)
REQUEST(wx, PROT_WRITE | PROT_EXEC)
REQUEST(rwx, PROT_READ | PROT_WRITE | PROT_EXEC)
/* clang-format on */

/* pkey_mprotect() is the same request by another name. */
TEST_F(cell, pkey_mprotect)
{
	static const int prots[] = { PROT_READ, PROT_READ | PROT_WRITE, PROT_READ | PROT_EXEC,
				     PROT_READ | PROT_WRITE | PROT_EXEC };
	unsigned int n;

	if (syscall(SYS_pkey_mprotect, self->page, 0, PROT_READ, -1) && errno == ENOSYS)
		SKIP(return, "no pkey_mprotect on this architecture");
	for (n = 0; n < sizeof(prots) / sizeof(prots[0]); n++) {
		int err = syscall(SYS_pkey_mprotect, self->page, self->size, prots[n], -1) ? errno : 0;

		/* Later rounds start from what earlier ones left, which no cell depends on. */
		EXPECT_EQ(expected_errno(variant->made, prots[n]), err)
		{
			TH_LOG("protection %d", prots[n]);
		}
	}
}

/*
 * Sealing does not hang on what lies around RELRO: its neighbour made writable, or
 * unmapped, does not unseal it. Nor is what follows RELRO in its segment sealed with it.
 */
FIXTURE(relro)
{
	struct mapping sealed;
};

FIXTURE_SETUP(relro)
{
	ASSERT_FLAGS_EXPECTED();
	self->sealed = mapping_at(relro_page);
	ASSERT_STREQ("r--p", self->sealed.letters);
}

FIXTURE_TEARDOWN(relro)
{
}

static int try_relro(void)
{
	return mprotect((void *)relro_page, PAGE, PROT_READ | PROT_WRITE) ? errno : 0;
}

TEST_F(relro, neighbour_writable)
{
	struct mapping before = mapping_at((char *)self->sealed.start - 1);

	if (!strncmp(before.letters, "r--", 3))
		ASSERT_EQ(0, mprotect((void *)before.start, before.end - before.start,
				      PROT_READ | PROT_WRITE));
	EXPECT_EQ(expect_mprotect() ? EACCES : 0, try_relro());
}

TEST_F(relro, neighbour_unmapped)
{
	ASSERT_EQ(0, munmap((char *)self->sealed.start - PAGE, PAGE));
	EXPECT_EQ(expect_mprotect() ? EACCES : 0, try_relro());
}

TEST_F(relro, moved)
{
	char *place = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_EQ(place, mremap((void *)relro_page, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, place));
	EXPECT_EQ(expect_mprotect() ? EACCES : 0,
		  mprotect(place, PAGE, PROT_READ | PROT_WRITE) ? errno : 0);
}

TEST_F(relro, data_behind)
{
	char *data = (char *)self->sealed.end;

	ASSERT_STREQ("rw-p", mapping_at(data).letters);
	EXPECT_EQ(0, mprotect(data, PAGE, PROT_READ));
	EXPECT_EQ(0, mprotect(data, PAGE, PROT_READ | PROT_WRITE));
	EXPECT_EQ(0, mprotect(data_page, PAGE, PROT_READ));
	EXPECT_EQ(0, mprotect(data_page, PAGE, PROT_READ | PROT_WRITE));
}

/* What was refused has changed nothing, and what is allowed still is. */
TEST_F(cell, refused_changes_nothing)
{
	char before[5], after[5];

	if (!expect_mprotect())
		SKIP(return, "nothing is refused to an exempt program");
	map_letters(self->page, before);
	ASSERT_EQ(-1, mprotect(self->page, self->size, PROT_READ | PROT_WRITE | PROT_EXEC));
	EXPECT_EQ(EACCES, errno);
	map_letters(self->page, after);
	EXPECT_STREQ(before, after);
	EXPECT_EQ(0, mprotect(self->page, self->size, PROT_READ));
}

TEST_HARNESS_MAIN
