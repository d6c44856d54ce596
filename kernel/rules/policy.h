/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The decisions of MPROTECT and PAGEEXEC about mappings: which requests the flags of a process
 * allow, and which protections a mapping gets. Pure, like mark.h.
 */
#ifndef PAX_POLICY_H
#define PAX_POLICY_H

#include "rules/mark.h"

/*
 * Protections of a mapping: those it has and those it may get. The numbers are
 * those of the kernel's VM_* (compat.h asserts it), so hooks need not convert them.
 */
#define PAX_VM_READ 0x01ul
#define PAX_VM_WRITE 0x02ul
#define PAX_VM_EXEC 0x04ul
#define PAX_VM_MAYREAD 0x10ul
#define PAX_VM_MAYWRITE 0x20ul
#define PAX_VM_MAYEXEC 0x40ul
#define PAX_VM_SHARED 0x08ul
#define PAX_VM_ACCESS (PAX_VM_READ | PAX_VM_WRITE | PAX_VM_EXEC)

/* What the option textrel=pass does with a change of protection; see pax_policy_textrel(). */
enum pax_textrel { PAX_TEXTREL_NONE, PAX_TEXTREL_PASS, PAX_TEXTREL_RELOCATE };

/**
 * pax_policy_map - a new mapping
 * @flags: bits of PAX_*
 * @vm_flags: protections asked for; on success those to give
 *
 * PaX's MPROTECT: no mapping is writable and executable at once, and what it can
 * become later is fixed now.
 *
 * Context: any; pure.
 * Return: 0, or -EPERM.
 */
static inline int pax_policy_map(unsigned int flags, unsigned long *vm_flags)
{
	const unsigned long both = PAX_VM_WRITE | PAX_VM_EXEC;

	if (!(flags & PAX_MPROTECT))
		return 0;
	if ((*vm_flags & both) == both)
		return -EPERM;
	if (*vm_flags & PAX_VM_EXEC)
		*vm_flags &= ~PAX_VM_MAYWRITE;
	else
		*vm_flags &= ~PAX_VM_MAYEXEC;
	return 0;
}

int pax_policy_protect(unsigned int flags, unsigned long old, bool sealed, unsigned long *vm_flags);
bool pax_policy_is_side(unsigned long vm_flags, bool writable);
enum pax_textrel pax_policy_textrel(unsigned long old, bool written, unsigned long *vm_flags);
int pax_policy_shmat(unsigned int flags, bool exec);
void pax_policy_seal(unsigned int flags, unsigned long *vm_flags);
bool pax_policy_sealed(unsigned long vm_flags);
void pax_policy_brk(unsigned int flags, unsigned long *vm_flags);
void pax_policy_stack(unsigned int flags, unsigned long *vm_flags);
bool pax_policy_drops_rie(unsigned int flags);

#endif /* PAX_POLICY_H */
