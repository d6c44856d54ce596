/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads the types of a kernel in their binary format (BTF): the prototypes of functions, and where
 * the members of structures are. Pure: no kernel object, no allocation, no lock. The build compiles
 * the same source for the host.
 */
#ifndef PAX_BTF_H
#define PAX_BTF_H

#ifdef __KERNEL__
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/string.h>
#include <linux/types.h>
#else
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <linux/types.h>
typedef __u8 u8;
typedef __u32 u32;
typedef __u64 u64;
/* The module needs this only while it loads. */
#define __init
#endif

/* The kinds of types that have a use outside of btf.c. */
#define PAX_BTF_STRUCT 4
#define PAX_BTF_TYPEDEF 8
#define PAX_BTF_FUNC 12

/**
 * struct pax_btf - the types of a kernel
 * @types: the section of types
 * @types_size: its size in bytes
 * @strings: the section of strings; its last byte is 0
 * @strings_size: its size in bytes
 * @num: how many types there are; they have the numbers from 1 to this
 * @offsets: where in @types each of them begins; that of type 1 is the first
 * @word: how many bytes a pointer has
 */
struct pax_btf {
	const u8 *types;
	u32 types_size;
	const char *strings;
	u32 strings_size;
	u32 num;
	u32 *offsets;
	u32 word;
};

int pax_btf_open(struct pax_btf *btf, const void *data, size_t size, u32 word);
void pax_btf_index(struct pax_btf *btf, u32 *offsets);
const char *pax_btf_name(const struct pax_btf *btf, u32 id, u32 *kind);
bool pax_btf_prototype(const struct pax_btf *btf, u32 id, char *text, size_t size);
bool pax_btf_member(const struct pax_btf *btf, u32 id, const char *path, u32 *at, u32 *size);

#endif /* PAX_BTF_H */
