// SPDX-License-Identifier: GPL-2.0-only
/*
 * The decisions of MPROTECT and PAGEEXEC about mappings.
 *
 * MPROTECT keeps no history. The decision about a mapping is made when it is created, and its
 * MAYWRITE and MAYEXEC bits store it: an executable mapping may never become writable, any other
 * may never become executable. The kernel creates the stack and the heap with both bits set. For
 * them the first change of protection decides, and until then they are not executable.
 *
 * RELRO that the dynamic loader seals gets MAYEXEC back. That marks it as sealed: no other private
 * mapping of a file is neither writable nor executable and may become both. The bit stays with
 * the mapping through splits, forks and moves, and with the old mapping if a move keeps that.
 * (Clearing MAYWRITE would be simpler, but a mapping with private pages must keep it: without it
 * 6.12 loops in process_vm_readv() after a fork.)
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
 * PaX's MPROTECT. Also refuses what the kernel itself refuses because of the MAY bits, so that
 * the caller can report that, too.
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

	/* Stack, heap, or a mapping from a time when nothing was enforced: decide now. */
	if (asked & PAX_VM_EXEC)
		return old & PAX_VM_EXEC ? 0 : -EACCES;
	if ((old & WRITE_EXEC) != PAX_VM_EXEC)
		*vm_flags &= ~PAX_VM_MAYEXEC;
	return 0;
}

/**
 * pax_policy_seal - the dynamic loader makes RELRO read-only
 * @flags: bits of PAX_*
 * @vm_flags: protections that the loader asks for; changed to those to give
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
 * pax_policy_is_side - tell whether a mapping is one half of a writable and executable pair
 * @vm_flags: protections of the mapping
 * @writable: true: the half whose writes reach the file; false: the half that may be executed
 *
 * Beyond PaX, the option "shared": a process may map a file in one of these ways only. Sealed
 * RELRO has MAYEXEC but never becomes executable, so it is no half.
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
 * PaX's ELFRELOCS: text that has not been written to can be made writable once, and executable
 * again after that. Current loaders ask for both at once; they get a writable mapping. With the
 * option text keeps VM_MAYWRITE, so text that has not been written to must also be able to become
 * executable again after it was read-only.
 *
 * Context: any; pure.
 * Return: PAX_TEXTREL_PASS to allow it, PAX_TEXTREL_RELOCATE to allow it for an object with text
 * relocations, else PAX_TEXTREL_NONE.
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
 * pax_policy_brk - the bss of a program, which the loader maps like the heap
 * @flags: bits of PAX_*
 * @vm_flags: protections asked for; changed to those to give
 *
 * The loader always makes it writable, so under MPROTECT it is not executable.
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
 * pax_policy_drops_rie - tell whether READ_IMPLIES_EXEC is to be cleared
 * @flags: bits of PAX_*
 *
 * PAGEEXEC: readable memory is not executable unless that was asked for. MPROTECT is on without
 * PAGEEXEC only in a program whose exec was allowed in permissive mode.
 *
 * Context: any; pure.
 * Return: true if the personality bit is to be cleared.
 */
bool pax_policy_drops_rie(unsigned int flags)
{
	return flags & (PAX_PAGEEXEC | PAX_MPROTECT);
}
