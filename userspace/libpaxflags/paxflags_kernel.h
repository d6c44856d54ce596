/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libpaxflags: what the kernel makes of files, and the processes that run. The
 * conventions are those of paxflags.h, which includes this.
 */
#ifndef PAXFLAGS_KERNEL_H
#define PAXFLAGS_KERNEL_H

#include <stdbool.h>
#include <sys/types.h>

#include "paxflags.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where the kernel says what it does. */
#define PAXFLAGS_KERNEL_DIR "/sys/kernel/security/pax"

/**
 * enum paxflags_trust - whose marks count where they weaken
 * @PAXFLAGS_TRUST_ANY: everybody's, but on programs that gain privileges by being executed
 * @PAXFLAGS_TRUST_ROOT: those of files that belong to root, that neither their group nor
 *	others may write, and that are not on a file system mounted nosuid
 */
enum paxflags_trust {
	PAXFLAGS_TRUST_ANY,
	PAXFLAGS_TRUST_ROOT,
};

/**
 * struct paxflags_kernel - how the kernel decides
 * @loaded: the module is there; if not, the rest is what it would begin with
 * @armed: its hooks run
 * @permissive: it only reports
 * @softmode: nothing is on but what a mark turns on
 * @security_counts: security.pax.flags is looked at
 * @trust: whose weakening marks count
 * @defaults: bits of PAX_*, what an unmarked file gets in hard mode
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
 * struct paxflags_file - what the kernel looks at when it starts a file
 * @security: security.pax.flags, or NULL where there is none
 * @user: user.pax.flags, or NULL where there is none
 * @uid: the owner
 * @mode: the mode, as in struct stat
 * @nosuid: its file system is mounted nosuid, as removable media are
 * @capabilities: it has the attribute security.capability
 */
struct paxflags_file {
	const struct paxflags_value *security;
	const struct paxflags_value *user;
	uid_t uid;
	mode_t mode;
	bool nosuid;
	bool capabilities;
};

/* Why a decision is not just what the mark says: bits of struct paxflags_decision. */
#define PAXFLAGS_WHY_INVALID 0x01u	    /* the mark is invalid and so ignored */
#define PAXFLAGS_WHY_UNTRUSTED 0x02u	    /* it weakens, and whose it is does not count */
#define PAXFLAGS_WHY_SECURITY_IGNORED 0x04u /* security.pax.flags is not looked at */
#define PAXFLAGS_WHY_USER_HIDDEN 0x08u	    /* user.pax.flags is behind security.pax.flags */
#define PAXFLAGS_WHY_REFUSED 0x10u	    /* M or E without P: not run, but in permissive mode */

/**
 * struct paxflags_decision - what the kernel makes of a file
 * @flags: bits of PAX_*
 * @source: what decided them
 * @why: bits of PAXFLAGS_WHY_*
 */
struct paxflags_decision {
	unsigned int flags;
	enum paxflags_source source;
	unsigned int why;
};

/**
 * paxflags_kernel_builtin - how a module just loaded decides
 * @kernel: the result
 */
void paxflags_kernel_builtin(struct paxflags_kernel *kernel);

/**
 * paxflags_kernel_read - how the running kernel decides
 * @dir: the module's directory in securityfs, or NULL for PAXFLAGS_KERNEL_DIR
 * @kernel: the result; on error what paxflags_kernel_builtin() gives
 *
 * Return: 0, or a negative errno: -ENOENT if the module is not loaded (or securityfs not
 * mounted), -EBADMSG if its status cannot be understood.
 */
int paxflags_kernel_read(const char *dir, struct paxflags_kernel *kernel);

/**
 * paxflags_decide - what the kernel makes of a file
 * @kernel: how it decides
 * @file: what it looks at
 * @decision: the result
 *
 * The kernel's own code decides.
 */
void paxflags_decide(const struct paxflags_kernel *kernel, const struct paxflags_file *file,
		     struct paxflags_decision *decision);

/**
 * struct paxflags_process - a process
 * @pid: its number
 * @dirfd: its directory in proc, an O_PATH descriptor; valid until the next process
 * @name: its name, cut as the kernel cuts it, its bytes as it chose them
 * @uid: its effective user
 * @shows_flags: the kernel shows flags; false without the module
 * @flags: bits of PAX_*, if @shows_flags
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
 * paxflags_proc_open - begin to look at processes
 * @path: where proc is mounted, or NULL for /proc
 * @proc: the iterator; the caller ends it with paxflags_proc_close()
 *
 * Return: 0, or a negative errno.
 */
int paxflags_proc_open(const char *path, struct paxflags_proc **proc);

/**
 * paxflags_proc_next - the next process
 * @proc: the iterator
 * @process: the result
 *
 * Kernel threads, zombies and what ends meanwhile are left out.
 *
 * Return: 1 if there is one, 0 at the end, or a negative errno. The error of a single
 * process, such as -EACCES, leaves its @pid in @process, and iteration may go on; with
 * @pid 0 no more processes can be listed.
 */
int paxflags_proc_next(struct paxflags_proc *proc, struct paxflags_process *process);

/**
 * paxflags_proc_exe - the file that a process runs
 * @process: the process
 *
 * Return: an O_PATH descriptor that the caller closes, or a negative errno: -EACCES for
 * a process of another user, -ENOENT if it has ended.
 */
int paxflags_proc_exe(const struct paxflags_process *process);

/**
 * paxflags_proc_close - end an iterator
 * @proc: the iterator, or NULL
 */
void paxflags_proc_close(struct paxflags_proc *proc);

#ifdef __cplusplus
}
#endif

#endif /* PAXFLAGS_KERNEL_H */
