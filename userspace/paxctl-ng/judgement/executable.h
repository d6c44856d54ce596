/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The properties of a file that the kernel evaluates when it executes the file. show, ps and scan
 * use them.
 */
#ifndef PAXCTL_EXECUTABLE_H
#define PAXCTL_EXECUTABLE_H

#include <limits.h>
#include <sys/stat.h>

#include "files/signer_name.h"
#include "terminal/out.h"
#include "paxflags.h"

/* The reasons why the kernel does not run a file, whatever its mark: bits of struct executable. */
#define EXECUTABLE_NOT_REGULAR 0x01u
#define EXECUTABLE_NOT_LOADED 0x02u /* no ELF file of this kernel's machine, no script */
#define EXECUTABLE_NOEXEC 0x04u	    /* its file system is mounted so */
#define EXECUTABLE_NO_X 0x08u	    /* nobody may execute it */
#define EXECUTABLE_MALFORMED 0x10u  /* its ELF headers make no sense */
#define EXECUTABLE_TOO_DEEP 0x20u   /* of a script: interpreters that are scripts, too many */
/* The obstacles that prevent an exec, so that no process gets flags. */
#define EXECUTABLE_NO_PROGRAM                                                    \
	(EXECUTABLE_NOT_REGULAR | EXECUTABLE_NOT_LOADED | EXECUTABLE_MALFORMED | \
	 EXECUTABLE_TOO_DEEP)

/**
 * struct executable - a file
 * @st: the result of fstat()
 * @mount_flags: f_flag of fstatvfs()
 * @capabilities: it has file capabilities, or they cannot be read
 * @kind: one of enum paxflags_kind
 * @obstacles: bits of EXECUTABLE_*
 * @security: security.pax.flags, if @security_err is 0
 * @security_err: 0, -ENODATA if the file does not have it, or another negative errno
 * @user: user.pax.flags, if @user_err is 0
 * @user_err: like @security_err
 * @signer: who has signed the mark, as the signature says; "" without one
 * @elf: the contents of its ELF headers, if @elf_err is 0
 * @elf_err: 0, -ENOEXEC if it is not ELF, or another negative errno
 * @interpreter: the interpreter in the first line of a script; "" for other files
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
	char signer[SIGNER_NAME_SIZE];
	struct paxflags_elf elf;
	int elf_err;
	char interpreter[256];
};

/**
 * executable_read - read all properties of a file
 * @fd: a descriptor; the function reopens it where it needs to read the contents
 * @executable: the result
 *
 * Return: 0, or a negative errno if fstat() fails. The result has separate errors for the other
 * properties.
 */
int executable_read(int fd, struct executable *executable);

/**
 * executable_read_attrs - read only the owner and the attributes of a file
 * @fd: a descriptor
 * @executable: the result; its other members are meaningless
 *
 * Return: 0 or a negative errno.
 */
int executable_read_attrs(int fd, struct executable *executable);

/**
 * executable_decide - compute the flags that the kernel gives a file
 * @kernel: the settings of the kernel
 * @executable: the file
 * @decision: the result
 *
 * Return: 0, or a negative errno if an attribute that the kernel uses cannot be read.
 */
int executable_decide(const struct paxflags_kernel *kernel, const struct executable *executable,
		      struct paxflags_decision *decision);

/**
 * executable_of_process - compute the flags that a restart would give a process
 * @kernel: the settings of the kernel
 * @process: the process
 * @executable: the result of executable_read_attrs() for its executable
 * @decision: the result
 *
 * Return: 0 or a negative errno: -ENOENT or -ESRCH if it has ended, -EACCES for a process of
 * another user.
 */
int executable_of_process(const struct paxflags_kernel *kernel,
			  const struct paxflags_process *process, struct executable *executable,
			  struct paxflags_decision *decision);

/**
 * executable_put_mark - add a cell with the mark of a file to an output
 * @out: the output
 * @err: the error about this attribute in struct executable
 * @value: the mark if @err is 0; bytes that a C string cannot hold appear as '?'
 */
void executable_put_mark(struct out *out, int err, const struct paxflags_value *value);

#endif /* PAXCTL_EXECUTABLE_H */
