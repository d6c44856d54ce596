// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads and writes files of answers, lines of the form QUESTION = ANSWER, and writes pax.conf.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/name_value.h"
#include "policy/setup.h"
#include "files/root.h"
#include "terminal/memory.h"
#include "terminal/message.h"

/* The state of the parser. @fresh: the answers of the file. @lines: the line of each. */
struct reader {
	const char *name;
	const struct profile *profiles;
	size_t num;
	struct setup_answers fresh;
	unsigned int line;
	unsigned int lines[SETUP_NUM];
	int err;
};

static void fault(struct reader *reader, char *message)
{
	char *where = format_text("%s:%u", reader->name, reader->line);

	say(where, "%s", message);
	free(where);
	free(message);
	reader->err = -EINVAL;
}

static int find_question(const char *name, size_t len)
{
	int question;

	for (question = 0; question < SETUP_NUM; question++) {
		const char *other = setup_questions[question].name;

		if (strlen(other) == len && !memcmp(other, name, len))
			return question;
	}
	return -ENOENT;
}

static char *no_question(const char *name, size_t len)
{
	char *names = NULL, *text;
	int question;

	for (question = 0; question < SETUP_NUM; question++)
		append_text(&names, ", ", "%s", setup_questions[question].name);
	text = format_text("there is no question \"%.*s\"; there are %s", len < 40 ? (int)len : 40,
			   name, names);
	free(names);
	return text;
}

static void take_line(struct reader *reader, char *text, size_t len)
{
	struct name_value line;
	int question;
	char *why;

	reader->line++;
	switch (name_value_split(text, len, &line)) {
	case -ENODATA:
		return;
	case -EILSEQ:
		fault(reader, format_text("there is a NUL byte in it; this is no text file"));
		return;
	case -EINVAL:
		fault(reader, format_text("\"%.60s\" has no \"=\"; write QUESTION = ANSWER",
					  line.name));
		return;
	}
	question = find_question(line.name, line.len);
	if (question < 0) {
		fault(reader, no_question(line.name, line.len));
		return;
	}
	if (reader->lines[question]) {
		fault(reader, format_text("line %u has answered %s already; leave one of them out",
					  reader->lines[question], setup_questions[question].name));
		return;
	}
	reader->lines[question] = reader->line;
	why = setup_check(question, line.value, reader->profiles, reader->num);
	if (why)
		fault(reader, why);
	else
		reader->fresh.value[question] = need_memory(strdup(line.value));
}

int setup_answers_read(FILE *stream, const char *name, const struct profile *profiles, size_t num,
		       struct setup_answers *answers)
{
	struct reader reader = { .name = name, .profiles = profiles, .num = num };
	char *text = NULL;
	size_t size = 0;
	ssize_t len;
	int question;

	while (errno = 0, (len = getline(&text, &size, stream)) >= 0)
		take_line(&reader, text, len);
	if (ferror(stream)) {
		say(name, "cannot read it: %s", strerror(errno ? errno : EIO));
		reader.err = -EIO;
	}
	free(text);
	if (reader.err) {
		setup_answers_free(&reader.fresh);
		return reader.err;
	}
	for (question = 0; question < SETUP_NUM; question++) {
		if (!reader.fresh.value[question])
			continue;
		free(answers->value[question]);
		answers->value[question] = reader.fresh.value[question];
	}
	return 0;
}

int setup_answers_remembered(struct root *root, const struct profile *profiles, size_t num,
			     struct setup_answers *answers)
{
	FILE *stream = NULL;
	int fd, err;

	*answers = (struct setup_answers){ 0 };
	fd = root_read(root, SETUP_ANSWERS_FILE);
	if (fd == -ENOENT)
		return 0;
	if (fd >= 0)
		stream = fdopen(fd, "r");
	if (!stream) {
		err = fd < 0 ? fd : -errno;
		say(SETUP_ANSWERS_FILE, "cannot read it: %s",
		    err == -EINVAL ? "it is not a regular file; remove it" : root_error(err));
		return err;
	}
	err = setup_answers_read(stream, SETUP_ANSWERS_FILE, profiles, num, answers);
	fclose(stream);
	return err;
}

void setup_answers_write(FILE *to, const struct setup_answers *answers)
{
	int question;

	fputs("# The answers given to \"paxctl-ng setup\"; see paxctl-ng-setup(8).\n", to);
	for (question = 0; question < SETUP_NUM; question++)
		fprintf(to, "%s = %s\n", setup_questions[question].name, answers->value[question]);
}

void setup_write_config(FILE *to, const struct setup_plan *plan)
{
	enum boot_key key;

	fputs(SETUP_HEAD
	      "\n"
	      "# Answer again to change it; \"paxctl-ng setup --explain\" says why it is so.\n",
	      to);
	for (key = 0; key < BOOT_NUM; key++)
		fprintf(to, "%s =%s%s\n", boot_key_name(key), *plan->setting[key] ? " " : "",
			plan->setting[key]);
}

void setup_answers_free(struct setup_answers *answers)
{
	int question;

	for (question = 0; question < SETUP_NUM; question++) {
		free(answers->value[question]);
		answers->value[question] = NULL;
	}
}
