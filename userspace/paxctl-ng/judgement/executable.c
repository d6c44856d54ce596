// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file as show, ps and scan see it.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "judgement/executable.h"
#include "judgement/describe.h"

/* Machines whose programs a kernel may run, by the name that it gives itself. */
static const struct {
	const char *kernel;
	unsigned int machine;
} loads[] = {
	{ "x86_64", EM_X86_64 }, { "x86_64", EM_386 },	    { "i686", EM_386 },
	{ "i586", EM_386 },	 { "aarch64", EM_AARCH64 }, { "aarch64", EM_ARM },
	{ "armv7l", EM_ARM },	 { "armv8l", EM_ARM },	    { "armv6l", EM_ARM },
	{ "armv5tel", EM_ARM },	 { "armv5tejl", EM_ARM },
};

/* A kernel of a kind that the table does not know is taken to load whatever there is. */
static bool kernel_loads(const struct paxflags_elf *elf)
{
	struct utsname name;
	bool known = false;
	size_t i;

	if (elf->type != ET_EXEC && elf->type != ET_DYN)
		return false;
	if (uname(&name))
		return true;
	for (i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
		if (strcmp(loads[i].kernel, name.machine))
			continue;
		known = true;
		if (loads[i].machine == elf->machine)
			return true;
	}
	return !known;
}

/* The kernel's own reading of "#! INTERPRETER [ARGUMENT]". */
static void read_interpreter(int fd, char interpreter[256])
{
	char line[256];
	ssize_t n = pread(fd, line, sizeof(line) - 1, 0);
	size_t start = 2, len;

	interpreter[0] = '\0';
	if (n < 2)
		return;
	line[n] = '\0';
	start += strspn(line + start, " \t");
	len = strcspn(line + start, " \t\n");
	memcpy(interpreter, line + start, len);
	interpreter[len] = '\0';
}

static void look_inside(int fd, struct subject *subject)
{
	subject->kind = paxflags_kind(fd);
	subject->elf_err = -ENOEXEC;
	if (subject->kind == PAXFLAGS_KIND_SCRIPT) {
		read_interpreter(fd, subject->interpreter);
	} else if (subject->kind == PAXFLAGS_KIND_ELF) {
		subject->elf_err = paxflags_elf_inspect_fd(fd, &subject->elf);
		if (subject->elf_err == -EBADMSG)
			subject->obstacles |= SUBJECT_MALFORMED;
		else if (!subject->elf_err && !kernel_loads(&subject->elf))
			subject->obstacles |= SUBJECT_NOT_LOADED;
	} else if (subject->kind == PAXFLAGS_KIND_OTHER) {
		subject->obstacles |= SUBJECT_NOT_LOADED;
	}
}

/* Whether a file has capabilities, or may have: what cannot be read counts as if it had. */
static bool has_capabilities(int fd)
{
	char name[sizeof("/proc/self/fd/") + 12];

	/* A descriptor may be of a path only. */
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	return getxattr(name, "security.capability", NULL, 0) >= 0 ||
	       (errno != ENODATA && errno != EOPNOTSUPP);
}

int subject_read_attrs(int fd, struct subject *subject)
{
	struct statvfs fs;

	memset(subject, 0, sizeof(*subject));
	if (fstat(fd, &subject->st))
		return -errno;
	subject->security_err = paxflags_read_fd(fd, PAXFLAGS_SECURITY, &subject->security);
	subject->user_err = paxflags_read_fd(fd, PAXFLAGS_USER, &subject->user);
	if (subject->security_err == -EOPNOTSUPP)
		subject->security_err = -ENODATA;
	if (subject->user_err == -EOPNOTSUPP)
		subject->user_err = -ENODATA;
	subject->capabilities = has_capabilities(fd);
	if (!fstatvfs(fd, &fs))
		subject->mount_flags = fs.f_flag;
	return 0;
}

int subject_read(int fd, struct subject *subject)
{
	int err = subject_read_attrs(fd, subject), file;

	if (err)
		return err;
	if (!S_ISREG(subject->st.st_mode)) {
		subject->kind = PAXFLAGS_KIND_SPECIAL;
		subject->elf_err = -ENOEXEC;
		subject->obstacles = SUBJECT_NOT_REGULAR;
		return 0;
	}
	if (subject->mount_flags & ST_NOEXEC)
		subject->obstacles |= SUBJECT_NOEXEC;
	if (!(subject->st.st_mode & 0111))
		subject->obstacles |= SUBJECT_NO_X;
	file = paxflags_reopen(fd, O_RDONLY);
	if (file < 0) {
		subject->kind = file;
		subject->elf_err = file;
		return 0;
	}
	look_inside(file, subject);
	close(file);
	return 0;
}

int subject_decide(const struct paxflags_kernel *kernel, const struct subject *subject,
		   struct paxflags_decision *decision)
{
	struct paxflags_file file = {
		.security = subject->security_err ? NULL : &subject->security,
		.user = subject->user_err ? NULL : &subject->user,
		.uid = subject->st.st_uid,
		.mode = subject->st.st_mode,
		.nosuid = subject->mount_flags & ST_NOSUID,
		.capabilities = subject->capabilities,
	};
	bool security = kernel->security_counts;

	if (security && subject->security_err && subject->security_err != -ENODATA)
		return subject->security_err;
	if (!(security && file.security) && subject->user_err && subject->user_err != -ENODATA)
		return subject->user_err;
	paxflags_decide(kernel, &file, decision);
	return 0;
}

void subject_put_mark(struct out *out, int err, const struct paxflags_value *value)
{
	char text[PAXFLAGS_VALUE_KEPT + sizeof("...")];
	const char *end;
	size_t i, len;

	if (err == -ENODATA) {
		out_none(out);
		return;
	}
	if (err) {
		out_remark(out, "(unreadable)");
		return;
	}
	len = value->len < PAXFLAGS_VALUE_KEPT ? value->len : PAXFLAGS_VALUE_KEPT;
	for (i = 0; i < len; i++)
		text[i] = value->bytes[i] ? value->bytes[i] : '?';
	end = len < value->len ? "..." : "";
	memcpy(text + len, end, strlen(end) + 1);
	out_paint(out, words_invalid(value) ? OUT_BAD : OUT_PLAIN);
	out_mark(out, text);
}
