// SPDX-License-Identifier: GPL-2.0-only
/*
 * A library with everything that a loader relocates: addresses in RELRO, a function that is chosen
 * at load (IFUNC), a thread-local variable.
 */
static int one(void)
{
	return 1;
}

static int (*choose(void))(void)
{
	return one;
}

int relro_chosen(void) __attribute__((ifunc("choose")));

__thread int relro_thread = 2;

int (*const relro_table[512])(void) = { one, one, one, one };

int relro_sum(void);
int relro_sum(void)
{
	return relro_chosen() + relro_thread + relro_table[3]();
}
