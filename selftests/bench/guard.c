// SPDX-License-Identifier: GPL-2.0-only
/*
 * The alternatives that a process applies to itself, and that its children inherit.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/syscall.h>

#include "bench.h"

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#define PR_MDWE_REFUSE_EXEC_GAIN 1
#endif

void guard_mdwe(void)
{
	if (prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0))
		fail("PR_SET_MDWE");
}

#if defined(__x86_64__)
#define THIS_ARCH AUDIT_ARCH_X86_64
#define MMAP SYS_mmap
#elif defined(__aarch64__)
#define THIS_ARCH AUDIT_ARCH_AARCH64
#define MMAP SYS_mmap
#else
#define THIS_ARCH AUDIT_ARCH_ARM
#define MMAP SYS_mmap2
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define IS(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)
#define HAS(bits, yes, no) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, yes, no)
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, what)

/*
 * Refuses the same calls as systemd's MemoryDenyWriteExecute=: mmap of writable and
 * executable memory, mprotect and pkey_mprotect to executable, and executable shmat. The
 * arguments are little-endian, so the bits are in the lower halves.
 */
void guard_seccomp(void)
{
	struct sock_filter code[] = {
		LOAD(arch),
		IS(THIS_ARCH, 0, 13),
		LOAD(nr),
		IS(MMAP, 4, 0),
		IS(SYS_mprotect, 6, 0),
		IS(SYS_pkey_mprotect, 5, 0),
		IS(SYS_shmat, 6, 0),
		RETURN(SECCOMP_RET_ALLOW),
		/* mmap */
		LOAD(args[2]),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, PROT_WRITE | PROT_EXEC),
		IS(PROT_WRITE | PROT_EXEC, 5, 4),
		/* mprotect */
		LOAD(args[2]),
		HAS(PROT_EXEC, 3, 2),
		/* shmat */
		LOAD(args[2]),
		HAS(SHM_EXEC, 1, 0),
		RETURN(SECCOMP_RET_ALLOW),
		RETURN(SECCOMP_RET_ERRNO | EPERM),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		fail("seccomp");
}
