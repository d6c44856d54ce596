// SPDX-License-Identifier: GPL-2.0-only
/*
 * The limitations that the documentation names: each test shows what does not work as one might
 * wish, so that the page and the module say the same.
 *
 * The runner starts it twice: protected, and exempt by the mark "m".
 */
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/syscall.h>

#include "exec_common.h"

#define BINFMT "/proc/sys/fs/binfmt_misc"

FIXTURE(limitation){};

FIXTURE_SETUP(limitation)
{
	ASSERT_FLAGS_EXPECTED();
}

FIXTURE_TEARDOWN(limitation)
{
}

/*
 * A program that asks for an executable stack gets none, and no threads either: the C
 * library wants their stacks executable as well. With "m" it has them.
 */
TEST_F(limitation, execstack_program_gets_no_threads)
{
	char *argv[] = { "./threads_execstack", NULL }, output[64];
	int status = run_program(argv, output, sizeof(output));

	EXPECT_EQ(0, status);
	EXPECT_STREQ("Permission denied\n", output);

	ASSERT_EQ(0, copy_file(argv[0], "./threads_exempt", 0755));
	ASSERT_EQ(0, mark("./threads_exempt", USER_MARK, "em"));
	argv[0] = "./threads_exempt";
	status = run_program(argv, output, sizeof(output));
	unlink(argv[0]);
	EXPECT_EQ(0, status);
	EXPECT_STREQ("thread\n", output);
}

/* The rights of a changed part of the heap are fixed, so what the heap grows by is a mapping of its
 * own. */
TEST_F(limitation, heap_splits_after_mprotect)
{
	char *end = sbrk(0);

	end += -(unsigned long)end % PAGE;
	ASSERT_EQ(0, brk(end + PAGE));
	ASSERT_EQ(0, mprotect(end, PAGE, PROT_READ));
	ASSERT_EQ(0, mprotect(end, PAGE, PROT_READ | PROT_WRITE));
	ASSERT_EQ(0, brk(end + 2 * PAGE));
	end[0] = 1;
	end[PAGE] = 1;
	EXPECT_STREQ("rw-p", mapping_at(end).letters);
	EXPECT_STREQ("rw-p", mapping_at(end + PAGE).letters);
	EXPECT_EQ(expect_mprotect(), mapping_at(end).start != mapping_at(end + PAGE).start);
}

/* userfaultfd needs VM_MAYWRITE, which executable memory does not have. */
TEST_F(limitation, userfaultfd_refused_on_text)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	int fd = syscall(__NR_userfaultfd, O_CLOEXEC);
	void *page = mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE(MAP_FAILED, page);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, ioctl(fd, UFFDIO_API, &api));
	range.range = (struct uffdio_range){ (unsigned long)page, PAGE };
	EXPECT_EQ(expect_mprotect() ? -1 : 0, ioctl(fd, UFFDIO_REGISTER, &range));
	if (expect_mprotect())
		EXPECT_EQ(EPERM, errno);
	close(fd);
}

/*
 * Once PaX is enforced, a mapping that was made in permissive mode is like one that was made
 * without the module: its first change fixes what it may become.
 */
TEST_F(limitation, permissive_mapping_settled_by_first_change)
{
	char letters[5], *page;

	if (!expect_mprotect())
		SKIP(return, "nothing is refused to an exempt program");
	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "permissive", 10));
	page = mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	EXPECT_EQ(0, write_file(PAX_DIR "/mode", "enforce", 7));
	ASSERT_NE(MAP_FAILED, page);
	map_letters(page, letters);
	EXPECT_STREQ("r-xp", letters);
	/* Text that becomes read-only cannot become executable again. */
	EXPECT_EQ(0, mprotect(page, PAGE, PROT_READ));
	EXPECT_EQ(-1, mprotect(page, PAGE, PROT_READ | PROT_EXEC));
	EXPECT_EQ(EACCES, errno);
}

/*
 * The module reads the mark of a native program before a binfmt_misc handler takes it: a
 * contradictory mark is refused although another program would run. Otherwise the mark of that
 * other program counts.
 */
TEST_F(limitation, native_mark_read_before_binfmt_misc)
{
	char handler[512], native[64], directory[256], letters[16];

	mount("binfmt_misc", BINFMT, "binfmt_misc", 0, NULL);
	if (write_file(BINFMT "/status", "1", 1))
		SKIP(return, "no binfmt_misc");
	ASSERT_NE(NULL, getcwd(directory, sizeof(directory)));
	snprintf(native, sizeof(native), "./native-%d.paxcorner", getpid());
	snprintf(handler, sizeof(handler), ":paxcorner:E::paxcorner::%s/show_flags:", directory);
	ASSERT_EQ(0, copy_file(HELPER, native, 0755));
	ASSERT_EQ(0, mark(native, USER_MARK, "em"));
	flags_of(native, letters);
	EXPECT_STREQ("PemRs", letters);

	ASSERT_EQ(0, write_file(BINFMT "/register", handler, strlen(handler)));
	flags_of(native, letters);
	EXPECT_STREQ("PeMRs", letters);
	EXPECT_EQ(0, mark(native, USER_MARK, "p"));
	flags_of(native, letters);
	EXPECT_STREQ("EINVAL", letters);
	EXPECT_EQ(0, write_file(BINFMT "/paxcorner", "-1", 2));
	unlink(native);
}

TEST_HARNESS_MAIN
