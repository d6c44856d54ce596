// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the lists of other tools, in each format and with the format to be found. Each entry must
 * be left out with a reason, or make a line that pax-policy(5) allows and that means the same.
 */
#include <unistd.h>

#include "fuzz.h"
#include "policy/lists.h"
#include "policy/rules.h"

static unsigned long lines;

/* The entry as a line of a policy must parse to the same path and mark. */
static void check_line(const struct list_entry *entry)
{
	struct paxflags_letters letters;
	struct policy_file file;
	char *text;
	FILE *stream;
	int len = asprintf(&text, "%s\t%s\n", entry->mark, entry->path);

	MUST(len > 0);
	stream = fmemopen(text, len, "r");
	MUST(stream);
	MUST(!policy_parse(stream, "line", false, NULL, &file));
	fclose(stream);
	MUST(file.num == 1 && !file.num_inherits);
	MUST(!strcmp(file.rules[0].path, entry->path));
	MUST(!paxflags_parse(entry->mark, strlen(entry->mark), &letters));
	MUST(file.rules[0].letters.on == letters.on && file.rules[0].letters.off == letters.off);
	policy_file_free(&file);
	free(text);
}

static void take(const struct list_entry *entry, void *context)
{
	(void)context;
	MUST(entry->line > 0 && entry->line <= lines);
	MUST(!!entry->left_out == !entry->mark);
	MUST(!entry->wrong || entry->left_out);
	if (!entry->left_out)
		check_line(entry);
}

static char name[] = "/tmp/pax-fuzz-list-XXXXXX";

static void remove_file(void)
{
	unlink(name);
}

/* Reads the text as "paxctl-ng apply FILE" does. */
static void load(const char *text, size_t size)
{
	static int fd = -1;
	struct policy_file file;
	size_t i;

	if (fd < 0) {
		fd = mkstemp(name);
		MUST(fd >= 0);
		atexit(remove_file);
	}
	MUST(!ftruncate(fd, 0) && pwrite(fd, text, size, 0) == (ssize_t)size);
	list_load(name, false, "/home/u", &file);
	for (i = 0; i < file.num; i++)
		MUST(*file.rules[i].path == '/');
	policy_file_free(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct list list = { .name = "x/name-1.2-r3.ebuild", .take = take };
	enum list_format format;
	char *text;
	size_t i;

	if (!size || size > 4096)
		return -1;
	if (memchr(data + 1, '\0', size - 1)) {
		load((const char *)data + 1, size - 1);
		return 0;
	}
	text = malloc(size);
	MUST(text);
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	lines = 1;
	for (i = 0; i < size - 1; i++)
		lines += text[i] == '\n';
	list_unread(text);
	format = data[0] < LIST_NUM ? data[0] : list_detect(text);
	MUST(format < LIST_NUM);
	list.text = text;
	list.len = size - 1;
	list.home = data[0] & 0x80 ? "/home/u" : NULL;
	if (format != LIST_POLICY)
		list_parse(&list, format);
	if (data[0] >= LIST_NUM)
		load(text, size - 1);
	free(text);
	return 0;
}
