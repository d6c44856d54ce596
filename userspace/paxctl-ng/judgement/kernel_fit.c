// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares what the module assumes with the types of a kernel, by the code and the table of the
 * module itself.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "judgement/kernel_fit.h"
#include "proof/file_host.h"

/* The table asks for the architecture as the kernel's configuration does. */
#if defined(__x86_64__)
#define CONFIG_X86
#define CONFIG_X86_64
#define CONFIG_64BIT
#elif defined(__i386__)
#define CONFIG_X86
#define CONFIG_X86_32
#elif defined(__aarch64__)
#define CONFIG_ARM64
#define CONFIG_64BIT
#elif defined(__arm__)
#define CONFIG_ARM
#else
#define UNKNOWN_ARCHITECTURE
#endif

/* The handler of before 6.12 is called by this one, which all releases have. */
#define PAX_SYM_REMOTE "access_remote_vm"
#include "proof/arch/symbols.h"

/*
 * The release and the configuration of the kernel decide which of some functions the module hooks.
 * Here all of them are allowed, and those that depend on the configuration may be absent.
 */
#define PAX_TEXT(...) #__VA_ARGS__
#define PAX_FUNCTION(symbol, ...)                                                                \
	{                                                                                        \
		.what = PAX_ASSUMES_FUNCTION, .name = symbol, .prototype = PAX_TEXT(__VA_ARGS__) \
	}
#define PAX_FUNCTION_IF(condition, ...) PAX_FUNCTION(__VA_ARGS__)
#define PAX_FUNCTION_OPTIONAL(condition, symbol, ...)                        \
	{                                                                    \
		.what = PAX_ASSUMES_FUNCTION, .optional = 1, .name = symbol, \
		.prototype = PAX_TEXT(__VA_ARGS__)                           \
	}
#define PAX_TRACEPOINT(symbol, ...)                                                                \
	{                                                                                          \
		.what = PAX_ASSUMES_TRACEPOINT, .name = symbol, .prototype = PAX_TEXT(__VA_ARGS__) \
	}
#define PAX_MEMBER(type, ...)                                       \
	{                                                           \
		.what = PAX_ASSUMES_MEMBER, .offset = PAX_ANYWHERE, \
		.name = PAX_TEXT(type.__VA_ARGS__)                  \
	}

/* In the kernel this is a type, here a macro. */
#undef bool
static const struct pax_assumption rows[] = {
#include "proof/table.h"
};

#define bool _Bool

const struct kernel_need kernel_needs[] = {
	{ "MODULES", true, "no module can be loaded" },
	{ "KPROBES", true, "no function can be hooked" },
	{ "TRACEPOINTS", true, "forks are not noticed" },
	{ "SECURITY", true, "there is no place for the links to the module's files" },
	{ "SECURITYFS", true, "there is no place for the links to the module's files" },
	{ "SYSCTL", true, "soft mode cannot be set" },
	{ "PROC_FS", true, "there is no place for the module's files" },
	{ "CPUSETS", true, "the line in /proc/PID/status cannot be written" },
	{ "PREEMPT_RT", false, "locks that the hooks take can sleep there" },
	{ "SECURITY_PAX", false, "this kernel has PaX built in, and takes no module" },
	{ NULL, false, NULL },
};

static const char *read_module(struct kernel_fit *fit, const char *module)
{
	struct pax_host_file file;
	const char *why;
	int err;

	err = pax_host_file_read(&file, module, PAX_ASSUMPTIONS_SECTION);
	if (err == -ENODATA)
		return "this module has no table of what it assumes";
	if (err)
		return pax_host_error(err);
	fit->rows = file.data;
	if (!file.word)
		return "this is no ELF file of this byte order; a compressed module must be decompressed first";
	why = pax_table_error(file.data, file.size);
	fit->proof.table = file.data;
	fit->proof.num = file.size / sizeof(rows[0]);
	fit->btf.word = file.word;
	return why;
}

const char *kernel_fit_table(struct kernel_fit *fit, const char *module)
{
	if (module)
		return read_module(fit, module);
#ifdef UNKNOWN_ARCHITECTURE
	return "the module is not for this architecture";
#endif
	fit->proof.table = rows;
	fit->proof.num = sizeof(rows) / sizeof(rows[0]);
	fit->btf.word = sizeof(void *);
	return NULL;
}

int kernel_fit_types(struct kernel_fit *fit, const char *path)
{
	unsigned int word = fit->btf.word;
	struct pax_host_file file;
	int err;

	err = pax_host_file_read(&file, path, ".BTF");
	if (err)
		return err;
	fit->types = file.data;
	if (file.word && file.word != word)
		return -EXDEV;
	err = pax_host_types(&fit->btf, &file, word);
	fit->proof.btf = &fit->btf;
	return err;
}

void kernel_fit_free(struct kernel_fit *fit)
{
	free(fit->btf.offsets);
	free(fit->types);
	free(fit->rows);
}
