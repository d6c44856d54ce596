/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * Constants that the kernel module and user space share.
 */
#ifndef _UAPI_LINUX_PAX_H
#define _UAPI_LINUX_PAX_H

/* The version of the module, the library, the tool and the packages: here, and nowhere else. */
#define PAX_VERSION "0.3.0"

/* The protections, as bits. The order is that of PAX_LETTERS. */
#define PAX_PAGEEXEC 0x01u /* P: no execution where nobody asked for it */
#define PAX_EMUTRAMP 0x02u /* E: known trampolines are emulated */
#define PAX_MPROTECT 0x04u /* M: no memory writable and executable, at once or in turn */
#define PAX_RANDMMAP 0x08u /* R: stronger address space randomisation */
#define PAX_SEGMEXEC 0x10u /* S: accepted for compatibility, never on */
#define PAX_FLAGS_ALL 0x1fu
#define PAX_FLAGS_NUM 5

/* Letters of a mark: upper case is on, lower case is off. */
#define PAX_LETTERS "PEMRS"
#define PAX_LETTERS_OFF "pemrs"

/* Longest valid mark, in bytes; it is not NUL terminated. */
#define PAX_MARK_MAX 5

/* Attributes that hold a mark, in the order in which they are looked at. */
#define PAX_XATTR_SECURITY "security.pax.flags"
#define PAX_XATTR_USER "user.pax.flags"

/* The attribute that holds the signature of a mark; see rules/signed.h for its format. */
#define PAX_XATTR_SIGNATURE "security.pax.sig"

/* What an executable without a mark gets in hard mode: PeMRs. */
#define PAX_FLAGS_DEFAULT (PAX_PAGEEXEC | PAX_MPROTECT | PAX_RANDMMAP)

/* Who PaX is in lsm_list_modules(2), where it is a security module of the kernel's own. */
#define LSM_ID_PAX 0x504158

#endif /* _UAPI_LINUX_PAX_H */
