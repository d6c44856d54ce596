// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests the decisions about mappings: every combination of flags, of present and allowed
 * protections of a mapping, and of requested protections.
 */
#include "rules/policy.h"
#include "test.h"

#define R 0x01ul
#define W 0x02ul
#define X 0x04ul
#define SHARED 0x08ul
#define MAY_R 0x10ul
#define MAY_W 0x20ul
#define MAY_X 0x40ul
#define MPROTECT 0x04u
#define OTHER 0x1000ul /* any bit that is none of these must pass through */

/* MPROTECT is the only flag that decides about mappings. */
TEST(map)
{
	unsigned long flags, prot;

	for (flags = 0; flags < 32; flags++)
		for (prot = 0; prot < 8; prot++) {
			unsigned long given = prot | MAY_R | MAY_W | MAY_X | OTHER, want = given;
			int err = 0;

			if (flags & MPROTECT) {
				if (prot == (W | X) || prot == (R | W | X))
					err = -EPERM;
				else if (prot == X || prot == (R | X))
					want = prot | MAY_R | MAY_X | OTHER;
				else
					want = prot | MAY_R | MAY_W | OTHER;
			}
			EXPECT_EQ(err, pax_policy_map(flags, &given));
			EXPECT_EQ(want, given)
			{
				TH_LOG("flags %lx prot %lx", flags, prot);
			}
		}
}

/* MAY bits that the kernel has cleared stay clear (noexec mounts, read-only files). */
TEST(map_takes_only)
{
	unsigned long may;

	for (may = 0; may < 8; may++) {
		unsigned long given = R | may << 4;

		EXPECT_EQ(0, pax_policy_map(MPROTECT, &given));
		EXPECT_EQ(0, given & ~(R | may << 4));
	}
}

/* Without MPROTECT every change is allowed, whatever other flags are on. */
TEST(protect_off)
{
	unsigned long old, new, flags;

	for (flags = 0; flags < 32; flags++) {
		if (flags & MPROTECT)
			continue;
		for (old = 0; old < 128; old++)
			for (new = 0; new < 128; new++) {
				unsigned long given = new;

				EXPECT_EQ(0, pax_policy_protect(flags, old, true, &given));
				EXPECT_EQ(new, given);
			}
	}
}

/*
 * A table of the changes that are allowed for a mapping created as data or as code. The mapping is
 * created by pax_policy_map(), so the test covers both functions together.
 */
TEST(protect_table)
{
	static const unsigned long made[] = { 0, R, W, R | W, X, R | X };
	unsigned long n, has, asked;

	for (n = 0; n < ARRAY_SIZE(made); n++)
		for (has = 0; has < 8; has++)
			for (asked = 0; asked < 8; asked++) {
				unsigned long map = made[n] | MAY_R | MAY_W | MAY_X, old, given;
				int code = !!(made[n] & X), err;

				ASSERT_EQ(0, pax_policy_map(MPROTECT, &map));
				/* Skip protections that the mapping cannot have. */
				if (has & (code ? W : X))
					continue;
				old = (map & ~(R | W | X)) | has;
				given = (map & ~(R | W | X)) | asked;
				err = (asked & (code ? W : X)) ? -EACCES : 0;
				EXPECT_EQ(err, pax_policy_protect(MPROTECT, old, false, &given))
				{
					TH_LOG("made %lx has %lx asked %lx", made[n], has, asked);
				}
				EXPECT_EQ((map & ~(R | W | X)) | asked, given);
			}
}

/* Stack, heap, and mappings created while nothing was enforced have both MAY bits. */
TEST(protect_unsettled)
{
	unsigned long has, asked;

	for (has = 0; has < 8; has++)
		for (asked = 0; asked < 8; asked++) {
			unsigned long may = MAY_R | MAY_W | MAY_X, given = may | asked;
			int err = 0, loses_exec = 0;

			if ((asked & W) && (asked & X))
				err = -EACCES; /* never both */
			else if (asked & X)
				err = has & X ? 0 : -EACCES; /* never newly executable */
			else if ((asked & W) && (has & X) && !(has & W))
				err = -EACCES; /* code stays code */
			else
				loses_exec = !((has & X) && !(has & W));
			EXPECT_EQ(err, pax_policy_protect(MPROTECT, may | has, false, &given))
			{
				TH_LOG("has %lx asked %lx", has, asked);
			}
			EXPECT_EQ(asked | (loses_exec ? MAY_R | MAY_W : may), given);
		}
}

/*
 * Sealed RELRO stays readable and never becomes writable or executable. No request unseals it.
 */
TEST(protect_sealed)
{
	unsigned long sealed = MAY_R | MAY_W | R | OTHER, first, second;

	pax_policy_seal(0x1f & ~MPROTECT, &sealed);
	EXPECT_EQ(MAY_R | MAY_W | R | OTHER, sealed);
	EXPECT_FALSE(pax_policy_sealed(sealed));
	pax_policy_seal(MPROTECT, &sealed);
	EXPECT_TRUE(pax_policy_sealed(sealed));
	for (first = 0; first < 8; first++)
		for (second = 0; second < 8; second++) {
			unsigned long now = (sealed & ~R) | first, next = (sealed & ~R) | second;

			EXPECT_EQ((first & (W | X)) ? -EACCES : 0,
				  pax_policy_protect(MPROTECT, sealed, true, &now));
			if (first & (W | X))
				continue;
			EXPECT_TRUE(pax_policy_sealed(now));
			EXPECT_EQ((second & (W | X)) ? -EACCES : 0,
				  pax_policy_protect(MPROTECT, now, true, &next));
		}
}

/* A sealed mapping has both MAY bits, and is neither writable nor executable. */
TEST(sealed_is_both)
{
	unsigned long may, prot;

	for (may = 0; may < 8; may++)
		for (prot = 0; prot < 8; prot++)
			EXPECT_EQ((may << 4 & MAY_W) && (may << 4 & MAY_X) && !(prot & (W | X)),
				  pax_policy_sealed(prot | may << 4));
}

/* A mapping that is created under MPROTECT and not sealed never looks sealed. */
TEST(sealed_is_unmistakable)
{
	unsigned long prot, asked;

	for (prot = 0; prot < 8; prot++)
		for (asked = 0; asked < 8; asked++) {
			unsigned long made = prot | MAY_R | MAY_W | MAY_X, now;

			if (pax_policy_map(MPROTECT, &made))
				continue;
			EXPECT_FALSE(pax_policy_sealed(made));
			now = (made & ~(R | W | X)) | asked;
			if (!pax_policy_protect(MPROTECT, made, false, &now))
				EXPECT_FALSE(pax_policy_sealed(now));
		}
}

/*
 * No sequence of allowed requests makes memory executable that was writable under enforcement, and
 * none makes executable memory writable.
 */
TEST(never_in_turn)
{
	unsigned long start, first, second;

	for (start = 0; start < 8; start++)
		for (first = 0; first < 8; first++)
			for (second = 0; second < 8; second++) {
				unsigned long a = start | MAY_R | MAY_W | MAY_X, b, c;

				if (pax_policy_map(MPROTECT, &a))
					continue;
				b = (a & ~(R | W | X)) | first;
				if (pax_policy_protect(MPROTECT, a, false, &b))
					continue;
				c = (b & ~(R | W | X)) | second;
				if (pax_policy_protect(MPROTECT, b, false, &c))
					continue;
				EXPECT_NE(W | X, (a | b | c) & (W | X))
				{
					TH_LOG("%lx %lx %lx", a, b, c);
				}
			}
}

TEST(shmat)
{
	unsigned int flags;

	for (flags = 0; flags < 32; flags++) {
		EXPECT_EQ(flags & MPROTECT ? -EINVAL : 0, pax_policy_shmat(flags, true));
		EXPECT_EQ(0, pax_policy_shmat(flags, false));
	}
}

TEST(brk_and_stack)
{
	unsigned long flags, all = R | W | X | MAY_R | MAY_W | MAY_X | OTHER;

	for (flags = 0; flags < 32; flags++) {
		unsigned long brk = all, stack = all, want = all;

		pax_policy_brk(flags, &brk);
		EXPECT_EQ(flags & MPROTECT ? all & ~X : all, brk);

		pax_policy_stack(flags, &stack);
		if (flags & (MPROTECT | 0x01))
			want &= ~X;
		if (flags & MPROTECT)
			want &= ~MAY_X;
		EXPECT_EQ(want, stack);

		EXPECT_EQ(!!(flags & (0x01 | MPROTECT)), pax_policy_drops_rie(flags));
	}
}

/* Beyond PaX: a pair of mappings of a file: one can write the file, the other can execute it. */
TEST(sides)
{
	unsigned long bits;

	for (bits = 0; bits < 128; bits++) {
		bool writable = (bits & SHARED) && (bits & MAY_W);
		bool executable = (bits & X) || ((bits & MAY_X) && !(bits & MAY_W));

		EXPECT_EQ(writable, pax_policy_is_side(bits, true));
		EXPECT_EQ(executable, pax_policy_is_side(bits, false));
	}
	/* Sealed RELRO is neither. */
	EXPECT_FALSE(pax_policy_is_side(R | MAY_R | MAY_W | MAY_X, false));
	EXPECT_FALSE(pax_policy_is_side(R | MAY_R | MAY_W | MAY_X, true));
}

static enum pax_textrel decided(unsigned long old, bool written, unsigned long new)
{
	return pax_policy_textrel(old, written, &new);
}

/* Text relocations: RX, RW and RX again, once; never writable and executable at once. */
TEST(textrel)
{
	const unsigned long may = MAY_R | MAY_W | MAY_X;
	unsigned long old, new, given;

	EXPECT_EQ(PAX_TEXTREL_RELOCATE, decided(R | X | may, false, R | W | may));
	EXPECT_EQ(PAX_TEXTREL_RELOCATE, decided(R | X | may, false, R | W | X | may));
	EXPECT_EQ(PAX_TEXTREL_RELOCATE, decided(R | W | may, true, R | X | may));
	EXPECT_EQ(PAX_TEXTREL_NONE, decided(R | X | may, true, R | W | may));
	/* Text that was never written may become executable again after being read-only. */
	EXPECT_EQ(PAX_TEXTREL_PASS, decided(R | may, false, R | X | may));
	EXPECT_EQ(PAX_TEXTREL_NONE, decided(R | may, true, R | X | may));
	for (old = 0; old < 128; old++)
		for (new = 0; new < 8; new++) {
			enum pax_textrel says;

			given = new | may;
			says = pax_policy_textrel(old, false, &given);
			if (says == PAX_TEXTREL_NONE) {
				EXPECT_EQ(new | may, given);
				continue;
			}
			EXPECT_NE(W | X, given & (W | X));
			EXPECT_EQ(0, given & ~(new | may));
			EXPECT_EQ(MAY_W | MAY_X, old & (MAY_W | MAY_X | SHARED));
		}
}

TEST_HARNESS_MAIN
