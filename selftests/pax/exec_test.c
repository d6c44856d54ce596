// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which program gets the flags of a mark: through exec, vfork, scripts, set-user-ID programs and
 * user namespaces; and that ELF headers and personalities change nothing about them.
 */
#include <elf.h>
#include <link.h>
#include <sched.h>
#include <sys/auxv.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "exec_common.h"

/* A refused exec leaves the caller as it was: before the point of no return. */
TEST_F(exec, contradictory_mark_refuses_exec)
{
	char *argv[] = { self->path, NULL }, letters[6];
	long before = pax_counter("exec_refused");

	ASSERT_EQ(0, mark(self->path, USER_MARK, "p"));
	EXPECT_EQ(-1, execv(self->path, argv));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(before + 1, pax_counter("exec_refused"));
	pax_line("/proc/self/status", letters);
	EXPECT_STREQ("PeMRs", letters);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, PAGE, 7, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

/* Exec resets the flags: neither stronger nor weaker ones are inherited. */
TEST_F(exec, exec_resets_flags)
{
	char second[80], output[16] = "", *argv[] = { self->path, "exec", second, NULL };

	snprintf(second, sizeof(second), "%s.2", self->path);
	ASSERT_EQ(0, copy_file(HELPER, second, 0755));
	ASSERT_EQ(0, mark(self->path, USER_MARK, "pemr"));
	EXPECT_EQ(0, run_program(argv, output, sizeof(output)));
	EXPECT_STREQ("PeMRs\n", output);
	ASSERT_EQ(0, mark(second, USER_MARK, "em"));
	ASSERT_EQ(0, removexattr(self->path, USER_MARK));
	EXPECT_EQ(0, run_program(argv, output, sizeof(output)));
	EXPECT_STREQ("PemRs\n", output);
	unlink(second);
}

TEST_F(exec, vfork_child_gets_its_mark)
{
	char output[16] = "", *argv[] = { self->path, "vfork", self->path, NULL };

	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	EXPECT_EQ(0, run_program(argv, output, sizeof(output)));
	EXPECT_STREQ("PemRs\n", output);
}

/* A zombie has no memory, so it has no flags. */
TEST_F(exec, zombie_has_no_flags)
{
	char status[64], letters[6];
	siginfo_t info;
	pid_t pid = fork();

	ASSERT_LE(0, pid);
	if (!pid)
		_exit(0);
	ASSERT_EQ(0, waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
	snprintf(status, sizeof(status), "/proc/%d/status", pid);
	pax_line(status, letters);
	EXPECT_STREQ("-----", letters);
	EXPECT_EQ(pid, waitpid(pid, NULL, 0));
}

static void write_script(const char *path, const char *interpreter)
{
	FILE *f = fopen(path, "we");

	fprintf(f, "#!%s\n", interpreter);
	fclose(f);
	chmod(path, 0755);
}

/* The mark that counts is that of the file that the kernel loads. */
TEST_F(exec, script_gets_mark_of_interpreter)
{
	char script[80], outer[80], interpreter[160];

	snprintf(script, sizeof(script), "%s.sh", self->path);
	snprintf(outer, sizeof(outer), "%s.outer", self->path);
	ASSERT_NE(NULL, realpath(self->path, interpreter));
	write_script(script, interpreter);
	ASSERT_EQ(0, mark(script, USER_MARK, "pemrs"));
	EXPECT_FLAGS("PeMRs", script);
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	EXPECT_FLAGS("PemRs", script);
	/* An interpreter that is a script itself. */
	ASSERT_NE(NULL, realpath(script, interpreter));
	write_script(outer, interpreter);
	EXPECT_FLAGS("PemRs", outer);
	/* A contradictory interpreter. */
	ASSERT_EQ(0, mark(self->path, USER_MARK, "P"));
	EXPECT_FLAGS("PEMRs", script);
	ASSERT_EQ(0, mark(self->path, USER_MARK, "p"));
	EXPECT_FLAGS("EINVAL", script);
	unlink(script);
	unlink(outer);
}

/*
 * Changes a program header of an ELF file: the first one of the type whose flags
 * include @with gets the flags @add too, and if @bss is set it becomes a segment
 * without bytes in the file, two pages long, at that address.
 */
static int edit_elf(const char *path, unsigned int type, unsigned int with, unsigned int add,
		    unsigned long bss)
{
	ElfW(Ehdr) header;
	ElfW(Phdr) segment;
	int fd = open(path, O_RDWR | O_CLOEXEC), i, err = -ENOENT;

	if (fd < 0 || pread(fd, &header, sizeof(header), 0) != sizeof(header))
		return -EIO;
	for (i = 0; err && i < header.e_phnum; i++) {
		off_t at = header.e_phoff + i * sizeof(segment);

		if (pread(fd, &segment, sizeof(segment), at) != sizeof(segment))
			return -EIO;
		if (segment.p_type != type || (segment.p_flags & with) != with)
			continue;
		segment.p_flags |= add;
		if (bss) {
			segment.p_type = PT_LOAD;
			segment.p_vaddr = segment.p_paddr = bss;
			segment.p_offset = segment.p_filesz = 0;
			segment.p_memsz = 2 * PAGE;
			segment.p_align = PAGE;
		}
		err = pwrite(fd, &segment, sizeof(segment), at) == sizeof(segment) ? 0 : -EIO;
	}
	close(fd);
	return err;
}

/* The dynamic loader of this program. */
static int own_interpreter(char *path, size_t size)
{
	const ElfW(Phdr) *segment = (void *)getauxval(AT_PHDR);
	unsigned long n = getauxval(AT_PHNUM), i, bias = 0;

	for (i = 0; i < n; i++)
		if (segment[i].p_type == PT_PHDR)
			bias = (unsigned long)segment - segment[i].p_vaddr;
	for (i = 0; i < n; i++)
		if (segment[i].p_type == PT_INTERP) {
			snprintf(path, size, "%s", (char *)bias + segment[i].p_vaddr);
			return 0;
		}
	return -ENOENT;
}

/* The mark of the dynamic loader does not count, unless the loader is the program. */
TEST_F(exec, mark_of_loader_ignored)
{
	char loader[128], output[16] = "", *argv[] = { loader, self->path, NULL };

	if (own_interpreter(loader, sizeof(loader)))
		SKIP(return, "linked without a dynamic loader");
	ASSERT_EQ(0, copy_file("./show_dynamic", self->path, 0755));
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	EXPECT_EQ(0, run_program(argv, output, sizeof(output)));
	EXPECT_STREQ("PeMRs\n", output);
}

/* Nor does the mark of a library, nor what the caller sets: environment, limits, personality. */
TEST_F(exec, library_environment_and_limits_ignored)
{
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	char loader[128], library[128];

	if (own_interpreter(loader, sizeof(loader)))
		SKIP(return, "linked without a dynamic loader");
	snprintf(library, sizeof(library), "%s.so", self->path);
	ASSERT_EQ(0, copy_file("./relro_lib.so", library, 0755));
	ASSERT_EQ(0, mark(library, USER_MARK, "pemr"));
	ASSERT_EQ(0, copy_file("./show_dynamic", self->path, 0755));
	ASSERT_EQ(0, setenv("LD_PRELOAD", library, 1));
	ASSERT_EQ(0, setenv("GLIBC_TUNABLES", "glibc.rtld.execstack=1", 1));
	ASSERT_EQ(0, setrlimit(RLIMIT_STACK, &unlimited));
	ASSERT_EQ(0, setrlimit(RLIMIT_DATA, &unlimited));
	ASSERT_NE(-1, personality(ADDR_COMPAT_LAYOUT | ADDR_NO_RANDOMIZE | READ_IMPLIES_EXEC));
	EXPECT_FLAGS("PeMRs", self->path);
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	EXPECT_FLAGS("PemRs", self->path);
	unlink(library);
}

FIXTURE(caller)
{
	char path[64];
};

FIXTURE_VARIANT(caller)
{
	mode_t mode;
};

/* clang-format off */
FIXTURE_VARIANT_ADD(caller, of_set_user_id_program) { .mode = 04755 };
FIXTURE_VARIANT_ADD(caller, of_file_that_he_cannot_read) { .mode = 0711 };
/* clang-format on */

FIXTURE_SETUP(caller)
{
	snprintf(self->path, sizeof(self->path), "/caller-%d", getpid());
	ASSERT_EQ(0, copy_file(HELPER, self->path, variant->mode));
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
}

FIXTURE_TEARDOWN(caller)
{
	unlink(self->path);
}

/* An unprivileged caller changes nothing about the mark of root's program. */
TEST_F(caller, mark_counts)
{
	char output[16] = "", *argv[] = { self->path, NULL };
	pid_t pid = fork();
	int status;

	ASSERT_LE(0, pid);
	if (!pid) {
		if (become_user() || run_program(argv, output, sizeof(output)))
			_exit(1);
		_exit(strcmp(output, "PemRs\n") ? 2 : 0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

TEST_F(exec, namespace_root_sets_nothing)
{
	int status;
	pid_t pid;

	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	ASSERT_EQ(0, chmod(".", 0755));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		char letters[16];

		if (unshare(CLONE_NEWUSER))
			_exit(10);
		pax_line("/proc/self/status", letters);
		if (strcmp(letters, "PeMRs"))
			_exit(11);
		flags_of(self->path, letters);
		if (strcmp(letters, "PemRs"))
			_exit(12);
		/* Root of a user namespace cannot change settings. */
		if (write_file(PAX_DIR "/softmode", "1", 1) != -EPERM)
			_exit(13);
		if (write_file(PAX_DIR "/mode", "permissive", 10) != -EPERM)
			_exit(14);
		if (security_counts() && mark(self->path, SECURITY_MARK, "pemrs") != -EPERM)
			_exit(15);
		_exit(0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_TRUE(WIFEXITED(status));
	EXPECT_EQ(0, WEXITSTATUS(status));
}

/* A personality that was set before the exec does not outlive it. */
TEST_F(exec, read_implies_exec_dropped)
{
	char output[64] = "", *argv[] = { self->path, "stack", NULL };

	ASSERT_NE(-1, personality(READ_IMPLIES_EXEC));
	EXPECT_EQ(0, run_program(argv, output, sizeof(output)));
	EXPECT_STREQ("rw-p rw-p\n", output);
}

#define EXPECT_STACK(expected)                                                   \
	do {                                                                     \
		char output_[64] = "", *argv_[] = { self->path, "stack", NULL }; \
		EXPECT_EQ(0, run_program(argv_, output_, sizeof(output_)));      \
		EXPECT_STREQ(expected, output_);                                 \
	} while (0)

/* A program that asks for an executable stack does not get one. */
TEST_F(exec, execstack_header_ignored)
{
	ASSERT_EQ(0, edit_elf(self->path, PT_GNU_STACK, 0, PF_X, 0));
	EXPECT_STACK("rw-p rw-p\n");
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	EXPECT_STACK("rw-p rw-p\n");
	ASSERT_EQ(0, mark(self->path, USER_MARK, "pem"));
	EXPECT_STACK("rwxp rw-p\n");
}

/* A segment that is writable and executable: the loader's mapping is refused. */
TEST_F(exec, writable_text_segment_refused)
{
	char output[16] = "", *argv[] = { self->path, NULL };
	int status;

	ASSERT_EQ(0, edit_elf(self->path, PT_LOAD, PF_X, PF_W, 0));
	status = run_program(argv, output, sizeof(output));
	EXPECT_TRUE(status < 0 || WIFSIGNALED(status))
	{
		TH_LOG("status %x, output \"%s\"", status, output);
	}
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	EXPECT_FLAGS("PemRs", self->path);
}

/* An executable segment without bytes in the file is mapped like a heap: writable. */
TEST_F(exec, executable_bss_is_data)
{
	char output[16] = "", *argv[] = { self->path, "at", "1000000", NULL };

	ASSERT_EQ(0, edit_elf(self->path, PT_NOTE, 0, PF_R | PF_X, 0x1000000));
	EXPECT_EQ(0, run_program(argv, output, sizeof(output)));
	EXPECT_STREQ("rw-p\n", output);
	ASSERT_EQ(0, mark(self->path, USER_MARK, "em"));
	EXPECT_EQ(0, run_program(argv, output, sizeof(output)));
	EXPECT_STREQ("rwxp\n", output);
}

/* Directories, FIFOs and truncated programs do not run, marked or not. */
TEST_F(exec, non_executables_refused)
{
	char *argv[] = { "x", NULL };

	ASSERT_EQ(0, mkdir("./dir", 0755));
	ASSERT_EQ(0, mark("./dir", USER_MARK, "pem"));
	EXPECT_EQ(-1, execv("./dir", argv));
	EXPECT_EQ(EACCES, errno);
	rmdir("./dir");
	ASSERT_EQ(0, mkfifo("./fifo", 0755));
	EXPECT_EQ(-EPERM, mark("./fifo", USER_MARK, "pem"));
	ASSERT_EQ(0, mark("./fifo", SECURITY_MARK, "pem"));
	EXPECT_EQ(-1, execv("./fifo", argv));
	EXPECT_EQ(EACCES, errno);
	unlink("./fifo");
	ASSERT_EQ(0, truncate(self->path, 10));
	EXPECT_EQ(-1, execv(self->path, argv));
	EXPECT_EQ(ENOEXEC, errno);
}

/* Permissive mode changes nothing for the program, and counts everything. */
TEST_F(exec, permissive_allows_and_counts)
{
	char output[64] = "", *stack[] = { self->path, "stack", NULL },
	     *rwx[] = { self->path, "rwx", NULL };
	long maps = pax_counter("mmap_denied"), refused = pax_counter("exec_refused");

	ASSERT_EQ(0, write_file(PAX_DIR "/mode", "permissive\n", 11));
	ASSERT_EQ(0, edit_elf(self->path, PT_GNU_STACK, 0, PF_X, 0));
	EXPECT_EQ(0, run_program(stack, output, sizeof(output)));
	EXPECT_EQ(0, strncmp("rwxp", output, 4));
	EXPECT_EQ(0, run_program(rwx, output, sizeof(output)));
	EXPECT_STREQ("rwxp\n", output);
	EXPECT_LE(maps + 1, pax_counter("mmap_denied"));
	ASSERT_EQ(0, mark(self->path, USER_MARK, "p"));
	EXPECT_FLAGS("pEMRs", self->path);
	EXPECT_LE(refused + 1, pax_counter("exec_refused"));
}

TEST_HARNESS_MAIN
