/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libpaxflags: the PaX marks of executables.
 *
 * A mark is the value of the extended attribute security.pax.flags or
 * user.pax.flags: letters of "PEMRS" (on) and "pemrs" (off), not NUL terminated.
 * The bits of the letters, PAX_PAGEEXEC and so on, come from <linux/pax.h>.
 *
 * Conventions, for every function here:
 * - Errors are returned as a negative errno; each function lists those that mean
 *   something particular, and may return others that the system gave.
 * - There is no global state; different threads may call with different
 *   descriptors and buffers without a lock.
 * - The caller owns every buffer and every descriptor. paxflags_open(), paxflags_reopen()
 *   and paxflags_proc_exe() return a descriptor, close-on-exec, that must be released with
 *   close(2); paxflags_proc_open() makes an iterator for paxflags_proc_close(). The functions
 *   close no descriptor of the caller and do not move its file offset.
 * - "Descriptor" includes one opened with O_PATH unless a function says that it
 *   must be readable or writable. With O_PATH, /proc must be mounted: -ENODEV if not.
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

#define PAXFLAGS_VERSION "0.2.0"

/* How many bytes of an attribute are kept; a valid mark has PAX_MARK_MAX at most. */
#define PAXFLAGS_VALUE_KEPT 64

/* Size of a buffer that holds any formatted mark and a NUL. */
#define PAXFLAGS_TEXT_SIZE (PAX_FLAGS_NUM + 1)

/**
 * enum paxflags_attr - which attribute
 * @PAXFLAGS_USER: user.pax.flags; whoever may write the file may set it
 * @PAXFLAGS_SECURITY: security.pax.flags; needs CAP_SYS_ADMIN to set, and where a
 *	file has it the kernel does not look at user.pax.flags
 */
enum paxflags_attr {
	PAXFLAGS_USER,
	PAXFLAGS_SECURITY,
};

/**
 * enum paxflags_kind - what a file is
 * @PAXFLAGS_KIND_SPECIAL: not a regular file
 * @PAXFLAGS_KIND_OTHER: a regular file that the kernel cannot run by itself
 * @PAXFLAGS_KIND_ELF: begins like an ELF file
 * @PAXFLAGS_KIND_SCRIPT: begins with "#!"; when it runs, its interpreter's mark counts
 */
enum paxflags_kind {
	PAXFLAGS_KIND_SPECIAL,
	PAXFLAGS_KIND_OTHER,
	PAXFLAGS_KIND_ELF,
	PAXFLAGS_KIND_SCRIPT,
};

/**
 * struct paxflags_letters - the letters of a mark
 * @on: bits of PAX_*, the letters in upper case
 * @off: bits of PAX_*, the letters in lower case
 *
 * A bit in neither is unset. A bit in both contradicts itself; only tolerant
 * reading and ELF headers yield that, and nothing writes it.
 */
struct paxflags_letters {
	unsigned int on;
	unsigned int off;
};

/**
 * struct paxflags_value - the bytes of an attribute, as stored
 * @len: length of the attribute; may exceed PAXFLAGS_VALUE_KEPT
 * @bytes: its first bytes, PAXFLAGS_VALUE_KEPT at most; not NUL terminated
 */
struct paxflags_value {
	size_t len;
	char bytes[PAXFLAGS_VALUE_KEPT];
};

/**
 * enum paxflags_source - what decided the flags
 * @PAXFLAGS_FROM_DEFAULTS: the defaults; there is no mark, or an invalid one
 * @PAXFLAGS_FROM_USER: user.pax.flags
 * @PAXFLAGS_FROM_SECURITY: security.pax.flags
 */
enum paxflags_source {
	PAXFLAGS_FROM_DEFAULTS,
	PAXFLAGS_FROM_USER,
	PAXFLAGS_FROM_SECURITY,
};

/**
 * struct paxflags_effective - what the kernel makes of a file's attributes
 * @flags: bits of PAX_*
 * @source: what decided them
 * @invalid: true if the attribute that would count is invalid and so ignored
 * @refused: true if the flags contradict each other, so that an exec is refused
 */
struct paxflags_effective {
	unsigned int flags;
	enum paxflags_source source;
	bool invalid;
	bool refused;
};

/**
 * paxflags_attr_name - the name of an attribute
 * @attr: which one
 *
 * Return: a static string, or NULL if @attr is none of the known ones.
 */
const char *paxflags_attr_name(enum paxflags_attr attr);

/**
 * paxflags_open - find a file without opening it
 * @dirfd: directory that a relative @path starts from, or AT_FDCWD
 * @path: the path; the last component is looked up once
 *
 * The last component is followed if it is a symbolic link, but only if the link
 * belongs to the effective user or to root: someone else's link must not choose
 * which file is changed. Nothing is opened for reading, so FIFOs and devices do
 * not notice.
 *
 * Return: an O_PATH descriptor that the caller closes, or a negative errno: -EPERM
 * for someone else's link, -ELOOP for too many links, -ENOENT if there is no file.
 */
int paxflags_open(int dirfd, const char *path);

/**
 * paxflags_reopen - open the file behind a descriptor, whatever its path is by now
 * @fd: the descriptor
 * @flags: O_RDONLY or O_RDWR; O_NONBLOCK, O_NOCTTY and O_CLOEXEC are added
 *
 * Return: a descriptor that the caller closes, or a negative errno: -ENODEV if
 * /proc is not mounted, -ETXTBSY if the file is to be written while it runs.
 */
int paxflags_reopen(int fd, int flags);

/**
 * paxflags_kind - what a file is
 * @fd: the descriptor; readable, unless the file is not a regular one
 *
 * Return: one of enum paxflags_kind, or a negative errno.
 */
int paxflags_kind(int fd);

/**
 * paxflags_read_fd - read a mark, as stored
 * @fd: the descriptor
 * @attr: which attribute
 * @value: the result; untouched on error
 *
 * Return: 0, or a negative errno: -ENODATA if the file has no such attribute,
 * -EOPNOTSUPP if its file system can have none, -EINVAL for an unknown @attr.
 */
int paxflags_read_fd(int fd, enum paxflags_attr attr, struct paxflags_value *value);

/**
 * paxflags_read - read a mark, as stored, by path
 *
 * Like paxflags_open(AT_FDCWD, @path) and paxflags_read_fd().
 */
int paxflags_read(const char *path, enum paxflags_attr attr, struct paxflags_value *value);

/**
 * paxflags_write_fd - write a mark
 * @fd: the descriptor; need not be writable
 * @attr: which attribute
 * @letters: the mark; stored as paxflags_format() formats it
 * @create: true if the attribute must not exist yet
 *
 * Return: 0, or a negative errno: -EINVAL for an unknown @attr or for @letters that
 * contradict themselves, -EEXIST with @create, -EOPNOTSUPP if the file system can
 * have no such attribute, -EPERM or -EACCES if the caller may not write it.
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
 * @attr: which attribute
 *
 * Return: 0, or a negative errno: -ENODATA if there was none.
 */
int paxflags_remove_fd(int fd, enum paxflags_attr attr);

/**
 * paxflags_remove - remove a mark, by path
 *
 * Like paxflags_open(AT_FDCWD, @path) and paxflags_remove_fd().
 */
int paxflags_remove(const char *path, enum paxflags_attr attr);

/**
 * paxflags_parse - read a mark as the kernel reads it
 * @bytes: the bytes; not NUL terminated
 * @len: how many
 * @letters: the result, never contradicting itself; untouched on error
 *
 * Return: 0, or -EINVAL for a mark that the kernel ignores.
 */
int paxflags_parse(const char *bytes, size_t len, struct paxflags_letters *letters);

/**
 * paxflags_parse_tolerant - read a mark as people write them
 * @bytes: the bytes; not NUL terminated
 * @len: how many; no more than PAX_MARK_MAX are read
 * @letters: the result; may contradict itself
 *
 * Any order; what is no letter is skipped.
 */
void paxflags_parse_tolerant(const char *bytes, size_t len, struct paxflags_letters *letters);

/**
 * paxflags_format - a mark in the form in which it is stored
 * @letters: the letters; one that contradicts itself counts as unset
 * @text: the result with a NUL; the NUL is not part of a mark
 *
 * In the order of "PEMRS", unset letters left out.
 *
 * Return: the length of the mark, 0 to PAX_MARK_MAX.
 */
size_t paxflags_format(const struct paxflags_letters *letters, char text[PAXFLAGS_TEXT_SIZE]);

/**
 * paxflags_format_columns - a mark for a reader, a column a letter
 * @letters: the letters
 * @text: the result with a NUL: five characters in the order of "PEMRS", '-' for
 *	an unset letter, '?' for one that contradicts itself
 */
void paxflags_format_columns(const struct paxflags_letters *letters, char text[PAXFLAGS_TEXT_SIZE]);

/**
 * paxflags_effective - what the kernel makes of a file's attributes
 * @security: security.pax.flags, or NULL where there is none
 * @user: user.pax.flags, or NULL where there is none
 * @softmode: true in soft mode
 * @defaults: what an unmarked file gets in hard mode, normally PAX_FLAGS_DEFAULT
 * @result: the result
 *
 * The kernel's own code decides. It does not know who owns the file, which the
 * kernel asks where it was told to trust only root's marks.
 */
void paxflags_effective(const struct paxflags_value *security, const struct paxflags_value *user,
			bool softmode, unsigned int defaults, struct paxflags_effective *result);

/**
 * paxflags_flags_format - flags in the form of the PaX: line
 * @flags: bits of PAX_*
 * @text: the result: five letters and a NUL
 */
void paxflags_flags_format(unsigned int flags, char text[PAXFLAGS_TEXT_SIZE]);

/**
 * paxflags_flags_parse - read flags in the form of the PaX: line
 * @text: five letters in the order PEMRS, each in either case; a NUL or white space ends it
 * @flags: the result; untouched on error
 *
 * Return: 0, or -EINVAL.
 */
int paxflags_flags_parse(const char *text, unsigned int *flags);

/* What an ELF file says about its memory: bits of struct paxflags_elf. */
#define PAXFLAGS_ELF_PT_PAX 0x01u     /* it has a PT_PAX_FLAGS header */
#define PAXFLAGS_ELF_EI_PAX 0x02u     /* it has the mark from before that, in e_ident */
#define PAXFLAGS_ELF_EXEC_STACK 0x04u /* PT_GNU_STACK asks for an executable stack */
#define PAXFLAGS_ELF_NO_STACK 0x08u   /* no PT_GNU_STACK, which asks for the same on some machines \
				       */
#define PAXFLAGS_ELF_RWX_LOAD 0x10u   /* a segment is writable and executable */
#define PAXFLAGS_ELF_TEXTREL 0x20u    /* its text is written to when it is loaded */
#define PAXFLAGS_ELF_INTERP 0x40u     /* it names a dynamic loader */

/**
 * struct paxflags_elf - what an ELF file says
 * @is64: 64-bit
 * @big_endian: its byte order
 * @type: ET_EXEC, ET_DYN, ...
 * @machine: EM_X86_64, ...
 * @traits: bits of PAXFLAGS_ELF_*
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
 * paxflags_elf_inspect_fd - what an ELF file says about its memory
 * @fd: a readable descriptor
 * @elf: the result; untouched on error
 *
 * Reads the headers, as paxflags_elf_read_fd() does, and at most 64 KiB of the dynamic
 * section.
 *
 * Return: 0, or a negative errno: -ENOEXEC if the file is not ELF, -EBADMSG if its
 * headers are malformed or truncated.
 */
int paxflags_elf_inspect_fd(int fd, struct paxflags_elf *elf);

/**
 * paxflags_elf_read_fd - read the legacy mark in an ELF file's PT_PAX_FLAGS header
 * @fd: a readable descriptor
 * @letters: the result; may contradict itself; untouched on error
 *
 * Both classes and both byte orders. Reads the ELF header and at most 64 KiB of
 * program headers, whatever the file says. The first PT_PAX_FLAGS header counts.
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
 * @letters: the result, never contradicting itself; untouched on error
 *
 * What chpax wrote: a bit for each of PAGEEXEC, MPROTECT, RANDMMAP and SEGMEXEC that is
 * off, and one for EMUTRAMP if it is on, so @letters names EMUTRAMP in any case.
 * RANDEXEC, which chpax knew too, has no letter and is passed over.
 *
 * Return: 0, or a negative errno: -ENODATA if no bit is set, -ENOEXEC if the file is
 * not ELF, -EBADMSG if it is truncated or holds bits that chpax did not know.
 */
int paxflags_ei_read_fd(int fd, struct paxflags_letters *letters);

/**
 * paxflags_elf_write_fd - change the legacy mark in an ELF file
 * @fd: a descriptor that can be read and written
 * @letters: the mark
 *
 * Changes four bytes of an existing PT_PAX_FLAGS header, and nothing if they are
 * right already; no header is ever added. A write makes the kernel drop file
 * capabilities and set-id bits; both are put back, and a file with capabilities is
 * left alone if the caller may not put them back.
 *
 * Return: 0, or a negative errno: those of paxflags_elf_read_fd(), -EINVAL for
 * @letters that contradict themselves, -EPERM for a file with capabilities.
 */
int paxflags_elf_write_fd(int fd, const struct paxflags_letters *letters);

/**
 * paxflags_elf_write - change the legacy mark in an ELF file, by path
 *
 * Like paxflags_open(AT_FDCWD, @path), paxflags_reopen() and
 * paxflags_elf_write_fd(). -ETXTBSY if the file runs.
 */
int paxflags_elf_write(const char *path, const struct paxflags_letters *letters);

#ifdef __cplusplus
}
#endif

#include "paxflags_kernel.h"

#endif /* PAXFLAGS_H */
