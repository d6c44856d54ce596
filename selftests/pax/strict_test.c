// SPDX-License-Identifier: GPL-2.0-only
/*
 * The options of the setting "strict", on and off.
 */
#include <dlfcn.h>
#include <link.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/shm.h>
#include <sys/syscall.h>

#include "exec_common.h"

static int set_strict(const char *options)
{
	return write_file(PAX_DIR "/strict", *options ? options : "\n",
			  *options ? strlen(options) : 1);
}

static int make_memfd(void)
{
	int fd = memfd_create("strict", MFD_CLOEXEC);

	return fd < 0 || ftruncate(fd, 4 * PAGE) ? -1 : fd;
}

static int make_in(const char *directory)
{
	char name[64];
	int fd;

	snprintf(name, sizeof(name), "%s/strict-XXXXXX", directory);
	fd = mkstemp(name);
	unlink(name);
	return fd < 0 || ftruncate(fd, 4 * PAGE) ? -1 : fd;
}

static int make_disk(void)
{
	return make_in("/root");
}

static int make_tmpfs(void)
{
	return make_in("/dev/shm");
}

/* A System V segment, through the file that its mapping is shown as. */
static int make_sysv(void)
{
	int id = shmget(IPC_PRIVATE, 4 * PAGE, IPC_CREAT | 0600), fd;
	char name[128];
	char *memory;

	memory = shmat(id, NULL, 0);
	snprintf(name, sizeof(name), "/proc/self/map_files/%lx-%lx", (unsigned long)memory,
		 (unsigned long)memory + 4 * PAGE);
	fd = open(name, O_RDWR | O_CLOEXEC);
	shmdt(memory);
	shmctl(id, IPC_RMID, NULL);
	return fd;
}

FIXTURE(shared)
{
	int fd;
};

FIXTURE_VARIANT(shared)
{
	int (*make)(void);
};

/* clang-format off */
FIXTURE_VARIANT_ADD(shared, memfd) { .make = make_memfd };
FIXTURE_VARIANT_ADD(shared, disk) { .make = make_disk };
FIXTURE_VARIANT_ADD(shared, tmpfs) { .make = make_tmpfs };
FIXTURE_VARIANT_ADD(shared, sysv) { .make = make_sysv };
/* clang-format on */

FIXTURE_SETUP(shared)
{
	ASSERT_FLAGS_EXPECTED();
	self->fd = variant->make();
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, set_strict("shared"));
}

FIXTURE_TEARDOWN(shared)
{
	close(self->fd);
	set_strict("");
}

static void *map(int fd, int prot, int flags)
{
	return mmap(NULL, PAGE, prot, flags, fd, 0);
}

/* What the second half of a pair gets: a refusal, unless this program has no MPROTECT. */
#define EXPECT_SECOND(address)                           \
	do {                                             \
		void *address_ = (address);              \
		if (expect_mprotect()) {                 \
			EXPECT_EQ(MAP_FAILED, address_); \
			EXPECT_EQ(EPERM, errno);         \
		} else {                                 \
			EXPECT_NE(MAP_FAILED, address_); \
		}                                        \
	} while (0)

TEST_F(shared, no_exec_while_writable)
{
	void *writable = map(self->fd, PROT_READ | PROT_WRITE, MAP_SHARED);
	long before = pax_counter("mmap_denied");

	ASSERT_NE(MAP_FAILED, writable);
	EXPECT_SECOND(map(self->fd, PROT_READ | PROT_EXEC, MAP_SHARED));
	EXPECT_SECOND(map(self->fd, PROT_READ | PROT_EXEC, MAP_PRIVATE));
	EXPECT_EQ(before + 2 * expect_mprotect(), pax_counter("mmap_denied"));
	/* Nothing is remembered: without the one, the other is allowed. */
	ASSERT_EQ(0, munmap(writable, PAGE));
	EXPECT_NE(MAP_FAILED, map(self->fd, PROT_READ | PROT_EXEC, MAP_SHARED));
}

TEST_F(shared, no_write_while_executable)
{
	ASSERT_NE(MAP_FAILED, map(self->fd, PROT_READ | PROT_EXEC, MAP_PRIVATE));
	EXPECT_SECOND(map(self->fd, PROT_READ | PROT_WRITE, MAP_SHARED));
	/* Private writing does not reach the file. */
	EXPECT_NE(MAP_FAILED, map(self->fd, PROT_READ | PROT_WRITE, MAP_PRIVATE));
}

/* A mapping that may become writable counts as writable from the start. */
TEST_F(shared, maywrite_counts_as_writable)
{
	void *readable = map(self->fd, PROT_READ, MAP_SHARED), *text;

	ASSERT_NE(MAP_FAILED, readable);
	EXPECT_SECOND(map(self->fd, PROT_READ | PROT_EXEC, MAP_SHARED));
	ASSERT_EQ(0, munmap(readable, PAGE));

	text = map(self->fd, PROT_READ | PROT_EXEC, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, text);
	readable = map(self->fd, PROT_READ, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, readable);
	EXPECT_EQ(expect_mprotect() ? -1 : 0, mprotect(readable, PAGE, PROT_READ | PROT_WRITE));
	/* Text that is read-only for a while stays text. */
	ASSERT_EQ(0, munmap(readable, PAGE));
	ASSERT_EQ(0, mprotect(text, PAGE, PROT_READ));
	EXPECT_SECOND(map(self->fd, PROT_READ | PROT_WRITE, MAP_SHARED));
}

/* The wait status of a child that maps the file. */
static int map_in_child(int fd, int prot)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(map(fd, prot, MAP_SHARED) == MAP_FAILED);
	return waitpid(pid, &status, 0) == pid ? status : -1;
}

/* In either order. */
TEST_F(shared, forked)
{
	void *memory = map(self->fd, PROT_READ | PROT_WRITE, MAP_SHARED);

	ASSERT_NE(MAP_FAILED, memory);
	EXPECT_EQ(expect_mprotect() << 8, map_in_child(self->fd, PROT_READ | PROT_EXEC));
	ASSERT_EQ(0, munmap(memory, PAGE));
	ASSERT_NE(MAP_FAILED, map(self->fd, PROT_READ | PROT_EXEC, MAP_SHARED));
	EXPECT_EQ(expect_mprotect() << 8, map_in_child(self->fd, PROT_READ | PROT_WRITE));
}

/* One process may write what another executes. */
TEST_F(shared, two_processes_allowed)
{
	EXPECT_EQ(0, map_in_child(self->fd, PROT_READ | PROT_WRITE));
	EXPECT_NE(MAP_FAILED, map(self->fd, PROT_READ | PROT_EXEC, MAP_SHARED));
}

/* Without the option PaX allows both. */
TEST_F(shared, allowed_without_option)
{
	ASSERT_EQ(0, set_strict(""));
	EXPECT_NE(MAP_FAILED, map(self->fd, PROT_READ | PROT_WRITE, MAP_SHARED));
	EXPECT_NE(MAP_FAILED, map(self->fd, PROT_READ | PROT_EXEC, MAP_SHARED));
}

/* A known limitation: a file has two inodes, through overlayfs and below it. */
TEST(overlayfs)
{
	int direct, stacked;
	void *page;

	ASSERT_FLAGS_EXPECTED();
	ASSERT_EQ(0, mount("none", "/mnt", "tmpfs", 0, NULL));
	ASSERT_EQ(0, mkdir("/mnt/lower", 0755) | mkdir("/mnt/upper", 0755) |
			     mkdir("/mnt/work", 0755) | mkdir("/mnt/merged", 0755));
	ASSERT_EQ(0, copy_file(HELPER, "/mnt/upper/file", 0755));
	ASSERT_EQ(0, mount("none", "/mnt/merged", "overlay", 0,
			   "lowerdir=/mnt/lower,upperdir=/mnt/upper,workdir=/mnt/work"));
	direct = open("/mnt/upper/file", O_RDWR | O_CLOEXEC);
	stacked = open("/mnt/merged/file", O_RDWR | O_CLOEXEC);
	EXPECT_EQ(0, set_strict("shared"));
	page = map(stacked, PROT_READ | PROT_EXEC, MAP_PRIVATE);
	EXPECT_NE(MAP_FAILED, page);
	EXPECT_SECOND(map(stacked, PROT_READ | PROT_WRITE, MAP_SHARED));
	EXPECT_NE(MAP_FAILED, map(direct, PROT_READ | PROT_WRITE, MAP_SHARED));
	set_strict("");
	close(direct);
	close(stacked);
	umount2("/mnt/merged", MNT_DETACH);
	umount2("/mnt", MNT_DETACH);
}

FIXTURE(textrel)
{
	char library[256];
};

FIXTURE_SETUP(textrel)
{
	ASSERT_FLAGS_EXPECTED();
	ASSERT_NE(NULL, realpath("./textrel.so", self->library));
}

FIXTURE_TEARDOWN(textrel)
{
	set_strict("");
}

/* Loads the library; its text, or NULL. */
static char *load(const char *library)
{
	void *handle = dlopen(library, RTLD_NOW);

	return handle ? dlsym(handle, "textrel_text") : NULL;
}

TEST_F(textrel, refused)
{
	long before = pax_counter("mprotect_denied");

	if (expect_mprotect()) {
		EXPECT_EQ(NULL, load(self->library));
		EXPECT_EQ(before + 1, pax_counter("mprotect_denied"));
	} else {
		EXPECT_NE(NULL, load(self->library));
	}
}

TEST_F(textrel, passed)
{
	long before = pax_counter("mprotect_denied");
	char *text, letters[5];
	Dl_info info;

	ASSERT_EQ(0, set_strict("textrel=pass"));
	text = load(self->library);
	ASSERT_NE(NULL, text)
	{
		TH_LOG("%s", dlerror());
	}
	EXPECT_EQ(before, pax_counter("mprotect_denied"));
	ASSERT_NE(0, dladdr(*(void **)text, &info));
	EXPECT_STREQ("textrel_data", info.dli_sname);
	map_letters(text, letters);
	EXPECT_STREQ("r-xp", letters);
	if (!expect_mprotect())
		SKIP(return, "without MPROTECT nothing more is refused");
	/* Once. */
	EXPECT_EQ(-1, mprotect(text, PAGE, PROT_READ | PROT_WRITE));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(-1, mprotect(text, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC));
	EXPECT_EQ(EACCES, errno);
}

/* Text of other files stays protected. */
TEST_F(textrel, other_text_stays_protected)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC), data;
	char *text, *page;

	ASSERT_EQ(0, set_strict("textrel=pass"));
	text = map(fd, PROT_READ | PROT_EXEC, MAP_PRIVATE);
	ASSERT_NE(MAP_FAILED, text);
	EXPECT_EQ(0, mprotect(text, PAGE, PROT_READ));
	EXPECT_EQ(0, mprotect(text, PAGE, PROT_READ | PROT_EXEC));
	if (!expect_mprotect())
		SKIP(return, "without MPROTECT nothing is refused");
	EXPECT_EQ(-1, mprotect(text, PAGE, PROT_READ | PROT_WRITE));
	EXPECT_EQ(EACCES, errno);
	data = temp_file(O_RDWR);
	page = map(data, PROT_READ | PROT_WRITE, MAP_PRIVATE);
	ASSERT_NE(MAP_FAILED, page);
	page[0] = 1;
	EXPECT_EQ(-1, mprotect(page, PAGE, PROT_READ | PROT_EXEC));
	EXPECT_EQ(EACCES, errno);
}

/*
 * The module looks for text relocations in the file, not in memory before the text, which a program
 * can forge.
 */
TEST_F(textrel, forged_headers_in_memory_ignored)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	char *room = mmap(NULL, 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ElfW(Ehdr) *elf = (void *)room;
	ElfW(Phdr) *segment = (void *)(room + sizeof(*elf));
	ElfW(Dyn) *dynamic = (void *)(room + 512);

	ASSERT_EQ(0, set_strict("textrel=pass"));
	ASSERT_NE(MAP_FAILED, room);
	ASSERT_EQ(room, mmap(room, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, 0));
	ASSERT_EQ(room + PAGE, mmap(room + PAGE, PAGE, PROT_READ | PROT_EXEC,
				    MAP_PRIVATE | MAP_FIXED, fd, PAGE));
	elf->e_phoff = sizeof(*elf);
	elf->e_phnum = 2;
	segment[0] = (ElfW(Phdr)){ .p_type = PT_LOAD, .p_filesz = PAGE, .p_memsz = PAGE };
	segment[1] = (ElfW(Phdr)){ .p_type = PT_DYNAMIC, .p_offset = 512, .p_vaddr = 512 };
	dynamic[0] = (ElfW(Dyn)){ .d_tag = DT_TEXTREL };
	dynamic[1] = (ElfW(Dyn)){ .d_tag = DT_NULL };
	EXPECT_EQ(expect_mprotect() ? -1 : 0, mprotect(room + PAGE, PAGE, PROT_READ | PROT_WRITE));
	if (expect_mprotect())
		EXPECT_EQ(EACCES, errno);
	close(fd);
}

/* Such a library's text can be relocated wherever it is mapped, and whatever lies before it. */
TEST_F(textrel, relocated_wherever_mapped)
{
	int fd = open(self->library, O_RDONLY | O_CLOEXEC);
	char *text;

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, set_strict("textrel=pass"));
	/* As a loader does, that reads what it maps. */
	ASSERT_NE(NULL, load(self->library));
	text = map(fd, PROT_READ | PROT_EXEC, MAP_PRIVATE);
	ASSERT_NE(MAP_FAILED, text);
	EXPECT_EQ(0, mprotect(text, PAGE, PROT_READ | PROT_WRITE));
	*(volatile char *)text = *text;
	EXPECT_EQ(0, mprotect(text, PAGE, PROT_READ | PROT_EXEC));
	EXPECT_EQ(expect_mprotect() ? -1 : 0, mprotect(text, PAGE, PROT_READ | PROT_WRITE));
	close(fd);
}

/* Text that becomes read-only cannot become writable from there. */
TEST_F(textrel, read_only_text_not_writable_again)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	char *text;

	ASSERT_EQ(0, set_strict("textrel=pass"));
	text = map(fd, PROT_READ | PROT_EXEC, MAP_PRIVATE);
	ASSERT_NE(MAP_FAILED, text);
	EXPECT_EQ(0, mprotect(text, PAGE, PROT_READ));
	EXPECT_EQ(expect_mprotect() ? -1 : 0, mprotect(text, PAGE, PROT_READ | PROT_WRITE));
	if (expect_mprotect())
		EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(0, mprotect(text, PAGE, PROT_READ | PROT_EXEC));
	close(fd);
}

/* Both options: text that was made read-only cannot become text again beside a writer. */
TEST_F(textrel, no_text_again_beside_writer)
{
	int fd = temp_file(O_RDWR);
	void *text, *writable;

	ASSERT_EQ(0, set_strict("shared textrel=pass"));
	text = map(fd, PROT_READ | PROT_EXEC, MAP_PRIVATE);
	ASSERT_NE(MAP_FAILED, text);
	ASSERT_EQ(0, mprotect(text, PAGE, PROT_READ));
	writable = map(fd, PROT_READ | PROT_WRITE, MAP_SHARED);
	ASSERT_NE(MAP_FAILED, writable);
	EXPECT_EQ(expect_mprotect() ? -1 : 0, mprotect(text, PAGE, PROT_READ | PROT_EXEC));
	if (expect_mprotect())
		EXPECT_EQ(EACCES, errno);
	ASSERT_EQ(0, munmap(writable, PAGE));
	EXPECT_EQ(0, mprotect(text, PAGE, PROT_READ | PROT_EXEC));
	EXPECT_EQ(expect_mprotect(), map(fd, PROT_READ | PROT_WRITE, MAP_SHARED) == MAP_FAILED);
}

TEST_HARNESS_MAIN
