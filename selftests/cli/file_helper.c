// SPDX-License-Identifier: GPL-2.0-only
/*
 * File operations that the tests of the tool need and a shell cannot do: attributes byte by byte,
 * ELF files of every kind, a program that keeps running, and a watch on how a command opens a file.
 * The helper shares no code with the library, so that both do not have the same bug.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "verbs.h"

#define PT_LOAD 1
#define PT_NOTE 4
#define PT_GNU_STACK 0x6474e551
#define PT_PAX_FLAGS 0x65041580

static unsigned char image[1 << 20];
static size_t image_size;

static void die(const char *what)
{
	fprintf(stderr, "cli-file-helper: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void load(const char *path)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, image, sizeof(image));

	if (n < 0 || n == sizeof(image))
		die(path);
	image_size = n;
	close(fd);
}

static void store(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0755);

	if (fd < 0 || write(fd, image, image_size) != (ssize_t)image_size || close(fd))
		die(path);
}

static void put(size_t at, size_t size, int msb, uint64_t word)
{
	size_t i;

	for (i = 0; i < size; i++)
		image[at + i] = word >> 8 * (msb ? size - 1 - i : i);
}

static uint64_t get(size_t at, size_t size, int msb)
{
	uint64_t word = 0;
	size_t i;

	for (i = 0; i < size; i++)
		word |= (uint64_t)image[at + i] << 8 * (msb ? size - 1 - i : i);
	return word;
}

/* Fields of the header, after e_ident, in the 32-bit and the 64-bit form. */
struct field {
	const char *name;
	size_t at[2];
	size_t size[2];
};

static const struct field fields[] = {
	{ "class", { 4, 4 }, { 1, 1 } },   { "data", { 5, 5 }, { 1, 1 } },
	{ "phoff", { 28, 32 }, { 4, 8 } }, { "phentsize", { 42, 54 }, { 2, 2 } },
	{ "phnum", { 44, 56 }, { 2, 2 } }, { "shoff", { 32, 40 }, { 4, 8 } },
	{ "shnum", { 48, 60 }, { 2, 2 } }, { "magic", { 0, 0 }, { 4, 4 } },
};

static const struct field *find_field(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (!strcmp(fields[i].name, name))
			return &fields[i];
	errno = EINVAL;
	die(name);
	return NULL;
}

static void put_field(const char *name, int is64, int msb, uint64_t word)
{
	const struct field *f = find_field(name);

	put(f->at[is64], f->size[is64], msb, word);
}

/* elf 32|64 lsb|msb TYPE,FLAGS... FILE: makes a file with exactly these program headers. */
static int make_elf(int argc, char **argv)
{
	int is64 = !strcmp(argv[0], "64"), msb = !strcmp(argv[1], "msb");
	size_t entry = is64 ? 56 : 32, header = is64 ? 64 : 52;
	int i, num = argc - 3;

	memset(image, 0, sizeof(image));
	memcpy(image, "\177ELF", 4);
	image[4] = 1 + is64;
	image[5] = 1 + msb;
	image[6] = 1;
	put(16, 2, msb, 2);
	put(18, 2, msb, is64 ? 62 : 3);
	put(20, 4, msb, 1);
	put_field("phoff", is64, msb, header);
	put_field("phentsize", is64, msb, entry);
	put_field("phnum", is64, msb, num);
	for (i = 0; i < num; i++) {
		char *end;
		size_t at = header + i * entry;
		uint32_t type = strtoul(argv[2 + i], &end, 0);

		put(at, 4, msb, type);
		put(at + (is64 ? 4 : 24), 4, msb, strtoul(end + 1, NULL, 0));
	}
	image_size = header + num * entry + 64;
	store(argv[argc - 1]);
	return 0;
}

/* Returns the offset of the first program header of @type, or 0. */
static size_t find_phdr(uint32_t type)
{
	int is64 = image[4] == 2, msb = image[5] == 2;
	const struct field *off = find_field("phoff"), *num = find_field("phnum");
	size_t at = get(off->at[is64], off->size[is64], msb);
	size_t n = get(num->at[is64], num->size[is64], msb);

	for (; n; n--, at += is64 ? 56 : 32)
		if (get(at, 4, msb) == type)
			return at;
	return 0;
}

/* phdr FILE: prints p_flags of PT_PAX_FLAGS. */
static int show_phdr(char **argv)
{
	size_t at;

	load(argv[0]);
	at = find_phdr(PT_PAX_FLAGS);
	if (!at)
		return 1;
	printf("0x%x\n", (unsigned int)get(at + (image[4] == 2 ? 4 : 24), 4, image[5] == 2));
	return 0;
}

/* convert FILE FLAGS: turns the note or stack header of a real program into PT_PAX_FLAGS. */
static int convert(char **argv)
{
	size_t at;

	load(argv[0]);
	at = find_phdr(PT_NOTE);
	if (!at)
		at = find_phdr(PT_GNU_STACK);
	if (!at)
		return 1;
	put(at, 4, image[5] == 2, PT_PAX_FLAGS);
	put(at + (image[4] == 2 ? 4 : 24), 4, image[5] == 2, strtoul(argv[1], NULL, 0));
	store(argv[0]);
	return 0;
}

/* poke FILE FIELD NUMBER: changes a field of the ELF header. */
static int poke(char **argv)
{
	load(argv[0]);
	put_field(argv[1], image[4] == 2, image[5] == 2, strtoull(argv[2], NULL, 0));
	store(argv[0]);
	return 0;
}

/* get FILE NAME: prints the raw bytes of the attribute. Status 1 if the file does not have it. */
static int show_attr(char **argv)
{
	ssize_t n = lgetxattr(argv[0], argv[1], image, sizeof(image));

	if (n < 0 && errno == ENODATA)
		return 1;
	if (n < 0)
		die(argv[0]);
	return fwrite(image, 1, n, stdout) == (size_t)n ? 0 : 2;
}

static int set_attr(char **argv)
{
	return lsetxattr(argv[0], argv[1], argv[2], strlen(argv[2]), 0) ? 1 : 0;
}

/* caps FILE: sets a file capability, like setcap cap_net_raw+ep. */
static int set_caps(char **argv)
{
	static const unsigned char caps[20] = { 1, 0, 0, 2, 0, 0x20 };

	return lsetxattr(argv[0], "security.capability", caps, sizeof(caps), 0) ? 1 : 0;
}

/* hold READY GO: reports on READY that it runs, then runs until the other end closes GO. */
static int hold(char **argv)
{
	char c;
	int fd = open(argv[0], O_WRONLY);

	if (fd < 0)
		die(argv[0]);
	close(fd);
	fd = open(argv[1], O_RDONLY);
	return fd < 0 || read(fd, &c, 1) < 0;
}

/* watch FILE COMMAND...: reports "written" if the command opened the file for writing. */
static int watch(char **argv)
{
	int status, fd = inotify_init1(IN_NONBLOCK);
	pid_t pid;

	if (fd < 0 || inotify_add_watch(fd, argv[0], IN_CLOSE_WRITE) < 0)
		die(argv[0]);
	pid = fork();
	if (!pid) {
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
		die(argv[1]);
	fprintf(stderr, "%s\n", read(fd, image, sizeof(image)) > 0 ? "written" : "unwritten");
	return WEXITSTATUS(status);
}

/* closed COMMAND...: runs it without standard input, so that descriptor 0 is free. */
static int closed(char **argv)
{
	close(0);
	execvp(argv[0], argv);
	return 127;
}

/* quick SECONDS COMMAND...: runs the command, and kills it after SECONDS, in case it blocks. */
static int quick(char **argv)
{
	alarm(atoi(argv[0]));
	execvp(argv[1], argv + 1);
	return 127;
}

int main(int argc, char **argv)
{
	static const struct verb verbs[] = {
		{ "phdr", 1, show_phdr }, { "convert", 2, convert }, { "poke", 3, poke },
		{ "get", 2, show_attr },  { "set", 3, set_attr },    { "caps", 1, set_caps },
		{ "hold", 2, hold },	  { "watch", 2, watch },     { "closed", 1, closed },
		{ "quick", 2, quick },
	};

	if (argc > 5 && !strcmp(argv[1], "elf"))
		return make_elf(argc - 2, argv + 2);
	return run_verb("cli-file-helper", verbs, sizeof(verbs) / sizeof(verbs[0]), argc, argv);
}
