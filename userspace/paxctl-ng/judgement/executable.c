// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the properties that the kernel evaluates when it executes a file: marks, owner, mount, ELF
 * headers.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "judgement/executable.h"
#include "judgement/describe.h"
#include "files/identity.h"
#include "files/statement.h"

/* The ELF machines that a kernel can run, by the kernel's machine name in uname(). */
static const struct {
	const char *kernel;
	unsigned int machine;
} loads[] = {
	{ "x86_64", EM_X86_64 }, { "x86_64", EM_386 },	    { "i686", EM_386 },
	{ "i586", EM_386 },	 { "aarch64", EM_AARCH64 }, { "aarch64", EM_ARM },
	{ "armv7l", EM_ARM },	 { "armv8l", EM_ARM },	    { "armv6l", EM_ARM },
	{ "armv5tel", EM_ARM },	 { "armv5tejl", EM_ARM },
};

/* Assume that a kernel whose machine is not in the table loads every ELF file. */
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

/* Parses "#! INTERPRETER [ARGUMENT]" as the kernel does. */
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

static void look_inside(int fd, struct executable *executable)
{
	executable->kind = paxflags_kind(fd);
	executable->elf_err = -ENOEXEC;
	if (executable->kind == PAXFLAGS_KIND_SCRIPT) {
		read_interpreter(fd, executable->interpreter);
	} else if (executable->kind == PAXFLAGS_KIND_ELF) {
		executable->elf_err = paxflags_elf_inspect_fd(fd, &executable->elf);
		if (executable->elf_err == -EBADMSG)
			executable->obstacles |= EXECUTABLE_MALFORMED;
		else if (!executable->elf_err && !kernel_loads(&executable->elf))
			executable->obstacles |= EXECUTABLE_NOT_LOADED;
	} else if (executable->kind == PAXFLAGS_KIND_OTHER) {
		executable->obstacles |= EXECUTABLE_NOT_LOADED;
	}
}

/* Who has signed the mark, as the signature says. */
static void read_signer(int fd, char signer[SIGNER_NAME_SIZE])
{
	unsigned char value[PAX_SIGNATURE_MAX];
	struct pax_statement statement;
	ssize_t len = statement_read(fd, value);

	if (len == -ENODATA || len == -EOPNOTSUPP)
		return;
	if (len < 0 || pax_statement_parse(value, len, &statement) ||
	    !signer_name(value + PAX_STATEMENT_SIZE, len - PAX_STATEMENT_SIZE, signer))
		snprintf(signer, SIGNER_NAME_SIZE, "malformed");
}

int executable_read_attrs(int fd, struct executable *executable)
{
	struct statvfs fs;

	memset(executable, 0, sizeof(*executable));
	if (fstat(fd, &executable->st))
		return -errno;
	executable->security_err = paxflags_read_fd(fd, PAXFLAGS_SECURITY, &executable->security);
	executable->user_err = paxflags_read_fd(fd, PAXFLAGS_USER, &executable->user);
	if (executable->security_err == -EOPNOTSUPP)
		executable->security_err = -ENODATA;
	if (executable->user_err == -EOPNOTSUPP)
		executable->user_err = -ENODATA;
	executable->capabilities = file_has_capabilities(fd);
	if (!fstatvfs(fd, &fs))
		executable->mount_flags = fs.f_flag;
	return 0;
}

int executable_read(int fd, struct executable *executable)
{
	int err = executable_read_attrs(fd, executable), file;

	if (err)
		return err;
	if (!S_ISREG(executable->st.st_mode)) {
		executable->kind = PAXFLAGS_KIND_SPECIAL;
		executable->elf_err = -ENOEXEC;
		executable->obstacles = EXECUTABLE_NOT_REGULAR;
		return 0;
	}
	if (executable->mount_flags & ST_NOEXEC)
		executable->obstacles |= EXECUTABLE_NOEXEC;
	if (!(executable->st.st_mode & 0111))
		executable->obstacles |= EXECUTABLE_NO_X;
	file = paxflags_reopen(fd, O_RDONLY);
	if (file < 0) {
		executable->kind = file;
		executable->elf_err = file;
		return 0;
	}
	look_inside(file, executable);
	read_signer(file, executable->signer);
	close(file);
	return 0;
}

int executable_decide(const struct paxflags_kernel *kernel, const struct executable *executable,
		      struct paxflags_decision *decision)
{
	struct paxflags_file file = {
		.security = executable->security_err ? NULL : &executable->security,
		.user = executable->user_err ? NULL : &executable->user,
		.uid = executable->st.st_uid,
		.mode = executable->st.st_mode,
		.nosuid = executable->mount_flags & ST_NOSUID,
		.capabilities = executable->capabilities,
	};
	bool security = kernel->security_counts;

	if (security && executable->security_err && executable->security_err != -ENODATA)
		return executable->security_err;
	if (!(security && file.security) && executable->user_err &&
	    executable->user_err != -ENODATA)
		return executable->user_err;
	paxflags_decide(kernel, &file, decision);
	return 0;
}

int executable_of_process(const struct paxflags_kernel *kernel,
			  const struct paxflags_process *process, struct executable *executable,
			  struct paxflags_decision *decision)
{
	int fd = paxflags_proc_exe(process), err;

	if (fd < 0)
		return fd;
	err = executable_read_attrs(fd, executable);
	close(fd);
	return err ? err : executable_decide(kernel, executable, decision);
}

void executable_put_mark(struct out *out, int err, const struct paxflags_value *value)
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
	out_paint(out, describe_invalid(value) ? OUT_BAD : OUT_PLAIN);
	out_mark(out, text);
}
