/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libpaxflags: the flags that the kernel gives to files, and the flags of running processes.
 * The conventions are those of paxflags.h, which includes this file.
 */
#ifndef PAXFLAGS_KERNEL_H
#define PAXFLAGS_KERNEL_H

#include <stdbool.h>
#include <sys/types.h>

#include "paxflags.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The directory of the module in securityfs. */
#define PAXFLAGS_KERNEL_DIR "/sys/kernel/security/pax"

/**
 * enum paxflags_trust - the files whose marks may weaken protections
 * @PAXFLAGS_TRUST_ANY: all files; for programs that gain privileges when they are executed, the
 *	conditions of PAXFLAGS_TRUST_ROOT apply
 * @PAXFLAGS_TRUST_ROOT: files that belong to root, that neither their group nor others may
 *	write, and that are not on a file system mounted nosuid. Also where the kernel has
 *	trust=signed: the library does not verify signatures.
 */
enum paxflags_trust {
	PAXFLAGS_TRUST_ANY,
	PAXFLAGS_TRUST_ROOT,
};

/**
 * struct paxflags_kernel - the settings of the kernel module
 * @loaded: the module is loaded; if false, the other members have its built-in settings
 * @armed: the hooks of the module run
 * @permissive: the module reports denials but does not enforce them
 * @softmode: only those protections are on that a mark turns on
 * @security_counts: the module reads security.pax.flags
 * @trust: the files whose marks may weaken protections
 * @defaults: PAX_* bits; the flags of an unmarked file in hard mode
 */
struct paxflags_kernel {
	bool loaded;
	bool armed;
	bool permissive;
	bool softmode;
	bool security_counts;
	enum paxflags_trust trust;
	unsigned int defaults;
};

/**
 * struct paxflags_file - the properties of a file that the kernel checks when it runs the file
 * @security: security.pax.flags, or NULL if the file has none
 * @user: user.pax.flags, or NULL if the file has none
 * @uid: the owner
 * @mode: the mode, as in struct stat
 * @nosuid: the file system is mounted nosuid, as removable media are
 * @capabilities: the file has the attribute security.capability
 */
struct paxflags_file {
	const struct paxflags_value *security;
	const struct paxflags_value *user;
	uid_t uid;
	mode_t mode;
	bool nosuid;
	bool capabilities;
};

/*
 * Reasons why a decision does not follow from the mark alone: bits of @why in struct
 * paxflags_decision. In permissive mode the kernel runs a file that it would refuse.
 */
#define PAXFLAGS_WHY_INVALID 0x01u	    /* the kernel ignores the mark: it is invalid */
#define PAXFLAGS_WHY_UNTRUSTED 0x02u	    /* the mark weakens, and the file is not trusted */
#define PAXFLAGS_WHY_SECURITY_IGNORED 0x04u /* the kernel does not read security.pax.flags */
#define PAXFLAGS_WHY_USER_HIDDEN 0x08u	    /* security.pax.flags overrides user.pax.flags */
#define PAXFLAGS_WHY_REFUSED 0x10u	    /* M or E without P: the kernel refuses the exec */

/**
 * struct paxflags_decision - the flags that the kernel gives to a file
 * @flags: PAX_* bits
 * @source: where the flags come from
 * @why: PAXFLAGS_WHY_* bits
 */
struct paxflags_decision {
	unsigned int flags;
	enum paxflags_source source;
	unsigned int why;
};

/**
 * paxflags_kernel_builtin - get the built-in settings of the module
 * @kernel: the result
 */
void paxflags_kernel_builtin(struct paxflags_kernel *kernel);

/**
 * paxflags_kernel_read - read the settings of the running kernel
 * @dir: the module's directory in securityfs, or NULL for PAXFLAGS_KERNEL_DIR
 * @kernel: the result; on error the settings of paxflags_kernel_builtin()
 *
 * Return: 0, or a negative errno: -ENOENT if the module is not loaded (or securityfs is not
 * mounted), -EBADMSG if the status file cannot be parsed.
 */
int paxflags_kernel_read(const char *dir, struct paxflags_kernel *kernel);

/**
 * paxflags_decide - compute the flags that the kernel gives to a file
 * @kernel: the settings of the kernel module
 * @file: the properties of the file
 * @decision: the result
 *
 * The function uses the kernel's own code.
 */
void paxflags_decide(const struct paxflags_kernel *kernel, const struct paxflags_file *file,
		     struct paxflags_decision *decision);

/**
 * struct paxflags_process - a process
 * @pid: the process ID
 * @dirfd: the directory of the process in proc, an O_PATH descriptor; valid until the next
 *	process
 * @name: the name, truncated by the kernel; the process can set it to any bytes
 * @uid: the effective user
 * @shows_flags: the kernel shows the flags; false without the module
 * @flags: PAX_* bits, valid if @shows_flags is true
 */
struct paxflags_process {
	pid_t pid;
	int dirfd;
	char name[64];
	uid_t uid;
	bool shows_flags;
	unsigned int flags;
};

/* An iterator over processes. */
struct paxflags_proc;

/**
 * paxflags_proc_open - create an iterator over processes
 * @path: the mount point of proc, or NULL for /proc
 * @proc: the iterator; the caller frees it with paxflags_proc_close()
 *
 * Return: 0, or a negative errno.
 */
int paxflags_proc_open(const char *path, struct paxflags_proc **proc);

/**
 * paxflags_proc_next - get the next process
 * @proc: the iterator
 * @process: the result
 *
 * The iterator leaves out kernel threads, zombies and processes that end during the call.
 *
 * Return: 1 if there is a process, 0 at the end, or a negative errno. If the error concerns a
 * single process, such as -EACCES, @process has the @pid of this process and the caller may
 * continue the iteration. If @pid is 0, the iterator cannot list any more processes.
 */
int paxflags_proc_next(struct paxflags_proc *proc, struct paxflags_process *process);

/**
 * paxflags_proc_exe - open the executable file of a process
 * @process: the process
 *
 * Return: an O_PATH descriptor that the caller closes, or a negative errno: -EACCES for
 * a process of another user, -ENOENT if it has ended.
 */
int paxflags_proc_exe(const struct paxflags_process *process);

/**
 * paxflags_proc_close - free an iterator
 * @proc: the iterator, or NULL
 */
void paxflags_proc_close(struct paxflags_proc *proc);

#ifdef __cplusplus
}
#endif

#endif /* PAXFLAGS_KERNEL_H */
