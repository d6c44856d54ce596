/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file as the kernel sees it when it is executed. Used by show, ps and scan.
 */
#ifndef PAXCTL_EXECUTABLE_H
#define PAXCTL_EXECUTABLE_H

#include <limits.h>
#include <sys/stat.h>

#include "terminal/out.h"
#include "paxflags.h"

/* What keeps the kernel from running a file, whatever its mark: bits of struct executable. */
#define EXECUTABLE_NOT_REGULAR 0x01u
#define EXECUTABLE_NOT_LOADED 0x02u /* no ELF file of this kernel's machine, no script */
#define EXECUTABLE_NOEXEC 0x04u	    /* its file system is mounted so */
#define EXECUTABLE_NO_X 0x08u	    /* nobody may execute it */
#define EXECUTABLE_MALFORMED 0x10u  /* its ELF headers make no sense */
#define EXECUTABLE_TOO_DEEP 0x20u   /* of a script: interpreters that are scripts, too many */
/* Those with which no program comes into being, so no flags either. */
#define EXECUTABLE_NO_PROGRAM                                                    \
	(EXECUTABLE_NOT_REGULAR | EXECUTABLE_NOT_LOADED | EXECUTABLE_MALFORMED | \
	 EXECUTABLE_TOO_DEEP)

/**
 * struct executable - a file
 * @st: of fstat()
 * @mount_flags: f_flag of fstatvfs()
 * @capabilities: it has file capabilities, or that cannot be read
 * @kind: one of enum paxflags_kind
 * @obstacles: bits of EXECUTABLE_*
 * @security: security.pax.flags, if @security_err is 0
 * @security_err: 0, -ENODATA if there is none, or another negative errno
 * @user: user.pax.flags, if @user_err is 0
 * @user_err: likewise
 * @elf: what its headers say, if @elf_err is 0
 * @elf_err: 0, -ENOEXEC if it is not ELF, or another negative errno
 * @interpreter: of a script, as its first line names it; else ""
 */
struct executable {
	struct stat st;
	unsigned long mount_flags;
	bool capabilities;
	int kind;
	unsigned int obstacles;
	struct paxflags_value security;
	int security_err;
	struct paxflags_value user;
	int user_err;
	struct paxflags_elf elf;
	int elf_err;
	char interpreter[256];
};

/**
 * executable_read - look at a file
 * @fd: a descriptor; what needs a readable one is reopened
 * @executable: the result
 *
 * Return: 0, or a negative errno if not even fstat() works. What could not be read has
 * its own error in the result.
 */
int executable_read(int fd, struct executable *executable);

/**
 * executable_read_attrs - look at a file's owner and attributes only
 * @fd: a descriptor
 * @executable: the result; no other members mean anything
 *
 * Return: 0 or a negative errno.
 */
int executable_read_attrs(int fd, struct executable *executable);

/**
 * executable_decide - what the kernel makes of a file
 * @kernel: how it decides
 * @executable: the file
 * @decision: the result
 *
 * Return: 0, or a negative errno if an attribute that counts could not be read.
 */
int executable_decide(const struct paxflags_kernel *kernel, const struct executable *executable,
		      struct paxflags_decision *decision);

/**
 * executable_put_mark - the next cell of an output: a file's mark
 * @out: the output
 * @err: why there is none: an error of struct executable
 * @value: the mark if @err is 0; what a C string cannot hold shows as '?'
 */
void executable_put_mark(struct out *out, int err, const struct paxflags_value *value);

#endif /* PAXCTL_EXECUTABLE_H */
