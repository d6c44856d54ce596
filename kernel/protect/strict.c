// SPDX-License-Identifier: GPL-2.0-only
/*
 * The options of the setting "strict".
 *
 * shared: MPROTECT checks single mappings, so a program could map one file, memfd or System V
 * segment twice, once writable and once executable. With this option it cannot: as long as one is
 * mapped, the other is refused. This is checked when a mapping is created, by what the mapping may
 * become. A change of protection needs no check, except of text under the next option.
 *
 * textrel=pass: PaX's ELFRELOCS. The loader makes the text of a library with text relocations
 * writable, once, before anything was written to it, and then executable again. Until then the text
 * must keep VM_MAYWRITE. When the text is mapped, the headers may not be in the page cache yet, so
 * with this option all text of files keeps it. Whether the object has text relocations is read
 * from the file when its text is to become writable.
 */
#include <linux/maple_tree.h>
#include <linux/mm.h>
#include <linux/sched.h>

#include "base/compat.h"
#include "protect/elf_headers.h"
#include "rules/policy.h"
#include "settings/settings.h"
#include "protect/strict.h"

/* Tells whether an mm has a mapping of a file that is writable, or executable. */
static bool has_other_side(struct mm_struct *mm, struct file *file, bool writable)
{
	MA_STATE(mas, &mm->mm_mt, 0, 0);
	const struct inode *inode = pax_user_inode(file);
	struct vm_area_struct *vma;

	mas_for_each(&mas, vma, ULONG_MAX) {
		if (vma->vm_file && pax_user_inode(vma->vm_file) == inode &&
		    pax_policy_is_side(vma->vm_flags, writable))
			return true;
	}
	return false;
}

/**
 * pax_strict_map - a new mapping of a file in a process under MPROTECT
 * @file: what is mapped
 * @asked: protections that were asked for
 * @vm_flags: those that MPROTECT gives; changed to those to give
 *
 * Context: atomic or not; the mm's mmap lock is held for writing.
 * Return: true if the mapping is allowed.
 */
bool pax_strict_map(struct file *file, unsigned long asked, unsigned long *vm_flags)
{
	if (pax_strict_shared()) {
		if (pax_policy_is_side(*vm_flags, false) && has_other_side(current->mm, file, true))
			return false;
		if (pax_policy_is_side(*vm_flags, true) &&
		    has_other_side(current->mm, file, false)) {
			if (*vm_flags & VM_WRITE)
				return false;
			*vm_flags &= ~VM_MAYWRITE;
		}
	}
	if (pax_strict_textrel_pass() && (asked & VM_MAYWRITE) &&
	    (*vm_flags & (VM_EXEC | VM_SHARED)) == VM_EXEC)
		*vm_flags |= VM_MAYWRITE;
	return true;
}

/**
 * pax_strict_protect - a change of protection that MPROTECT refuses
 * @vma: the mapping
 * @vm_flags: protections asked for; changed to those to give if it is allowed
 *
 * Context: atomic or not; the mm's mmap lock is held for writing.
 * Return: true if an option allows it nevertheless.
 */
bool pax_strict_protect(const struct vm_area_struct *vma, unsigned long *vm_flags)
{
	unsigned long given = *vm_flags;

	if (!pax_strict_textrel_pass() || !vma->vm_file)
		return false;
	/* While it was not executable, the other half of a pair may have been mapped. */
	if (pax_strict_shared() && (given & VM_EXEC) && !(given & VM_WRITE) &&
	    has_other_side(vma->vm_mm, vma->vm_file, true))
		return false;
	switch (pax_policy_textrel(vma->vm_flags, vma->anon_vma, &given)) {
	case PAX_TEXTREL_PASS:
		return true;
	case PAX_TEXTREL_RELOCATE:
		if (!pax_elf_has_textrel(vma->vm_file))
			return false;
		*vm_flags = given;
		return true;
	default:
		return false;
	}
}
