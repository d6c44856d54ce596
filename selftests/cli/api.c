// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks of libpaxflags, as TAP: cli-api DIRECTORY, which must be empty and on a file
 * system with user attributes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "paxflags.h"

#define P PAX_PAGEEXEC
#define E PAX_EMUTRAMP
#define M PAX_MPROTECT
#define R PAX_RANDMMAP
#define S PAX_SEGMEXEC

static int num, failed;

static void check(bool good, const char *name)
{
	num++;
	failed += !good;
	printf("%sok %d - %s\n", good ? "" : "not ", num, name);
}

static void is(int got, int wanted, const char *name)
{
	check(got == wanted, name);
	if (got != wanted)
		printf("# got %d, wanted %d\n", got, wanted);
}

static struct paxflags_value value_of(const char *text)
{
	struct paxflags_value value = { .len = strlen(text) };

	memcpy(value.bytes, text, value.len);
	return value;
}

/* The examples of the table of semantics. */
static void check_effective(void)
{
	static const struct {
		const char *security, *user;
		bool softmode;
		unsigned int flags;
		enum paxflags_source source;
		bool invalid, refused;
	} rows[] = {
		{ NULL, NULL, false, P | M | R, PAXFLAGS_FROM_DEFAULTS, false, false },
		{ NULL, NULL, true, 0, PAXFLAGS_FROM_DEFAULTS, false, false },
		{ NULL, "", false, P | E | M | R, PAXFLAGS_FROM_USER, false, false },
		{ NULL, "m", false, P | E | R, PAXFLAGS_FROM_USER, false, false },
		{ NULL, "em", false, P | R, PAXFLAGS_FROM_USER, false, false },
		{ NULL, "p", false, E | M | R, PAXFLAGS_FROM_USER, false, true },
		{ NULL, "pem", false, R, PAXFLAGS_FROM_USER, false, false },
		{ NULL, "pemrs", false, 0, PAXFLAGS_FROM_USER, false, false },
		{ NULL, "Pp", false, P | M | R, PAXFLAGS_FROM_DEFAULTS, true, false },
		{ NULL, "Pp", true, 0, PAXFLAGS_FROM_DEFAULTS, true, false },
		{ NULL, "PM", true, P | M, PAXFLAGS_FROM_USER, false, false },
		{ NULL, "M", true, M, PAXFLAGS_FROM_USER, false, true },
		{ NULL, "S", true, 0, PAXFLAGS_FROM_USER, false, false },
		{ "em", "pem", false, P | R, PAXFLAGS_FROM_SECURITY, false, false },
		{ "x", "pem", false, P | M | R, PAXFLAGS_FROM_DEFAULTS, true, false },
		{ "", NULL, true, 0, PAXFLAGS_FROM_SECURITY, false, false },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct paxflags_value security, user;
		struct paxflags_effective got;
		char name[80];

		if (rows[i].security)
			security = value_of(rows[i].security);
		if (rows[i].user)
			user = value_of(rows[i].user);
		paxflags_effective(rows[i].security ? &security : NULL, rows[i].user ? &user : NULL,
				   rows[i].softmode, PAX_FLAGS_DEFAULT, &got);
		snprintf(name, sizeof(name), "effective: security %s, user %s, %s mode",
			 rows[i].security ? rows[i].security : "-",
			 rows[i].user ? rows[i].user : "-", rows[i].softmode ? "soft" : "hard");
		check(got.flags == rows[i].flags && got.source == rows[i].source &&
			      got.invalid == rows[i].invalid && got.refused == rows[i].refused,
		      name);
	}
}

static void check_letters(void)
{
	struct paxflags_letters letters, again;
	char text[PAXFLAGS_TEXT_SIZE];
	unsigned int i, good = 0;

	/* Every possible mark: each letter on, off or unset. */
	for (i = 0; i < 1u << 2 * PAX_FLAGS_NUM; i++) {
		letters.on = i & PAX_FLAGS_ALL;
		letters.off = i >> PAX_FLAGS_NUM;
		if (letters.on & letters.off)
			continue;
		if (!paxflags_parse(text, paxflags_format(&letters, text), &again) &&
		    again.on == letters.on && again.off == letters.off)
			good++;
	}
	is(good, 243, "all marks can be formatted and parsed again");

	letters.on = P | S;
	letters.off = P | M;
	is(paxflags_format(&letters, text), 2, "a contradiction is left out");
	check(!strcmp(text, "mS"), "of what is stored");
	paxflags_format_columns(&letters, text);
	check(!strcmp(text, "?-m-S"), "and shown as a question mark");

	is(paxflags_parse("Pp", 2, &letters), -EINVAL, "strict: both cases");
	is(paxflags_parse("mm", 2, &letters), -EINVAL, "strict: twice");
	is(paxflags_parse("em\0", 3, &letters), -EINVAL, "strict: a NUL");
	is(paxflags_parse("-em--", 5, &letters), -EINVAL, "strict: dashes");
	is(paxflags_parse("PEMRSp", 6, &letters), -EINVAL, "strict: six letters");
	is(paxflags_parse("srmeP", 5, &letters), 0, "strict: any order");
	paxflags_parse_tolerant("x-m\0rP", 6, &letters);
	check(letters.on == 0 && letters.off == (M | R), "tolerant: no letters, five bytes");
	paxflags_parse_tolerant("", 0, &letters);
	check(!letters.on && !letters.off, "tolerant: empty");
}

static void check_descriptors(int fd, const char *kind)
{
	const struct paxflags_letters em = { .off = E | M };
	struct paxflags_value value = value_of("?");
	char name[80];

#define NAME(text) (snprintf(name, sizeof(name), "%s: %s", kind, text), name)
	is(paxflags_read_fd(fd, PAXFLAGS_USER, &value), -ENODATA, NAME("read without a mark"));
	check(value.len == 1 && value.bytes[0] == '?', NAME("the result is untouched"));
	is(paxflags_remove_fd(fd, PAXFLAGS_USER), -ENODATA, NAME("remove without a mark"));
	is(paxflags_write_fd(fd, PAXFLAGS_USER, &em, true), 0, NAME("create"));
	is(paxflags_write_fd(fd, PAXFLAGS_USER, &em, true), -EEXIST, NAME("create again"));
	is(paxflags_write_fd(fd, PAXFLAGS_USER, &em, false), 0, NAME("write"));
	is(paxflags_read_fd(fd, PAXFLAGS_USER, &value), 0, NAME("read"));
	check(value.len == 2 && !memcmp(value.bytes, "em", 2), NAME("what was written"));
	is(paxflags_remove_fd(fd, PAXFLAGS_USER), 0, NAME("remove"));
#undef NAME
}

static void check_errors(int fd, int closed)
{
	const struct paxflags_letters both = { .on = P, .off = P };
	const struct paxflags_letters none = { 0 };
	struct paxflags_letters letters;
	struct paxflags_value value;
	char long_value[1000];

	check(!paxflags_attr_name(7), "an unknown attribute has no name");
	check(!strcmp(paxflags_attr_name(PAXFLAGS_SECURITY), "security.pax.flags"),
	      "a known one has");
	is(paxflags_read_fd(fd, 7, &value), -EINVAL, "read an unknown attribute");
	is(paxflags_write_fd(fd, 7, &none, false), -EINVAL, "write an unknown attribute");
	is(paxflags_remove_fd(fd, 7), -EINVAL, "remove an unknown attribute");
	is(paxflags_write_fd(fd, PAXFLAGS_USER, &both, false), -EINVAL, "write a contradiction");
	is(paxflags_elf_write_fd(fd, &both), -EINVAL, "write a contradiction to ELF");
	is(paxflags_read_fd(closed, PAXFLAGS_USER, &value), -EBADF, "a closed descriptor");
	is(paxflags_write_fd(closed, PAXFLAGS_USER, &none, false), -EBADF, "to write");
	is(paxflags_remove_fd(closed, PAXFLAGS_USER), -EBADF, "to remove");
	is(paxflags_reopen(closed, O_RDONLY), -EBADF, "to open again");
	is(paxflags_kind(closed), -EBADF, "to look at");
	is(paxflags_elf_read_fd(closed, &letters), -EBADF, "to read as ELF");

	memset(long_value, 'm', sizeof(long_value));
	check(!fsetxattr(fd, PAX_XATTR_USER, long_value, sizeof(long_value), 0),
	      "a long attribute");
	is(paxflags_read_fd(fd, PAXFLAGS_USER, &value), 0, "is read");
	check(value.len == sizeof(long_value) && value.bytes[PAXFLAGS_VALUE_KEPT - 1] == 'm',
	      "with its length and its beginning");
	is(paxflags_elf_read_fd(fd, &letters), -ENOEXEC, "an empty file is not ELF");
}

static void check_paths(void)
{
	const struct paxflags_letters m = { .off = M };
	struct paxflags_letters letters;
	struct paxflags_value value;
	int dir, fd, again;

	check(!mkdir("d", 0700) && !symlink("../file", "d/link"), "a link in a directory");
	dir = open("d", O_RDONLY | O_DIRECTORY);
	fd = paxflags_open(dir, "link");
	check(fd >= 0, "open relative to a directory");
	is(fcntl(fd, F_GETFD), FD_CLOEXEC, "close-on-exec");
	check(fcntl(fd, F_GETFL) & O_PATH, "nothing is opened");
	check(fcntl(dir, F_GETFD) >= 0, "the caller's directory stays open");
	again = paxflags_reopen(fd, O_RDONLY);
	check(again >= 0 && fcntl(again, F_GETFD) == FD_CLOEXEC, "open it for reading");
	check(!unlink("file") && !paxflags_write_fd(fd, PAXFLAGS_USER, &m, false) &&
		      !paxflags_read_fd(again, PAXFLAGS_USER, &value) && value.len == 1,
	      "the file is held, not its name");
	close(again);
	close(fd);
	is(mkfifo("fifo", 0600), 0, "a FIFO");
	fd = paxflags_open(AT_FDCWD, "fifo");
	is(paxflags_kind(fd), PAXFLAGS_KIND_SPECIAL, "is no regular file");
	again = paxflags_reopen(fd, O_RDONLY);
	check(again >= 0, "and opens without a writer");
	close(again);
	close(fd);
	is(paxflags_open(dir, "link"), -ENOENT, "a link to nothing");
	is(paxflags_open(dir, ""), -ENOENT, "an empty path");
	is(paxflags_open(12345, "x"), -EBADF, "a directory that is not open");
	close(dir);
	is(paxflags_read("nosuch", PAXFLAGS_USER, &value), -ENOENT, "read a missing path");
	is(paxflags_write("nosuch", PAXFLAGS_USER, &m, false), -ENOENT, "write one");
	is(paxflags_remove("nosuch", PAXFLAGS_USER), -ENOENT, "remove from one");
	is(paxflags_elf_read("nosuch", &letters), -ENOENT, "read one as ELF");
	is(paxflags_elf_write("nosuch", &m), -ENOENT, "write one as ELF");
	is(paxflags_elf_read("/dev/null", &letters), -ENOEXEC, "a device is not opened");
	is(paxflags_elf_write("/proc/self/exe", &m),
	   access("/proc/self/exe", W_OK) ? -EACCES : -ETXTBSY, "a running program");
	is(paxflags_elf_read("/proc/self/exe", &letters), -ENODATA, "has no legacy mark");
	is(paxflags_write("d/f", PAXFLAGS_USER, &m, false), -ENOENT, "nothing is created");
}

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	ssize_t len = strlen(text);

	check(fd >= 0 && write(fd, text, len) == len, path);
	close(fd);
}

static void check_kernel(void)
{
	struct paxflags_kernel kernel;
	unsigned int flags = 77;

	is(paxflags_flags_parse("PemRs", &flags), 0, "flags of the PaX: line");
	is(flags, PAX_PAGEEXEC | PAX_RANDMMAP, "are read");
	is(paxflags_flags_parse("PemR", &flags), -EINVAL, "four letters");
	is(paxflags_flags_parse("PemRsx", &flags), -EINVAL, "six letters");
	is(paxflags_flags_parse("ePmRs", &flags), -EINVAL, "another order");
	is(flags, PAX_PAGEEXEC | PAX_RANDMMAP, "leave the result alone");

	is(paxflags_kernel_read("nosuch", &kernel), -ENOENT, "no module");
	check(!kernel.loaded && kernel.defaults == PAX_FLAGS_DEFAULT, "built-in settings");
	mkdir("kernel", 0755);
	write_text("kernel/status", "mode: permissive\narmed: yes\nsoftmode: 1\ntrust: root\n"
				    "defaults: Pemrs\nsecurity.pax.flags: ignored, why\n");
	is(paxflags_kernel_read("kernel", &kernel), 0, "a module");
	check(kernel.loaded && kernel.armed && kernel.permissive && kernel.softmode &&
		      kernel.trust == PAXFLAGS_TRUST_ROOT && !kernel.security_counts &&
		      kernel.defaults == PAX_PAGEEXEC,
	      "its settings");
	write_text("kernel/status", "garbage");
	is(paxflags_kernel_read("kernel", &kernel), -EBADMSG, "no status");
	check(!kernel.loaded && !kernel.softmode, "built-in settings again");
}

static void decides(const struct paxflags_kernel *kernel, const struct paxflags_file *file,
		    unsigned int flags, unsigned int why, const char *name)
{
	struct paxflags_decision decision;

	paxflags_decide(kernel, file, &decision);
	check(decision.flags == flags && decision.why == why, name);
}

static void check_decide(void)
{
	const unsigned int p = PAX_PAGEEXEC, m = PAX_MPROTECT, r = PAX_RANDMMAP;
	struct paxflags_value em = value_of("em"), none = value_of(""), strong = value_of("ePMR");
	struct paxflags_file file = { .user = &em, .mode = 0100755 };
	struct paxflags_kernel kernel;

	paxflags_kernel_builtin(&kernel);
	decides(&kernel, &file, p | r, 0, "a mark");
	file.uid = 1000;
	file.mode = 0102745;
	decides(&kernel, &file, p | r, 0, "a user's, with a bit that means nothing");
	file.mode = 0102755;
	decides(&kernel, &file, p | m | r, PAXFLAGS_WHY_UNTRUSTED,
		"not a user's on a set-group-ID program");
	file.mode = 0104755;
	decides(&kernel, &file, p | m | r, PAXFLAGS_WHY_UNTRUSTED, "nor on a set-user-ID program");
	file.uid = 0;
	decides(&kernel, &file, p | r, 0, "root's own");
	file.mode = 0100775;
	decides(&kernel, &file, p | r, 0, "a file that others may write");
	file.capabilities = true;
	decides(&kernel, &file, p | m | r, PAXFLAGS_WHY_UNTRUSTED, "not if it has capabilities");
	file.capabilities = false;
	file.mode = 0100755;
	kernel.trust = PAXFLAGS_TRUST_ROOT;
	decides(&kernel, &file, p | r, 0, "trusted: of root");
	file.nosuid = true;
	decides(&kernel, &file, p | m | r, PAXFLAGS_WHY_UNTRUSTED, "not on a nosuid mount");
	file.nosuid = false;
	file.uid = 1000;
	decides(&kernel, &file, p | m | r, PAXFLAGS_WHY_UNTRUSTED, "not of a user");
	file.user = &none;
	decides(&kernel, &file, p | m | r, PAXFLAGS_WHY_UNTRUSTED, "nor if it turns on E alone");
	file.user = &strong;
	decides(&kernel, &file, p | m | r, 0, "but if it does not weaken");
	kernel.defaults = p;
	decides(&kernel, &file, p | m | r, 0, "or strengthens");
	file.user = &em;
	decides(&kernel, &file, p | r, 0, "a letter that was off already does not weaken");
	file.security = &none;
	decides(&kernel, &file, p, PAXFLAGS_WHY_USER_HIDDEN | PAXFLAGS_WHY_UNTRUSTED,
		"the other attribute comes first, trusted or not");
	kernel.security_counts = false;
	decides(&kernel, &file, p | r, PAXFLAGS_WHY_SECURITY_IGNORED, "unless it does not count");
	kernel.softmode = true;
	file.user = &strong;
	decides(&kernel, &file, p | m | r, PAXFLAGS_WHY_SECURITY_IGNORED, "in soft mode");
	file.user = NULL;
	decides(&kernel, &file, 0, PAXFLAGS_WHY_SECURITY_IGNORED, "nothing on without a mark");
}

static void check_processes(void)
{
	struct paxflags_process process;
	struct paxflags_proc *proc = NULL;
	bool found = false;
	int ret, fd;

	is(paxflags_proc_open("nosuch", &proc), -ENOENT, "no proc");
	is(paxflags_proc_open(NULL, &proc), 0, "processes");
	while ((ret = paxflags_proc_next(proc, &process)) != 0) {
		if (ret < 0 || process.pid != getpid())
			continue;
		found = true;
		is(process.uid, geteuid(), "the effective user");
		check(!strcmp(process.name, "cli-api"), "the name");
		fd = paxflags_proc_exe(&process);
		is(fcntl(fd, F_GETFD), FD_CLOEXEC, "its file, close-on-exec");
		close(fd);
	}
	check(found, "this one is among them");
	paxflags_proc_close(proc);
	paxflags_proc_close(NULL);
}

int main(int argc, char **argv)
{
	int fd, path_fd, closed;

	if (argc != 2 || chdir(argv[1])) {
		fprintf(stderr, "usage: cli-api DIRECTORY\n");
		return 2;
	}
	/* Fail if a call blocks. */
	alarm(60);
	printf("TAP version 13\n");
	fd = open("file", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	path_fd = paxflags_open(AT_FDCWD, "file");
	closed = dup(fd);
	close(closed);

	check_effective();
	check_letters();
	check_descriptors(fd, "descriptor");
	check_descriptors(path_fd, "O_PATH descriptor");
	check_errors(fd, closed);
	check_paths();
	check_kernel();
	check_decide();
	check_processes();
	close(path_fd);
	close(fd);
	printf("1..%d\n", num);
	return failed ? 1 : 0;
}
