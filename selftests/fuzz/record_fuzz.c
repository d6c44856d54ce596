// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes records of denials. learn must print a valid policy that names only programs with denials.
 * events must print one line for each record.
 */
#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands/commands.h"
#include "evidence/weakest_mark.h"
#include "files/identity.h"
#include "files/root.h"
#include "fuzz.h"
#include "policy/rules.h"

/* Stands in for the kernel's directory in securityfs. */
static char dir[] = "/tmp/pax-fuzz-XXXXXX";
static char events[sizeof(dir) + sizeof("/events")];
/* Selects the records that count. They are about the files of this machine. */
static struct record_filter filter = { .first_user = 1000 };

static void remove_all(void)
{
	mounts_free(filter.mounts);
	root_close(filter.root);
	unlink(events);
	rmdir(dir);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	MUST(mkdtemp(dir));
	snprintf(events, sizeof(events), "%s/events", dir);
	MUST(!root_open("/", &filter.root));
	filter.mounts = mounts_read("/");
	atexit(remove_all);
	return 0;
}

/* Runs a subcommand. Returns its output, which the caller frees. */
static char *run(const struct command *command, char **argv, size_t *size)
{
	FILE *stdout_before = stdout;
	char *text = NULL;
	int argc = 0;

	while (argv[argc])
		argc++;
	stdout = open_memstream(&text, size);
	MUST(stdout);
	MUST(cli_run(command, argc, argv) == 0);
	MUST(!fclose(stdout));
	stdout = stdout_before;
	return text;
}

/* A program may count only if no reason rejects it, whatever the input is. */
static void check_trust(const struct program *program)
{
	enum reject_reason reason;
	size_t i;

	MUST(program->num && program->records);
	for (reason = 0; reason < REJECT_NUM && !program->rejected; reason++)
		MUST(!program->reject_counts[reason]);
	MUST(program->rejected || program->id.known);
	for (i = 0; i < program->users.num && !program->rejected; i++)
		MUST(filter.users || program->users.users[i].uid < filter.first_user);
}

static void check_witness(const struct program *program)
{
	struct weakest_mark weakest;
	struct paxflags_letters letters;

	check_trust(program);
	weakest_mark_find(program, &weakest);
	if (weakest.mark)
		MUST(!paxflags_parse(weakest.mark, strlen(weakest.mark), &letters));
}

/*
 * Whether a path of a policy matches only that file: a component with pattern characters must
 * have all of them escaped.
 */
static bool stands_for(const char *path, const char *exe)
{
	while (*path) {
		size_t len = strcspn(path + 1, "/") + 1;
		bool escaped = strcspn(path, "*?[") < len;
		const char *end = path + len;

		while (path < end) {
			if (escaped && !strncmp(path, "[#]", 3) && *exe == '#') {
				path += 3;
				exe++;
				continue;
			}
			if (escaped && strchr("*?[", *path))
				return false;
			if (escaped && *path == '\\' && ++path == end)
				return false;
			if (*path++ != *exe++)
				return false;
		}
	}
	return !*exe;
}

/* The proposed policy may contain only programs that the records name. */
static void check_proposal(char *text, size_t size, const struct denials *denials)
{
	FILE *stream = fmemopen(text, size, "r");
	struct policy_file file;
	size_t i, n;

	MUST(stream);
	MUST(!policy_parse(stream, "proposal", false, NULL, &file));
	fclose(stream);
	for (i = 0; i < file.num; i++) {
		const struct program *program = denials->programs;

		for (n = 0; n < denials->num; n++, program++)
			if (!program->rejected && stands_for(file.rules[i].path, program->exe))
				break;
		MUST(n < denials->num);
		/* With --elsewhere a line must apply only to the recorded file. */
		MUST(file.rules[i].id.known == filter.elsewhere);
		MUST(!filter.elsewhere || (file.rules[i].id.major == program->id.major &&
					   file.rules[i].id.minor == program->id.minor &&
					   file.rules[i].id.ino == program->id.ino));
	}
	policy_file_free(&file);
	/* The output must not contain control characters for a terminal. */
	for (i = 0; i < size; i++)
		MUST((unsigned char)text[i] >= ' ' || text[i] == '\n' || text[i] == '\t');
}

static void check_learn(bool elsewhere, bool users)
{
	char *argv[] = { (char *)"learn",
			 (char *)"--pageexec",
			 (char *)"-q",
			 (char *)(users ? "--users" : "-q"),
			 (char *)(elsewhere ? "--elsewhere" : "-q"),
			 events,
			 NULL };
	char *json[] = { (char *)"learn", (char *)"--json", (char *)"-q", events, NULL };
	struct denials denials = { .filter = &filter };
	char *line = NULL, *text;
	size_t room = 0, i, len;
	FILE *stream = fopen(events, "re");

	MUST(stream);
	filter.elsewhere = elsewhere;
	filter.users = users;
	while (getline(&line, &room, stream) >= 0)
		denials_add_line(&denials, line);
	fclose(stream);
	free(line);
	denials_sort(&denials);
	for (i = 0; i < denials.num; i++)
		check_witness(&denials.programs[i]);
	text = run(&command_learn, argv, &len);
	check_proposal(text, len, &denials);
	free(text);
	denials_free(&denials);
	free(run(&command_learn, json, &len));
}

static void check_events(const uint8_t *data, size_t size)
{
	char *plain[] = { (char *)"events", (char *)"--once", (char *)"--kernel", dir, NULL };
	char *json[] = {
		(char *)"events", (char *)"--json", (char *)"--once", (char *)"--kernel", dir, NULL
	};
	size_t i, len, lines = size && data[size - 1] != '\n', shown = 0;
	char *text;

	for (i = 0; i < size; i++)
		lines += data[i] == '\n';
	text = run(&command_events, plain, &len);
	for (i = 0; i < len; i++)
		shown += text[i] == '\n';
	MUST(shown <= lines);
	free(text);
	free(run(&command_events, json, &len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *file;

	if (size > 4096)
		return -1;
	file = fopen(events, "we");
	MUST(file && fwrite(data, 1, size, file) == size);
	MUST(!fclose(file));
	check_learn(false, false);
	check_learn(true, false);
	check_learn(true, true);
	check_events(data, size);
	return 0;
}
