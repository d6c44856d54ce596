/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of this directory share.
 */
#ifndef PAX_TEST_H
#define PAX_TEST_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "kselftest_harness.h"

/* How many times as long as on a usual kernel a test may take. */
#ifndef PAX_SLOW
#define PAX_SLOW 1
#endif

/*
 * Seconds for one test. The harness's own 30 are too few for an emulated machine on a shared host;
 * the lab ends a guest that hangs.
 */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT (150 * PAX_SLOW)
#undef TEST_F_TIMEOUT
#define TEST_F_TIMEOUT(fixture_name, test_name, seconds) \
	__TEST_F_IMPL(fixture_name, test_name, -1, (seconds)*PAX_SLOW)

#define PAGE 4096ul
#define PAX_DIR "/sys/kernel/security/pax"

/* The letters of the PaX: line of a process; "" if there is no such line. */
static inline void pax_line(const char *status, char letters[6])
{
	char line[256];
	FILE *f = fopen(status, "re");

	letters[0] = '\0';
	if (!f)
		return;
	while (fgets(line, sizeof(line), f))
		if (!strncmp(line, "PaX:\t", 5) && strlen(line) == 11 && line[10] == '\n') {
			memcpy(letters, line + 5, 5);
			letters[5] = '\0';
		}
	fclose(f);
}

/*
 * What this run of the program is to be protected by. The runner says it, so that a
 * run in which nothing is protected cannot pass by expecting nothing.
 */
static inline const char *pax_expected(void)
{
	const char *flags = getenv("PAX_EXPECT");

	return flags ? flags : "PeMRs";
}

/* Asserts that the process runs with the flags that the runner said. */
#define ASSERT_FLAGS_EXPECTED()                                                 \
	do {                                                                    \
		char letters_[6];                                               \
		pax_line("/proc/self/status", letters_);                        \
		ASSERT_STREQ(pax_expected(), letters_)                          \
		{                                                               \
			TH_LOG("no module, or a mark other than the runner's"); \
		}                                                               \
	} while (0)

/* True if MPROTECT is on in what the runner said. */
static inline bool expect_mprotect(void)
{
	return strchr(pax_expected(), 'M');
}

/*
 * For a test of execution faults. A processor without NX executes all readable memory, and reports
 * a failed instruction fetch like a failed read.
 */
#define SKIP_WITHOUT_NX()                                                                    \
	do {                                                                                 \
		const char *nx_ = getenv("PAX_NX");                                          \
		if (nx_ && !strcmp(nx_, "none"))                                             \
			SKIP(return, "this processor executes all readable memory (no NX)"); \
	} while (0)

/* A line of /proc/self/maps; letters are "" if there is no mapping. */
struct mapping {
	unsigned long start, end;
	char letters[5];
};

static inline struct mapping mapping_at(const void *address)
{
	struct mapping line_of, found = { 0, 0, "" };
	char line[512];
	FILE *f = fopen("/proc/self/maps", "re");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%lx-%lx %4s", &line_of.start, &line_of.end, line_of.letters) ==
			    3 &&
		    (unsigned long)address >= line_of.start && (unsigned long)address < line_of.end)
			found = line_of;
	if (f)
		fclose(f);
	return found;
}

static inline void map_letters(const void *address, char letters[5])
{
	memcpy(letters, mapping_at(address).letters, 5);
}

/*
 * A page of text in which nothing else lies. Each test program is one file, so this
 * is there once.
 */
__asm__(".pushsection .text.pax_page, \"ax\", %progbits\n"
	".balign 4096\n"
	".globl pax_text_page\n"
	"pax_text_page:\n"
	".skip 4096\n"
	".popsection\n");
extern char pax_text_page[];

/* The value of a line of the counters file; -1 if it cannot be read. */
static inline long pax_counter(const char *name)
{
	char line[128], key[64];
	long value, found = -1;
	FILE *f = fopen(PAX_DIR "/counters", "re");

	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "%63s %ld", key, &value) == 2 && !strcmp(key, name))
			found = value;
	fclose(f);
	return found;
}

/* Writes a string to a file; 0 or a negative errno. */
static inline int write_file(const char *path, const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, len) != (ssize_t)len)
		err = -errno;
	close(fd);
	return err;
}

/* Copies a file, with its mode; 0 or a negative errno. */
static inline int copy_file(const char *from, const char *to, mode_t mode)
{
	char buffer[65536];
	ssize_t len;
	int in = open(from, O_RDONLY | O_CLOEXEC), out, err = 0;

	if (in < 0)
		return -errno;
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (out < 0) {
		err = -errno;
		close(in);
		return err;
	}
	while ((len = read(in, buffer, sizeof(buffer))) > 0)
		if (write(out, buffer, len) != len)
			err = -EIO;
	if (len < 0 || fchmod(out, mode))
		err = -errno;
	close(in);
	if (close(out))
		err = -errno;
	return err;
}

/*
 * Runs a program and collects what it writes; its wait status, or a negative errno
 * if it could not be started.
 */
static inline int run_program(char *const argv[], char *output, size_t size)
{
	int out[2], report[2], err = 0, status;
	size_t used = 0;
	ssize_t len;
	pid_t pid;

	if (pipe2(out, O_CLOEXEC) || pipe2(report, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid) {
		dup2(out[1], 1);
		execv(argv[0], argv);
		err = -errno;
		if (write(report[1], &err, sizeof(err)) != sizeof(err))
			_exit(126);
		_exit(127);
	}
	close(out[1]);
	close(report[1]);
	while (used + 1 < size && (len = read(out[0], output + used, size - used - 1)) > 0)
		used += len;
	output[used] = '\0';
	if (read(report[0], &err, sizeof(err)) != sizeof(err))
		err = 0;
	close(out[0]);
	close(report[0]);
	if (waitpid(pid, &status, 0) != pid)
		return -errno;
	return err ? err : status;
}

/* A page-long file that goes with its last descriptor, opened with these flags; or -1. */
static inline int temp_file(int flags)
{
	char name[] = "/root/pax-test-XXXXXX", page[PAGE] = { 0 };
	int fd = mkstemp(name), other;

	if (fd < 0 || write(fd, page, PAGE) != (ssize_t)PAGE)
		return -1;
	other = open(name, flags | O_CLOEXEC);
	unlink(name);
	close(fd);
	return other;
}

#endif /* PAX_TEST_H */
