// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gives a program its flags at exec. They come from the mark of the file that is loaded, which for
 * a script is its interpreter, and are stored in the new mm.
 */
#include <linux/binfmts.h>
#include <linux/elf.h>
#include <linux/pax.h>
#include <linux/personality.h>
#include <linux/sched.h>

#include "arch/machine.h"
#include "rules/mark.h"
#include "base/mm_flags.h"
#include "rules/policy.h"
#include "protect/randmmap.h"
#include "protect/signed.h"
#include "report/report.h"
#include "settings/settings.h"
#include "protect/waiting.h"
#include "protect/xattr.h"

/*
 * The flags that a file is to run with. Under trust=root, and for a program that gains privileges,
 * a user who can write the file can strengthen its protections but not weaken them, as that would
 * put the privileges at risk. Under trust=signed root cannot either, without a key. A binary format
 * may take the privileges from another file (bprm->executable) than the one that is loaded, whose
 * mark counts.
 *
 * If a mark cannot be read it might turn protections on, so soft mode fails closed.
 */
static unsigned int flags_of(const struct linux_binprm *bprm)
{
	struct file *file = bprm->file;
	bool softmode = pax_softmode();
	unsigned int unmarked = pax_mark_resolve(NULL, softmode, pax_defaults()), marked;
	struct pax_xattr xattr;
	struct pax_mark mark;

	switch (pax_xattr_mark(file, &mark, &xattr)) {
	case PAX_MARK_UNREADABLE:
		return pax_mark_resolve(NULL, false, pax_defaults());
	case PAX_MARK_NONE:
		return unmarked;
	case PAX_MARK_VALID:
		break;
	}
	marked = pax_mark_resolve(&mark, softmode, 0);
	if (!pax_mark_weakens(marked, unmarked))
		return marked;
	if (!pax_trust_signed() && pax_xattr_trusted(file))
		return marked;
	xattr.privileged = pax_xattr_privileged(bprm->execfd_creds ? bprm->executable : file);
	if (!pax_trust_root() && !xattr.privileged)
		return marked;
	if (pax_trust_signed()) {
		enum pax_signed result = pax_signed_check(file, &mark, xattr.privileged);

		if (result == PAX_SIGNED_VALID)
			return marked;
		xattr.why = pax_signed_text(result);
	}
	pax_xattr_report(PAX_EV_MARK_UNTRUSTED, file, &xattr);
	return unmarked;
}

/**
 * pax_on_exec - a file is about to be loaded
 * @bprm: the exec; for a script, when its interpreter is about to be loaded
 *
 * Context: process context, may sleep; before the point of no return.
 * Return: 0, or -EINVAL to have it refused.
 */
int pax_on_exec(struct linux_binprm *bprm)
{
	const struct elfhdr *elf = (const struct elfhdr *)bprm->buf;
	struct pax_waiting waiting;
	unsigned int flags;

	might_sleep();
	if (memcmp(elf->e_ident, ELFMAG, SELFMAG) || !pax_arch_loads(elf))
		return 0;

	pax_waiting_begin(&waiting, bprm->file);
	flags = flags_of(bprm);
	pax_waiting_end(&waiting);
	if (pax_mark_contradicts(flags)) {
		struct pax_subject subject = { .file = bprm->file, .flags = flags };

		pax_report(PAX_EV_EXEC_REFUSED, &subject);
		if (!pax_permissive())
			return -EINVAL;
	}
	pax_mm_set_flags(bprm->mm, flags);
	if (!pax_permissive() && pax_policy_drops_rie(flags))
		bprm->per_clear |= READ_IMPLIES_EXEC;
	pax_randmmap_prepare(bprm, flags);
	return 0;
}
