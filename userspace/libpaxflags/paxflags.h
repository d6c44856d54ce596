/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libpaxflags: the PaX marks of executables.
 *
 * A mark is the value of the extended attribute security.pax.flags or
 * user.pax.flags: letters of "PEMRS" (on) and "pemrs" (off), without a terminating NUL.
 * The bits of the letters, PAX_PAGEEXEC and so on, come from <linux/pax.h>.
 *
 * Conventions for all functions:
 * - Functions return errors as a negative errno. Each function documents the errors that
 *   have a particular meaning. It may also return other errors from system calls.
 * - The library has no global state. Threads that use different descriptors and buffers
 *   need no lock.
 * - The caller owns every buffer and every descriptor. paxflags_open(), paxflags_reopen()
 *   and paxflags_proc_exe() return a close-on-exec descriptor; the caller must close it
 *   with close(2). paxflags_proc_open() allocates an iterator; the caller must free it with
 *   paxflags_proc_close(). The functions do not close the caller's descriptors and do not
 *   move their file offsets.
 * - A descriptor may be opened with O_PATH, unless a function requires a readable or
 *   writable one. With O_PATH, /proc must be mounted; otherwise functions return -ENODEV.
 * - Lengths and sizes are in bytes.
 */
#ifndef PAXFLAGS_H
#define PAXFLAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/pax.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of these headers. paxflags_version() has that of the library. */
#define PAXFLAGS_VERSION PAX_VERSION

/* Maximum number of attribute bytes that are stored; a valid mark has at most PAX_MARK_MAX. */
#define PAXFLAGS_VALUE_KEPT 64

/* Size of a buffer for any formatted mark and a NUL. */
#define PAXFLAGS_TEXT_SIZE (PAX_FLAGS_NUM + 1)

/**
 * enum paxflags_attr - an extended attribute that holds a mark
 * @PAXFLAGS_USER: user.pax.flags; whoever may write the file may set it
 * @PAXFLAGS_SECURITY: security.pax.flags; only a process with CAP_SYS_ADMIN may set it. If a
 *	file has this attribute, the kernel does not read user.pax.flags.
 */
enum paxflags_attr {
	PAXFLAGS_USER,
	PAXFLAGS_SECURITY,
};

/**
 * enum paxflags_kind - the kind of a file
 * @PAXFLAGS_KIND_SPECIAL: not a regular file
 * @PAXFLAGS_KIND_OTHER: a regular file that the kernel cannot run by itself
 * @PAXFLAGS_KIND_ELF: a file that begins like an ELF file
 * @PAXFLAGS_KIND_SCRIPT: a file that begins with "#!"; the mark of its interpreter counts when
 *	it runs
 */
enum paxflags_kind {
	PAXFLAGS_KIND_SPECIAL,
	PAXFLAGS_KIND_OTHER,
	PAXFLAGS_KIND_ELF,
	PAXFLAGS_KIND_SCRIPT,
};

/**
 * struct paxflags_letters - the letters of a mark
 * @on: PAX_* bits of the letters in upper case
 * @off: PAX_* bits of the letters in lower case
 *
 * A letter whose bit is in neither mask is unset. A letter whose bit is in both masks
 * contradicts itself. Only tolerant parsing and ELF headers produce such a letter; the
 * library never writes one.
 */
struct paxflags_letters {
	unsigned int on;
	unsigned int off;
};

/**
 * struct paxflags_value - the raw value of an attribute
 * @len: length of the attribute; may exceed PAXFLAGS_VALUE_KEPT
 * @bytes: the first bytes, at most PAXFLAGS_VALUE_KEPT; not NUL terminated
 */
struct paxflags_value {
	size_t len;
	char bytes[PAXFLAGS_VALUE_KEPT];
};

/**
 * enum paxflags_source - where the flags come from
 * @PAXFLAGS_FROM_DEFAULTS: the defaults; the file has no mark, or an invalid one
 * @PAXFLAGS_FROM_USER: user.pax.flags
 * @PAXFLAGS_FROM_SECURITY: security.pax.flags
 */
enum paxflags_source {
	PAXFLAGS_FROM_DEFAULTS,
	PAXFLAGS_FROM_USER,
	PAXFLAGS_FROM_SECURITY,
};

/**
 * struct paxflags_effective - the flags that follow from a file's attributes
 * @flags: PAX_* bits
 * @source: where the flags come from
 * @invalid: true if the kernel ignores the attribute that would count, because it is invalid
 * @refused: true if the kernel refuses the exec, because the flags contradict each other
 */
struct paxflags_effective {
	unsigned int flags;
	enum paxflags_source source;
	bool invalid;
	bool refused;
};

/**
 * paxflags_version - get the version of the library
 *
 * Return: a static string such as "0.3.0". It can be newer than %PAXFLAGS_VERSION, with which the
 * program was built.
 */
const char *paxflags_version(void);

/**
 * paxflags_attr_name - get the name of an attribute
 * @attr: the attribute
 *
 * Return: a static string, or NULL if @attr is unknown.
 */
const char *paxflags_attr_name(enum paxflags_attr attr);

/**
 * paxflags_open - look up a file without opening its contents
 * @dirfd: directory where a relative @path starts, or AT_FDCWD
 * @path: the path; its last component is looked up once
 *
 * If the last component is a symbolic link, the function follows it only if the link
 * belongs to the effective user or to root. So another user's link cannot choose the file
 * that is changed. The function opens nothing for reading, so the lookup has no effect on
 * FIFOs and devices.
 *
 * Return: an O_PATH descriptor that the caller closes, or a negative errno: -EPERM for a
 * link of another user, -ELOOP for too many links, -ENOENT if the file does not exist.
 */
int paxflags_open(int dirfd, const char *path);

/**
 * paxflags_reopen - open the file of a descriptor again, even if its path has changed
 * @fd: the descriptor
 * @flags: O_RDONLY or O_RDWR; O_NONBLOCK, O_NOCTTY and O_CLOEXEC are added
 *
 * Return: a descriptor that the caller closes, or a negative errno: -ENODEV if
 * /proc is not mounted, -ETXTBSY with O_RDWR if the file is running.
 */
int paxflags_reopen(int fd, int flags);

/**
 * paxflags_kind - get the kind of a file
 * @fd: the descriptor; must be readable if the file is a regular file
 *
 * Return: a value of enum paxflags_kind, or a negative errno.
 */
int paxflags_kind(int fd);

/**
 * paxflags_read_fd - read the raw value of a mark
 * @fd: the descriptor
 * @attr: the attribute
 * @value: the result; unchanged on error
 *
 * Return: 0, or a negative errno: -ENODATA if the file has no such attribute,
 * -EOPNOTSUPP if its file system does not support the attribute, -EINVAL for an unknown
 * @attr.
 */
int paxflags_read_fd(int fd, enum paxflags_attr attr, struct paxflags_value *value);

/**
 * paxflags_read - read the raw value of a mark, by path
 *
 * Like paxflags_open(AT_FDCWD, @path) and paxflags_read_fd().
 */
int paxflags_read(const char *path, enum paxflags_attr attr, struct paxflags_value *value);

/**
 * paxflags_write_fd - write a mark
 * @fd: the descriptor; need not be writable
 * @attr: the attribute
 * @letters: the mark, stored in the format of paxflags_format()
 * @create: true if the attribute must not exist yet
 *
 * Return: 0, or a negative errno: -EINVAL for an unknown @attr or for @letters that
 * contradict themselves, -EEXIST with @create if the attribute exists, -EOPNOTSUPP if the
 * file system does not support the attribute, -EPERM or -EACCES if the caller may not
 * write it.
 */
int paxflags_write_fd(int fd, enum paxflags_attr attr, const struct paxflags_letters *letters,
		      bool create);

/**
 * paxflags_write - write a mark, by path
 *
 * Like paxflags_open(AT_FDCWD, @path) and paxflags_write_fd().
 */
int paxflags_write(const char *path, enum paxflags_attr attr,
		   const struct paxflags_letters *letters, bool create);

/**
 * paxflags_remove_fd - remove a mark
 * @fd: the descriptor; need not be writable
 * @attr: the attribute
 *
 * Return: 0, or a negative errno: -ENODATA if the file has no such attribute.
 */
int paxflags_remove_fd(int fd, enum paxflags_attr attr);

/**
 * paxflags_remove - remove a mark, by path
 *
 * Like paxflags_open(AT_FDCWD, @path) and paxflags_remove_fd().
 */
int paxflags_remove(const char *path, enum paxflags_attr attr);

/**
 * paxflags_parse - parse a mark with the rules of the kernel
 * @bytes: the bytes; not NUL terminated
 * @len: the number of bytes
 * @letters: the result, which never contradicts itself; unchanged on error
 *
 * Return: 0, or -EINVAL for a mark that the kernel ignores.
 */
int paxflags_parse(const char *bytes, size_t len, struct paxflags_letters *letters);

/**
 * paxflags_parse_tolerant - parse a mark, and accept invalid marks
 * @bytes: the bytes; not NUL terminated
 * @len: the number of bytes; the function reads at most PAX_MARK_MAX
 * @letters: the result; may contradict itself
 *
 * The letters may be in any order. The function skips bytes that are not letters of a mark.
 */
void paxflags_parse_tolerant(const char *bytes, size_t len, struct paxflags_letters *letters);

/**
 * paxflags_format - format a mark as it is stored in an attribute
 * @letters: the letters; a letter that contradicts itself counts as unset
 * @text: the result with a NUL; the NUL is not part of the mark
 *
 * The letters are in the order of "PEMRS", without unset letters.
 *
 * Return: the length of the mark, 0 to PAX_MARK_MAX.
 */
size_t paxflags_format(const struct paxflags_letters *letters, char text[PAXFLAGS_TEXT_SIZE]);

/**
 * paxflags_format_columns - format a mark for display, with one column for each letter
 * @letters: the letters
 * @text: the result with a NUL: five characters in the order of "PEMRS", '-' for
 *	an unset letter, '?' for a letter that contradicts itself
 */
void paxflags_format_columns(const struct paxflags_letters *letters, char text[PAXFLAGS_TEXT_SIZE]);

/**
 * paxflags_effective - compute the flags that follow from a file's attributes
 * @security: security.pax.flags, or NULL if the file has none
 * @user: user.pax.flags, or NULL if the file has none
 * @softmode: true in soft mode
 * @defaults: the flags of an unmarked file in hard mode, normally PAX_FLAGS_DEFAULT
 * @result: the result
 *
 * The function uses the kernel's own code. It does not know the owner of the file. The
 * kernel checks the owner if it is set to trust only the marks of root.
 */
void paxflags_effective(const struct paxflags_value *security, const struct paxflags_value *user,
			bool softmode, unsigned int defaults, struct paxflags_effective *result);

/**
 * paxflags_flags_format - format flags in the form of the PaX: line
 * @flags: PAX_* bits
 * @text: the result: five letters and a NUL
 */
void paxflags_flags_format(unsigned int flags, char text[PAXFLAGS_TEXT_SIZE]);

/**
 * paxflags_flags_parse - parse flags in the form of the PaX: line
 * @text: five letters in the order PEMRS, each in either case, then a NUL or white space
 * @flags: the result; unchanged on error
 *
 * Return: 0, or -EINVAL.
 */
int paxflags_flags_parse(const char *text, unsigned int *flags);

/*
 * The memory that an ELF file requests, and its marks: bits of @traits in struct
 * paxflags_elf. On some machines, a file without PT_GNU_STACK also requests an executable
 * stack.
 */
#define PAXFLAGS_ELF_PT_PAX 0x01u     /* the file has a PT_PAX_FLAGS header */
#define PAXFLAGS_ELF_EI_PAX 0x02u     /* the file has the older mark in e_ident */
#define PAXFLAGS_ELF_EXEC_STACK 0x04u /* PT_GNU_STACK requests an executable stack */
#define PAXFLAGS_ELF_NO_STACK 0x08u   /* the file has no PT_GNU_STACK */
#define PAXFLAGS_ELF_RWX_LOAD 0x10u   /* a segment is writable and executable */
#define PAXFLAGS_ELF_TEXTREL 0x20u    /* the loader writes to the text (text relocations) */
#define PAXFLAGS_ELF_INTERP 0x40u     /* the file names a dynamic loader */

/**
 * struct paxflags_elf - marks and memory requests in the headers of an ELF file
 * @is64: true for the 64-bit class
 * @big_endian: true for big-endian byte order
 * @type: ET_EXEC, ET_DYN, ...
 * @machine: EM_X86_64, ...
 * @traits: PAXFLAGS_ELF_* bits
 * @pt_pax: the mark in PT_PAX_FLAGS; may contradict itself
 * @ei_pax: the mark in e_ident
 */
struct paxflags_elf {
	bool is64;
	bool big_endian;
	unsigned int type;
	unsigned int machine;
	unsigned int traits;
	struct paxflags_letters pt_pax;
	struct paxflags_letters ei_pax;
};

/**
 * paxflags_elf_inspect_fd - read the marks and memory requests of an ELF file
 * @fd: a readable descriptor
 * @elf: the result; unchanged on error
 *
 * The function reads the headers, as paxflags_elf_read_fd() does, and at most 64 KiB of the
 * dynamic section.
 *
 * Return: 0, or a negative errno: -ENOEXEC if the file is not ELF, -EBADMSG if its
 * headers are malformed or truncated.
 */
int paxflags_elf_inspect_fd(int fd, struct paxflags_elf *elf);

/**
 * paxflags_elf_read_fd - read the legacy mark in an ELF file's PT_PAX_FLAGS header
 * @fd: a readable descriptor
 * @letters: the result; may contradict itself; unchanged on error
 *
 * The function supports both classes and both byte orders. It reads the ELF header and never
 * more than 64 KiB of program headers. The first PT_PAX_FLAGS header counts.
 *
 * Return: 0, or a negative errno: -ENODATA if there is no such header, -ENOEXEC if
 * the file is not ELF, -EBADMSG if its headers are malformed or truncated.
 */
int paxflags_elf_read_fd(int fd, struct paxflags_letters *letters);

/**
 * paxflags_elf_read - read the legacy mark in an ELF file, by path
 *
 * Like paxflags_open(AT_FDCWD, @path), paxflags_reopen() and paxflags_elf_read_fd().
 */
int paxflags_elf_read(const char *path, struct paxflags_letters *letters);

/**
 * paxflags_ei_read_fd - read the oldest kind of mark, in e_ident of an ELF file
 * @fd: a readable descriptor
 * @letters: the result, which never contradicts itself; unchanged on error
 *
 * chpax wrote this mark. It has one bit for each of PAGEEXEC, MPROTECT, RANDMMAP and SEGMEXEC
 * that is off, and one bit for EMUTRAMP if it is on. So EMUTRAMP is never unset in @letters.
 * chpax also had a bit for RANDEXEC. The function ignores it, because it has no letter.
 *
 * Return: 0, or a negative errno: -ENODATA if no bit is set, -ENOEXEC if the file is
 * not ELF, -EBADMSG if it is truncated or holds bits that chpax did not know.
 */
int paxflags_ei_read_fd(int fd, struct paxflags_letters *letters);

/**
 * paxflags_elf_write_fd - change the legacy mark in an ELF file
 * @fd: a readable and writable descriptor
 * @letters: the mark
 *
 * The function changes four bytes of an existing PT_PAX_FLAGS header. It writes nothing if
 * they are right already. It never adds a header. A write makes the kernel drop file
 * capabilities and set-id bits; the function restores both. It does not change a file with
 * capabilities if the caller may not restore them.
 *
 * Return: 0, or a negative errno: those of paxflags_elf_read_fd(), -EINVAL for
 * @letters that contradict themselves, -EPERM for a file with capabilities.
 */
int paxflags_elf_write_fd(int fd, const struct paxflags_letters *letters);

/**
 * paxflags_elf_write - change the legacy mark in an ELF file, by path
 *
 * Like paxflags_open(AT_FDCWD, @path), paxflags_reopen() and paxflags_elf_write_fd().
 * The error is -ETXTBSY if the file is running.
 */
int paxflags_elf_write(const char *path, const struct paxflags_letters *letters);

#ifdef __cplusplus
}
#endif

#include "paxflags_kernel.h"

#endif /* PAXFLAGS_H */
