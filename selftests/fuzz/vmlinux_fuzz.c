// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gives the reader of files any file, as a kernel and as a module: it must read nothing beyond what
 * it has of it, and end soon. A table of assumptions that it takes must be safe to use.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "proof/file_host.h"
#include "proof/prove.h"

static unsigned int lines;

static void count(const struct pax_finding *finding)
{
	MUST(strlen(finding->row->name) < sizeof(finding->row->name));
	lines += finding->wrong != NULL;
}

/* Compares a table with types, of which either may be anything. */
static void prove(const struct pax_host_file *table, const struct pax_host_file *types)
{
	static struct pax_proof proof;
	struct pax_btf btf = { 0 };

	if (!pax_host_types(&btf, types, 8) && !pax_table_error(table->data, table->size)) {
		lines = 0;
		proof.btf = &btf;
		proof.table = table->data;
		proof.num = table->size / sizeof(*proof.table);
		proof.report = count;
		pax_prove(&proof);
		MUST(lines == proof.failed);
	}
	free(btf.offsets);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pax_host_file types, table;
	static char path[64];
	static int fd = -1;

	if (fd < 0) {
		fd = memfd_create("input", MFD_CLOEXEC);
		MUST(fd >= 0);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	MUST(!ftruncate(fd, 0) && pwrite(fd, data, size, 0) == (ssize_t)size);
	MUST(pax_host_file_read(&types, path, ".BTF") || types.size <= size);
	MUST(pax_host_file_read(&table, path, PAX_ASSUMPTIONS_SECTION) || table.size <= size);
	if (types.data && table.data)
		prove(&table, &types);
	free(types.data);
	free(table.data);
	return 0;
}
