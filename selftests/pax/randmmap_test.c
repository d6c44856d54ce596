// SPDX-License-Identifier: GPL-2.0-only
/*
 * RANDMMAP: measures the randomness of a program's layout; no exec fails because of it; and a
 * program cannot ask for less.
 */
#include <elf.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include "entropy.h"
#include "exec_common.h"
#include "layout.h"

/* Fewer on a slow kernel, which runs the tests for its reports and not for its statistics. */
#define SAMPLES (PAX_SLOW == 1 ? 2000 : 500)
#define EXECS (PAX_SLOW == 1 ? 1000 : 200)
/*
 * The estimates' error: for 2000 samples of an even distribution 0.04 bits is one standard
 * deviation of the spacing estimate, 0.02 of the plain one (tried by simulation); twice for 500.
 */
#define TOLERANCE (PAX_SLOW == 1 ? 0.25 : 0.5)

#define LAYOUT "./layout"

enum region { MMAP, STACK, BRK, PIE, VDSO, REGIONS };

static const char *const names[REGIONS] = { "mmap base", "stack", "brk", "PIE base", "vdso" };

/* The least bits of pages that RANDMMAP gives; the vdso goes with its neighbours. */
#if defined(__x86_64__)
static const double least[REGIONS] = { 32, 32, 22, 32, 0 };
#elif defined(__aarch64__)
/* The base of position-independent programs is aligned to 64 KiB. */
static const double least[REGIONS] = { 32, 32, 22, 28, 0 };
#else
static const double least[REGIONS] = { 16, 16, 10, 16, 0 };
#endif

static bool expect_randmmap(void)
{
	return strchr(pax_expected(), 'R');
}

/* What a program is started with. */
struct start {
	unsigned long persona;
	rlim_t stack;
};

static const struct start plain = { 0, 0 };

/*
 * Starts a program that writes its layout, @count times one after the other. Returns how many did;
 * @status is the last one's wait status, or -1.
 */
static unsigned int run_layouts(const char *path, const struct start *how, struct layout *layouts,
				unsigned int count, int *status)
{
	struct rlimit limit = { how->stack, RLIM_INFINITY };
	char again[16], *argv[] = { (char *)path, again, NULL };
	unsigned int told = 0;
	int out[2];
	pid_t pid;

	*status = -1;
	snprintf(again, sizeof(again), "%u", count - 1);
	if (pipe2(out, O_CLOEXEC))
		return 0;
	pid = vfork();
	if (!pid) {
		dup2(out[1], 1);
		if (how->persona && personality(how->persona) == -1)
			_exit(125);
		if (how->stack && setrlimit(RLIMIT_STACK, &limit))
			_exit(125);
		execv(path, argv);
		_exit(126);
	}
	close(out[1]);
	while (told < count && read(out[0], &layouts[told], sizeof(*layouts)) == sizeof(*layouts))
		told++;
	close(out[0]);
	if (pid < 0 || waitpid(pid, status, 0) != pid)
		*status = -1;
	return told;
}

/* Runs a program that writes its layout. Returns its wait status, or -1. */
static int run_layout(const char *path, const struct start *how, struct layout *layout)
{
	int status;

	return run_layouts(path, how, layout, 1, &status) || status ? status : -1;
}

static unsigned long page_of(const struct layout *layout, enum region region)
{
	const unsigned long at[REGIONS] = { layout->mmap, layout->stack, layout->brk, layout->pie,
					    layout->vdso };

	return at[region] / PAGE;
}

static bool measure(const char *path, const struct start *how, double bits[REGIONS],
		    unsigned int *taken)
{
	static struct layout layouts[SAMPLES];
	static unsigned long x[SAMPLES];
	unsigned int n, region;
	int status;

	if (run_layouts(path, how, layouts, SAMPLES, &status) != SAMPLES || status)
		return false;
	for (n = 0, *taken = 0; n < SAMPLES; n++)
		*taken += !!layouts[n].taken;
	for (region = 0; region < REGIONS; region++) {
		for (n = 0; n < SAMPLES; n++)
			x[n] = page_of(&layouts[n], region);
		bits[region] = entropy(x, SAMPLES);
	}
	return true;
}

static void print_table(const char *title, double with[REGIONS], double without[REGIONS],
			bool compared)
{
	unsigned int n;

	printf("# %s, bits of pages estimated from %u execs: with RANDMMAP, required%s\n", title,
	       SAMPLES, compared ? ", without" : "");
	for (n = 0; n < REGIONS; n++) {
		printf("# %-10s %5.1f %5.0f", names[n], with[n], least[n]);
		if (compared)
			printf(" %5.1f", without[n]);
		puts("");
	}
	fflush(stdout);
}

FIXTURE(measured)
{
	char stock[64];
};

FIXTURE_VARIANT(measured)
{
	const char *title;
	struct start how;
	/* Measured without RANDMMAP, too. */
	bool compared;
};

/* clang-format off */
FIXTURE_VARIANT_ADD(measured, topdown) {
	.title = "layout downwards", .how = { 0, 8 << 20 }, .compared = true,
};

FIXTURE_VARIANT_ADD(measured, bottomup) {
	.title = "layout upwards", .how = { ADDR_COMPAT_LAYOUT, 8 << 20 },
};
/* clang-format on */

FIXTURE_SETUP(measured)
{
	snprintf(self->stock, sizeof(self->stock), "./layout-r-%d", getpid());
	ASSERT_EQ(0, copy_file(LAYOUT, self->stock, 0755));
	ASSERT_EQ(0, mark(self->stock, USER_MARK, "er"));
}

FIXTURE_TEARDOWN(measured)
{
	unlink(self->stock);
}

TEST_F_TIMEOUT(measured, randomness, 600)
{
	double with[REGIONS], without[REGIONS] = { 0 };
	unsigned int n, taken, stock;

	if (!expect_randmmap())
		SKIP(return, "both are measured where this program itself has RANDMMAP");
	ASSERT_TRUE(measure(LAYOUT, &variant->how, with, &taken));
	/* Of the regions that sanitizers need. */
	EXPECT_EQ(0, taken);
	ASSERT_TRUE(!variant->compared || measure(self->stock, &variant->how, without, &stock));
	print_table(variant->title, with, without, variant->compared);
	for (n = 0; n < REGIONS; n++) {
		EXPECT_LE(least[n] - TOLERANCE, with[n])
		{
			TH_LOG("%s", names[n]);
		}
		EXPECT_LE(without[n] - TOLERANCE, with[n])
		{
			TH_LOG("%s", names[n]);
		}
	}
}

/* Whether a program starts this often, and finds free, if that is asked, what sanitizers need. */
static bool starts(const char *path, const struct start *how, unsigned int count, bool free)
{
	struct layout layouts[100];
	unsigned long taken = 0;
	unsigned int n;
	int status;

	if (run_layouts(path, how, layouts, count, &status) != count || status)
		return false;
	for (n = 0; n < count; n++)
		taken |= layouts[n].taken;
	return !free || !taken;
}

/* In other layouts than the two that are measured, where every exec counts as well. */
FIXTURE(started){};

FIXTURE_VARIANT(started)
{
	struct start how;
};

/* clang-format off */
FIXTURE_VARIANT_ADD(started, unlimited_stack) { .how = { 0, RLIM_INFINITY } };
FIXTURE_VARIANT_ADD(started, stack_1g) { .how = { 0, 1ul << 30 } };
/* clang-format on */

FIXTURE_SETUP(started)
{
}

FIXTURE_TEARDOWN(started)
{
}

TEST_F_TIMEOUT(started, every_time, 600)
{
	unsigned int n;

	for (n = 0; n < EXECS / 2; n += 100) {
		EXPECT_TRUE(starts(LAYOUT, &variant->how, 100, true));
		EXPECT_TRUE(starts(LAYOUT "_fixed", &variant->how, 100, true));
	}
}

FIXTURE(layout)
{
	char stock[64], patched[64];
};

FIXTURE_SETUP(layout)
{
	snprintf(self->stock, sizeof(self->stock), "./layout-r-%d", getpid());
	snprintf(self->patched, sizeof(self->patched), "./layout-p-%d", getpid());
	ASSERT_EQ(0, copy_file(LAYOUT, self->stock, 0755));
	ASSERT_EQ(0, mark(self->stock, USER_MARK, "er"));
	ASSERT_FLAGS_EXPECTED();
}

FIXTURE_TEARDOWN(layout)
{
	unlink(self->stock);
	unlink(self->patched);
	write_file("/proc/sys/kernel/randomize_va_space", "2", 1);
	write_file("/proc/sys/vm/overcommit_memory", "0", 1);
}

/* How many different pages a region has in some runs; 0 if one failed. */
static unsigned int variety(const char *path, const struct start *how, enum region region)
{
	struct layout layouts[16];
	unsigned long x[16];
	unsigned int n, distinct = 1;
	int status;

	if (run_layouts(path, how, layouts, 16, &status) != 16 || status)
		return 0;
	for (n = 0; n < 16; n++)
		x[n] = page_of(&layouts[n], region);
	qsort(x, 16, sizeof(*x), by_value);
	for (n = 1; n < 16; n++)
		distinct += x[n] != x[n - 1];
	return distinct;
}

/* ADDR_NO_RANDOMIZE has no effect, but is handed on; with `r` it has its effect. */
TEST_F(layout, no_randomize)
{
	const struct start how = { ADDR_NO_RANDOMIZE, 8 << 20 };
	struct layout layout;

	for (unsigned int region = 0; region <= PIE; region++) {
		EXPECT_LT(8, variety(LAYOUT, &how, region))
		{
			TH_LOG("%s", names[region]);
		}
		EXPECT_EQ(1, variety(self->stock, &how, region))
		{
			TH_LOG("%s", names[region]);
		}
	}
	ASSERT_EQ(0, run_layout(LAYOUT, &how, &layout));
	EXPECT_EQ(ADDR_NO_RANDOMIZE, layout.personality & ADDR_NO_RANDOMIZE);
	ASSERT_EQ(0, run_layout(LAYOUT, &plain, &layout));
	EXPECT_EQ(0, layout.personality & ADDR_NO_RANDOMIZE);
}

/* A set-user-ID program does not get the personality of its caller. */
TEST_F(layout, setuid)
{
	const struct start how = { ADDR_NO_RANDOMIZE, 8 << 20 };
	struct layout layout;
	int status = -1;
	pid_t pid;

	ASSERT_EQ(0, copy_file(LAYOUT, self->patched, 0755));
	ASSERT_EQ(0, chown(self->patched, 1, 1));
	ASSERT_EQ(0, chmod(self->patched, 06755));
	pid = fork();
	if (!pid) {
		if (become_user() || run_layout(self->patched, &how, &layout))
			_exit(1);
		_exit(layout.personality & ADDR_NO_RANDOMIZE ? 2 : 0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

/* Where the administrator has switched randomisation off, it is off. */
TEST_F(layout, switched_off)
{
	ASSERT_EQ(0, write_file("/proc/sys/kernel/randomize_va_space", "0", 1));
	for (unsigned int region = 0; region <= PIE; region++) {
		EXPECT_EQ(1, variety(LAYOUT, &plain, region))
		{
			TH_LOG("%s", names[region]);
		}
	}
}

/* Permissive mode changes nothing: ADDR_NO_RANDOMIZE counts. */
TEST_F(layout, permissive)
{
	const struct start how = { ADDR_NO_RANDOMIZE, 8 << 20 };

	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "permissive", 10));
	EXPECT_EQ(1, variety(LAYOUT, &how, MMAP));
	EXPECT_EQ(1, variety(LAYOUT, &how, STACK));
	EXPECT_EQ(0, write_file(PAX_DIR "/mode", "enforce", 7));
}

/* A wish for an address is not heard, unless it is more than a wish. */
TEST_F(layout, hints)
{
	char *far = mmap(NULL, 64 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *got;

	ASSERT_NE(MAP_FAILED, far);
	ASSERT_EQ(0, munmap(far, 64 * PAGE));
	far -= 1 << 20;
	ASSERT_FALSE(mapping_at(far).end);
	got = mmap(far, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, got);
	if (expect_randmmap()) {
		EXPECT_NE(far, got);
	} else {
		EXPECT_EQ(far, got);
	}
	munmap(got, PAGE);
	EXPECT_EQ(far, mmap(far, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
	munmap(far, PAGE);
	EXPECT_EQ(far, mmap(far, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE,
			    -1, 0));
	EXPECT_EQ(MAP_FAILED, mmap(far, PAGE, PROT_READ,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0));
	EXPECT_EQ(EEXIST, errno);
	munmap(far, PAGE);
}

#if __SIZEOF_POINTER__ == 8
#define ELF(type) Elf64_##type
#else
#define ELF(type) Elf32_##type
#endif

/* Copies a program and makes its writable segment this large. */
static int enlarge(const char *from, const char *to, unsigned long size)
{
	unsigned int n;
	ELF(Ehdr) elf;
	ELF(Phdr) header;
	int fd, err = copy_file(from, to, 0755);

	if (err)
		return err;
	fd = open(to, O_RDWR | O_CLOEXEC);
	if (pread(fd, &elf, sizeof(elf), 0) != sizeof(elf))
		return -EIO;
	for (n = 0; n < elf.e_phnum; n++) {
		off_t at = elf.e_phoff + n * sizeof(header);

		if (pread(fd, &header, sizeof(header), at) != sizeof(header))
			return -EIO;
		if (header.p_type != PT_LOAD || !(header.p_flags & PF_W))
			continue;
		header.p_memsz = size;
		if (pwrite(fd, &header, sizeof(header), at) != sizeof(header))
			return -EIO;
	}
	return close(fd) ? -errno : 0;
}

/*
 * On an emulated 32-bit ARM kernel an exec with 6 MiB of arguments takes 20 s, stock or
 * not (strnlen_user(), so long that RCU complains), and one of a huge program 0.4 s.
 */
static bool slow_execs(void)
{
	struct utsname name;

	return !uname(&name) && !strncmp(name.machine, "armv7", 5);
}

/* 16 TiB, or the greater part of the 3 GiB that a program has on 32-bit ARM. */
static const unsigned long huge = sizeof(long) == 8 ? (unsigned long)(1ull << 44) : 0x98000000ul;

TEST_F_TIMEOUT(layout, huge_programs, 600)
{
	const char *const from[] = { LAYOUT, LAYOUT "_fixed" };
	const struct start unlimited = { 0, RLIM_INFINITY };
	unsigned int few = slow_execs() ? 5 : 20;

	ASSERT_EQ(0, write_file("/proc/sys/vm/overcommit_memory", "1", 1));
	for (unsigned int n = 0; n < 2; n++) {
		ASSERT_EQ(0, enlarge(from[n], self->patched, huge));
		ASSERT_EQ(0, mark(self->patched, USER_MARK, "er"));
		ASSERT_TRUE(starts(self->patched, &plain, few, false))
		{
			TH_LOG("stock %s", from[n]);
		}
		ASSERT_EQ(0, removexattr(self->patched, USER_MARK));
		EXPECT_TRUE(starts(self->patched, &plain, 5 * few, false))
		{
			TH_LOG("%s", from[n]);
		}
		EXPECT_TRUE(starts(self->patched, &unlimited, 2 * few, false))
		{
			TH_LOG("%s", from[n]);
		}
	}
}

TEST_F_TIMEOUT(layout, no_overcommit, 600)
{
	ASSERT_EQ(0, write_file("/proc/sys/vm/overcommit_memory", "2", 1));
	EXPECT_TRUE(starts(LAYOUT, &plain, 100, false));
	EXPECT_TRUE(starts(LAYOUT "_fixed", &plain, 100, false));
}

/* Whether a program starts with this many bytes of arguments, in strings of 100 000. */
static int start_with(const char *path, rlim_t stack, size_t bytes)
{
	struct rlimit limit = { stack, RLIM_INFINITY };
	size_t count = bytes / 100000, n;
	static char text[100000];
	char **argv;
	int status;
	pid_t pid;

	memset(text, 'x', sizeof(text) - 1);
	pid = fork();
	if (!pid) {
		argv = calloc(count + 2, sizeof(*argv));
		argv[0] = (char *)path;
		for (n = 1; n <= count; n++)
			argv[n] = text;
		dup2(open("/dev/null", O_WRONLY), 1);
		setrlimit(RLIMIT_STACK, &limit);
		execv(path, argv);
		_exit(errno == E2BIG ? 7 : 126);
	}
	return waitpid(pid, &status, 0) == pid ? status : -1;
}

/* As many arguments as the kernel takes: a quarter of the stack's limit, 6 MiB at most. */
TEST_F_TIMEOUT(layout, arguments, 600)
{
	const rlim_t stacks[] = { 8 << 20, 1ul << 30, RLIM_INFINITY };
	const size_t slack = 400000;

	for (unsigned int n = 0; n < (slow_execs() ? 1 : 3); n++) {
		size_t most = stacks[n] == 8 << 20 ? 2 << 20 : 6 << 20;

		EXPECT_EQ(0, start_with(self->stock, stacks[n], most - slack));
		EXPECT_EQ(0, start_with(LAYOUT, stacks[n], most - slack));
		EXPECT_EQ(7 << 8, start_with(LAYOUT, stacks[n], most + slack));
	}
}

TEST_HARNESS_MAIN
