// SPDX-License-Identifier: GPL-2.0-only
/*
 * prove_host OBJECT VMLINUX RELEASE: compares the table of assumptions in an object file of the
 * module with the types of the kernel that the module is built for, which has that release. Built
 * and run by Kbuild, on the host.
 *
 * The types are the section .BTF of VMLINUX, or all of it if it is no ELF file. If there are none,
 * and the kernel that runs has that release, they are /sys/kernel/btf/vmlinux. If there are none at
 * all, a message says so, and the build goes on: the module checks the same when it loads.
 */
#include <sys/utsname.h>

#include "proof/btf.c"
#include "proof/file_host.c"
#include "proof/prove.c"

#define RUNNING "/sys/kernel/btf/vmlinux"

static void report(const struct pax_finding *finding)
{
	if (finding->wrong)
		fprintf(stderr, "pax: cannot build: %s\n", finding->wrong);
}

/* Finds the types; sets where they come from. Returns 0 or a negative errno. */
static int find_types(const char *vmlinux, const char *release, const char **where,
		      struct pax_host_file *types)
{
	struct utsname running;
	int err;

	*where = vmlinux;
	err = pax_host_file_read(types, vmlinux, ".BTF");
	if ((err == -ENOENT || err == -ENODATA) && !uname(&running) &&
	    !strcmp(running.release, release)) {
		*where = RUNNING;
		err = pax_host_file_read(types, RUNNING, ".BTF");
	}
	return err;
}

/* Reads the table of an object file. Returns false after a message. */
static bool read_table(struct pax_host_file *file, const char *path)
{
	const char *why;
	int err;

	err = pax_host_file_read(file, path, PAX_ASSUMPTIONS_SECTION);
	if (!err && file->word) {
		why = pax_table_error(file->data, file->size);
		if (!why)
			return true;
	} else {
		why = err && err != -ENODATA ? pax_host_error(err) : "it has none";
	}
	fprintf(stderr, "pax: cannot build: no table of assumptions in %s: %s\n", path, why);
	return false;
}

int main(int argc, char **argv)
{
	static struct pax_proof proof = { .report = report };
	struct pax_host_file table, types;
	static struct pax_btf btf;
	const char *where;
	int err;

	if (argc != 4) {
		fputs("usage: prove_host OBJECT VMLINUX RELEASE\n", stderr);
		return 64;
	}
	if (!read_table(&table, argv[1]))
		return 1;
	err = find_types(argv[2], argv[3], &where, &types);
	if (err == -ENOENT || err == -ENODATA) {
		fprintf(stderr,
			"pax: not checked when building: the headers of %s have no types (BTF)\n",
			argv[3]);
		return 0;
	}
	if (!err)
		err = pax_host_types(&btf, &types, table.word);
	if (err) {
		fprintf(stderr, "pax: cannot build: the types in %s cannot be read: %s\n", where,
			pax_host_error(err));
		return 1;
	}
	proof.btf = &btf;
	proof.table = table.data;
	proof.num = table.size / sizeof(*proof.table);
	if (pax_prove(&proof))
		return 0;
	fprintf(stderr,
		"pax: cannot build: failed assumptions about the kernel %s (types in %s): %u of %u; see Documentation/porting.rst\n",
		argv[3], where, proof.failed, proof.assumed);
	return 1;
}
