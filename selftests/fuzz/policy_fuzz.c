// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes a single policy file, and a whole policy of drop-ins and profiles. An accepted policy must
 * follow pax-policy(5), and must parse to the same rules after it was written again.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "files/root.h"
#include "policy/rules.h"

/* In the input, a byte with the number of a file begins that file. The first is parsed alone. */
#define NUM_FILES 6

static const char *const names[NUM_FILES] = {
	"etc/pax/policy.d/00-profile.conf", "etc/pax/policy.d/a.conf",
	"usr/lib/pax/policy.d/a.conf",	    "usr/lib/pax/policy.d/b.conf",
	"etc/pax/profiles/one.conf",	    "usr/lib/pax/profiles/two.conf",
};

static char dir[] = "/tmp/pax-fuzz-XXXXXX";
static struct root *root;

static void remove_all(void)
{
	static const char *const dirs[] = {
		"etc/pax/policy.d",
		"etc/pax/profiles",
		"etc/pax",
		"etc",
		"usr/lib/pax/policy.d",
		"usr/lib/pax/profiles",
		"usr/lib/pax",
		"usr/lib",
		"usr",
		".",
	};
	size_t i;

	if (chdir(dir))
		return;
	for (i = 0; i < NUM_FILES; i++)
		unlink(names[i]);
	for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]) - 1; i++)
		rmdir(dirs[i]);
	rmdir(dir);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	size_t i;

	(void)argc;
	(void)argv;
	MUST(mkdtemp(dir));
	for (i = 0; i < NUM_FILES; i++) {
		char path[128], *slash;

		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		for (slash = strchr(path + sizeof(dir), '/'); slash;
		     slash = strchr(slash + 1, '/')) {
			*slash = '\0';
			mkdir(path, 0755);
			*slash = '/';
		}
	}
	MUST(!root_open(dir, &root));
	atexit(remove_all);
	return 0;
}

/* "Paths are absolute, and name programs": no empty component, no "." and "..". */
static void check_path(const char *path)
{
	const char *at = path;

	MUST(*at == '/');
	while (*at) {
		size_t len = strcspn(at + 1, "/");

		MUST(len);
		MUST(!(len == 1 && at[1] == '.') && !(len == 2 && at[1] == '.' && at[2] == '.'));
		at += 1 + len;
	}
	MUST(!strpbrk(path, "\n"));
	MUST(!strchr(" \t\r\v\f", path[strlen(path) - 1]));
}

static void check_rule(const struct rule *rule)
{
	check_path(rule->path);
	MUST(!(rule->letters.on & rule->letters.off));
	MUST(!(rule->remove && rule->required));
	MUST(rule->line > 0);
	MUST(rule->glob == !!strpbrk(rule->path, "*?["));
}

/* Writes the parsed rules as a policy file. */
static char *write_again(const struct policy_file *file, size_t *size)
{
	char *text = NULL, mark[PAXFLAGS_TEXT_SIZE];
	FILE *to = open_memstream(&text, size);
	size_t i;

	MUST(to);
	for (i = 0; i < file->num_inherits; i++)
		fprintf(to, "inherit %s\n", file->inherits[i].name);
	for (i = 0; i < file->num; i++) {
		const struct rule *rule = &file->rules[i];

		paxflags_format(&rule->letters, mark);
		fprintf(to, "%s%s %s\n", rule->required ? "required " : "",
			rule->remove ? "-" : mark, rule->path);
	}
	MUST(!fclose(to));
	return text;
}

static int parse(const char *text, size_t size, struct policy_file *file)
{
	/* fmemopen() does not support empty files. */
	FILE *stream = size ? fmemopen((char *)text, size, "r") : fopen("/dev/null", "r");
	int err;

	MUST(stream);
	err = policy_parse(stream, "file", false, NULL, file);
	fclose(stream);
	return err;
}

static void parse_one(const char *text, size_t size)
{
	struct policy_file file, again;
	size_t i, other_size;
	char *other;

	if (parse(text, size, &file)) {
		policy_file_free(&file);
		return;
	}
	for (i = 0; i < file.num; i++)
		check_rule(&file.rules[i]);
	for (i = 0; i < file.num_inherits; i++)
		MUST(policy_name_is_good(file.inherits[i].name));
	other = write_again(&file, &other_size);
	MUST(!parse(other, other_size, &again));
	MUST(again.num == file.num && again.num_inherits == file.num_inherits);
	for (i = 0; i < file.num; i++) {
		MUST(!strcmp(again.rules[i].path, file.rules[i].path));
		MUST(again.rules[i].letters.on == file.rules[i].letters.on);
		MUST(again.rules[i].letters.off == file.rules[i].letters.off);
		MUST(again.rules[i].remove == file.rules[i].remove);
		MUST(again.rules[i].required == file.rules[i].required);
	}
	free(other);
	policy_file_free(&again);
	policy_file_free(&file);
}

static void store(const char *name, const uint8_t *data, size_t size)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	close(fd);
}

/* Only the last of several lines for one path may count. */
static void check_policy(const struct policy *policy)
{
	size_t i, n;

	for (i = 0; i < policy->num; i++) {
		bool later = false;

		check_rule(&policy->rules[i]);
		for (n = i + 1; n < policy->num; n++)
			later |= !strcmp(policy->rules[i].path, policy->rules[n].path);
		MUST(policy->rules[i].replaced == later);
	}
}

static void load_all(const uint8_t *data, size_t size)
{
	struct policy_request request = { .root = root };
	struct policy policy;
	bool stored[NUM_FILES] = { false };
	char path[128];
	size_t at, len, i;

	/* A file ends before the next byte that is a file number. */
	for (at = 0; at < size; at += len) {
		size_t which = data[at] < NUM_FILES ? data[at++] : 1;

		for (len = 0; at + len < size && data[at + len] >= NUM_FILES;)
			len++;
		store(names[which], data + at, len);
		stored[which] = true;
	}
	if (stored[4])
		request.profile = "one";
	if (!policy_load(&request, &policy))
		check_policy(&policy);
	policy_free(&policy);
	for (i = 0; i < NUM_FILES; i++) {
		if (!stored[i])
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (size > 4096)
		return -1;
	text = exact_copy(data, size);
	parse_one(text, size);
	free(text);
	load_all(data, size);
	return 0;
}
