// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests what reads the types of a kernel: prototypes, members of structures, and input that is no
 * such thing.
 */
#include "btf.h"
#include "test.h"

static struct btf_writer w;
static struct pax_btf btf;
static u32 offsets[BTF_WORDS];
static char text[192];

/* The words of the header. */
enum { MAGIC, HEADER_SIZE, TYPE_OFF, TYPE_LEN, STR_OFF, STR_LEN };

static int open_blob(void)
{
	int err = pax_btf_open(&btf, w.blob, w.size, 8);

	if (!err)
		pax_btf_index(&btf, offsets);
	return err;
}

static int end_and_open(void)
{
	btf_end(&w);
	return open_blob();
}

static const char *prototype(u32 id)
{
	return pax_btf_prototype(&btf, id, text, sizeof(text)) ? text : NULL;
}

/* A function with one parameter of the type. */
static u32 func_of(u32 type)
{
	u32 id = btf_type(&w, "", INFO(PROTO, 1), 0);

	btf_parameter(&w, type);
	return btf_func(&w, "f", id);
}

TEST(prototypes)
{
	u32 ulong, plain, vma, vma_ptr, vma_ptr_ptr, mm, flags, word, flags_struct, enumeration;
	u32 fn, array, chars, flt, e64, un, void_ptr, fwd_union, variable, by_value;
	u32 names[7], funcs[20], protos[2], n;
	static const char *const integers[][2] = {
		{ "long unsigned int", "void (unsigned long)" },
		{ "long int", "void (long)" },
		{ "long long unsigned int", "void (unsigned long long)" },
		{ "long long int", "void (long long)" },
		{ "short unsigned int", "void (unsigned short)" },
		{ "short int", "void (short)" },
		{ "_Bool", "void (bool)" },
	};

	btf_begin(&w);
	ulong = btf_int(&w, "long unsigned int", 8);
	plain = btf_int(&w, "int", 4);
	chars = btf_int(&w, "char", 1);
	vma = btf_type(&w, "vm_area_struct", INFO(STRUCT, 0), 160);
	vma_ptr = btf_type(&w, "", INFO(PTR, 0), vma);
	vma_ptr_ptr = btf_type(&w, "", INFO(PTR, 0), vma_ptr);
	mm = btf_type(&w, "", INFO(PTR, 0), btf_type(&w, "mm_struct", INFO(FWD, 0), 0));
	/* typedef unsigned long vm_flags_t, const volatile restrict and with a tag */
	flags = btf_type(&w, "vm_flags_t", INFO(TYPEDEF, 0), ulong);
	flags = btf_type(&w, "", INFO(CONST, 0), flags);
	flags = btf_type(&w, "", INFO(VOLATILE, 0), flags);
	flags = btf_type(&w, "", INFO(RESTRICT, 0), flags);
	flags = btf_type(&w, "user", INFO(TYPE_TAG, 0), flags);
	flags_struct = btf_type(&w, "", INFO(STRUCT, 0), 8);
	word = btf_type(&w, "vma_flags_t", INFO(TYPEDEF, 0), flags_struct);
	word = btf_type(&w, "alias_t", INFO(TYPEDEF, 0), word);
	enumeration = btf_type(&w, "zone", INFO(ENUM, 1), 4);
	btf_word(&w, 0);
	btf_word(&w, 7);
	e64 = btf_type(&w, "large", INFO(ENUM64, 1), 8);
	btf_word(&w, 0);
	btf_word(&w, 7);
	btf_word(&w, 7);
	un = btf_type(&w, "value", INFO(UNION, 0), 8);
	fwd_union = btf_type(&w, "", INFO(PTR, 0), btf_type(&w, "hidden", INFO(FWD, 0) | FLAG, 0));
	flt = btf_type(&w, "double", INFO(FLOAT, 0), 8);
	array = btf_type(&w, "", INFO(ARRAY, 0), 0);
	btf_word(&w, chars);
	btf_word(&w, plain);
	btf_word(&w, 16);
	void_ptr = btf_type(&w, "", INFO(PTR, 0), 0);
	/* int (struct vm_area_struct *, struct vm_area_struct **, vm_flags_t, vma_flags_t, ...) */
	protos[0] = btf_type(&w, "", INFO(PROTO, 5), plain);
	btf_parameter(&w, vma_ptr);
	btf_parameter(&w, vma_ptr_ptr);
	btf_parameter(&w, flags);
	btf_parameter(&w, word);
	btf_parameter(&w, 0);
	funcs[0] = btf_func(&w, "all", protos[0]);
	protos[1] = btf_type(&w, "", INFO(PROTO, 0), ulong);
	funcs[1] = btf_func(&w, "none", protos[1]);
	fn = btf_type(&w, "", INFO(PTR, 0), protos[1]);
	funcs[2] = btf_type(&w, "btf_trace_x", INFO(TYPEDEF, 0), fn);
	funcs[3] = func_of(mm);
	funcs[4] = func_of(enumeration);
	funcs[5] = func_of(e64);
	funcs[6] = func_of(un);
	funcs[7] = func_of(fwd_union);
	funcs[8] = func_of(flt);
	funcs[9] = func_of(array);
	funcs[10] = func_of(void_ptr);
	funcs[11] = func_of(fn);
	funcs[12] = func_of(flags_struct);
	variable = btf_type(&w, "x", INFO(VAR, 0), plain);
	btf_word(&w, 0);
	funcs[13] = func_of(variable);
	by_value = func_of(vma);
	funcs[14] = btf_func(&w, "no prototype", plain);
	funcs[15] = btf_func(&w, "nothing", 0);
	funcs[16] = btf_type(&w, "btf_trace_int", INFO(TYPEDEF, 0), plain);
	funcs[17] = btf_type(&w, "btf_trace_void", INFO(TYPEDEF, 0), 0);
	funcs[18] = btf_type(&w, "btf_trace_void_ptr", INFO(TYPEDEF, 0), void_ptr);
	funcs[19] = btf_type(&w, "btf_trace_vma", INFO(TYPEDEF, 0), vma_ptr);
	for (n = 0; n < ARRAY_SIZE(integers); n++)
		names[n] = func_of(btf_int(&w, integers[n][0], 8));
	ASSERT_EQ(0, end_and_open());

	EXPECT_STREQ(
		"int (struct vm_area_struct *, struct vm_area_struct **, unsigned long, vma_flags_t, ...)",
		prototype(funcs[0]));
	EXPECT_STREQ("unsigned long (void)", prototype(funcs[1]));
	EXPECT_STREQ("unsigned long (void)", prototype(funcs[2]));
	EXPECT_STREQ("void (struct mm_struct *)", prototype(funcs[3]));
	EXPECT_STREQ("void (enum)", prototype(funcs[4]));
	EXPECT_STREQ("void (enum)", prototype(funcs[5]));
	EXPECT_STREQ("void (union value)", prototype(funcs[6]));
	EXPECT_STREQ("void (union hidden *)", prototype(funcs[7]));
	EXPECT_STREQ("void (double)", prototype(funcs[8]));
	EXPECT_STREQ("void (?)", prototype(funcs[9]));
	EXPECT_STREQ("void (void *)", prototype(funcs[10]));
	EXPECT_STREQ("void (function *)", prototype(funcs[11]));
	EXPECT_STREQ("void (struct )", prototype(funcs[12]));
	/* More than one register: the arguments behind it are elsewhere. */
	EXPECT_STREQ("void (struct vm_area_struct (not one word))", prototype(by_value));
	EXPECT_STREQ("void (?)", prototype(funcs[13]));
	for (n = 14; n < 20; n++)
		EXPECT_EQ(NULL, prototype(funcs[n]));
	for (n = 0; n < ARRAY_SIZE(integers); n++)
		EXPECT_STREQ(integers[n][1], prototype(names[n]));
	EXPECT_EQ(NULL, prototype(0));
	EXPECT_EQ(NULL, prototype(btf.num + 1));
	/* A text that does not fit is cut, and that is said. */
	EXPECT_FALSE(pax_btf_prototype(&btf, funcs[1], text, 20));
	EXPECT_STREQ("unsigned long (void", text);
	EXPECT_TRUE(pax_btf_prototype(&btf, funcs[1], text, 21));
	EXPECT_FALSE(pax_btf_prototype(&btf, funcs[0], text, 30));
	EXPECT_STREQ("int (struct vm_area_struct *,", text);
	EXPECT_FALSE(pax_btf_prototype(&btf, funcs[0], text, 1));
	EXPECT_STREQ("", text);
}

TEST(names)
{
	u32 id, kind = 0;

	btf_begin(&w);
	id = btf_int(&w, "int", 4);
	btf_func(&w, "", 0);
	/* A name beyond the strings. */
	btf_word(&w, 1000);
	btf_word(&w, INFO(STRUCT, 0));
	btf_word(&w, 0);
	ASSERT_EQ(0, end_and_open());
	ASSERT_EQ(3, btf.num);
	EXPECT_STREQ("int", pax_btf_name(&btf, id, &kind));
	EXPECT_EQ(INT, kind);
	EXPECT_STREQ("", pax_btf_name(&btf, 2, &kind));
	EXPECT_EQ(PAX_BTF_FUNC, kind);
	EXPECT_STREQ("", pax_btf_name(&btf, 3, &kind));
	EXPECT_EQ(PAX_BTF_STRUCT, kind);
}

struct found {
	bool found;
	u32 offset, size;
};

static struct found member(u32 id, const char *path)
{
	struct found found = { .offset = 0 };

	found.found = pax_btf_member(&btf, id, path, &found.offset, &found.size);
	return found;
}

#define EXPECT_MEMBER(id, path, at, bytes)          \
	do {                                        \
		struct found is = member(id, path); \
		EXPECT_TRUE(is.found)               \
		{                                   \
			TH_LOG("%s", path);         \
		}                                   \
		EXPECT_EQ(at, is.offset);           \
		EXPECT_EQ(bytes, is.size);          \
	} while (0)

TEST(members)
{
	u32 word, byte, ptr, path, anonymous, un, array, array2, fwd, enumeration, tag, outer,
		kbits;
	u32 flt, fn, e64;

	btf_begin(&w);
	word = btf_int(&w, "long unsigned int", 8);
	byte = btf_int(&w, "char", 1);
	ptr = btf_type(&w, "", INFO(PTR, 0), 0);
	flt = btf_type(&w, "double", INFO(FLOAT, 0), 8);
	fn = btf_type(&w, "", INFO(PROTO, 0), 0);
	array = btf_type(&w, "", INFO(ARRAY, 0), 0);
	btf_word(&w, byte);
	btf_word(&w, word);
	btf_word(&w, 16);
	array2 = btf_type(&w, "", INFO(ARRAY, 0), 0);
	btf_word(&w, array);
	btf_word(&w, word);
	btf_word(&w, 3);
	fwd = btf_type(&w, "hidden", INFO(FWD, 0), 0);
	enumeration = btf_type(&w, "zone", INFO(ENUM, 0), 4);
	e64 = btf_type(&w, "large", INFO(ENUM64, 0), 8);
	path = btf_type(&w, "path", INFO(STRUCT, 2), 16);
	btf_member(&w, "mnt", ptr, 0);
	btf_member(&w, "dentry", ptr, 64);
	un = btf_type(&w, "", INFO(UNION, 2), 8);
	btf_member(&w, "vm_flags", word, 0);
	btf_member(&w, "__vm_flags", word, 0);
	anonymous = btf_type(&w, "", INFO(STRUCT, 2), 24);
	btf_member(&w, "vm_start", word, 0);
	btf_member(&w, "", un, 128);
	tag = btf_type(&w, "path_t", INFO(TYPEDEF, 0), path);
	outer = btf_type(&w, "vm_area_struct", INFO(STRUCT, 14), 200);
	btf_member(&w, "", byte, 0);
	btf_member(&w, "", anonymous, 64);
	btf_member(&w, "f_path", tag, 256);
	btf_member(&w, "comm", array, 512);
	btf_member(&w, "table", array2, 640);
	btf_member(&w, "hidden", fwd, 0);
	btf_member(&w, "zone", enumeration, 32);
	btf_member(&w, "large", e64, 32);
	btf_member(&w, "double", flt, 64);
	btf_member(&w, "function", fn, 64);
	btf_member(&w, "un", un, 64);
	btf_member(&w, "odd", word, 3);
	btf_member(&w, "void", 0, 64);
	btf_member(&w, "vm", ptr, 72);
	kbits = btf_type(&w, "bits", INFO(STRUCT, 3) | FLAG, 16);
	btf_member(&w, "whole", word, 64);
	btf_member(&w, "bit", word, 1u << 24 | 66);
	btf_member(&w, "", anonymous, 128);
	ASSERT_EQ(0, end_and_open());

	EXPECT_MEMBER(outer, "vm_start", 8, 8);
	EXPECT_MEMBER(outer, "vm_flags", 24, 8);
	EXPECT_MEMBER(outer, "__vm_flags", 24, 8);
	EXPECT_MEMBER(outer, "f_path", 32, 16);
	EXPECT_MEMBER(outer, "f_path.mnt", 32, 8);
	EXPECT_MEMBER(outer, "f_path.dentry", 40, 8);
	EXPECT_MEMBER(outer, "comm", 64, 16);
	EXPECT_MEMBER(outer, "table", 80, 48);
	EXPECT_MEMBER(outer, "hidden", 0, 0);
	EXPECT_MEMBER(outer, "zone", 4, 4);
	EXPECT_MEMBER(outer, "large", 4, 8);
	EXPECT_MEMBER(outer, "double", 8, 8);
	EXPECT_MEMBER(outer, "function", 8, 0);
	EXPECT_MEMBER(outer, "un", 8, 8);
	EXPECT_MEMBER(outer, "odd", 0, 0);
	EXPECT_MEMBER(outer, "void", 8, 0);
	EXPECT_MEMBER(kbits, "whole", 8, 8);
	EXPECT_MEMBER(kbits, "bit", 8, 0);
	EXPECT_MEMBER(kbits, "vm_flags", 32, 8);
	EXPECT_MEMBER(tag, "mnt", 0, 8);
	EXPECT_FALSE(member(outer, "f_path.none").found);
	EXPECT_FALSE(member(outer, "comm.mnt").found);
	EXPECT_FALSE(member(outer, "none").found);
	EXPECT_FALSE(member(outer, "vm_star").found);
	EXPECT_FALSE(member(outer, "").found);
	EXPECT_FALSE(member(outer, ".mnt").found);
	EXPECT_FALSE(member(outer, "f_path.").found);
	EXPECT_FALSE(member(word, "mnt").found);
	EXPECT_FALSE(member(0, "mnt").found);
}

/* Sets a word of the header, and returns what opening gives. */
static int open_with(u32 n, u32 value)
{
	btf_end(&w);
	memcpy(w.blob + 4 * n, &value, sizeof(value));
	return open_blob();
}

TEST(no_types)
{
	u32 size;

	btf_begin(&w);
	btf_int(&w, "int", 4);
	EXPECT_EQ(0, end_and_open());
	EXPECT_EQ(1, btf.num);
	for (size = 0; size < w.size; size++)
		EXPECT_EQ(-EINVAL, pax_btf_open(&btf, w.blob, size, 8));
	EXPECT_EQ(-EINVAL, open_with(MAGIC, 0x1eb9e));
	EXPECT_EQ(-EINVAL, open_with(MAGIC, 0x2eb9f));
	EXPECT_EQ(0, open_with(MAGIC, 0xff01eb9f));
	EXPECT_EQ(-EINVAL, open_with(HEADER_SIZE, 0));
	EXPECT_EQ(-EINVAL, open_with(HEADER_SIZE, 1000));
	EXPECT_EQ(-EINVAL, open_with(HEADER_SIZE, ~0u));
	EXPECT_EQ(-EINVAL, open_with(TYPE_OFF, 1000));
	EXPECT_EQ(-EINVAL, open_with(TYPE_OFF, ~0u));
	EXPECT_EQ(-EINVAL, open_with(TYPE_LEN, 1000));
	EXPECT_EQ(-EINVAL, open_with(TYPE_LEN, 8));
	EXPECT_EQ(-EINVAL, open_with(TYPE_LEN, 12));
	EXPECT_EQ(0, open_with(TYPE_LEN, 0));
	EXPECT_EQ(-EINVAL, open_with(STR_OFF, 1000));
	EXPECT_EQ(-EINVAL, open_with(STR_LEN, ~0u));
	EXPECT_EQ(-EINVAL, open_with(STR_LEN, 0));
	EXPECT_EQ(-EINVAL, open_with(STR_LEN, 3));
}

TEST(kinds)
{
	static const u32 appended[128] = { [INT] = 1, [ARRAY] = 3, [VAR] = 1, [DECL_TAG] = 1 };
	u32 kind, n;

	for (kind = 0; kind < 128; kind++) {
		btf_begin(&w);
		btf_type(&w, "x", INFO(kind, 0), 0);
		for (n = 0; n < appended[kind]; n++)
			btf_word(&w, 0);
		EXPECT_EQ(kind && kind <= ENUM64 ? 0 : -EOPNOTSUPP, end_and_open())
		{
			TH_LOG("kind %u", kind);
		}
	}
	/* More members than there are. */
	btf_begin(&w);
	btf_type(&w, "x", INFO(STRUCT, 0xffffff), 0);
	EXPECT_EQ(-EINVAL, end_and_open());
}

/* References that lead in a circle, nest without end, or have sizes beyond all numbers. */
TEST(hostile)
{
	u32 first, loop, ptrs, n, i, nested, func, func_beyond, arrays, large, deep, wide, many;

	btf_begin(&w);
	loop = btf_type(&w, "a", INFO(TYPEDEF, 0), 2);
	btf_type(&w, "b", INFO(TYPEDEF, 0), 1);
	ptrs = btf_type(&w, "", INFO(PTR, 0), 3);
	nested = btf_type(&w, "nested", INFO(STRUCT, 1), 8);
	btf_member(&w, "", nested, 8);
	func = func_of(loop);
	func_of(ptrs);
	func_beyond = func_of(1000);
	arrays = btf_type(&w, "", INFO(ARRAY, 0), 0);
	btf_word(&w, arrays);
	btf_word(&w, arrays);
	btf_word(&w, 1);
	first = btf_int(&w, "int", 4);
	/* 65536 * 65536 * 65536 times 4 bytes */
	for (n = 0; n < 3; n++) {
		btf_type(&w, "", INFO(ARRAY, 0), 0);
		btf_word(&w, first + n);
		btf_word(&w, first);
		btf_word(&w, 65536);
	}
	/* 65535 * 65536 times 4 bytes */
	btf_type(&w, "", INFO(ARRAY, 0), 0);
	btf_word(&w, first + 1);
	btf_word(&w, first);
	btf_word(&w, 65535);
	large = w.types_num;
	deep = large + 1;
	btf_type(&w, "deep", INFO(STRUCT, 1), 8);
	btf_member(&w, "in", deep, ~0u);
	/* Each has eight members of the next kind: two millions in all. */
	wide = deep + 1;
	for (n = 0; n < 8; n++) {
		btf_type(&w, "", INFO(STRUCT, 8), 8);
		for (i = 0; i < 8; i++)
			btf_member(&w, n < 7 ? "" : "x", n < 7 ? wide + n + 1 : first, 0);
	}
	many = btf_type(&w, "many", INFO(STRUCT, 6), 8);
	btf_member(&w, "loop", loop, 0);
	btf_member(&w, "arrays", arrays, 0);
	btf_member(&w, "huge", first + 3, 0);
	btf_member(&w, "large", first + 2, ~0u);
	btf_member(&w, "beyond", 1000, ~0u);
	btf_member(&w, "more", large, 0);
	ASSERT_EQ(0, end_and_open());

	EXPECT_STREQ("void (?)", prototype(func));
	EXPECT_STREQ("void (?)", prototype(func_beyond));
	/* As many stars as fit. */
	EXPECT_TRUE(prototype(func + 2) != NULL);
	EXPECT_FALSE(member(nested, "x").found);
	EXPECT_FALSE(member(loop, "x").found);
	EXPECT_MEMBER(many, "loop", 0, 0);
	EXPECT_MEMBER(many, "arrays", 0, 0);
	EXPECT_MEMBER(many, "huge", 0, 0);
	EXPECT_MEMBER(many, "large", ~0u / 8, 0);
	EXPECT_MEMBER(many, "beyond", ~0u / 8, 0);
	EXPECT_MEMBER(many, "more", 0, 0);
	EXPECT_MEMBER(deep, "in.in", 2 * (u64)~0u / 8, 0);
	EXPECT_MEMBER(deep, "in.in.in.in.in.in.in.in.in.in", ~0u, 0);
	EXPECT_FALSE(member(wide, "y").found);
}

TEST_HARNESS_MAIN
