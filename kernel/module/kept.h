/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions that must stay functions, and calls that must stay calls: a hook at the entry of a
 * function changes what it returns, or redirects to another one, which no compiler can know.
 */
#ifndef PAX_KEPT_H
#define PAX_KEPT_H

#include <linux/compiler.h>

/*
 * An attribute of such functions, beside noinline, which alone lets the compiler use what it knows
 * of the body, and drop the call: GCC 14 and clang 19 do. With it GCC (since 8) does not look into
 * the function at all: it makes no copies of it for single callers, and does not merge it with
 * another one of the same body. clang has no such attribute; there the value that a caller checks
 * is hidden by an asm statement, which also holds when the whole module is optimised at once (LTO).
 * selftests/object/calls.sh looks at the result.
 */
#if __has_attribute(__noipa__)
#define pax_noipa __attribute__((__noipa__))
#else
#define pax_noipa
#endif

#endif /* PAX_KEPT_H */
