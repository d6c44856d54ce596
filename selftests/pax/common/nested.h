/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Nested functions, compiled in each way that the architecture's compiler has.
 */
#ifndef PAX_NESTED_H
#define PAX_NESTED_H

#define NESTED_ARGS \
	long a, long b, long c, long d, long e, long f, long g, long h, double x, double y
#define NESTED_VALUES 1, 2, 3, 4, 5, 6, 7, 8, 0.5, 0.25
#define NESTED_RESULT 12345678.75

typedef double nested_function(NESTED_ARGS);
typedef int nested_user(nested_function *function, void *arg);

/**
 * struct nested - one way
 * @flags: of the compiler
 * @use: calls a function with a nested one, which counts in a local variable of this one's;
 *	returns what that returns, or -1 if the count is not @calls
 */
struct nested {
	const char *flags;
	int (*use)(nested_user *user, void *arg, long calls);
};

extern const struct nested nested_first, nested_second;

#endif /* PAX_NESTED_H */
