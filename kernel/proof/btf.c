// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the types of a kernel (BTF). The input may be anything: each access is checked, and each
 * walk along references has a limit.
 *
 * The format is that of Documentation/bpf/btf.rst of the kernel: a header, a section of types and a
 * section of strings. A type is three words (name, info, size or type) and what its kind appends.
 */
#include "proof/btf.h"

#define MAGIC 0xeb9f
#define VERSION 1

/* The header, whose size newer kernels may increase. The sections are behind it. */
struct header {
	u32 magic, size, type_off, type_len, str_off, str_len;
};

#define TOO_LARGE 0xffffffffu /* more than any size or offset that a kernel has */
#define TYPE_SIZE 12	      /* of a type without what its kind appends */

enum {
	KIND_INT = 1,
	KIND_PTR,
	KIND_ARRAY,
	KIND_STRUCT = PAX_BTF_STRUCT,
	KIND_UNION,
	KIND_ENUM,
	KIND_FWD,
	KIND_TYPEDEF = PAX_BTF_TYPEDEF,
	KIND_VOLATILE,
	KIND_CONST,
	KIND_RESTRICT,
	KIND_FUNC = PAX_BTF_FUNC,
	KIND_FUNC_PROTO,
	KIND_VAR,
	KIND_DATASEC,
	KIND_FLOAT,
	KIND_DECL_TAG,
	KIND_TYPE_TAG,
	KIND_ENUM64,
	KIND_NUM,
};

/*
 * What a kind appends: @fixed bytes, and @each bytes for each of its members; and whether types of
 * the kind say their size.
 */
static const struct {
	u8 fixed, each;
	bool sized;
} kinds[KIND_NUM] = {
	[KIND_INT] = { 4, 0, true },	   [KIND_ARRAY] = { 12, 0, false },
	[KIND_STRUCT] = { 0, 12, true },   [KIND_UNION] = { 0, 12, true },
	[KIND_ENUM] = { 0, 8, true },	   [KIND_FUNC_PROTO] = { 0, 8, false },
	[KIND_VAR] = { 4, 0, false },	   [KIND_DATASEC] = { 0, 12, false },
	[KIND_PTR] = { 0, 0, true },	   [KIND_FLOAT] = { 0, 0, true },
	[KIND_DECL_TAG] = { 4, 0, false }, [KIND_ENUM64] = { 0, 12, true },
};

/*
 * How many references are followed from one type to the next, how deep anonymous structures nest,
 * and how many members are looked at for one path.
 */
#define STEPS_MAX 64
#define DEPTH_MAX 8
#define MEMBERS_MAX 65536

/**
 * struct type - a type
 * @name: where its name is in the section of strings
 * @kind: one of KIND_*
 * @members: how many members, parameters or values it has
 * @bits: its members may be bit fields, which changes the encoding of their offsets
 * @other: its size in bytes, or the type that it refers to
 * @data: what its kind appends
 */
struct type {
	u32 name, kind, members;
	bool bits;
	u32 other;
	const u8 *data;
};

static u32 __init word_at(const u8 *at)
{
	u32 word;

	memcpy(&word, at, sizeof(word));
	return word;
}

/* Newer kernels use more bits of the second word for the same fields. */
static void __init decode(const u8 *at, struct type *type)
{
	u32 info = word_at(at + 4);

	type->name = word_at(at);
	type->kind = (info >> 24) & 0x7f;
	type->members = info & 0xffffff;
	type->bits = info >> 31;
	type->other = word_at(at + 8);
	type->data = at + TYPE_SIZE;
}

/* The size of a whole type; 0 if the kind is unknown. */
static u64 __init whole_size(const struct type *type)
{
	if (!type->kind || type->kind >= KIND_NUM)
		return 0;
	return TYPE_SIZE + kinds[type->kind].fixed + (u64)type->members * kinds[type->kind].each;
}

/* Type 0 is void, and has no entry. */
static bool __init get_type(const struct pax_btf *btf, u32 id, struct type *type)
{
	if (!id || id > btf->num)
		return false;
	decode(btf->types + btf->offsets[id - 1], type);
	return true;
}

static const char *__init string_at(const struct pax_btf *btf, u32 offset)
{
	return offset < btf->strings_size ? btf->strings + offset : "";
}

static bool __init is_within(u32 offset, u32 len, u64 size)
{
	return offset <= size && len <= size - offset;
}

/**
 * pax_btf_open - check the types of a kernel, and count them
 * @btf: the result, whose strings and types lie in @data
 * @data: what /sys/kernel/btf/vmlinux or the section .BTF contains; of the byte order of who reads
 * @size: how many bytes
 * @word: how many bytes a pointer of that kernel has
 *
 * Before anything else is asked, pax_btf_index() must follow. If this fails, @btf->num is the
 * number of types before the one that cannot be read.
 *
 * Context: any; pure.
 * Return: 0; -EINVAL if @data is no BTF or has an error; -EOPNOTSUPP if it has types of a kind that
 * is not known here.
 */
int __init pax_btf_open(struct pax_btf *btf, const void *data, size_t size, u32 word)
{
	const u8 *sections;
	struct header header;
	struct type type;
	u64 whole;
	u32 at;

	memset(btf, 0, sizeof(*btf));
	if (size < sizeof(header))
		return -EINVAL;
	memcpy(&header, data, sizeof(header));
	if ((header.magic & 0xffffff) != (VERSION << 16 | MAGIC) || header.size < sizeof(header) ||
	    header.size > size ||
	    !is_within(header.type_off, header.type_len, size - header.size) ||
	    !is_within(header.str_off, header.str_len, size - header.size) || !header.str_len)
		return -EINVAL;
	sections = (const u8 *)data + header.size;
	btf->types = sections + header.type_off;
	btf->types_size = header.type_len;
	btf->strings = (const char *)sections + header.str_off;
	btf->strings_size = header.str_len;
	btf->word = word;
	if (btf->strings[btf->strings_size - 1])
		return -EINVAL;
	for (at = 0; at < btf->types_size; at += whole, btf->num++) {
		if (btf->types_size - at < TYPE_SIZE)
			return -EINVAL;
		decode(btf->types + at, &type);
		whole = whole_size(&type);
		if (!whole)
			return -EOPNOTSUPP;
		if (whole > btf->types_size - at)
			return -EINVAL;
	}
	return 0;
}

/**
 * pax_btf_index - make types reachable by their numbers
 * @btf: the types, after pax_btf_open() succeeded
 * @offsets: room for @btf->num words, which stay in use with @btf
 *
 * Context: any; pure.
 */
void __init pax_btf_index(struct pax_btf *btf, u32 *offsets)
{
	struct type type;
	u32 n, at = 0;

	for (n = 0; n < btf->num; n++) {
		offsets[n] = at;
		decode(btf->types + at, &type);
		at += whole_size(&type);
	}
	btf->offsets = offsets;
}

/**
 * pax_btf_name - the name of a type
 * @btf: the types
 * @id: the number of the type, from 1 to @btf->num
 * @kind: the result: its kind, PAX_BTF_* or another one
 *
 * Context: any; pure.
 * Return: its name; empty if it has none.
 */
const char *__init pax_btf_name(const struct pax_btf *btf, u32 id, u32 *kind)
{
	const u8 *at = btf->types + btf->offsets[id - 1];

	*kind = (word_at(at + 4) >> 24) & 0x7f;
	return string_at(btf, word_at(at));
}

/* Whether a type only gives another one a name or a qualifier. */
static bool __init is_alias(const struct type *type)
{
	return type->kind == KIND_TYPEDEF || type->kind == KIND_CONST ||
	       type->kind == KIND_VOLATILE || type->kind == KIND_RESTRICT ||
	       type->kind == KIND_TYPE_TAG;
}

/*
 * Follows aliases to a type that is none; notes the last name on the way, or NULL. Returns false if
 * there is none: @type->kind is 0 for void, and KIND_NUM if the references lead nowhere.
 */
static bool __init resolve(const struct pax_btf *btf, u32 id, struct type *type, const char **name)
{
	unsigned int steps;

	*name = NULL;
	for (steps = 0; steps < STEPS_MAX && get_type(btf, id, type); steps++) {
		if (!is_alias(type))
			return true;
		if (type->kind == KIND_TYPEDEF)
			*name = string_at(btf, type->name);
		id = type->other;
	}
	type->kind = id ? KIND_NUM : 0;
	return false;
}

/* Text that is being written; too long a text is cut, and noted. */
struct writer {
	char *text;
	size_t size, len;
	bool cut;
};

static void __init put(struct writer *writer, const char *text)
{
	for (; *text; text++) {
		if (writer->len + 1 >= writer->size) {
			writer->cut = true;
			return;
		}
		writer->text[writer->len++] = *text;
		writer->text[writer->len] = '\0';
	}
}

/* The compilers have different names for the types of C; these are clang's. */
static const char *__init plain_name(const char *name)
{
	static const char *const names[][2] = {
		{ "long unsigned int", "unsigned long" },
		{ "long int", "long" },
		{ "long long unsigned int", "unsigned long long" },
		{ "long long int", "long long" },
		{ "short unsigned int", "unsigned short" },
		{ "short int", "short" },
		{ "_Bool", "bool" },
		{ NULL, NULL },
	};
	unsigned int n;

	for (n = 0; names[n][0]; n++)
		if (!strcmp(name, names[n][0]))
			return names[n][1];
	return name;
}

/* Writes a type that is neither an alias nor a pointer; @alias is the name of one, or NULL. */
static void __init put_base(struct writer *writer, const struct pax_btf *btf,
			    const struct type *type, const char *alias, bool by_value)
{
	const char *name = string_at(btf, type->name);
	bool is_union = type->kind == KIND_UNION || (type->kind == KIND_FWD && type->bits);

	switch (type->kind) {
	case KIND_INT:
	case KIND_FLOAT:
		put(writer, plain_name(name));
		break;
	case KIND_ENUM:
	case KIND_ENUM64:
		put(writer, "enum");
		break;
	case KIND_STRUCT:
	case KIND_UNION:
	case KIND_FWD:
		if (!alias)
			put(writer, is_union ? "union " : "struct ");
		put(writer, alias ?: name);
		if (by_value && type->other != btf->word)
			put(writer, " (not one word)");
		break;
	case KIND_FUNC_PROTO:
		put(writer, "function");
		break;
	default:
		put(writer, "?");
	}
}

static void __init put_type(struct writer *writer, const struct pax_btf *btf, u32 id)
{
	unsigned int stars = 0;
	const char *alias;
	struct type type;
	bool known;

	while ((known = resolve(btf, id, &type, &alias)) && type.kind == KIND_PTR) {
		if (++stars == STEPS_MAX)
			break;
		id = type.other;
	}
	if (known)
		put_base(writer, btf, &type, alias, !stars);
	else
		put(writer, type.kind ? "?" : "void");
	if (stars)
		put(writer, " ");
	while (stars--)
		put(writer, "*");
}

/* The prototype behind a function, or behind a name of a pointer to one (of a tracepoint). */
static bool __init find_prototype(const struct pax_btf *btf, u32 id, struct type *type)
{
	const char *alias;

	if (!get_type(btf, id, type))
		return false;
	if (type->kind == KIND_FUNC)
		return get_type(btf, type->other, type) && type->kind == KIND_FUNC_PROTO;
	return resolve(btf, id, type, &alias) && type->kind == KIND_PTR &&
	       resolve(btf, type->other, type, &alias) && type->kind == KIND_FUNC_PROTO;
}

/**
 * pax_btf_prototype - write the prototype of a function in C
 * @btf: the types
 * @id: the number of the function, or of the name of a type that is a pointer to one
 * @text: the result, such as "int (struct mm_struct *, unsigned long)"; cut if it is too long
 * @size: how many bytes fit there, at least one
 *
 * Names of integers stand for what they are. Names of structures stay; one that is not as large as
 * a register is marked where it is passed. Qualifiers are left out, and so is which enum an enum
 * is.
 *
 * Context: any; pure.
 * Return: true if there is such a prototype, and it fits.
 */
bool __init pax_btf_prototype(const struct pax_btf *btf, u32 id, char *text, size_t size)
{
	struct writer writer = { .text = text, .size = size };
	struct type type;
	u32 n;

	text[0] = '\0';
	if (!find_prototype(btf, id, &type))
		return false;
	put_type(&writer, btf, type.other);
	put(&writer, " (");
	for (n = 0; n < type.members && !writer.cut; n++) {
		u32 parameter = word_at(type.data + 8 * (size_t)n + 4);

		put(&writer, n ? ", " : "");
		if (parameter)
			put_type(&writer, btf, parameter);
		else
			put(&writer, "...");
	}
	put(&writer, type.members ? ")" : "void)");
	return !writer.cut;
}

/* The size of a type in bytes; 0 if it has none. */
static u32 __init size_of(const struct pax_btf *btf, u32 id)
{
	const char *alias;
	struct type type;
	u64 size = 1;
	unsigned int steps;

	for (steps = 0; steps < STEPS_MAX && resolve(btf, id, &type, &alias); steps++) {
		if (type.kind != KIND_ARRAY) {
			size *= type.kind == KIND_PTR ? btf->word : type.other;
			return kinds[type.kind].sized && size <= TOO_LARGE ? size : 0;
		}
		size *= word_at(type.data + 8);
		if (size > TOO_LARGE)
			return 0;
		id = word_at(type.data);
	}
	return 0;
}

/* A member that was found: its type, and how many bits from the start of the outer structure. */
struct member {
	u32 id;
	u64 bit;
	bool is_bits;
};

/* The walk for one member: its name is the first @len bytes of @name. */
struct search {
	const struct pax_btf *btf;
	const char *name;
	size_t len;
	u32 looked_at;
};

static bool __init is_name(const struct search *search, const char *name)
{
	return !strncmp(name, search->name, search->len) && !name[search->len];
}

static bool __init find_member(struct search *search, u32 id, struct member *found, u32 depth)
{
	const char *alias, *name;
	struct type type;
	u32 n, bits;

	if (depth > DEPTH_MAX || !resolve(search->btf, id, &type, &alias) ||
	    (type.kind != KIND_STRUCT && type.kind != KIND_UNION))
		return false;
	for (n = 0; n < type.members && search->looked_at < MEMBERS_MAX; n++) {
		const u8 *at = type.data + 12 * (size_t)n;
		struct member inner = { .bit = 0 };

		search->looked_at++;
		name = string_at(search->btf, word_at(at));
		bits = word_at(at + 8);
		found->id = word_at(at + 4);
		found->bit = type.bits ? bits & 0xffffff : bits;
		found->is_bits = type.bits && bits >> 24;
		if (is_name(search, name))
			return true;
		if (!*name && find_member(search, found->id, &inner, depth + 1)) {
			inner.bit += found->bit;
			*found = inner;
			return true;
		}
	}
	return false;
}

/**
 * pax_btf_member - find a member of a structure, also in its anonymous structures and unions
 * @btf: the types
 * @id: the number of the structure
 * @path: the name of the member; a dot leads on into a member that is a structure
 * @at: the result: where it is, in bytes
 * @size: the result: its size in bytes; 0 of a bit field
 *
 * Context: any; pure.
 * Return: true if there is such a member.
 */
bool __init pax_btf_member(const struct pax_btf *btf, u32 id, const char *path, u32 *at, u32 *size)
{
	struct search search = { .btf = btf };
	struct member member;
	u64 bit = 0;

	for (;; path += search.len + 1) {
		const char *dot = strchr(path, '.');

		search.name = path;
		search.len = dot ? (size_t)(dot - path) : strlen(path);
		if (!search.len || !find_member(&search, id, &member, 0))
			return false;
		bit += member.bit;
		id = member.id;
		if (!dot)
			break;
	}
	*at = bit / 8 > TOO_LARGE ? TOO_LARGE : bit / 8;
	*size = member.is_bits || bit % 8 ? 0 : size_of(btf, id);
	return true;
}
