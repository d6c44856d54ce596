// SPDX-License-Identifier: GPL-2.0-only
/*
 * A nested function whose address is taken: the compiler writes a trampoline to the stack.
 * Compiled more than once: NESTED names this one, NESTED_FLAGS says how.
 */
#include "nested.h"

static int use(nested_user *user, void *arg, long calls)
{
	long count = 0;
	int result;

	double nested(NESTED_ARGS)
	{
		count++;
		return ((((((a * 10. + b) * 10 + c) * 10 + d) * 10 + e) * 10 + f) * 10 + g) * 10 + h + x + y;
	}

	result = user(nested, arg);
	return count == calls ? result : -1;
}

const struct nested NESTED = { NESTED_FLAGS, use };
