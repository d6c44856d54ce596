// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds marks that the kernel ignores. The decision is the kernel's own, with the mark that a file
 * is to get in place of the one that it has.
 */
#include <string.h>
#include <unistd.h>

#include "files/root.h"
#include "judgement/executable.h"
#include "judgement/void_mark.h"
#include "policy/boot_config.h"

const char void_mark_text[] =
	"this mark is void: it weakens, and counts only if root owns the file, neither group nor others may write it and its mount is not nosuid (trust=root, or the program gains privileges by being executed)";

void void_mark_settings(struct root *root, bool is_machine, struct paxflags_kernel *kernel)
{
	struct boot_config config = { 0 };
	const char *trust;

	paxflags_kernel_builtin(kernel);
	if (is_machine)
		paxflags_kernel_read(NULL, kernel);
	boot_config_read(root, true, &config);
	trust = boot_config_wanted(&config, BOOT_TRUST);
	if (trust && strcmp(trust, "any"))
		kernel->trust = PAXFLAGS_TRUST_ROOT;
	boot_config_free(&config);
}

bool void_mark_fd(const struct paxflags_kernel *kernel, int fd, const char *mark)
{
	struct paxflags_decision decision;
	struct executable executable;

	if (executable_read_attrs(fd, &executable))
		return false;
	/* Whichever attribute it is in. */
	executable.security_err = 0;
	executable.security.len = strlen(mark);
	memcpy(executable.security.bytes, mark, executable.security.len);
	executable.user_err = 0;
	executable.user = executable.security;
	return !executable_decide(kernel, &executable, &decision) &&
	       (decision.why & PAXFLAGS_WHY_UNTRUSTED);
}

bool void_mark(const struct paxflags_kernel *kernel, struct root *root, const char *path,
	       const char *mark)
{
	struct found found;
	bool is_void;

	if (root_find(root, path, &found))
		return false;
	is_void = void_mark_fd(kernel, found.fd, mark);
	close(found.fd);
	return is_void;
}
