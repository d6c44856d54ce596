// SPDX-License-Identifier: GPL-2.0-only
/*
 * MPROTECT and PAGEEXEC when memory is mapped, and the ways around mprotect(): shared memory,
 * /proc/PID/mem, ptrace, personality, the heap, threads.
 *
 * The runner starts it twice: protected, and exempt by the mark "m".
 */
#include <pthread.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <linux/memfd.h>

#include "pax_test.h"

static char data_page[PAGE] __attribute__((aligned(PAGE))) = { 1 };

FIXTURE(map)
{
	int fd;
};

FIXTURE_VARIANT(map)
{
	int flags;
	bool file;
};

/* clang-format off */
FIXTURE_VARIANT_ADD(map, anon) { .flags = MAP_PRIVATE | MAP_ANONYMOUS };
FIXTURE_VARIANT_ADD(map, anon_shared) { .flags = MAP_SHARED | MAP_ANONYMOUS };
FIXTURE_VARIANT_ADD(map, anon_stack) { .flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK };
FIXTURE_VARIANT_ADD(map, anon_growsdown) { .flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN };
FIXTURE_VARIANT_ADD(map, anon_noreserve) { .flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE };
FIXTURE_VARIANT_ADD(map, anon_populate) { .flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE };
FIXTURE_VARIANT_ADD(map, file) { .flags = MAP_PRIVATE, .file = true };
FIXTURE_VARIANT_ADD(map, file_shared) { .flags = MAP_SHARED, .file = true };
FIXTURE_VARIANT_ADD(map, file_validate) { .flags = MAP_SHARED_VALIDATE, .file = true };
/* clang-format on */

FIXTURE_SETUP(map)
{
	ASSERT_FLAGS_EXPECTED();
	self->fd = variant->file ? temp_file(O_RDWR) : -1;
	ASSERT_EQ(variant->file, self->fd >= 0);
}

FIXTURE_TEARDOWN(map)
{
	close(self->fd);
}

/* Every protection: only the two that are writable and executable are refused. */
TEST_F(map, protections)
{
	int prot;

	for (prot = 0; prot <= (PROT_READ | PROT_WRITE | PROT_EXEC); prot++) {
		bool denied = expect_mprotect() && (prot & PROT_WRITE) && (prot & PROT_EXEC);
		void *page = mmap(NULL, PAGE, prot, variant->flags, self->fd, 0);

		if (denied) {
			EXPECT_EQ(MAP_FAILED, page);
			EXPECT_EQ(EPERM, errno);
		} else {
			EXPECT_NE(MAP_FAILED, page)
			{
				TH_LOG("protection %d: %s", prot, strerror(errno));
			}
		}
	}
}

/* A refused MAP_FIXED leaves what was there. */
TEST_F(map, refused_fixed)
{
	char *page, letters[5];

	if (!expect_mprotect())
		SKIP(return, "nothing is refused to an exempt program");
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, page);
	page[0] = 42;
	EXPECT_EQ(MAP_FAILED, mmap(page, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
				   variant->flags | MAP_FIXED, self->fd, 0));
	EXPECT_EQ(EPERM, errno);
	map_letters(page, letters);
	EXPECT_STREQ("rw-p", letters);
	EXPECT_EQ(42, page[0]);
}

FIXTURE(process)
{
};

FIXTURE_SETUP(process)
{
	ASSERT_FLAGS_EXPECTED();
}

FIXTURE_TEARDOWN(process)
{
}

TEST_F(process, shmat_exec)
{
	int id = shmget(IPC_PRIVATE, PAGE, 0700), flags[] = { SHM_EXEC, SHM_EXEC | SHM_RDONLY };
	unsigned int n;
	void *page;

	ASSERT_LE(0, id);
	for (n = 0; n < 2; n++) {
		page = shmat(id, NULL, flags[n]);
		if (expect_mprotect()) {
			EXPECT_EQ((void *)-1, page);
			EXPECT_EQ(EINVAL, errno);
		} else {
			EXPECT_NE((void *)-1, page);
		}
	}
	page = shmat(id, NULL, 0);
	EXPECT_NE((void *)-1, page);
	page = shmat(id, NULL, SHM_RDONLY);
	EXPECT_NE((void *)-1, page);
	shmctl(id, IPC_RMID, NULL);
}

/* The kernel's own rule for a file that is executable nowhere. */
TEST_F(process, memfd_twice)
{
	int fd = memfd_create("pax", MFD_CLOEXEC);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, ftruncate(fd, PAGE));
	EXPECT_EQ(expect_mprotect(), mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_SHARED,
					  fd, 0) == MAP_FAILED);
	/* Two mappings of one file are two mappings: refused only by a stricter option. */
	EXPECT_NE(MAP_FAILED, mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
	EXPECT_NE(MAP_FAILED, mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0));
}

/* Nothing can be put there to be run, and 6.12 would loop when it is read by another. */
TEST_F(process, private_huge_pages)
{
	void *page;

	if (write_file("/proc/sys/vm/nr_hugepages", "4", 1))
		SKIP(return, "no huge pages on this kernel");
	page = mmap(NULL, 2 << 20, PROT_READ | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	if (expect_mprotect()) {
		EXPECT_EQ(MAP_FAILED, page);
		EXPECT_EQ(EPERM, errno);
	} else {
		EXPECT_NE(MAP_FAILED, page);
	}
	page = mmap(NULL, 2 << 20, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
	EXPECT_NE(MAP_FAILED, page);
}

static int poke(const void *address)
{
	unsigned long word;
	int fd = open("/proc/self/mem", O_RDWR | O_CLOEXEC), err = 0;

	if (pread(fd, &word, sizeof(word), (unsigned long)address) != sizeof(word))
		return -1;
	if (pwrite(fd, &word, sizeof(word), (unsigned long)address) != sizeof(word))
		err = errno;
	close(fd);
	return err;
}

TEST_F(process, proc_mem)
{
	char *ro = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	EXPECT_EQ(0, poke(data_page));
	/* CONFIG_PROC_MEM_FORCE_PTRACE of newer kernels: only a tracer writes what is read-only. */
	if (poke(ro) == EIO) {
		EXPECT_EQ(EIO, poke(pax_text_page));
		SKIP(return, "this kernel (proc_mem.force_override) refuses such writes itself");
	}
	/* Not made executable: as on any other kernel, a read-only mapping can be written. */
	EXPECT_EQ(0, poke(ro));
	EXPECT_EQ(expect_mprotect() ? EIO : 0, poke(pax_text_page));
}

static int poke_child(pid_t pid, void *address)
{
	long word;

	errno = 0;
	word = ptrace(PTRACE_PEEKTEXT, pid, address, NULL);
	if (errno)
		return -1;
	return ptrace(PTRACE_POKETEXT, pid, address, (void *)word) ? errno : 0;
}

TEST_F(process, ptrace_poke)
{
	int status;
	pid_t pid = fork();

	ASSERT_LE(0, pid);
	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	ASSERT_TRUE(WIFSTOPPED(status));
	EXPECT_EQ(expect_mprotect() ? EIO : 0, poke_child(pid, pax_text_page));
	EXPECT_EQ(0, poke_child(pid, data_page));
	ptrace(PTRACE_KILL, pid, NULL, NULL);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
}

/*
 * READ_IMPLIES_EXEC, asked for by the program itself, makes nothing executable that
 * did not ask. This is PAGEEXEC's rule and holds for a program that is exempt from
 * MPROTECT, too.
 */
TEST_F(process, personality_map)
{
	char letters[5], *page;

	ASSERT_NE(-1, personality(READ_IMPLIES_EXEC));
	page = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, page);
	map_letters(page, letters);
	EXPECT_STREQ("r--p", letters);

	ASSERT_NE(-1, personality(READ_IMPLIES_EXEC));
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, page);
	map_letters(page, letters);
	EXPECT_STREQ("rw-p", letters);
}

TEST_F(process, personality_mprotect)
{
	char letters[5], *page = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE(MAP_FAILED, page);
	ASSERT_NE(-1, personality(READ_IMPLIES_EXEC));
	EXPECT_EQ(0, mprotect(page, PAGE, PROT_READ | PROT_WRITE));
	map_letters(page, letters);
	EXPECT_STREQ("rw-p", letters);
}

TEST_F(process, personality_heap)
{
	char letters[5], *old;

	/* Settle the heap's end before, so that what is new is a mapping of its own. */
	ASSERT_NE(-1, personality(READ_IMPLIES_EXEC));
	old = sbrk(64 * PAGE);
	ASSERT_NE((void *)-1, old);
	map_letters(old + 32 * PAGE, letters);
	EXPECT_STREQ("rw-p", letters);
}

TEST_F(process, personality_shm)
{
	int id = shmget(IPC_PRIVATE, PAGE, 0700);
	char letters[5], *page;

	ASSERT_LE(0, id);
	ASSERT_NE(-1, personality(READ_IMPLIES_EXEC));
	page = shmat(id, NULL, 0);
	ASSERT_NE((void *)-1, page);
	map_letters(page, letters);
	EXPECT_STREQ("rw-s", letters);
	shmctl(id, IPC_RMID, NULL);
}

TEST_F(process, stack_not_executable)
{
	char letters[5];

	map_letters(__builtin_frame_address(0), letters);
	EXPECT_STREQ("rw-p", letters);
}

static void *map_in_thread(void *unused)
{
	void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return (void *)(long)(page == MAP_FAILED ? errno : 0);
}

TEST_F(process, thread)
{
	pthread_t thread;
	void *err;

	ASSERT_EQ(0, pthread_create(&thread, NULL, map_in_thread, NULL));
	ASSERT_EQ(0, pthread_join(thread, &err));
	EXPECT_EQ(expect_mprotect() ? EPERM : 0, (long)err);
}

TEST_F(process, fork_inherits)
{
	char letters[6];
	int status;
	pid_t pid = fork();

	ASSERT_LE(0, pid);
	if (!pid) {
		pax_line("/proc/self/status", letters);
		_exit(strcmp(letters, pax_expected()) ? 100 : (long)map_in_thread(NULL));
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_TRUE(WIFEXITED(status));
	EXPECT_EQ(expect_mprotect() ? EPERM : 0, WEXITSTATUS(status));
}

TEST_F(process, vfork_shares)
{
	int status;
	pid_t pid = vfork();

	ASSERT_LE(0, pid);
	if (!pid)
		_exit((long)map_in_thread(NULL));
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(expect_mprotect() ? EPERM : 0, WEXITSTATUS(status));
}

/* What a program can set of the kernel's own bits that lie around its flags. */
TEST_F(process, flags_stay)
{
	static const char *const filters[] = { "0xffffffff", "0", "0x33" };
	char letters[6];

	for (unsigned int n = 0; n < 3; n++) {
		EXPECT_EQ(0, write_file("/proc/self/coredump_filter", filters[n],
					strlen(filters[n])));
		pax_line("/proc/self/status", letters);
		EXPECT_STREQ(pax_expected(), letters);
	}
	for (int on = 1; on >= 0; on--) {
		EXPECT_EQ(0, prctl(PR_SET_THP_DISABLE, on, 0, 0, 0));
		/* Not on every kernel. */
		prctl(67 /* PR_SET_MEMORY_MERGE */, on, 0, 0, 0);
		EXPECT_EQ(0, prctl(PR_SET_DUMPABLE, !on));
		pax_line("/proc/self/status", letters);
		EXPECT_STREQ(pax_expected(), letters);
	}
}

/* Where the kernel takes the heap to be is up to the program, and makes no difference. */
TEST_F(process, heap_moved)
{
	char *heap = sbrk(0), *map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
					  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void *const pages[] = { heap + -(unsigned long)heap % PAGE, map };

	ASSERT_NE(MAP_FAILED, map);
	ASSERT_EQ(0, brk((char *)pages[0] + PAGE));
	ASSERT_EQ(0, prctl(PR_SET_MM, PR_SET_MM_BRK, map + PAGE, 0, 0));
	ASSERT_EQ(0, prctl(PR_SET_MM, PR_SET_MM_START_BRK, map, 0, 0));
	for (unsigned int n = 0; n < 2; n++) {
		EXPECT_EQ(expect_mprotect() ? -1 : 0,
			  mprotect(pages[n], PAGE, PROT_READ | PROT_EXEC));
		if (expect_mprotect())
			EXPECT_EQ(EACCES, errno);
	}
}

/* A range that begins with a mapping that may change and ends with one that may not. */
TEST_F(process, mprotect_across)
{
	char letters[5], *pages = mmap(NULL, 2 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE(MAP_FAILED, pages);
	ASSERT_EQ(pages + PAGE, mmap(pages + PAGE, PAGE, PROT_READ | PROT_EXEC,
				     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
	if (expect_mprotect()) {
		EXPECT_EQ(-1, mprotect(pages, 2 * PAGE, PROT_READ | PROT_WRITE));
		EXPECT_EQ(EACCES, errno);
		map_letters(pages + PAGE, letters);
		EXPECT_STREQ("r-xp", letters);
	} else {
		EXPECT_EQ(0, mprotect(pages, 2 * PAGE, PROT_READ | PROT_WRITE));
	}
}

/* Every kind of denial is counted, the ones that the kernel's own check makes too. */
TEST_F(process, counted)
{
	long maps = pax_counter("mmap_denied"), protects = pax_counter("mprotect_denied");
	void *page;

	if (!expect_mprotect())
		SKIP(return, "nothing is refused to an exempt program");
	ASSERT_LE(0, maps);
	map_in_thread(NULL);
	EXPECT_LE(maps + 1, pax_counter("mmap_denied"));

	page = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	EXPECT_EQ(-1, mprotect(page, PAGE, PROT_EXEC));
	EXPECT_LE(protects + 1, pax_counter("mprotect_denied"));

	protects = pax_counter("mprotect_denied");
	EXPECT_EQ(-1, mprotect(pax_text_page, PAGE, PROT_READ | PROT_WRITE));
	EXPECT_LE(protects + 1, pax_counter("mprotect_denied"));

	/* Not what is allowed, and not what the kernel refuses on its own. */
	protects = pax_counter("mprotect_denied");
	EXPECT_EQ(0, mprotect(page, 0, PROT_EXEC));
	EXPECT_EQ(-1, mprotect((char *)page + 1, PAGE, PROT_EXEC));
	EXPECT_EQ(0, mprotect(pax_text_page, PAGE, PROT_READ | PROT_EXEC));
	EXPECT_EQ(protects, pax_counter("mprotect_denied"));
}

TEST_HARNESS_MAIN
