// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compute the flags that the kernel gives to a file. The kernel's own mark.c is part of the
 * library, so the library and the kernel always agree.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "mark.h"
#include "paxflags.h"

/* Larger than any status file. */
#define MAX_STATUS 65536

void paxflags_flags_format(unsigned int flags, char text[PAXFLAGS_TEXT_SIZE])
{
	pax_flags_format(flags, text);
}

int paxflags_flags_parse(const char *text, unsigned int *flags)
{
	unsigned int n, result = 0;

	for (n = 0; n < PAX_FLAGS_NUM; n++) {
		if (text[n] == PAX_LETTERS[n])
			result |= 1u << n;
		else if (text[n] != PAX_LETTERS_OFF[n])
			return -EINVAL;
	}
	if (text[n] && !strchr(" \t\n", text[n]))
		return -EINVAL;
	*flags = result;
	return 0;
}

void paxflags_kernel_builtin(struct paxflags_kernel *kernel)
{
	*kernel = (struct paxflags_kernel){
		.security_counts = true,
		.trust = PAXFLAGS_TRUST_ANY,
		.defaults = PAX_FLAGS_DEFAULT,
	};
}

/*
 * Parses one line. Ignores unknown keys. Returns -EBADMSG if the value of "defaults" cannot be
 * parsed.
 */
static int take_line(const char *key, const char *value, struct paxflags_kernel *kernel)
{
	if (!strcmp(key, "armed"))
		kernel->armed = !strcmp(value, "yes");
	else if (!strcmp(key, "mode"))
		kernel->permissive = !strcmp(value, "permissive");
	else if (!strcmp(key, "softmode"))
		kernel->softmode = strcmp(value, "0");
	else if (!strcmp(key, "trust"))
		kernel->trust = strcmp(value, "any") ? PAXFLAGS_TRUST_ROOT : PAXFLAGS_TRUST_ANY;
	else if (!strcmp(key, PAX_XATTR_SECURITY))
		kernel->security_counts = !strcmp(value, "counts");
	else if (!strcmp(key, "defaults"))
		return paxflags_flags_parse(value, &kernel->defaults) ? -EBADMSG : 0;
	return 0;
}

static int take_status(char *text, struct paxflags_kernel *kernel)
{
	char *line, *rest = text;
	bool mode = false;
	int err;

	while ((line = strsep(&rest, "\n"))) {
		char *value = strstr(line, ": ");

		if (!value)
			continue;
		*value = '\0';
		mode = mode || !strcmp(line, "mode");
		err = take_line(line, value + 2, kernel);
		if (err)
			return err;
	}
	return mode ? 0 : -EBADMSG;
}

int paxflags_kernel_read(const char *dir, struct paxflags_kernel *kernel)
{
	int dirfd, fd, err;
	ssize_t n;
	char *text;

	paxflags_kernel_builtin(kernel);
	dirfd = open(dir ? dir : PAXFLAGS_KERNEL_DIR, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dirfd < 0)
		return -errno;
	fd = openat(dirfd, "status", O_RDONLY | O_CLOEXEC);
	err = fd < 0 ? -errno : 0;
	close(dirfd);
	if (err)
		return err;
	text = malloc(MAX_STATUS + 1);
	n = text ? read_at(fd, text, MAX_STATUS, 0) : -ENOMEM;
	close(fd);
	if (n < 0) {
		err = n;
	} else {
		text[n] = '\0';
		err = take_status(text, kernel);
	}
	free(text);
	if (err)
		paxflags_kernel_builtin(kernel);
	else
		kernel->loaded = true;
	return err;
}

static bool trusted(const struct paxflags_kernel *kernel, const struct paxflags_file *file)
{
	const mode_t group = S_ISGID | 0010;
	bool privileged =
		file->capabilities || (file->mode & S_ISUID) || (file->mode & group) == group;

	return (kernel->trust == PAXFLAGS_TRUST_ANY && !privileged) ||
	       (file->uid == 0 && !(file->mode & 022) && !file->nosuid);
}

void paxflags_decide(const struct paxflags_kernel *kernel, const struct paxflags_file *file,
		     struct paxflags_decision *decision)
{
	const struct paxflags_value *security = kernel->security_counts ? file->security : NULL;
	const struct paxflags_value *value = security ? security : file->user;
	const struct pax_mark *mark = NULL;
	struct pax_mark parsed;
	unsigned int why = 0, flags, unmarked;

	if (file->security && !security)
		why |= PAXFLAGS_WHY_SECURITY_IGNORED;
	if (security && file->user)
		why |= PAXFLAGS_WHY_USER_HIDDEN;
	if (value && pax_mark_parse(value->bytes, value->len, &parsed))
		why |= PAXFLAGS_WHY_INVALID;
	else if (value)
		mark = &parsed;
	unmarked = pax_mark_resolve(NULL, kernel->softmode, kernel->defaults);
	flags = pax_mark_resolve(mark, kernel->softmode, kernel->defaults);
	if (mark && pax_mark_weakens(flags, unmarked) && !trusted(kernel, file)) {
		why |= PAXFLAGS_WHY_UNTRUSTED;
		mark = NULL;
		flags = unmarked;
	}
	decision->flags = flags;
	if (pax_mark_contradicts(flags))
		why |= PAXFLAGS_WHY_REFUSED;
	decision->why = why;
	decision->source = PAXFLAGS_FROM_DEFAULTS;
	if (mark)
		decision->source = security ? PAXFLAGS_FROM_SECURITY : PAXFLAGS_FROM_USER;
}
