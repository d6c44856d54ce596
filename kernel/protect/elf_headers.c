// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the ELF headers of a mapped file: text relocations and RELRO.
 *
 * They are read from the page cache of the file, never from the memory of the program, which it can
 * change. A hook may not sleep, so if a page is not in the cache, the answer is no. In practice it
 * is there: the loader has read the headers just before it asks for what they decide.
 */
#include <linux/elf.h>
#include <linux/highmem.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/pagemap.h>

#include "base/compat.h"
#include "protect/elf_headers.h"

/* How many segments, and how many entries of the dynamic section, are looked at. */
#define SEGMENTS_MAX 64
#define DYNAMIC_MAX 256

/* DT_FLAGS and DF_TEXTREL, which linux/elf.h lacks. */
#define DYNAMIC_FLAGS 30
#define FLAG_TEXTREL 4

/**
 * struct object - a file while its headers are read
 * @mapping: its page cache
 * @size: of the file, in bytes
 * @folio: what is being read, while @page is set
 * @page: where that page of the file is mapped for the kernel, or NULL
 * @index: which page of the file
 * @is_32: of the 32-bit class
 * @buffer: a copy of an item that lies in two pages; as large as the largest item
 * @segments: where the table of segments begins in the file
 * @count: how many there are
 * @header_size: of an entry of that table, in bytes
 * @following: how many entries of it follow in @page after the one read last
 */
struct object {
	struct address_space *mapping;
	u64 size;
	struct folio *folio;
	const char *page;
	pgoff_t index;
	bool is_32;
	char buffer[sizeof(struct elf64_phdr)] __aligned(8);
	u64 segments;
	unsigned int count;
	unsigned int header_size;
	unsigned int following;
};

/* A program header of either class. The type is the first member of both. */
union header {
	struct elf32_phdr e32;
	struct elf64_phdr e64;
};

/* A segment that is loaded from the file. */
struct segment {
	u64 vaddr, offset, filesz;
};

static void close_object(struct object *object)
{
	if (!object->page)
		return;
	kunmap_local(object->page);
	folio_put(object->folio);
	object->page = NULL;
}

static bool open_page(struct object *object, pgoff_t index)
{
	struct folio *folio;

	if (object->page && object->index == index)
		return true;
	close_object(object);
	folio = pax_cached_folio(object->mapping, index);
	if (!folio)
		return false;
	if (!folio_test_uptodate(folio)) {
		folio_put(folio);
		return false;
	}
	object->folio = folio;
	object->index = index;
	object->page = kmap_local_folio(folio, offset_in_folio(folio, (u64)index << PAGE_SHIFT));
	return true;
}

static noinline const void *read_other_page(struct object *object, u64 at, unsigned int len)
{
	unsigned int first = PAGE_SIZE - offset_in_page(at);

	if (at > object->size || len > object->size - at || !open_page(object, at >> PAGE_SHIFT))
		return NULL;
	if (len <= first)
		return object->page + offset_in_page(at);
	memcpy(object->buffer, object->page + offset_in_page(at), first);
	if (!open_page(object, (at >> PAGE_SHIFT) + 1))
		return NULL;
	memcpy(object->buffer + first, object->page, len - first);
	return object->buffer;
}

/*
 * Reads a few bytes of the file. Returns a pointer into its page, or to a copy if they lie in two
 * pages. The pointer is valid until the next read. Somebody who can write to the file may change
 * the bytes at the same time. Bytes behind the end of the file in its last page are read as well.
 */
static __always_inline const void *read_object(struct object *object, u64 at, unsigned int len)
{
	if (object->page && object->index == at >> PAGE_SHIFT &&
	    offset_in_page(at) + len <= PAGE_SIZE)
		return object->page + offset_in_page(at);
	return read_other_page(object, at, len);
}

/* Reads the ELF header; close_object() must follow even if this returns false. */
static bool open_object(struct object *object, const struct file *file)
{
	const struct inode *inode = file->f_mapping->host;
	const union {
		struct elf32_hdr e32;
		struct elf64_hdr e64;
	} *elf;

	*object = (struct object){ .mapping = file->f_mapping, .size = i_size_read(inode) };
	/* The page cache of huge pages counts in other units on some releases. */
	if (!S_ISREG(inode->i_mode) || inode->i_sb->s_magic == HUGETLBFS_MAGIC)
		return false;
	elf = read_object(object, 0, sizeof(*elf));
	if (!elf || memcmp(elf->e32.e_ident, ELFMAG, SELFMAG))
		return false;
	object->is_32 = elf->e32.e_ident[EI_CLASS] == ELFCLASS32;
	object->segments = object->is_32 ? elf->e32.e_phoff : elf->e64.e_phoff;
	object->count = object->is_32 ? elf->e32.e_phnum : elf->e64.e_phnum;
	object->count = min(object->count, SEGMENTS_MAX + 0u);
	object->header_size = object->is_32 ? sizeof(struct elf32_phdr) : sizeof(struct elf64_phdr);
	return true;
}

/* Reads a program header, and counts how many follow it in the same page. */
static noinline const union header *read_header(struct object *object, unsigned int n)
{
	u64 at = object->segments + (u64)n * object->header_size;

	object->following = (PAGE_SIZE - offset_in_page(at)) / object->header_size;
	if (object->following)
		object->following--;
	return read_object(object, at, object->header_size);
}

/* The program header that @n counts, behind another one, or the first; NULL behind the last. */
static __always_inline const union header *
next_header(struct object *object, const union header *header, unsigned int n)
{
	if (n == object->count)
		return NULL;
	if (!header || !object->following)
		return read_header(object, n);
	object->following--;
	return (const void *)header + object->header_size;
}

static __always_inline u64 header_vaddr(const struct object *object, const union header *header)
{
	return object->is_32 ? header->e32.p_vaddr : header->e64.p_vaddr;
}

static __always_inline u64 header_memsz(const struct object *object, const union header *header)
{
	return object->is_32 ? header->e32.p_memsz : header->e64.p_memsz;
}

static __always_inline u64 header_offset(const struct object *object, const union header *header)
{
	return object->is_32 ? header->e32.p_offset : header->e64.p_offset;
}

static __always_inline u64 header_filesz(const struct object *object, const union header *header)
{
	return object->is_32 ? header->e32.p_filesz : header->e64.p_filesz;
}

/* The segment that is loaded to an address. */
static bool find_loaded(struct object *object, u64 vaddr, struct segment *segment)
{
	const union header *header = NULL;
	unsigned int n;
	u64 start;

	for (n = 0; (header = next_header(object, header, n)); n++) {
		if (header->e32.p_type != PT_LOAD)
			continue;
		start = header_vaddr(object, header);
		if (vaddr < start || vaddr - start >= header_memsz(object, header))
			continue;
		segment->vaddr = start;
		segment->offset = header_offset(object, header);
		segment->filesz = header_filesz(object, header);
		return true;
	}
	return false;
}

/* An entry of the dynamic section of either class. */
union entry {
	struct {
		u32 tag, value;
	} e32;
	struct {
		u64 tag, value;
	} e64;
};

static unsigned int entry_size(const struct object *object)
{
	return object->is_32 ? sizeof_field(union entry, e32) : sizeof_field(union entry, e64);
}

static bool read_dynamic(struct object *object, u64 at, u64 *tag, u64 *value)
{
	const union entry *entry = read_object(object, at, entry_size(object));

	if (!entry)
		return false;
	*tag = object->is_32 ? entry->e32.tag : entry->e64.tag;
	*value = object->is_32 ? entry->e32.value : entry->e64.value;
	return true;
}

/* The address of the dynamic section in the object. */
static bool find_dynamic(struct object *object, u64 *vaddr)
{
	const union header *header = NULL;
	unsigned int n;

	for (n = 0; (header = next_header(object, header, n)); n++) {
		if (header->e32.p_type == PT_DYNAMIC) {
			*vaddr = header_vaddr(object, header);
			return true;
		}
	}
	return false;
}

/* Looks for text relocations where the dynamic section begins in the file. */
static bool dynamic_has_textrel(struct object *object, u64 at)
{
	unsigned int n, size = entry_size(object);
	u64 tag, value;

	for (n = 0; n < DYNAMIC_MAX; n++, at += size) {
		if (!read_dynamic(object, at, &tag, &value) || tag == DT_NULL)
			return false;
		if (tag == DT_TEXTREL || (tag == DYNAMIC_FLAGS && (value & FLAG_TEXTREL)))
			return true;
	}
	return false;
}

/**
 * pax_elf_has_textrel - tell whether a file is an object with text relocations
 * @file: any file
 *
 * It has the tag DT_TEXTREL, or DF_TEXTREL in DT_FLAGS, in its dynamic section, where the
 * loader finds that: by address, in a segment that is loaded from the file. So the answer
 * depends on the content of the file alone.
 *
 * Context: atomic or not.
 * Return: true if so; false also if the page cache lacks the headers.
 */
bool pax_elf_has_textrel(struct file *file)
{
	struct segment load;
	struct object object;
	u64 dynamic;
	bool has;

	has = open_object(&object, file) && find_dynamic(&object, &dynamic) &&
	      find_loaded(&object, dynamic, &load) && dynamic - load.vaddr < load.filesz &&
	      dynamic_has_textrel(&object, load.offset + (dynamic - load.vaddr));
	close_object(&object);
	return has;
}

/* RELRO, and the first and the last segment that are loaded from the file. */
struct extent {
	u64 relro, relro_end;
	struct segment first, last;
};

/* Each exec does this once for each object that it loads, so one pass finds all three. */
static bool find_extent(struct object *object, struct extent *extent)
{
	bool has_relro = false, has_segment = false;
	const union header *header = NULL;
	unsigned int n;

	for (n = 0; (header = next_header(object, header, n)); n++) {
		if (header->e32.p_type == PT_GNU_RELRO) {
			has_relro = true;
			extent->relro = header_vaddr(object, header);
			extent->relro_end = extent->relro + header_memsz(object, header);
		} else if (header->e32.p_type == PT_LOAD && header_filesz(object, header)) {
			extent->last.vaddr = header_vaddr(object, header);
			extent->last.offset = header_offset(object, header);
			if (!has_segment)
				extent->first = extent->last;
			has_segment = true;
		}
	}
	return has_relro && has_segment;
}

static u64 page_start(u64 address)
{
	return round_down(address, PAGE_SIZE);
}

/* The offset in the file of an address in a mapping. */
static u64 file_offset(const struct vm_area_struct *vma, unsigned long address)
{
	return ((u64)vma->vm_pgoff << PAGE_SHIFT) + (address - vma->vm_start);
}

/* Tells whether a segment of the file is mapped where an object with this bias has it. */
static bool is_loaded(const struct vm_area_struct *vma, const struct segment *segment, u64 bias)
{
	unsigned long address = bias + page_start(segment->vaddr);
	const struct vm_area_struct *other = vma;

	/* RELRO often lies in the last segment. */
	if (address < vma->vm_start || address >= vma->vm_end)
		other = vma_lookup(vma->vm_mm, address);
	return other && other->vm_file && file_inode(other->vm_file) == file_inode(vma->vm_file) &&
	       file_offset(other, address) == page_start(segment->offset);
}

/**
 * pax_elf_in_relro - tell whether a part of a mapping is RELRO of a loaded object
 * @vma: a private mapping of a file
 * @start: where the part begins
 * @end: the first address behind it
 *
 * RELRO is the whole pages that PT_GNU_RELRO covers. If the part belongs to the segment that RELRO
 * lies in, its address gives the address where the object is loaded; there the first and the last
 * segment of the object must be mapped. The offset in the file alone is not enough: some
 * linkers (lld, mold) put the end of RELRO and the beginning of other data into one page
 * of the file, which is mapped twice, and in small objects text shares a page with the headers. In
 * such a mapping the first or the last segment would not be at the computed address.
 *
 * Context: atomic or not; the mm's mmap lock is held.
 * Return: true if so; false also if the page cache lacks the headers.
 */
bool pax_elf_in_relro(const struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	u64 vaddr, relro_end, bias;
	struct extent extent;
	struct segment load;
	struct object object;
	bool known;

	known = open_object(&object, vma->vm_file) && find_extent(&object, &extent) &&
		find_loaded(&object, extent.relro, &load);
	close_object(&object);
	if (!known)
		return false;
	relro_end = page_start(extent.relro_end);
	/* Addresses as in the object; these and the bias may wrap. */
	vaddr = page_start(load.vaddr) + (file_offset(vma, start) - page_start(load.offset));
	bias = start - vaddr;
	return vaddr >= page_start(extent.relro) && vaddr < relro_end &&
	       end - start <= relro_end - vaddr && is_loaded(vma, &extent.first, bias) &&
	       is_loaded(vma, &extent.last, bias);
}
