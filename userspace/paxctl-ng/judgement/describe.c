// SPDX-License-Identifier: GPL-2.0-only
/*
 * Describes in sentences what the kernel does with a mark, and why.
 */
#include "judgement/describe.h"
#include "mark.h"

/* Two sentences for each protection: off and on. SEGMEXEC is never on. */
static const char *const sentences[PAX_FLAGS_NUM][2] = {
	{ "P off: the stack and readable memory may be executable, if the program or its PT_GNU_STACK header asks for it",
	  "P on: stack and heap are never executable; a jump there ends the program" },
	{ "E off: trampolines on the stack do not work",
	  "E on: trampolines that compilers put on the stack are emulated" },
	{ "M off: the program may make memory that is writable and executable, as just-in-time compilers do",
	  "M on: no memory is writable and executable, at once or in turn" },
	{ "R off: the kernel's usual address space randomisation",
	  "R on: addresses are more random, hints for them are ignored" },
};

static const struct {
	unsigned int why;
	const char *text;
} reasons[] = {
	{ PAXFLAGS_WHY_SECURITY_IGNORED,
	  "security.pax.flags is not looked at: on this kernel every user can set it" },
	{ PAXFLAGS_WHY_USER_HIDDEN,
	  "user.pax.flags is not looked at while there is security.pax.flags" },
	{ PAXFLAGS_WHY_INVALID,
	  "its mark is invalid, so the kernel ignores it whole and reports it" },
	{ PAXFLAGS_WHY_UNTRUSTED,
	  "its mark weakens, but counts only if root owns the file, neither group nor others may write it and its mount is not nosuid (trust=root, or the program gains privileges by being executed), so it is ignored" },
};

#define NUM_REASONS (sizeof(reasons) / sizeof(reasons[0]))

size_t describe_flags(unsigned int flags, const char *words[DESCRIBE_MAX])
{
	size_t n, num = 0;

	for (n = 0; n < PAX_FLAGS_NUM; n++) {
		if (sentences[n][0])
			words[num++] = sentences[n][!!(flags & (1u << n))];
	}
	return num;
}

static const char *source_text(const struct paxflags_kernel *kernel,
			       const struct paxflags_decision *decision)
{
	if (decision->source == PAXFLAGS_FROM_DEFAULTS)
		return kernel->softmode ?
			       "without a valid mark that counts, soft mode turns nothing on" :
			       "without a valid mark that counts, the defaults apply";
	if (decision->source == PAXFLAGS_FROM_SECURITY)
		return kernel->softmode ? "soft mode: on is what security.pax.flags turns on" :
					  "on is what security.pax.flags does not turn off";
	return kernel->softmode ? "soft mode: on is what user.pax.flags turns on" :
				  "on is what user.pax.flags does not turn off";
}

size_t describe_reasons(const struct paxflags_kernel *kernel,
			const struct paxflags_decision *decision, const char *words[DESCRIBE_MAX])
{
	size_t i, num = 0;

	for (i = 0; i < NUM_REASONS; i++) {
		if (decision->why & reasons[i].why)
			words[num++] = reasons[i].text;
	}
	words[num++] = source_text(kernel, decision);
	if (decision->why & PAXFLAGS_WHY_REFUSED)
		words[num++] =
			kernel->permissive ?
				"M or E is on without P: reported, and refused but for permissive mode" :
				"M or E is on without P: the kernel refuses to run it (EINVAL)";
	return num;
}

const char *describe_invalid(const struct paxflags_value *value)
{
	struct paxflags_letters letters;
	struct pax_mark mark;

	if (!pax_mark_parse(value->bytes, value->len, &mark))
		return NULL;
	paxflags_parse_tolerant(value->bytes, value->len, &letters);
	if (letters.on & letters.off)
		return "a letter in both cases";
	if (value->len > PAX_MARK_MAX)
		return "more than five bytes";
	return "a byte that is no letter of a mark, or a letter twice";
}
