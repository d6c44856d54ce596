// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds the ELF files that link a library, by the names in DT_NEEDED and DT_SONAME. It does not
 * repeat the loader's search: a name matches every file that has it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files/elf_links.h"
#include "terminal/memory.h"

static const struct paxflags_value *read_attr(int fd, enum paxflags_attr attr,
					      struct paxflags_value *value)
{
	return paxflags_read_fd(fd, attr, value) ? NULL : value;
}

static void read_marks(struct elf_link *file, int fd)
{
	struct paxflags_value security, user;
	const struct paxflags_value *first = read_attr(fd, PAXFLAGS_SECURITY, &security);
	const struct paxflags_value *second = read_attr(fd, PAXFLAGS_USER, &user);

	paxflags_effective(first, second, false, PAX_FLAGS_DEFAULT, &file->effective);
	file->has_mark = first || second;
	if (file->has_mark)
		file->mark = first ? *first : *second;
}

void elf_links_add(struct elf_links *links, const char *path, int fd)
{
	struct elf_link file = { 0 };
	int err = elf_needed_read(fd, &file.elf);

	if (err == -EBADMSG)
		links->malformed++;
	else if (err && err != -ENOEXEC && err != -ENODATA)
		links->unreadable++;
	if (err)
		return;
	file.path = strdup(path);
	if (!file.path)
		out_of_memory();
	file.name = strrchr(file.path, '/');
	file.name = file.name ? file.name + 1 : file.path;
	if (file.elf.soname)
		file.name = file.elf.soname;
	if (file.elf.is_program)
		read_marks(&file, fd);
	links->files = grow_array(links->files, links->num, sizeof(*links->files));
	links->files[links->num++] = file;
}

static bool needs(const struct elf_link *file, const char *name, unsigned int machine)
{
	size_t i;

	if (machine && file->elf.machine != machine)
		return false;
	for (i = 0; i < file->elf.num; i++) {
		if (!strcmp(file->elf.names[i], name))
			return true;
	}
	return false;
}

/* Sets @used in the files that need @name, and appends them to the *@num files of @queue. */
static void find_direct(struct elf_links *links, const char *name, unsigned int machine,
			const struct elf_link *via, struct elf_link **queue, size_t *num)
{
	size_t i;

	for (i = 0; i < links->num; i++) {
		struct elf_link *file = &links->files[i];

		if (file->used || !needs(file, name, machine))
			continue;
		file->used = true;
		file->via = via;
		queue[(*num)++] = file;
	}
}

void elf_links_find_users(struct elf_links *links, const char *name, unsigned int machine)
{
	struct elf_link **queue = calloc(links->num + 1, sizeof(*queue));
	size_t i, num = 0;

	if (!queue)
		out_of_memory();
	for (i = 0; i < links->num; i++)
		links->files[i].used = false;
	find_direct(links, name, machine, NULL, queue, &num);
	/* Other files can link a PIE that has a soname, so treat it as a library. */
	for (i = 0; i < num; i++) {
		if (!queue[i]->elf.is_program || queue[i]->elf.soname)
			find_direct(links, queue[i]->name, queue[i]->elf.machine, queue[i], queue,
				    &num);
	}
	free(queue);
}

void elf_links_free(struct elf_links *links)
{
	size_t i;

	for (i = 0; i < links->num; i++) {
		elf_needed_free(&links->files[i].elf);
		free(links->files[i].path);
	}
	free(links->files);
	*links = (struct elf_links){ 0 };
}
