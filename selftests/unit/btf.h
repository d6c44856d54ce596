/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writes types of a kernel in their binary format (BTF), for the tests and the fuzzer of what reads
 * them.
 */
#ifndef PAX_UNIT_BTF_H
#define PAX_UNIT_BTF_H

#include "proof/btf.h"

enum {
	INT = 1,
	PTR,
	ARRAY,
	STRUCT,
	UNION,
	ENUM,
	FWD,
	TYPEDEF,
	VOLATILE,
	CONST,
	RESTRICT,
	FUNC,
	PROTO,
	VAR,
	DATASEC,
	FLOAT,
	DECL_TAG,
	TYPE_TAG,
	ENUM64,
};

/* The second word of a type: its kind, how many members it has, and the flag of its kind. */
#define INFO(kind, members) ((unsigned int)(kind) << 24 | (members))
#define FLAG 0x80000000u

#define HEADER_WORDS 6
#define BTF_WORDS 4096
#define BTF_STRINGS 4096

/* The types that were written so far, and the strings; then both in one piece. */
struct btf_writer {
	u32 words[BTF_WORDS], words_num, types_num;
	char strings[BTF_STRINGS];
	u32 strings_size;
	unsigned char blob[sizeof(u32) * (HEADER_WORDS + BTF_WORDS) + BTF_STRINGS];
	size_t size;
};

static inline void btf_begin(struct btf_writer *writer)
{
	memset(writer, 0, sizeof(*writer));
	/* The empty string. */
	writer->strings_size = 1;
}

static inline u32 btf_string(struct btf_writer *writer, const char *text)
{
	u32 at = writer->strings_size;

	if (!*text)
		return 0;
	strcpy(writer->strings + at, text);
	writer->strings_size += strlen(text) + 1;
	return at;
}

static inline void btf_word(struct btf_writer *writer, u32 word)
{
	writer->words[writer->words_num++] = word;
}

/* Writes a type, and returns its number. What its kind appends must follow. */
static inline u32 btf_type(struct btf_writer *writer, const char *name, u32 info, u32 other)
{
	btf_word(writer, btf_string(writer, name));
	btf_word(writer, info);
	btf_word(writer, other);
	return ++writer->types_num;
}

static inline u32 btf_int(struct btf_writer *writer, const char *name, u32 size)
{
	u32 id = btf_type(writer, name, INFO(INT, 0), size);

	btf_word(writer, size * 8);
	return id;
}

static inline void btf_member(struct btf_writer *writer, const char *name, u32 type, u32 bits)
{
	btf_word(writer, btf_string(writer, name));
	btf_word(writer, type);
	btf_word(writer, bits);
}

static inline void btf_parameter(struct btf_writer *writer, u32 type)
{
	btf_word(writer, 0);
	btf_word(writer, type);
}

static inline u32 btf_func(struct btf_writer *writer, const char *name, u32 prototype)
{
	return btf_type(writer, name, INFO(FUNC, 0), prototype);
}

/* Puts header, types and strings together. */
static inline void btf_end(struct btf_writer *writer)
{
	u32 types_size = writer->words_num * sizeof(u32);
	u32 header[HEADER_WORDS] = { 1 << 16 | 0xeb9f, sizeof(header), 0,
				     types_size,       types_size,     writer->strings_size };

	memcpy(writer->blob, header, sizeof(header));
	memcpy(writer->blob + sizeof(header), writer->words, types_size);
	memcpy(writer->blob + sizeof(header) + types_size, writer->strings, writer->strings_size);
	writer->size = sizeof(header) + types_size + writer->strings_size;
}

#endif /* PAX_UNIT_BTF_H */
