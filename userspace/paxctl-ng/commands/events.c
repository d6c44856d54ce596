// SPDX-License-Identifier: GPL-2.0-only
/*
 * paxctl-ng events: prints the events of the kernel module as they happen.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands/commands.h"
#include "evidence/record.h"
#include "terminal/cli.h"
#include "terminal/message.h"
#include "terminal/out.h"
#include "terminal/memory.h"
#include "terminal/interrupt.h"

#define MAX_PAIRS 64

enum {
	OPTION_NEW = CLI_KEY,
	OPTION_ONCE,
	OPTION_KERNEL,
	OPTION_NAMES,
};

static const struct cli_option options[] = {
	{ 'e', "event", "EVENT", "print only this event; may be given again" },
	{ OPTION_NEW, "new", NULL, "leave out events from before the start" },
	{ OPTION_ONCE, "once", NULL, "print the events that are kept, and end" },
	{ OPTION_KERNEL, "kernel", "DIR", "read the kernel's events from DIR" },
	{ OPTION_NAMES, "names", NULL, "print the names of all events, and end" },
	{ 0 },
};

static const struct out_column columns[] = {
	{ "time", "TIME", OUT_TEXT },	  { "event", "EVENT", OUT_TEXT },
	{ "action", "ACTION", OUT_TEXT }, { "pid", "PID", OUT_TEXT },
	{ "exe", "EXE", OUT_TEXT },	  { "object", "OBJECT", OUT_TEXT },
	{ "detail", "DETAIL", OUT_TEXT },
};

/* Keys whose value is text that a user can choose. The kernel encodes these values. */
static const char *const encoded[] = { "comm", "exe", "file", "mark", "old", "new" };

/* Keys that the detail column omits: they have a column, or do not help a reader. */
static const char *const not_detail[] = {
	"seq",	"time", "event", "action", "pid", "tgid", "ppid",
	"euid", "gid",	"egid",	 "comm",   "exe", "file", "area"
};

struct events {
	struct out *out;
	bool json;
	bool terminal;
	const char *names[MAX_PAIRS];
	size_t num_names;
};

static bool is_in(const char *const *words, size_t num, const char *word)
{
	while (num--) {
		if (!strcmp(words[num], word))
			return true;
	}
	return false;
}

/* Splits a line into pairs, in place. The kernel writes text with spaces in hexadecimal. */
static size_t cut(char *line, struct out_pair pairs[MAX_PAIRS])
{
	char *word, *rest = line;
	size_t num = 0;

	while (num < MAX_PAIRS && (word = strsep(&rest, "\n "))) {
		char *value = strchr(word, '='), *text;

		if (!value)
			continue;
		*value++ = '\0';
		pairs[num].key = word;
		pairs[num].number = *value && value[strspn(value, "0123456789")] == '\0';
		if (is_in(encoded, sizeof(encoded) / sizeof(encoded[0]), word)) {
			char *copy = strdup(value);

			/* If the text does not decode to a C string, keep the encoded form. */
			text = copy ? record_text(copy) : NULL;
			if (text)
				memcpy(value, text, strlen(text) + 1);
			free(copy);
			pairs[num].number = false;
		}
		pairs[num++].text = value;
	}
	return num;
}

static const char *text_of(const struct out_pair *pairs, size_t num, const char *key)
{
	size_t i;

	for (i = 0; i < num; i++) {
		if (!strcmp(pairs[i].key, key))
			return pairs[i].text;
	}
	return NULL;
}

/* Prints local time on a terminal, and the kernel's text otherwise. */
static void put_time(const struct events *events, const char *text)
{
	time_t seconds = text ? strtoll(text, NULL, 10) : 0;
	char shown[32];
	struct tm tm;

	if (!text || !events->terminal || !localtime_r(&seconds, &tm) ||
	    !strftime(shown, sizeof(shown), "%F %T", &tm))
		out_text(events->out, text);
	else
		out_text(events->out, shown);
}

/* Prints the decoded pairs that have no column. */
static void put_detail(const struct events *events, const struct out_pair *pairs, size_t num)
{
	char *text = NULL;
	size_t i, size;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		out_of_memory();
	for (i = 0; i < num; i++) {
		if (!is_in(not_detail, sizeof(not_detail) / sizeof(not_detail[0]), pairs[i].key))
			fprintf(to, "%s%s=%s", ftell(to) > 0 ? " " : "", pairs[i].key,
				pairs[i].text);
	}
	if (fclose(to))
		out_of_memory();
	out_text(events->out, text);
	free(text);
}

static void show(const struct events *events, char *line)
{
	struct out_pair pairs[MAX_PAIRS];
	size_t num = cut(line, pairs);
	const char *event = text_of(pairs, num, "event"), *action, *object;

	if (!num)
		return;
	/* A line "lost=N" has no event. Always show it: lost events can be of any kind. */
	if (event && events->num_names && !is_in(events->names, events->num_names, event))
		return;
	if (events->json) {
		out_pairs(events->out, pairs, num);
		return;
	}
	put_time(events, text_of(pairs, num, "time"));
	out_text(events->out, event ? event : "lost");
	action = text_of(pairs, num, "action");
	out_paint(events->out, action && !strcmp(action, "deny") ? OUT_BAD : OUT_PLAIN);
	out_text(events->out, action);
	out_text(events->out, text_of(pairs, num, "pid"));
	out_text(events->out, text_of(pairs, num, "exe"));
	object = text_of(pairs, num, "file");
	out_text(events->out, object ? object : text_of(pairs, num, "area"));
	put_detail(events, pairs, num);
	out_row(events->out);
}

/* Returns 0, or a negative errno. */
static int follow(const struct events *events, int fd)
{
	FILE *stream = fdopen(fd, "r");
	char *line = NULL;
	size_t size = 0;
	int err = 0;

	if (!stream)
		return -errno;
	errno = 0;
	while (!interrupted() && !ferror(stdout) && getline(&line, &size, stream) > 0)
		show(events, line);
	if (ferror(stream) && errno != EAGAIN && errno != EINTR)
		err = -errno;
	free(line);
	fclose(stream);
	return err;
}

static int open_stream(const char *dir, bool new, bool once)
{
	char *path = format_text("%s/events", dir);
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC | (once ? O_NONBLOCK : 0));
	free(path);
	if (fd < 0) {
		int err = -errno;

		if (err == -ENOENT)
			say(dir,
			    "the module is not loaded (or securityfs not mounted): load it with \"modprobe pax\"");
		else if (err == -EACCES)
			say(dir, "only root may read events; run as root");
		else
			say(dir, "the events cannot be opened: %s", strerror(-err));
		return err;
	}
	/* A file that cannot seek starts with its oldest event. */
	if (new)
		lseek(fd, 0, SEEK_END);
	return fd;
}

static int run(struct cli *cli)
{
	struct events events = { 0 };
	const char *dir = PAXFLAGS_KERNEL_DIR;
	bool new = false, once = false;
	int key, fd, err;
	size_t i;

	while ((key = cli_next(cli)) > 0) {
		switch (key) {
		case OPTION_NEW:
			new = true;
			break;
		case OPTION_ONCE:
			once = true;
			break;
		case OPTION_KERNEL:
			dir = cli->arg;
			break;
		case OPTION_NAMES:
			for (i = 0; record_events[i]; i++)
				puts(record_events[i]);
			return STATUS_OK;
		default:
			if (events.num_names == MAX_PAIRS)
				return cli_usage(cli, "more than %d events are named", MAX_PAIRS);
			events.names[events.num_names++] = cli->arg;
		}
	}
	if (key < 0)
		return cli->status;
	if (cli->argc)
		return cli_usage(cli, "there are no operands");
	fd = open_stream(dir, new, once);
	if (fd < 0)
		return fd == -ENOENT ? STATUS_MISSING : STATUS_FAILED;
	events.json = cli->json;
	events.terminal = isatty(STDOUT_FILENO);
	events.out = out_open(cli, OUT_STREAM, columns, sizeof(columns) / sizeof(columns[0]));
	interrupt_catch(true);
	err = follow(&events, fd);
	out_close(events.out);
	if (!err)
		return STATUS_OK;
	say(dir, "the events cannot be read: %s", strerror(-err));
	return STATUS_FAILED;
}

const struct command command_events = {
	.name = "events",
	.summary = "follow the events that the kernel reports",
	.about = "Prints the events that the kernel has kept, then each new one, until Ctrl-C.\n"
		 "With --json each event is one line, with the kernel's own keys.\n"
		 "Status: 0 done, 1 the events cannot be read, 2 the module is not loaded.\n",
	.options = options,
	.common = COMMON_JSON | COMMON_QUIET,
	.run = run,
};
