// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of what the module assumes of the kernel, of the rows of proof/table.h: with the places
 * of members that the compiler of the module uses, and without what is for other releases.
 *
 * The build compares it with the kernel's headers (proof/prove_host.c), and the module with the
 * kernel that it is loaded into (proof.c).
 */
#include <linux/binfmts.h>
#include <linux/build_bug.h>
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/fsnotify_backend.h>
#include <linux/ftrace.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/key.h>
#include <linux/kprobes.h>
#include <linux/mm_types.h>
#include <linux/mount.h>
#include <linux/nsproxy.h>
#include <linux/ptrace.h>
#include <linux/rmap.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/stddef.h>
#include <linux/tracepoint-defs.h>

#include <crypto/hash.h>

#include "base/compat.h"
#include "module/arch/regs.h"
#include "module/assumptions.h"

#define PAX_TEXT(...) #__VA_ARGS__
#define PAX_FUNCTION(symbol, ...) \
	{ .what = PAX_ASSUMES_FUNCTION, .name = (symbol), .prototype = PAX_TEXT(__VA_ARGS__) }
#define PAX_FUNCTION_IF(condition, symbol, ...)                                \
	{ .what = (condition) ? PAX_ASSUMES_FUNCTION : PAX_ASSUMES_NOTHING, \
	  .name = (symbol), .prototype = PAX_TEXT(__VA_ARGS__) }
#define PAX_FUNCTION_OPTIONAL(...) PAX_FUNCTION_IF(__VA_ARGS__)
#define PAX_TRACEPOINT(symbol, ...) \
	{ .what = PAX_ASSUMES_TRACEPOINT, .name = (symbol), .prototype = PAX_TEXT(__VA_ARGS__) }
/* In two steps, as the name of a structure may be a macro. */
#define PAX_MEMBER(type, ...) PAX_MEMBER_OF(type, __VA_ARGS__)
#define PAX_MEMBER_OF(type, ...) \
	{ .what = PAX_ASSUMES_MEMBER, .name = PAX_TEXT(type.__VA_ARGS__), \
	  .offset = offsetof(struct type, __VA_ARGS__), \
	  .size = sizeof_field(struct type, __VA_ARGS__) }

const struct pax_assumption pax_assumptions[] __section(PAX_ASSUMPTIONS_SECTION) = {
#include "proof/table.h"
};

static_assert(ARRAY_SIZE(pax_assumptions) <= PAX_ASSUMPTIONS_MAX);

const unsigned int pax_assumptions_num __initconst = ARRAY_SIZE(pax_assumptions);
