// SPDX-License-Identifier: GPL-2.0-only
/*
 * The options of the file "strict".
 *
 * shared: MPROTECT looks at mappings, so a program may still have one file, memfd or
 * System V segment twice, once writable and once executable. With this it may not: as
 * long as the one is mapped, the other is refused. What a mapping may become counts, not
 * only what it is, so nothing is left to be looked at when protections change, but for text
 * under the next option.
 *
 * textrel=pass: PaX's ELFRELOCS. A library with text relocations has its text made
 * writable by the loader, once, before it has been written to, and executable again.
 * Until that is over its text must keep VM_MAYWRITE, and at the time of the mapping no
 * one knows which library it will be; so with this option all text of files keeps it.
 */
#include <linux/elf.h>
#include <linux/maple_tree.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "policy.h"
#include "settings.h"
#include "strict.h"

/* How much of an object is looked at for the sign of text relocations. */
#define HEADERS_MAX 64
#define DYNAMIC_MAX 256
#define OBJECT_VMAS_MAX 16

/* Linux's header does not have these. */
#define DYNAMIC_FLAGS 30
#define FLAG_TEXTREL 4

/* Tells whether an mm has a file mapped in the way that would complete the pair. */
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

/* What is needed of the ELF headers of either class. */
struct object {
	unsigned long base;
	bool is_32;
	unsigned long headers;
	unsigned int count;
};

/*
 * Everything is read where the object is mapped, by a handler that may not sleep: the
 * loader has just read the same, so it is there. What cannot be read has no text
 * relocations, and is refused.
 */
static bool read_word(unsigned long at, unsigned int size, unsigned long *value)
{
	u64 word = 0;

	/* All these machines are little-endian. */
	if (copy_from_user_nofault(&word, (const void __user *)at, size))
		return false;
	*value = word;
	return true;
}

static bool open_object(unsigned long base, struct object *object)
{
	union {
		struct elf32_hdr e32;
		struct elf64_hdr e64;
	} elf;

	if (copy_from_user_nofault(&elf, (const void __user *)base, sizeof(elf)) ||
	    memcmp(elf.e32.e_ident, ELFMAG, SELFMAG))
		return false;
	object->base = base;
	object->is_32 = elf.e32.e_ident[EI_CLASS] == ELFCLASS32;
	object->headers = base + (object->is_32 ? elf.e32.e_phoff : elf.e64.e_phoff);
	object->count = object->is_32 ? elf.e32.e_phnum : elf.e64.e_phnum;
	return true;
}

/* The address of the dynamic section, or 0. */
static unsigned long find_dynamic(const struct object *object)
{
	unsigned int size = object->is_32 ? sizeof(struct elf32_phdr) : sizeof(struct elf64_phdr);
	unsigned long type, vaddr, at = object->headers;
	unsigned int n;

	for (n = 0; n < min(object->count, HEADERS_MAX + 0u); n++, at += size) {
		if (!read_word(at, sizeof(u32), &type))
			return 0;
		if (type != PT_DYNAMIC)
			continue;
		at += object->is_32 ? offsetof(struct elf32_phdr, p_vaddr) :
				      offsetof(struct elf64_phdr, p_vaddr);
		if (!read_word(at, object->is_32 ? sizeof(u32) : sizeof(u64), &vaddr))
			return 0;
		return object->base + vaddr;
	}
	return 0;
}

static bool has_textrel(unsigned long base)
{
	unsigned long at, tag, value;
	unsigned int n, size;
	struct object object;

	if (!open_object(base, &object))
		return false;
	at = find_dynamic(&object);
	size = object.is_32 ? sizeof(u32) : sizeof(u64);
	for (n = 0; at && n < DYNAMIC_MAX; n++, at += 2 * size) {
		if (!read_word(at, size, &tag) || !read_word(at + size, size, &value) ||
		    tag == DT_NULL)
			return false;
		if (tag == DT_TEXTREL || (tag == DYNAMIC_FLAGS && (value & FLAG_TEXTREL)))
			return true;
	}
	return false;
}

/* Where the object that a mapping belongs to begins: its file's first page, mapped before it. */
static unsigned long object_base(const struct vm_area_struct *vma)
{
	MA_STATE(mas, &vma->vm_mm->mm_mt, vma->vm_start, vma->vm_start);
	const struct inode *inode = file_inode(vma->vm_file);
	unsigned int n;

	for (n = 0; vma && vma->vm_file && file_inode(vma->vm_file) == inode && n < OBJECT_VMAS_MAX;
	     n++) {
		if (!vma->vm_pgoff)
			return vma->vm_start;
		vma = mas_prev(&mas, 0);
	}
	return 0;
}

/**
 * pax_strict_protect - a change of protection that MPROTECT refuses
 * @vma: the mapping
 * @vm_flags: protections asked for; changed to those to give if it is let pass
 *
 * Context: atomic or not; the mm's mmap lock is held for writing.
 * Return: true if it is let pass all the same.
 */
bool pax_strict_protect(const struct vm_area_struct *vma, unsigned long *vm_flags)
{
	unsigned long base, given = *vm_flags;

	if (!pax_strict_textrel_pass() || !vma->vm_file || vma->vm_mm != current->mm)
		return false;
	/* While it was not executable, the other half of a pair may have been mapped. */
	if (pax_strict_shared() && (given & VM_EXEC) && !(given & VM_WRITE) &&
	    has_other_side(vma->vm_mm, vma->vm_file, true))
		return false;
	switch (pax_policy_textrel(vma->vm_flags, vma->anon_vma, &given)) {
	case PAX_TEXTREL_PASS:
		return true;
	case PAX_TEXTREL_RELOCATE:
		base = object_base(vma);
		if (!base || !has_textrel(base))
			return false;
		*vm_flags = given;
		return true;
	default:
		return false;
	}
}
