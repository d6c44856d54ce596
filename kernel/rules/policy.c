// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which requests the flags of a process allow.
 *
 * MPROTECT keeps no history. A mapping's fate is decided when it is made and is
 * kept in its MAYWRITE and MAYEXEC bits: one made executable may never become
 * writable, any other may never become executable. The stack and the heap are
 * made by paths that leave both bits set; for them the first change of
 * protection settles it, and until then they are not executable.
 *
 * RELRO that the dynamic loader seals gets MAYEXEC back: a private mapping of a file that
 * is neither writable nor executable but might become both is there for no other
 * reason, and this is how it is known. It stays with the mapping through splits,
 * forks and moves, and with the old place where a move leaves that mapped. (Taking
 * MAYWRITE away would be plainer, but a mapping with private pages must keep it: without
 * it 6.12 loops in process_vm_readv() after a fork.)
 */
#include "rules/policy.h"

#define MAY_BOTH (PAX_VM_MAYWRITE | PAX_VM_MAYEXEC)
#define WRITE_EXEC (PAX_VM_WRITE | PAX_VM_EXEC)

/**
 * pax_policy_protect - a change of protection
 * @flags: bits of PAX_*
 * @old: protections that the mapping has
 * @sealed: true if it is a private mapping of a file for which pax_policy_sealed() says so
 * @vm_flags: protections asked for; on success those to give
 *
 * PaX's MPROTECT. Also refuses what the kernel's own look at the MAY bits has
 * refused already, so the same answer serves to report that.
 *
 * Context: any; pure.
 * Return: 0, or -EACCES.
 */
int pax_policy_protect(unsigned int flags, unsigned long old, bool sealed, unsigned long *vm_flags)
{
	unsigned long asked = *vm_flags;

	if (!(flags & PAX_MPROTECT))
		return 0;
	if ((asked & WRITE_EXEC) & ~(asked >> 4))
		return -EACCES;
	if ((asked & WRITE_EXEC) == WRITE_EXEC)
		return -EACCES;
	if (sealed)
		return (asked & WRITE_EXEC) ? -EACCES : 0;
	if ((asked & PAX_VM_WRITE) && (old & WRITE_EXEC) == PAX_VM_EXEC)
		return -EACCES;
	if ((asked & MAY_BOTH) != MAY_BOTH)
		return 0;

	/* Stack, heap, or made while nothing was enforced: settle it now. */
	if (asked & PAX_VM_EXEC)
		return old & PAX_VM_EXEC ? 0 : -EACCES;
	if ((old & WRITE_EXEC) != PAX_VM_EXEC)
		*vm_flags &= ~PAX_VM_MAYEXEC;
	return 0;
}

/**
 * pax_policy_seal - the dynamic loader is done with RELRO
 * @flags: bits of PAX_*
 * @vm_flags: protections that the pages are about to get; changed to those to give
 *
 * PaX's MPROTECT: what the loader has made read-only never becomes writable again.
 *
 * Context: any; pure.
 */
void pax_policy_seal(unsigned int flags, unsigned long *vm_flags)
{
	if (flags & PAX_MPROTECT)
		*vm_flags |= PAX_VM_MAYEXEC;
}

/**
 * pax_policy_sealed - tell sealed RELRO from other private mappings of a file
 * @vm_flags: protections of the mapping
 *
 * Context: any; pure.
 * Return: true if pax_policy_seal() has changed them.
 */
bool pax_policy_sealed(unsigned long vm_flags)
{
	return (vm_flags & MAY_BOTH) == MAY_BOTH && !(vm_flags & WRITE_EXEC);
}

/**
 * pax_policy_is_side - tell a mapping that is half of a pair
 * @vm_flags: protections of the mapping
 * @writable: which half is asked for: writing reaches the file, or it may be executed
 *
 * Beyond PaX, the option "shared": the two halves exclude each other. Sealed RELRO may
 * become executable by its bits only.
 *
 * Context: any; pure.
 * Return: true if it is that half.
 */
bool pax_policy_is_side(unsigned long vm_flags, bool writable)
{
	if (writable)
		return (vm_flags & PAX_VM_SHARED) && (vm_flags & PAX_VM_MAYWRITE);
	return (vm_flags & PAX_VM_EXEC) || (vm_flags & MAY_BOTH) == PAX_VM_MAYEXEC;
}

/**
 * pax_policy_textrel - a change of protection that MPROTECT refuses, under textrel=pass
 * @old: protections that the mapping of a file has
 * @written: it has private pages
 * @vm_flags: protections asked for; changed to those to give
 *
 * PaX's ELFRELOCS: text that has not been written to can be made writable, and executable
 * again after that. Today's loaders ask for both at once meanwhile; they get writing. With
 * the option text keeps VM_MAYWRITE, so what has not been written to must also be able to
 * become executable again after having been read-only.
 *
 * Context: any; pure.
 * Return: PAX_TEXTREL_PASS if it is let pass, PAX_TEXTREL_RELOCATE if it is for an object
 * with text relocations, else PAX_TEXTREL_NONE.
 */
enum pax_textrel pax_policy_textrel(unsigned long old, bool written, unsigned long *vm_flags)
{
	if ((old & PAX_VM_SHARED) || (old & MAY_BOTH) != MAY_BOTH)
		return PAX_TEXTREL_NONE;
	if (*vm_flags & PAX_VM_WRITE) {
		if ((old & WRITE_EXEC) != PAX_VM_EXEC || written)
			return PAX_TEXTREL_NONE;
		*vm_flags &= ~PAX_VM_EXEC;
		return PAX_TEXTREL_RELOCATE;
	}
	if (!(*vm_flags & PAX_VM_EXEC))
		return PAX_TEXTREL_NONE;
	if (old & PAX_VM_WRITE)
		return PAX_TEXTREL_RELOCATE;
	return written ? PAX_TEXTREL_NONE : PAX_TEXTREL_PASS;
}

/**
 * pax_policy_shmat - an attachment of System V shared memory
 * @flags: bits of PAX_*
 * @exec: true if it is to be executable (SHM_EXEC)
 *
 * Context: any; pure.
 * Return: 0, or -EINVAL, which is what PaX answers under MPROTECT.
 */
int pax_policy_shmat(unsigned int flags, bool exec)
{
	return exec && (flags & PAX_MPROTECT) ? -EINVAL : 0;
}

/**
 * pax_policy_brk - a program's bss, which the loader maps like the heap
 * @flags: bits of PAX_*
 * @vm_flags: protections asked for; changed to those to give
 *
 * The loader makes it writable in any case, so under MPROTECT it is not executable.
 *
 * Context: any; pure.
 */
void pax_policy_brk(unsigned int flags, unsigned long *vm_flags)
{
	if (flags & PAX_MPROTECT)
		*vm_flags &= ~PAX_VM_EXEC;
}

/**
 * pax_policy_stack - the stack of a new program
 * @flags: bits of PAX_*
 * @vm_flags: protections asked for; changed to those to give
 *
 * PAGEEXEC: the stack is not executable, whatever PT_GNU_STACK says. MPROTECT:
 * it never becomes so.
 *
 * Context: any; pure.
 */
void pax_policy_stack(unsigned int flags, unsigned long *vm_flags)
{
	if (flags & (PAX_PAGEEXEC | PAX_MPROTECT))
		*vm_flags &= ~PAX_VM_EXEC;
	if (flags & PAX_MPROTECT)
		*vm_flags &= ~PAX_VM_MAYEXEC;
}

/**
 * pax_policy_drops_rie - tell whether READ_IMPLIES_EXEC is taken away
 * @flags: bits of PAX_*
 *
 * PAGEEXEC: readable memory is not executable unless that was asked for. MPROTECT is
 * never on without it, but for a program that permissive mode let run.
 *
 * Context: any; pure.
 * Return: true if the personality bit is to be cleared.
 */
bool pax_policy_drops_rie(unsigned int flags)
{
	return flags & (PAX_PAGEEXEC | PAX_MPROTECT);
}
