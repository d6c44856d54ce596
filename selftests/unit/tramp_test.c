// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests the decoding of trampolines. The samples are real output of compilers and libffi, for every
 * pattern of every architecture. The tests also cut each sample at every length, and change every
 * byte to every other value.
 */
#include "arch/tramp.h"
#include "test.h"

#define PC 0x7ffdc0de1230ull

/* All bytes of these values differ, so that the tests detect a wrong byte order. */
#define T64 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x10
#define T64_VALUE 0x1022334455667788ull
#define C64 0x98, 0xa7, 0xb6, 0xc5, 0xd4, 0xe3, 0xf2, 0x01
#define C64_VALUE 0x01f2e3d4c5b6a798ull
#define T32 0x88, 0x77, 0x66, 0x55
#define T32_VALUE 0x55667788ull
#define C32 0x98, 0xa7, 0xb6, 0xc5
#define C32_VALUE 0xc5b6a798ull
#define T32_THUMB 0x89, 0x77, 0x66, 0x55
#define BACK 0x00, 0xff, 0xff, 0xff /* -256 */

#define ENDBR64 0xf3, 0x0f, 0x1e, 0xfa
#define ENDBR32 0xf3, 0x0f, 0x1e, 0xfb

/*
 * "where" has a letter for each byte: '.' is fixed, 't' belongs to the target, 'c' to the chain,
 * 'r' to a target relative to the end.
 */
static const struct known {
	const char *name, *where;
	const struct pax_tramp_isa *isa;
	struct pax_tramp does;
	u8 bytes[PAX_TRAMP_MAX];
} known[] = {
#define AMD64_GCC(chain, target)                                                          \
	{ .name = "gcc amd64", .on_stack = true, .num = 2, .pc = target,                  \
	  .set = { { PAX_REG_R10, chain }, { PAX_REG_R11, target } } }
#define AMD64_FFI(flag)                                                                   \
	{ .name = "libffi amd64", .num = 2, .pc = T64_VALUE, .carry = flag,               \
	  .set = { { PAX_REG_R10, C64_VALUE }, { PAX_REG_R11, T64_VALUE } } }
#define AMD64_FFI_SELF                                                                    \
	{ .name = "libffi amd64", .num = 1, .pc = T64_VALUE, .set = { { PAX_REG_R10, PC } } }
	{
		"gcc -fcf-protection=none", "..tttttttt..cccccccc...", &pax_tramp_amd64,
		AMD64_GCC(C64_VALUE, T64_VALUE),
		{ 0x49, 0xbb, T64, 0x49, 0xba, C64, 0x49, 0xff, 0xe3 },
	},
	{
		"gcc -fcf-protection", "......tttttttt..cccccccc...", &pax_tramp_amd64,
		AMD64_GCC(C64_VALUE, T64_VALUE),
		{ ENDBR64, 0x49, 0xbb, T64, 0x49, 0xba, C64, 0x49, 0xff, 0xe3 },
	},
	{
		"gcc -no-pie", "..tttt..cccccccc...", &pax_tramp_amd64,
		AMD64_GCC(C64_VALUE, T32_VALUE),
		{ 0x41, 0xbb, T32, 0x49, 0xba, C64, 0x49, 0xff, 0xe3 },
	},
	{
		"gcc -no-pie -fcf-protection", "......tttt..cccccccc...", &pax_tramp_amd64,
		AMD64_GCC(C64_VALUE, T32_VALUE),
		{ ENDBR64, 0x41, 0xbb, T32, 0x49, 0xba, C64, 0x49, 0xff, 0xe3 },
	},
	{
		"gcc -mx32", "..tttt..cccc...", &pax_tramp_amd64,
		AMD64_GCC(C32_VALUE, T32_VALUE),
		{ 0x41, 0xbb, T32, 0x41, 0xba, C32, 0x49, 0xff, 0xe3 },
	},
	{
		"gcc -mx32 -fcf-protection", "......tttt..cccc...", &pax_tramp_amd64,
		AMD64_GCC(C32_VALUE, T32_VALUE),
		{ ENDBR64, 0x41, 0xbb, T32, 0x41, 0xba, C32, 0x49, 0xff, 0xe3 },
	},
	{
		"libffi 3.0", "..tttttttt..cccccccc....", &pax_tramp_amd64,
		AMD64_FFI(PAX_CARRY_CLEAR),
		{ 0x49, 0xbb, T64, 0x49, 0xba, C64, 0xf8, 0x49, 0xff, 0xe3 },
	},
	{
		"libffi 3.0, structure", "..tttttttt..cccccccc....", &pax_tramp_amd64,
		AMD64_FFI(PAX_CARRY_SET),
		{ 0x49, 0xbb, T64, 0x49, 0xba, C64, 0xf9, 0x49, 0xff, 0xe3 },
	},
	{
		"libffi 3.0 after endbr64", "......tttttttt..cccccccc....", &pax_tramp_amd64,
		AMD64_FFI(PAX_CARRY_CLEAR),
		{ ENDBR64, 0x49, 0xbb, T64, 0x49, 0xba, C64, 0xf8, 0x49, 0xff, 0xe3 },
	},
	{
		"libffi 3.0 after endbr64, structure", "......tttttttt..cccccccc....",
		&pax_tramp_amd64, AMD64_FFI(PAX_CARRY_SET),
		{ ENDBR64, 0x49, 0xbb, T64, 0x49, 0xba, C64, 0xf9, 0x49, 0xff, 0xe3 },
	},
	{
		"libffi 3.3", "................tttttttt", &pax_tramp_amd64, AMD64_FFI_SELF,
		{ 0x4c, 0x8d, 0x15, 0xf9, 0xff, 0xff, 0xff, 0xff, 0x25, 0x03, 0x00, 0x00, 0x00,
		  0x0f, 0x1f, 0x00, T64 },
	},
	{
		"libffi 3.4", "........................tttttttt", &pax_tramp_amd64,
		AMD64_FFI_SELF,
		{ ENDBR64, 0x4c, 0x8d, 0x15, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x25, 0x07, 0x00,
		  0x00, 0x00, 0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00, T64 },
	},
#define I386_NEAR(who, reg, size)                                                         \
	{ .name = who " i386", .on_stack = (reg) == PAX_REG_ECX, .num = 1,                \
	  .pc = (u32)(PC + (size) - 256), .set = { { reg, C32_VALUE } } }
#define I386_FAR                                                                          \
	{ .name = "gcc i386", .on_stack = true, .num = 2, .pc = T32_VALUE,                \
	  .set = { { PAX_REG_ECX, C32_VALUE }, { PAX_REG_EAX, T32_VALUE } } }
	{
		"gcc -fcf-protection=none", ".cccc.rrrr", &pax_tramp_i386,
		I386_NEAR("gcc", PAX_REG_ECX, 10), { 0xb9, C32, 0xe9, BACK },
	},
	{
		"gcc -fcf-protection", ".....cccc.rrrr", &pax_tramp_i386,
		I386_NEAR("gcc", PAX_REG_ECX, 14), { ENDBR32, 0xb9, C32, 0xe9, BACK },
	},
	{
		"gcc by register", ".cccc.tttt..", &pax_tramp_i386, I386_FAR,
		{ 0xb9, C32, 0xb8, T32, 0xff, 0xe0 },
	},
	{
		"gcc by register, after endbr32", ".....cccc.tttt..", &pax_tramp_i386, I386_FAR,
		{ ENDBR32, 0xb9, C32, 0xb8, T32, 0xff, 0xe0 },
	},
	{
		"libffi 3.0, and gcc's fastcall", ".cccc.rrrr", &pax_tramp_i386,
		I386_NEAR("libffi", PAX_REG_EAX, 10), { 0xb8, C32, 0xe9, BACK },
	},
	{
		"libffi 3.4", ".....cccc.rrrr", &pax_tramp_i386,
		I386_NEAR("libffi", PAX_REG_EAX, 14), { ENDBR32, 0xb8, C32, 0xe9, BACK },
	},
#define ARM64_GCC                                                                         \
	{ .name = "gcc arm64", .on_stack = true, .num = 2, .pc = T64_VALUE,               \
	  .set = { { PAX_REG_X18, C64_VALUE }, { PAX_REG_X17, T64_VALUE } } }
	{
		"gcc 12", "........................ttttttttcccccccc", &pax_tramp_arm64, ARM64_GCC,
		{ 0x5f, 0x24, 0x03, 0xd5, 0xb1, 0x00, 0x00, 0x58, 0xd2, 0x00, 0x00, 0x58,
		  0x20, 0x02, 0x1f, 0xd6, 0x9f, 0x3f, 0x03, 0xd5, 0xdf, 0x3f, 0x03, 0xd5,
		  T64, C64 },
	},
	{
		"gcc 10 -mbranch-protection=bti", "................ttttttttcccccccc",
		&pax_tramp_arm64, ARM64_GCC,
		{ 0x5f, 0x24, 0x03, 0xd5, 0x71, 0x00, 0x00, 0x58, 0x92, 0x00, 0x00, 0x58,
		  0x20, 0x02, 0x1f, 0xd6, T64, C64 },
	},
	{
		"gcc 10", "................ttttttttcccccccc", &pax_tramp_arm64, ARM64_GCC,
		{ 0x91, 0x00, 0x00, 0x58, 0xb2, 0x00, 0x00, 0x58, 0x20, 0x02, 0x1f, 0xd6,
		  0x00, 0x00, 0x00, 0x00, T64, C64 },
	},
	{
		"libffi 3.4", "................tttttttt", &pax_tramp_arm64,
		{ .name = "libffi arm64", .num = 2, .pc = T64_VALUE,
		  .set = { { PAX_REG_X17, PC }, { PAX_REG_X16, T64_VALUE } } },
		{ 0x90, 0x00, 0x00, 0x58, 0xf1, 0xff, 0xff, 0x10, 0x00, 0x02, 0x1f, 0xd6,
		  0x00, 0x00, 0x00, 0x00, T64 },
	},
#define ARM(who, stack, value, state)                                                     \
	{ .name = who, .on_stack = stack, .num = 1, .pc = T32_VALUE, .thumb = state,      \
	  .set = { { PAX_REG_IP, value } } }
	{
		"gcc -marm", "........cccctttt", &pax_tramp_arm,
		ARM("gcc arm", true, C32_VALUE, false),
		{ 0x00, 0xc0, 0x9f, 0xe5, 0x00, 0xf0, 0x9f, 0xe5, C32, T32 },
	},
	{
		"gcc -marm to Thumb", "........cccctttt", &pax_tramp_arm,
		ARM("gcc arm", true, C32_VALUE, true),
		{ 0x00, 0xc0, 0x9f, 0xe5, 0x00, 0xf0, 0x9f, 0xe5, C32, T32_THUMB },
	},
	{
		"libffi 3.4", "........tttt", &pax_tramp_arm,
		ARM("libffi arm", false, (u32)PC, false),
		{ 0x08, 0xc0, 0x4f, 0xe2, 0x04, 0xf0, 0x1f, 0xe5, T32 },
	},
	{
		"gcc -mthumb", "........cccctttt", &pax_tramp_thumb,
		ARM("gcc thumb", true, C32_VALUE, true),
		{ 0xdf, 0xf8, 0x04, 0xc0, 0xdf, 0xf8, 0x04, 0xf0, C32, T32_THUMB },
	},
	{
		"gcc -mthumb to ARM", "........cccctttt", &pax_tramp_thumb,
		ARM("gcc thumb", true, C32_VALUE, false),
		{ 0xdf, 0xf8, 0x04, 0xc0, 0xdf, 0xf8, 0x04, 0xf0, C32, T32 },
	},
	{
		"gcc -mthumb -march=armv5te", "............cccctttt", &pax_tramp_thumb,
		ARM("gcc thumb", true, C32_VALUE, true),
		{ 0x03, 0xb4, 0x02, 0x48, 0x84, 0x46, 0x02, 0x48, 0x01, 0x90, 0x01, 0xbd,
		  C32, T32_THUMB },
	},
};

#define FOR_EACH_KNOWN(k) \
	for (const struct known *k = known; k < known + ARRAY_SIZE(known); k++)

/* Returns the address of the sample, truncated for 32-bit registers. */
static u64 pc_of(const struct known *k)
{
	return k->isa->bits == 32 ? (u32)PC : PC;
}

static bool same(const struct pax_tramp *a, const struct pax_tramp *b)
{
	unsigned int n;

	for (n = 0; n < a->num && n < b->num; n++)
		if (a->set[n].reg != b->set[n].reg || a->set[n].value != b->set[n].value)
			return false;
	return !strcmp(a->name, b->name) && a->on_stack == b->on_stack && a->num == b->num &&
	       a->carry == b->carry && a->pc == b->pc && a->thumb == b->thumb;
}

TEST(every_pattern)
{
	FOR_EACH_KNOWN(k) {
		struct pax_tramp tramp;
		size_t len = strlen(k->where);

		ASSERT_TRUE(pax_tramp_decode(k->isa, k->bytes, len, pc_of(k), &tramp))
		{
			TH_LOG("%s", k->name);
		}
		EXPECT_TRUE(same(&k->does, &tramp))
		{
			TH_LOG("%s: %s to %llx", k->name, tramp.name, (unsigned long long)tramp.pc);
		}
		EXPECT_EQ(len, tramp.size);
	}
}

/* Each sample matches exactly one row of a table, and each row has a sample. */
TEST(one_row_each)
{
	static const struct pax_tramp_isa *const isas[] = {
		&pax_tramp_i386, &pax_tramp_amd64, &pax_tramp_arm64,
		&pax_tramp_arm, &pax_tramp_thumb,
	};
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(isas); i++)
		for (n = 0; n < isas[i]->num; n++) {
			struct pax_tramp_isa row = *isas[i];
			unsigned int met = 0;

			row.patterns += n;
			row.num = 1;
			FOR_EACH_KNOWN(k) {
				struct pax_tramp_isa rest = *k->isa;
				struct pax_tramp tramp;

				if (k->isa != isas[i] ||
				    !pax_tramp_decode(&row, k->bytes, PAX_TRAMP_MAX, pc_of(k),
						      &tramp))
					continue;
				met++;
				/* No later row may match as well. */
				rest.patterns += n + 1;
				rest.num -= n + 1;
				EXPECT_FALSE(pax_tramp_decode(&rest, k->bytes, PAX_TRAMP_MAX,
							      pc_of(k), &tramp));
			}
			EXPECT_NE(0, met)
			{
				TH_LOG("%s, row %u", isas[i]->patterns[n].name, n);
			}
		}
}

/* Cuts each sample short, directly before an unreadable page. */
TEST(cut_at_every_length)
{
	u8 *end = page_before_hole();

	ASSERT_NE(NULL, end);
	FOR_EACH_KNOWN(k) {
		size_t len;

		for (len = 0; len <= strlen(k->where); len++) {
			u8 *code = end - len;
			struct pax_tramp tramp;

			memcpy(code, k->bytes, len);
			EXPECT_EQ(len == strlen(k->where),
				  pax_tramp_decode(k->isa, code, len, pc_of(k), &tramp))
			{
				TH_LOG("%s, %zu bytes", k->name, len);
			}
		}
	}
	free_page_before_hole(end);
}

/* Whether changing this byte turns the pattern into another known one. */
static bool is_another(const struct known *k, size_t at, u8 byte, const struct pax_tramp *tramp)
{
	/* The carry flag that libffi sets or clears. */
	if (k->does.carry != PAX_CARRY_KEPT && at == strlen(k->where) - 4)
		return (byte == 0xf8 && tramp->carry == PAX_CARRY_CLEAR) ||
		       (byte == 0xf9 && tramp->carry == PAX_CARRY_SET);
	/* The register for the chain on i386. */
	if (k->isa == &pax_tramp_i386 && k->where[at + 1] == 'c' && k->where[at + 6] == 'r')
		return (byte == 0xb8 && !strcmp(tramp->name, "libffi i386")) ||
		       (byte == 0xb9 && !strcmp(tramp->name, "gcc i386"));
	/* A move to the register of the jump changes to a direct jump. */
	if (k->isa == &pax_tramp_i386 && k->where[at + 1] == 't')
		return byte == 0xe9 && tramp->num == 1 && tramp->set[0].value == C32_VALUE;
	return false;
}

/* Returns the value of the bytes with this letter. */
static u64 value_of(const struct known *k, const u8 *bytes, char letter)
{
	u64 value = 0;
	unsigned int shift = 0;
	size_t at;

	for (at = 0; k->where[at]; at++)
		if (k->where[at] == letter) {
			value |= (u64)bytes[at] << shift;
			shift += 8;
		}
	return value;
}

/* Computes the effect of the pattern with other values. Returns false if it is impossible. */
static bool expected(const struct known *k, const u8 *bytes, struct pax_tramp *want)
{
	u64 target = value_of(k, bytes, 't');
	unsigned int n;

	*want = k->does;
	if (strchr(k->where, 'r'))
		target = (u32)(PC + strlen(k->where) + value_of(k, bytes, 'r'));
	if (strchr(k->where, 'c'))
		want->set[0].value = value_of(k, bytes, 'c');
	for (n = 1; n < want->num; n++)
		want->set[n].value = target;
	want->pc = target;
	if (k->isa->interworks) {
		want->thumb = target & 1;
		want->pc = target & ~1ull;
		return want->thumb || target % 4 == 0;
	}
	return true;
}

TEST(every_byte_changed)
{
	unsigned long same_pattern = 0, another = 0, none = 0;

	FOR_EACH_KNOWN(k) {
		size_t at;
		unsigned int change;

		for (at = 0; k->where[at]; at++)
			for (change = 1; change < 256; change++) {
				u8 bytes[PAX_TRAMP_MAX];
				struct pax_tramp tramp, want;
				bool found;

				memcpy(bytes, k->bytes, sizeof(bytes));
				bytes[at] ^= change;
				found = pax_tramp_decode(k->isa, bytes, strlen(k->where), pc_of(k),
							 &tramp);
				if (k->where[at] != '.') {
					bool valid = expected(k, bytes, &want);

					EXPECT_TRUE(valid ? found && same(&want, &tramp) : !found)
					{
						TH_LOG("%s: value's byte %zu is %02x", k->name, at,
						       bytes[at]);
					}
					same_pattern++;
				} else if (found) {
					EXPECT_TRUE(is_another(k, at, bytes[at], &tramp))
					{
						TH_LOG("%s: byte %zu is %02x: %s", k->name, at,
						       bytes[at], tramp.name);
					}
					another++;
				} else {
					none++;
				}
			}
	}
	TH_LOG("changed: %lu values, %lu to another pattern, %lu to none", same_pattern, another,
	       none);
	/* 4 of libffi on amd64 differ in the carry flag, the 6 of i386 in one opcode each. */
	EXPECT_EQ(10, another);
}

/* Code must be aligned if the processor requires it, and in Thumb if its values depend on it. */
TEST(alignment)
{
	FOR_EACH_KNOWN(k) {
		unsigned int off;

		for (off = 0; off < 8; off++) {
			struct pax_tramp tramp;

			EXPECT_EQ(off % k->isa->align == 0,
				  pax_tramp_decode(k->isa, k->bytes, PAX_TRAMP_MAX, pc_of(k) + off,
						   &tramp));
		}
		EXPECT_EQ(strstr(k->does.name, "386") || strstr(k->does.name, "amd64") ? 1 : 4,
			  k->isa->align);
	}
}

/* A trampoline of another instruction set is not accepted. */
TEST(no_other_instruction_set)
{
	FOR_EACH_KNOWN(k)
		FOR_EACH_KNOWN(other) {
			struct pax_tramp tramp;

			if (k->isa == other->isa)
				continue;
			EXPECT_FALSE(pax_tramp_decode(other->isa, k->bytes, PAX_TRAMP_MAX, pc_of(k),
						      &tramp))
			{
				TH_LOG("%s as %s", k->name, tramp.name);
			}
		}
}

/* A known limit: code of GCC for regparm(3) and libffi for FFI_REGISTER pushes the value. */
TEST(pushing_is_not_emulated)
{
	static const u8 gcc[] = { 0x68, C32, 0xe9, BACK };
	static const u8 ffi[] = { ENDBR32, 0x68, C32, 0xe9, BACK };
	struct pax_tramp tramp;

	EXPECT_FALSE(pax_tramp_decode(&pax_tramp_i386, gcc, sizeof(gcc), (u32)PC, &tramp));
	EXPECT_FALSE(pax_tramp_decode(&pax_tramp_i386, ffi, sizeof(ffi), (u32)PC, &tramp));
}

/* Addresses wrap at the register width. */
TEST(relative_wraps)
{
	static const u8 jump[] = { 0xb9, C32, 0xe9, 0x00, 0x00, 0x00, 0x80 };
	struct pax_tramp tramp;

	ASSERT_TRUE(pax_tramp_decode(&pax_tramp_i386, jump, sizeof(jump), 0xfffffff0, &tramp));
	EXPECT_EQ(0x7ffffffa, tramp.pc);
}

TEST_HARNESS_MAIN
